import { columnCharacters } from '#formats/sheet/column-widths.ts'
import { findCells, type FoundCells } from '#formats/sheet/find-cells.ts'
import { openWorkbook } from '#formats/sheet/open-workbook.ts'
import {
  SheetProblem,
  type InnerFile,
  type SheetContent,
  type SheetHead,
} from '#formats/sheet/sheet-content.ts'
import {
  detailOf,
  rowsOf,
  type CellDetail,
  type SheetRange,
  type SheetRows,
} from '#formats/sheet/sheet-view.ts'
import type { Workbook } from '#formats/sheet/workbook.ts'
import { serveCalls } from '#lib/worker-session.ts'

/** A workbook without its sheets. */
export interface OpenedWorkbook {
  type: 'workbook'
  sheets: readonly SheetHead[]
  active: number
  remarks: readonly string[]
  faults: readonly string[]
  inner: readonly InnerFile[]
}

/** A sheet without its cells. */
export interface OpenedSheet {
  rows: number
  columns: number
  cells: number
  notes: number
  /** Characters, of each column. */
  widths: readonly number[]
  hiddenColumns: readonly number[]
  hiddenRows: number
  frozen: { rows: number; columns: number }
  remarks: readonly string[]
  faults: readonly string[]
  texts: readonly { where: string; text: string }[]
}

/** Cells of sheets that are kept when another one is shown. */
const MOST_KEPT = 6_000_000
const LARGEST_INNER = 200_000_000

let workbook: Workbook | undefined
const sheets = new Map<number, SheetContent>()
let searches = 0

/** Keeps a workbook and gives what is in view of its sheets. */
const methods = {
  async open(request: {
    blob: Blob
    kind: 'xlsx' | 'ods'
  }): Promise<OpenedWorkbook | { type: 'problem'; title: string; advice: string }> {
    try {
      workbook = await openWorkbook(request.blob, request.kind)
    } catch (error) {
      if (!(error instanceof SheetProblem)) throw error
      return { type: 'problem', title: error.message, advice: error.advice }
    }
    const { active, remarks, faults, inner } = workbook
    return { type: 'workbook', sheets: workbook.sheets, active, remarks, faults, inner }
  },
  async sheet(index: number): Promise<OpenedSheet> {
    const open = needed()
    const sheet = sheets.get(index) ?? (await open.readSheet(index))
    keep(index, sheet)
    return {
      rows: sheet.rows,
      columns: sheet.columns,
      cells: sheet.cells.count,
      notes: sheet.notes.size,
      widths: columnCharacters(sheet, open.context),
      hiddenColumns: [...sheet.hiddenColumns].filter((column) => column < sheet.columns),
      hiddenRows: sheet.hiddenRows.count(sheet.rows),
      frozen: {
        rows: Math.min(sheet.frozen.rows, sheet.rows),
        columns: Math.min(sheet.frozen.columns, sheet.columns),
      },
      remarks: sheet.remarks,
      faults: sheet.faults,
      texts: sheet.texts,
    }
  },
  rows({ index, ...range }: SheetRange & { index: number }): SheetRows {
    return rowsOf(sheetAt(index), range, needed().context)
  },
  cell(at: { index: number; row: number; column: number }): CellDetail {
    return detailOf(sheetAt(at.index), at.row, at.column, needed().context)
  },
  /** A later search ends one that is still under way. */
  async find({ index, text }: { index: number; text: string }): Promise<FoundCells> {
    searches += 1
    const mine = searches
    return findCells(sheetAt(index), text, needed().context, async () => {
      await new Promise((resolve) => setTimeout(resolve))
      if (mine !== searches) throw new Error('Another search has begun.')
    })
  },
  async inner(path: string): Promise<Blob> {
    const bytes = await needed().files.bytes(path, LARGEST_INNER)
    if (bytes === undefined) throw new Error('It is missing in the file.')
    return new Blob([bytes])
  },
}

export type SheetMethods = typeof methods

function needed(): Workbook {
  if (workbook === undefined) throw new Error('No workbook is open.')
  return workbook
}

function sheetAt(index: number): SheetContent {
  const sheet = sheets.get(index)
  if (sheet === undefined) throw new Error('This sheet is not open.')
  return sheet
}

/** Keeps a sheet, and of the others the latest as long as there is room. */
function keep(index: number, sheet: SheetContent): void {
  sheets.delete(index)
  sheets.set(index, sheet)
  let cells = [...sheets.values()].reduce((sum, one) => sum + one.cells.count, 0)
  for (const [other, { cells: lost }] of sheets) {
    if (cells <= MOST_KEPT || other === index) break
    sheets.delete(other)
    cells -= lost.count
  }
}

serveCalls(methods)
