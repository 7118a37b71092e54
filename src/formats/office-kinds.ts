import { format, row } from './kind-row.ts'

const OPEN_XML = 'application/vnd.openxmlformats-officedocument.'
const OPEN_DOC = 'application/vnd.oasis.opendocument.'

/** The rows of the table of kinds (`kind-table.ts`) for the files of office programs that are not plain documents. */
export const OFFICE_KINDS = {
  xlsx: row(
    'Excel workbook',
    'signature',
    [
      format(`${OPEN_XML}spreadsheetml.sheet`, 'Excel workbook', 'xlsx'),
      format('application/vnd.ms-excel.sheet.macroenabled.12', 'Excel workbook', 'xlsm'),
    ],
    'zip',
  ),
  pptx: row(
    'PowerPoint presentation',
    'signature',
    [format(`${OPEN_XML}presentationml.presentation`, 'PowerPoint presentation', 'pptx')],
    'zip',
  ),
  odt: row(
    'OpenDocument text',
    'signature',
    [format(`${OPEN_DOC}text`, 'OpenDocument text', 'odt ott fodt')],
    'zip',
  ),
  ods: row(
    'OpenDocument spreadsheet',
    'signature',
    [format(`${OPEN_DOC}spreadsheet`, 'OpenDocument spreadsheet', 'ods')],
    'zip',
  ),
  odp: row(
    'OpenDocument presentation',
    'signature',
    [
      format(`${OPEN_DOC}presentation`, 'OpenDocument presentation', 'odp'),
      format(`${OPEN_DOC}graphics`, 'OpenDocument drawing', 'odg'),
    ],
    'zip',
  ),
  ole: row('Older Office document', 'signature', [
    format('application/msword', 'older Word document', 'doc dot'),
    format('application/vnd.ms-excel', 'older Excel workbook', 'xls xlt'),
    format('application/vnd.ms-powerpoint', 'older PowerPoint presentation', 'ppt pps'),
    format('application/x-ole-storage', 'Office file of an unknown kind', 'ole'),
  ]),
  msg: row(
    'Outlook message',
    'signature',
    [format('application/vnd.ms-outlook', 'Outlook message', 'msg', 'application/x-msg')],
    'ole',
  ),
}
