import { attribute, isOn, type Attributes } from '../sheet/read-part.ts'
import { SheetProblem, type SheetHead } from '../sheet/sheet-content.ts'
import type { SheetPackage } from '../sheet/sheet-package.ts'
import { readRelations, relationOf, type Relation } from './relations.ts'

/** More are named by no person; each has its own tab. */
const MOST_SHEETS = 2000

/** What the workbook part says (ECMA-376 part 1 §18.2), before any sheet is read. */
export interface WorkbookParts {
  sheets: (SheetHead & { path: string })[]
  is1904: boolean
  /** The tab that was open when it was saved. */
  active: number
  relations: ReadonlyMap<string, Relation>
  remarks: string[]
  faults: string[]
}

/** @throws SheetProblem for workbooks that are not in XML */
export async function readWorkbook(files: SheetPackage): Promise<WorkbookParts> {
  const root = relationOf(await readRelations(files, ''), 'officeDocument')?.target
  const path = root !== undefined && files.has(root) ? root : 'xl/workbook.xml'
  if (/\.bin$/i.test(path) || files.has('xl/workbook.bin')) throw BINARY
  const relations = await readRelations(files, path)
  const parts: WorkbookParts = {
    sheets: [],
    is1904: false,
    active: 0,
    relations,
    remarks: [],
    faults: [],
  }
  const left = { sheets: 0 }
  const faults = await files.read(path, {
    open: (name, attributes) => openElement(parts, left, name, attributes),
    close: () => undefined,
    text: () => undefined,
  })
  if (left.sheets > 0) {
    parts.faults.push(
      `Only the first ${MOST_SHEETS} sheets are shown; there are ${left.sheets} more.`,
    )
  }
  for (const fault of faults ?? []) parts.faults.push(`The list of sheets: ${fault}`)
  if (parts.sheets.length === 0) guessSheets(parts, files)
  return parts
}

const BINARY = new SheetProblem(
  'This is a binary Excel workbook (XLSB), which can’t be opened here',
  'Download it to open it in a spreadsheet program. Saved there as XLSX it can be shown here.',
)

function openElement(
  parts: WorkbookParts,
  left: { sheets: number },
  name: string,
  attributes: Attributes,
): void {
  switch (name) {
    case 'workbookPr':
      parts.is1904 = isOn(attributes['date1904'])
      return
    case 'workbookView':
      parts.active = Number(attributes['activeTab'] ?? 0) || 0
      return
    case 'workbookProtection':
      parts.remarks.push('The structure of the workbook is protected against changes.')
      return
    case 'calcPr':
      if (isOn(attributes['fullCalcOnLoad'])) {
        parts.remarks.push(
          'The workbook asks to be calculated anew when it is opened. Nothing is calculated here: the values are those that were stored.',
        )
      }
      return
    case 'sheet':
      if (parts.sheets.length >= MOST_SHEETS) left.sheets += 1
      else parts.sheets.push(sheetOf(parts, attributes))
      return
    default:
  }
}

function sheetOf({ relations, sheets }: WorkbookParts, attributes: Attributes) {
  const relation = relations.get(attribute(attributes, 'id') ?? '')
  const { state } = attributes
  return {
    name: attributes['name'] ?? `Sheet ${sheets.length + 1}`,
    visibility: visibilityOf(state),
    holds: heldBy(relation?.type ?? ''),
    path: relation?.target ?? '',
  }
}

function visibilityOf(state: string | undefined): SheetHead['visibility'] {
  return state === 'hidden' || state === 'veryHidden' ? state : 'visible'
}

function heldBy(type: string): SheetHead['holds'] {
  if (type === 'chartsheet') return 'chart'
  if (type === 'dialogsheet') return 'dialog'
  // Sheets of Excel 4.0 macros: their cells are commands.
  return /macrosheet/i.test(type) ? 'macros' : 'cells'
}

/** Of a workbook whose list of sheets is lost, the sheets that are there, in the order of their numbers. */
function guessSheets(parts: WorkbookParts, files: SheetPackage): void {
  const paths = files
    .under('xl/worksheets/sheet')
    .map(({ path }) => path)
    .filter((path) => /sheet\d+\.xml$/i.test(path))
    .toSorted((a, b) => numberIn(a) - numberIn(b))
    .slice(0, MOST_SHEETS)
  for (const path of paths) {
    const name = `Sheet ${numberIn(path)} (name lost)`
    parts.sheets.push({ name, visibility: 'visible', holds: 'cells', path })
  }
  if (paths.length > 0) {
    parts.faults.push(
      'The list of sheets is lost: names, order and dates may not be those of the workbook.',
    )
  }
}

function numberIn(path: string): number {
  return Number(/(\d+)\.xml$/i.exec(path)?.[1] ?? 0)
}
