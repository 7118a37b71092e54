import { format, row } from './kind-row.ts'
import { OFFICE_KINDS } from './office-kinds.ts'

const OPEN_XML = 'application/vnd.openxmlformats-officedocument.'

/**
 * The one table of what content can be. A kind is what icon, filter, viewer and differ are chosen by; its formats are
 * the content types that belong to it. Detection (`detect.ts`), the suggestions of the forms (`content-types.ts`), the
 * endings of downloads and the lists all read it here: a new kind is one row, and a folder where it has a viewer.
 */
export const TABLE = {
  image: row('Image', 'signature', [
    format('image/png', 'PNG image', 'png', 'image/x-png', true),
    format('image/jpeg', 'JPEG image', 'jpg jpeg jpe jfif', 'image/jpg image/pjpeg', true),
    format('image/gif', 'GIF image', 'gif'),
    format('image/webp', 'WebP image', 'webp'),
    format('image/avif', 'AVIF image', 'avif avifs'),
    format('image/bmp', 'BMP image', 'bmp dib', 'image/x-ms-bmp image/x-bmp'),
    format('image/x-icon', 'icon', 'ico', 'image/vnd.microsoft.icon'),
  ]),
  pdf: row('PDF', 'signature', [
    format('application/pdf', 'PDF document', 'pdf', 'application/x-pdf', true),
  ]),
  text: row('Text', 'any-text', [
    format('text/plain', 'plain text', 'txt text log ini conf', '', true),
    format('text/markdown', 'Markdown text', 'md markdown', 'text/x-markdown'),
    format('text/calendar', 'calendar entry', 'ics'),
    format('text/vtt', 'WebVTT subtitles', 'vtt'),
    format('application/yaml', 'YAML', 'yaml yml', 'application/x-yaml text/yaml'),
    format('application/sql', 'SQL', 'sql'),
    format('application/toml', 'TOML', 'toml'),
  ]),
  json: row(
    'JSON',
    'structure',
    [
      format('application/json', 'JSON', 'json', 'text/json application/x-json', true),
      format('application/fhir+json', 'FHIR resource as JSON', '', 'application/json+fhir', true),
      format('application/x-ndjson', 'JSON in lines', 'ndjson jsonl', 'application/fhir+ndjson'),
    ],
    'text',
  ),
  xml: row(
    'XML',
    'structure',
    [
      format('application/xml', 'XML', 'xml xsd xsl', 'text/xml', true),
      format('application/fhir+xml', 'FHIR resource as XML', '', 'application/xml+fhir'),
    ],
    'text',
  ),
  csv: row(
    'Table (CSV)',
    'any-text',
    [
      format('text/csv', 'CSV table', 'csv', 'application/csv text/comma-separated-values', true),
      format('text/tab-separated-values', 'TSV table', 'tsv tab', 'text/tsv'),
    ],
    'text',
  ),
  ccda: row(
    'Clinical document (C-CDA)',
    'structure',
    [
      format(
        'application/hl7-cda+xml',
        'C-CDA document',
        'cda ccda ccd',
        'application/x-cda',
        true,
      ),
    ],
    'xml',
  ),
  hl7v2: row(
    'HL7 v2 message',
    'structure',
    [format('x-application/hl7-v2+er7', 'HL7 v2 message', 'hl7 er7', 'application/hl7-v2', true)],
    'text',
  ),
  dicom: row('DICOM', 'signature', [
    format('application/dicom', 'DICOM object', 'dcm dicom', 'image/dicom', true),
  ]),
  tiff: row('TIFF', 'signature', [
    format('image/tiff', 'TIFF image', 'tif tiff', 'image/x-tiff image/tif', true),
  ]),
  audio: row('Audio', 'signature', [
    format('audio/wav', 'WAV recording', 'wav', 'audio/x-wav audio/wave audio/vnd.wave', true),
    format('audio/mpeg', 'MP3 recording', 'mp3 mpga', 'audio/mp3'),
    format('audio/mp4', 'MP4 recording', 'm4a', 'audio/x-m4a'),
    format('audio/ogg', 'Ogg recording', 'ogg oga opus', 'application/ogg audio/opus'),
    format('audio/flac', 'FLAC recording', 'flac', 'audio/x-flac'),
    format('audio/aac', 'AAC recording', 'aac', 'audio/x-aac'),
    format('audio/x-aiff', 'AIFF recording', 'aif aiff aifc afc', 'audio/aiff'),
    format('audio/amr', 'AMR recording', 'amr'),
    format('audio/basic', 'AU recording', 'au snd'),
    format('audio/x-ms-wma', 'WMA recording', 'wma'),
  ]),
  video: row('Video', 'signature', [
    format('video/mp4', 'MP4 video', 'mp4 m4v', 'video/x-m4v', true),
    format('video/webm', 'WebM video', 'webm'),
    format('video/quicktime', 'QuickTime video', 'mov qt'),
    format('video/ogg', 'Ogg video', 'ogv'),
    format('video/x-matroska', 'Matroska video', 'mkv', 'video/matroska'),
    format('video/x-msvideo', 'AVI video', 'avi', 'video/avi video/vnd.avi'),
    format('video/x-ms-wmv', 'WMV video', 'wmv asf', 'video/x-ms-asf application/vnd.ms-asf'),
    format('video/mpeg', 'MPEG video', 'mpg mpeg'),
    format('video/mp2t', 'MPEG transport stream', 'm2ts'),
    format('video/3gpp', '3GPP video', '3gp'),
  ]),
  zip: row('Archive (ZIP)', 'signature', [
    format(
      'application/zip',
      'ZIP archive',
      'zip',
      'application/x-zip-compressed application/x-zip multipart/x-zip',
      true,
    ),
  ]),
  docx: row(
    'Word document',
    'signature',
    [
      format(`${OPEN_XML}wordprocessingml.document`, 'Word document', 'docx', '', true),
      format(`${OPEN_XML}wordprocessingml.template`, 'Word template', 'dotx'),
      format('application/vnd.ms-word.document.macroenabled.12', 'Word document', 'docm'),
    ],
    'zip',
  ),
  rtf: row(
    'Rich text',
    'structure',
    [
      format(
        'application/rtf',
        'RTF document',
        'rtf',
        'text/rtf text/richtext application/x-rtf',
        true,
      ),
    ],
    'text',
  ),
  html: row(
    'Web page',
    'any-text',
    [
      format('text/html', 'web page', 'html htm', '', true),
      format('application/xhtml+xml', 'web page in XML', 'xhtml xht'),
    ],
    'text',
  ),
  svg: row('Drawing (SVG)', 'structure', [format('image/svg+xml', 'SVG drawing', 'svg')], 'xml'),
  heic: row('HEIC image', 'signature', [
    format('image/heic', 'HEIC image', 'heic heics', 'image/heic-sequence'),
    format('image/heif', 'HEIF image', 'heif', 'image/heif-sequence'),
  ]),
  jpeg2000: row('JPEG 2000 image', 'signature', [
    format('image/jp2', 'JPEG 2000 image', 'jp2 j2k jpf jpx jpm', 'image/jpx image/jpm image/j2c'),
  ]),
  ...OFFICE_KINDS,
  mail: row(
    'Mail',
    'structure',
    [
      format('message/rfc822', 'mail', 'eml mht mhtml', 'message/global'),
      format('application/mbox', 'mailbox', 'mbox', 'application/x-mbox'),
    ],
    'text',
  ),
  ecg: row(
    'ECG (XML)',
    'structure',
    [format('application/aecg+xml', 'ECG recording in XML', 'aecg')],
    'xml',
  ),
  scp: row('ECG (SCP)', 'signature', [format('application/x-scp-ecg', 'SCP ECG recording', 'scp')]),
  signed: row('Signed file', 'signature', [
    format(
      'application/pkcs7-mime',
      'signed file',
      'p7m p7c p7b',
      'application/x-pkcs7-mime application/cms application/x-pkcs7-certificates',
    ),
    format('application/pkcs7-signature', 'signature', 'p7s', 'application/x-pkcs7-signature'),
    format(
      'application/x-pem-file',
      'signed file in PEM',
      'pem',
      'application/pem-certificate-chain',
    ),
  ]),
  gzip: row('Archive (gzip)', 'signature', [
    format('application/gzip', 'gzip archive', 'gz tgz', 'application/x-gzip application/x-tgz'),
  ]),
  tar: row('Archive (tar)', 'signature', [
    format('application/x-tar', 'tar archive', 'tar', 'application/tar application/x-gtar'),
  ]),
  archive: row('Archive', 'signature', [
    format('application/x-7z-compressed', '7z archive', '7z'),
    format('application/vnd.rar', 'RAR archive', 'rar', 'application/x-rar-compressed'),
    format('application/x-bzip2', 'bzip2 archive', 'bz2'),
    format('application/x-xz', 'xz archive', 'xz'),
  ]),
  other: row('Other', 'none', []),
}
