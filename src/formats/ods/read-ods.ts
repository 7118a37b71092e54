import { SheetProblem, type SheetContent } from '../sheet/sheet-content.ts'
import type { SheetPackage } from '../sheet/sheet-package.ts'
import { TextPool } from '../sheet/text-pool.ts'
import { usedSize } from '../sheet/used-size.ts'
import type { Workbook } from '../sheet/workbook.ts'
import { ContentReading, encryptionReading, frozenReading } from './content-reading.ts'
import type { OdsTable } from './ods-table.ts'

/**
 * Opens an OpenDocument spreadsheet (ODF 1.3). Its cells hold the text that the writing program showed, which is shown
 * here too: nothing is formatted anew, calculated, run or fetched.
 *
 * @throws SheetProblem when it can't be shown
 */
export async function openOds(files: SheetPackage): Promise<Workbook> {
  const encryption = encryptionReading()
  await files.read('META-INF/manifest.xml', encryption)
  if (encryption.isEncrypted || files.isEncrypted) {
    throw new SheetProblem(
      'This spreadsheet is encrypted with a password',
      'Download it and open it in a spreadsheet program, with the password.',
    )
  }
  const texts = new TextPool()
  const reading = new ContentReading(texts)
  // Styles that the cells' own ones build on.
  await files.read('styles.xml', {
    open: (name, attributes) => reading.styles.open(name, attributes),
    close: () => undefined,
    text: () => undefined,
  })
  const faults = await files.read('content.xml', reading)
  const { tables } = reading
  if (tables.length === 0) {
    throw new SheetProblem(
      'No sheet of this spreadsheet can be found',
      faults?.[0] ?? 'It may be cut or broken. Its bytes can be looked at.',
    )
  }
  const settings = frozenReading()
  await files.read('settings.xml', settings.handler)
  return {
    sheets: tables.map(({ name, isHidden }) => ({
      name,
      visibility: isHidden ? 'hidden' : 'visible',
      holds: 'cells',
    })),
    active: Math.max(
      0,
      tables.findIndex(({ isHidden }) => !isHidden),
    ),
    context: { texts, styles: reading.styles.styles, is1904: false },
    remarks: remarksOf(reading, files),
    faults: faultsOf(reading, files, faults ?? []),
    inner: files.under('Pictures/'),
    files,
    readSheet: async (index) => sheetOf(tables[index], texts, settings.frozen),
  }
}

function remarksOf({ hasChanges, hasConditions, styles }: ContentReading, files: SheetPackage) {
  const remarks: string[] = []
  if (files.paths.some((path) => /^(Basic|Scripts)\//.test(path))) {
    remarks.push('The spreadsheet has macros. They are never run here.')
  }
  if (hasChanges) {
    remarks.push(
      'Changes were recorded. What the cells hold now is shown, not what they held before.',
    )
  }
  if (styles.hasFills) remarks.push('Some cells are filled with colours, which are not shown.')
  if (hasConditions) remarks.push('Cells change their colours by rules, which are not shown.')
  return remarks
}

function faultsOf(reading: ContentReading, files: SheetPackage, faults: readonly string[]) {
  const all = [...files.faults, ...faults.map((fault) => `The sheets: ${fault}`)]
  if (reading.left > 0) {
    all.push(
      `Only the first ${reading.tables.length} sheets are shown; there are ${reading.left} more.`,
    )
  }
  if (reading.isFull) {
    all.push(
      'The spreadsheet has more cells than can be shown: those after the first 6,000,000 are left out.',
    )
  }
  return all
}

function sheetOf(
  table: OdsTable | undefined,
  texts: TextPool,
  frozen: ReadonlyMap<string, { rows: number; columns: number }>,
): SheetContent {
  if (table === undefined) throw new RangeError('no such sheet')
  const { cells, merges, notes, pictures, objects, boxes } = table
  const remarks: string[] = []
  if (table.isProtected) remarks.push('This sheet is protected against changes.')
  if (pictures > 0) remarks.push('Pictures on this sheet are not drawn in place.')
  if (objects > 0) remarks.push('Charts or objects of other programs on this sheet are not drawn.')
  const faults: string[] = []
  if (table.isFull) faults.push('The sheet has more cells than can be shown: some are left out.')
  if (texts.isFull) faults.push('The spreadsheet has too many texts: some are left out.')
  return {
    cells,
    ...usedSize(cells, merges, notes.keys()),
    widths: table.widths,
    hiddenColumns: table.hiddenColumns,
    hiddenRows: table.hiddenRows,
    merges,
    frozen: frozen.get(table.name) ?? { rows: 0, columns: 0 },
    notes,
    links: table.links,
    remarks,
    faults,
    texts: boxes.map((text) => ({ where: 'Text box', text })),
  }
}
