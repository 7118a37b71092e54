import type { SheetPackage } from '../sheet/sheet-package.ts'
import type { Drawing } from './read-drawing.ts'
import type { Relation } from './relations.ts'
import type { SheetSettings } from './sheet-settings.ts'

/** What a workbook holds besides its sheets, each in a sentence. */
export function workbookRemarks(files: SheetPackage, hasFills: boolean, is1904: boolean): string[] {
  const count = (folder: string, ending: RegExp) =>
    files.under(folder).filter(({ path }) => ending.test(path)).length
  const linked = count('xl/externalLinks/', /externalLink\d+\.xml$/i)
  const pivots = count('xl/pivotTables/', /\.xml$/i)
  const remarks: string[] = []
  if (files.paths.some((path) => /vbaProject\.bin$/i.test(path))) {
    remarks.push('The workbook has macros. They are never run here.')
  }
  if (linked > 0) {
    remarks.push(
      `Formulas take values from ${linked === 1 ? 'another file' : `${linked} other files`}. They are shown as they were stored; nothing is fetched.`,
    )
  }
  if (files.has('xl/connections.xml')) {
    remarks.push('The workbook has connections to other data. They are never opened here.')
  }
  if (pivots > 0) remarks.push('Pivot tables are shown with the values that were stored.')
  if (hasFills) remarks.push('Some cells are filled with colours, which are not shown.')
  if (is1904) remarks.push('The workbook counts its dates from 1904, which is heeded.')
  return remarks
}

/** What a sheet holds that its cells do not show, each in a sentence. */
export function sheetRemarks(
  settings: SheetSettings,
  relations: ReadonlyMap<string, Relation>,
): string[] {
  const { has, isProtected, isRightToLeft } = settings
  const remarks: string[] = []
  if (isProtected) remarks.push('This sheet is protected against changes.')
  if (has.has('conditionalFormatting')) {
    remarks.push('Cells change their colours by rules, which are not shown.')
  }
  if (has.has('autoFilter')) {
    remarks.push('The sheet has a filter. Rows that it hides are shown, and marked as hidden.')
  }
  if (has.has('oleObject')) remarks.push('Objects of other programs float above the cells.')
  if (has.has('control'))
    remarks.push('Buttons or fields float above the cells, which are not shown.')
  if (isRightToLeft) {
    remarks.push('In Excel this sheet runs from right to left; here column A is at the left.')
  }
  if ([...relations.values()].some(({ type }) => type === 'queryTable')) {
    remarks.push('The sheet has data from a query. It is shown as it was stored.')
  }
  return remarks
}

export function drawingRemarks(drawing: Drawing | undefined): string[] {
  if (drawing === undefined) return []
  const { charts, pictures, shapes, texts } = drawing
  const things = [
    count(charts, 'chart', 'charts'),
    count(pictures, 'picture', 'pictures'),
    count(shapes, 'shape', 'shapes'),
    count(texts.length, 'text box', 'text boxes'),
  ].filter((words) => words !== undefined)
  if (things.length === 0) return []
  const last = things.pop() ?? ''
  const list = things.length === 0 ? last : `${things.join(', ')} and ${last}`
  return [
    `${list} on this sheet ${list.startsWith('1 ') && things.length === 0 ? 'is' : 'are'} not drawn in place.`,
  ]
}

function count(number: number, one: string, many: string): string | undefined {
  return number <= 0 ? undefined : `${number} ${number === 1 ? one : many}`
}

/** What is printed on each page, without the codes of its layout (ECMA-376 part 1 §18.3.1.46). */
export function printedText(code: string): string {
  return code
    .replaceAll(/&"[^"]*"|&K[0-9A-Fa-f]{6}|&K\d\d[+-]\d{3}|&\d+|&[BIUESXYOHG]/g, '')
    .replaceAll(/&([LCR])/g, ' | ')
    .replaceAll(/&[PNDTFAZ]/g, (field) => FIELDS[field] ?? '')
    .replaceAll('&&', '&')
    .replace(/^[\s|]+|[\s|]+$/g, '')
}

const FIELDS: Record<string, string> = {
  '&P': '(page)',
  '&N': '(pages)',
  '&D': '(date of printing)',
  '&T': '(time of printing)',
  '&F': '(file name)',
  '&A': '(sheet name)',
  '&Z': '(folder)',
}
