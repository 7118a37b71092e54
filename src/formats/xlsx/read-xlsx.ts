import { SheetProblem, type CellLink, type SheetContent } from '../sheet/sheet-content.ts'
import type { SheetPackage } from '../sheet/sheet-package.ts'
import { PLAIN_STYLE } from '../sheet/show-cell.ts'
import { TextPool } from '../sheet/text-pool.ts'
import { usedSize } from '../sheet/used-size.ts'
import type { Workbook } from '../sheet/workbook.ts'
import { readDrawing } from './read-drawing.ts'
import { readNotes, readPeople } from './read-notes.ts'
import { SheetReading } from './read-sheet.ts'
import { readStrings } from './read-strings.ts'
import { readStyles } from './read-styles.ts'
import { readWorkbook, type WorkbookParts } from './read-workbook.ts'
import { readRelations, relationOf, type Relation } from './relations.ts'
import { drawingRemarks, printedText, sheetRemarks, workbookRemarks } from './remarks.ts'

/**
 * Opens an Excel workbook (ECMA-376 part 1 §18, transitional or strict, with macros or without). Nothing in it is
 * calculated, run or fetched.
 *
 * @throws SheetProblem when it can't be shown
 */
export async function openXlsx(files: SheetPackage): Promise<Workbook> {
  if (files.isEncrypted) {
    throw new SheetProblem(
      'This workbook is encrypted with a password',
      'Download it and open it in a spreadsheet program, with the password.',
    )
  }
  const parts = await readWorkbook(files)
  if (parts.sheets.length === 0) {
    throw new SheetProblem(
      'No sheet of this workbook can be found',
      'It may be cut or broken. Its bytes can be looked at, and the download gives it as it is.',
    )
  }
  const { relations } = parts
  const texts = new TextPool()
  const stringsPath = relationOf(relations, 'sharedStrings')?.target ?? 'xl/sharedStrings.xml'
  const stringFaults = await readStrings(files, stringsPath, texts)
  const stylesPath = relationOf(relations, 'styles')?.target ?? 'xl/styles.xml'
  const styles = await readStyles(files, stylesPath)
  const people = await readPeople(files, relationOf(relations, 'person')?.target)
  const context = {
    texts,
    styles: styles.styles.length === 0 ? [PLAIN_STYLE] : styles.styles,
    is1904: parts.is1904,
  }
  return {
    sheets: parts.sheets.map(({ name, visibility, holds }) => ({ name, visibility, holds })),
    active: firstSheet(parts),
    context,
    remarks: [...parts.remarks, ...workbookRemarks(files, styles.hasFills, parts.is1904)],
    faults: [
      ...files.faults,
      ...parts.faults,
      ...stringFaults.map((fault) => `Texts are missing in cells. ${fault}`),
      ...styles.faults.map(
        (fault) => `Number formats are missing, dates may look like numbers. ${fault}`,
      ),
      ...(styles.styles.length === 0
        ? ['The number formats are missing: dates look like numbers.']
        : []),
    ],
    inner: [...files.under('xl/media/'), ...files.under('xl/embeddings/')],
    files,
    readSheet: (index) => readSheet(files, parts, index, context, people),
  }
}

/** The tab that was open, unless it is hidden. */
function firstSheet({ active, sheets }: WorkbookParts): number {
  if (sheets[active]?.visibility === 'visible') return active
  return Math.max(
    0,
    sheets.findIndex(({ visibility }) => visibility === 'visible'),
  )
}

async function readSheet(
  files: SheetPackage,
  { sheets, is1904 }: WorkbookParts,
  index: number,
  { texts }: Workbook['context'],
  people: ReadonlyMap<string, string>,
): Promise<SheetContent> {
  const sheet = sheets[index]
  const path = sheet?.path ?? ''
  const reading = new SheetReading(texts, is1904)
  const faults =
    sheet?.holds === 'chart' || sheet?.holds === 'dialog'
      ? []
      : ((await files.read(path, reading)) ?? ['This sheet is missing in the file.'])
  const { cells, settings } = reading
  const doubled = cells.sort()
  if (doubled > 0) faults.push(`${doubled} cells are written twice; the later ones are shown.`)
  if (reading.isFull) faults.push(TOO_MANY)
  if (settings.has.has('outside'))
    faults.push('Some cells lie outside of any sheet and are left out.')
  if (texts.isFull) faults.push('The workbook has too many texts: some are left out.')
  const relations = await readRelations(files, path)
  const { notes, faults: noteFaults } = await readNotes(files, relations, people)
  const drawn = relations.get(settings.drawing ?? '')
  const drawing = drawn && (await readDrawing(files, drawn.target))
  const printed = [...new Set(settings.printed.map(printedText))].filter((text) => text !== '')
  return {
    cells,
    ...usedSize(cells, settings.merges, notes.keys()),
    widths: settings.widths,
    hiddenColumns: settings.hiddenColumns,
    hiddenRows: settings.hiddenRows,
    merges: settings.merges,
    frozen: settings.frozen,
    notes,
    links: linksOf(settings.links, relations),
    remarks: [...sheetRemarks(settings, relations), ...drawingRemarks(drawing)],
    faults: [...faults, ...noteFaults.map((fault) => `The notes: ${fault}`)],
    texts: [
      ...(drawing?.texts ?? []).map((text) => ({ where: 'Text box', text })),
      ...printed.map((text) => ({ where: 'Printed on each page', text })),
    ],
  }
}

const TOO_MANY =
  'The sheet has more cells than can be shown: those after the first 5,000,000 are left out.'

function linksOf(
  links: SheetReading['settings']['links'],
  relations: ReadonlyMap<string, Relation>,
): CellLink[] {
  return links.map(({ area, id, location }) => {
    const target = relations.get(id ?? '')?.target ?? ''
    return { area, target: location === undefined ? target : `${target}#${location}` }
  })
}
