import type { CellTable } from './cell-table.ts'
import { MOST_ROWS, type Area } from './references.ts'

/** A workbook as its tabs tell it. */
export interface SheetHead {
  name: string
  /** `veryHidden` sheets are hidden so that Excel's own menu does not offer to show them. */
  visibility: 'visible' | 'hidden' | 'veryHidden'
  /** What is on it: cells, or something that is not shown here. */
  holds: 'cells' | 'chart' | 'dialog' | 'macros'
}

/** A note, or a remark of a conversation, on a cell. */
export interface CellNote {
  author: string
  /** As the file writes it; empty where it says none. */
  date: string
  text: string
}

export interface CellLink {
  area: Area
  /** An address outside, or a place in the workbook after `#`. */
  target: string
}

/** A file that is kept inside of a workbook. */
export interface InnerFile {
  path: string
  /** Bytes, as declared. */
  size: number
}

/** A sheet, read. */
export interface SheetContent {
  cells: CellTable
  /** As many as are used. */
  rows: number
  columns: number
  /** Characters that a column is wide, where the file says so. */
  widths: ReadonlyMap<number, number>
  hiddenColumns: ReadonlySet<number>
  hiddenRows: RowMarks
  merges: readonly Area[]
  frozen: { rows: number; columns: number }
  /** By `placeKey`. */
  notes: ReadonlyMap<number, readonly CellNote[]>
  links: readonly CellLink[]
  /** What is inside and is not shown, or was changed in showing it, each in a sentence. */
  remarks: readonly string[]
  /** What could not be read, each in a sentence. */
  faults: readonly string[]
  /** Texts that float above the cells, and those printed above or below each page. */
  texts: readonly { where: string; text: string }[]
}

export function placeKey(row: number, column: number): number {
  return row * 16_384 + column
}

/** Rows that are marked, in one bit each. */
export class RowMarks {
  private readonly bits = new Uint8Array(MOST_ROWS / 8)
  /** How many rows are marked, up to and without `end`. */
  count(end: number): number {
    let count = 0
    for (let row = 0; row < end; row += 1) if (this.has(row)) count += 1
    return count
  }

  has(row: number): boolean {
    return ((this.bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0
  }

  set(row: number, isMarked = true): void {
    if (row >= MOST_ROWS) return
    const bit = 1 << (row & 7)
    const byte = this.bits[row >> 3] ?? 0
    this.bits[row >> 3] = isMarked ? byte | bit : byte & ~bit
  }

  fill(): void {
    this.bits.fill(255)
  }
}

/** Why a workbook can't be shown, and what to do about it. */
export class SheetProblem extends Error {
  override readonly name = 'SheetProblem'
  readonly advice: string

  constructor(title: string, advice: string) {
    super(title)
    this.advice = advice
  }
}
