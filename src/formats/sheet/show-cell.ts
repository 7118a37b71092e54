import { CELL, type CellTable } from './cell-table.ts'
import { hidesSign, showNumber, showText, wholeDate, wholeNumber } from './show-number.ts'
import type { TextPool } from './text-pool.ts'

/** What a cell's style means to a reader. */
export interface CellStyle {
  /** The number format. */
  code: string
  isStruck: boolean
  isBold: boolean
}

export const PLAIN_STYLE: CellStyle = { code: 'General', isStruck: false, isBold: false }

/** All that is needed to show the cells of a workbook. */
export interface CellContext {
  texts: TextPool
  styles: readonly CellStyle[]
  is1904: boolean
}

/** How a cell is to be drawn, apart from its text. One number for each cell, as there are many. */
export const MARK = {
  number: 1,
  centre: 2,
  bold: 4,
  struck: 8,
  /** Below zero, which the text does not say. */
  negative: 16,
  /** Its format hides it in Excel. */
  veiled: 32,
  /** A formula without a stored value. */
  noValue: 64,
  error: 128,
  note: 256,
  link: 512,
  formula: 1024,
  /** Some of the text is struck out. */
  partStruck: 2048,
} as const

export interface ShownCell {
  text: string
  marks: number
  /** What was changed in showing it, in a sentence. */
  note?: string
}

/** A cell as a reader sees it. @param at its index in the table */
export function showCell(cells: CellTable, at: number, context: CellContext): ShownCell {
  const style = context.styles[cells.styles[at] ?? 0] ?? PLAIN_STYLE
  const value = cells.values[at] ?? 0
  let marks = (style.isBold ? MARK.bold : 0) | (style.isStruck ? MARK.struck : 0)
  if (cells.formulaAt(at) !== undefined) marks |= MARK.formula
  switch (cells.kindAt(at)) {
    case CELL.number: {
      const shown = showNumber(value, style.code, context.is1904)
      if (shown.isNegativeUnseen) marks |= MARK.negative
      if (shown.isVeiled) marks |= MARK.veiled
      const note = shown.note === undefined ? {} : { note: shown.note }
      return { text: shown.text, marks: marks | MARK.number, ...note }
    }
    case CELL.text: {
      const shown = showText(context.texts.at(value), style.code)
      if (shown.isVeiled) marks |= MARK.veiled
      if (context.texts.struck.has(value)) marks |= MARK.partStruck
      return { text: shown.text, marks }
    }
    case CELL.boolean:
      return { text: value === 0 ? 'FALSE' : 'TRUE', marks: marks | MARK.centre }
    case CELL.error:
      return { text: context.texts.at(value), marks: marks | MARK.centre | MARK.error }
    case CELL.none:
      return { text: '', marks: marks | MARK.noValue }
    case CELL.shown: {
      const text = context.texts.at(value)
      const raw = cells.rawAt(at)
      const isBelow = raw !== undefined && /^-\d/.test(context.texts.at(raw))
      if (isBelow && hidesSign(text)) marks |= MARK.negative
      return { text, marks: marks | MARK.number }
    }
  }
}

/** The value behind what is shown, where it is another one; `undefined` for texts, which are shown whole. */
export function rawValue(cells: CellTable, at: number, context: CellContext): string | undefined {
  const raw = cells.rawAt(at)
  if (raw !== undefined) return context.texts.at(raw)
  if (cells.kindAt(at) !== CELL.number) return undefined
  const value = cells.values[at] ?? 0
  const code = context.styles[cells.styles[at] ?? 0]?.code ?? PLAIN_STYLE.code
  const date = wholeDate(value, code, context.is1904)
  return date === undefined ? wholeNumber(value) : `${date} (day ${wholeNumber(value)})`
}
