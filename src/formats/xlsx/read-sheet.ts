import { CELL, CellTable } from '../sheet/cell-table.ts'
import { Enough, isOn, type Attributes, type PartHandler } from '../sheet/read-part.ts'
import { cellName, MOST_COLUMNS, MOST_ROWS, readReference } from '../sheet/references.ts'
import { serialOf } from '../sheet/show-number.ts'
import type { TextPool } from '../sheet/text-pool.ts'
import { RichText, unescapeText } from './rich-text.ts'
import { SheetSettings } from './sheet-settings.ts'

/** The cells of a sheet (ECMA-376 part 1 §18.3), read as they come. */
export class SheetReading implements PartHandler {
  readonly cells = new CellTable()
  readonly settings = new SheetSettings()
  isFull = false

  private row = -1
  private column = -1
  private isOutside = false
  private cell = { type: 'n', style: 0 }
  private value: string | undefined
  private formula: { text: string; shared: string | undefined } | undefined
  private rich: RichText | undefined
  private target: 'value' | 'formula' | 'printed' | undefined
  private readonly masters = new Map<string, string>()
  private readonly texts: TextPool
  private readonly is1904: boolean

  constructor(texts: TextPool, is1904: boolean) {
    this.texts = texts
    this.is1904 = is1904
  }

  open(name: string, attributes: Attributes): void {
    switch (name) {
      case 'c':
        return this.openCell(attributes)
      case 'v':
        this.value = ''
        this.target = 'value'
        return
      case 'f':
        return this.openFormula(attributes)
      case 'is':
        this.rich = new RichText()
        return
      case 'row':
        return this.openRow(attributes)
      default:
        if (this.rich) this.rich.open(name, attributes)
        else this.openSetting(name, attributes)
    }
  }

  close(name: string): void {
    switch (name) {
      case 'c':
        return this.closeCell()
      case 'is':
        this.value = this.rich?.text
        return
      default:
        this.target = undefined
        this.rich?.close(name)
    }
  }

  text(text: string): void {
    if (this.rich) this.rich.add(text)
    else if (this.target === 'value') this.value += text
    else if (this.target === 'formula' && this.formula) this.formula.text += text
    else if (this.target === 'printed') this.settings.addPrinted(text)
  }

  private openRow({ r, hidden, ht }: Attributes): void {
    const row = r === undefined ? this.row + 1 : Number(r) - 1
    this.isOutside = !(row >= 0 && row < MOST_ROWS && Number.isInteger(row))
    if (this.isOutside) {
      this.settings.has.add('outside')
      return
    }
    this.row = row
    this.column = -1
    this.settings.hiddenRows.set(row, isOn(hidden) || Number(ht ?? 1) === 0)
  }

  private openCell({ r, t = 'n', s }: Attributes): void {
    const place = r === undefined ? undefined : readReference(r)
    if (place) this.row = place.row
    // A cell whose reference leads out of the sheet is nowhere, rather than at a place it does not name.
    this.column = r === undefined ? this.column + 1 : (place?.column ?? MOST_COLUMNS)
    if (this.row < 0 || this.column >= MOST_COLUMNS) this.settings.has.add('outside')
    this.cell = { type: t, style: s === undefined ? 0 : Number(s) }
    this.value = undefined
    this.formula = undefined
    this.rich = undefined
  }

  private openFormula({ t, si }: Attributes): void {
    this.formula = { text: '', shared: t === 'shared' ? (si ?? '') : undefined }
    this.target = 'formula'
  }

  private closeCell(): void {
    const { row, column, rich, value } = this
    this.rich = undefined
    this.target = undefined
    if (this.isOutside || row < 0 || column < 0 || column >= MOST_COLUMNS) return
    if (value === undefined && this.formula === undefined) return
    const formula = this.placeOfFormula()
    const { kind, number } = this.read(value, rich)
    if (kind === CELL.none && formula === undefined) return
    const style = this.cell.style
    if (this.cells.add({ row, column, kind, value: number, style, formula })) return
    this.isFull = true
    throw new Enough()
  }

  /** What is in a cell, by its type (ST_CellType, §18.18.11). */
  private read(value: string | undefined, rich: RichText | undefined) {
    const { type } = this.cell
    if (rich) {
      const place = this.texts.place(unescapeText(rich.text))
      if (rich.struck.trim() !== '') this.texts.struck.set(place, rich.struck)
      return { kind: CELL.text, number: place }
    }
    if (value === undefined || (value === '' && type !== 'str')) {
      return { kind: CELL.none, number: 0 }
    }
    const number = Number(value)
    switch (type) {
      case 's':
        return { kind: CELL.text, number: Number.isInteger(number) ? number : -1 }
      case 'b':
        return { kind: CELL.boolean, number: isOn(value) ? 1 : 0 }
      case 'e':
        return { kind: CELL.error, number: this.texts.place(value) }
      case 'd': {
        const serial = serialOf(value, this.is1904)
        if (serial !== undefined) return { kind: CELL.number, number: serial }
        return { kind: CELL.text, number: this.texts.place(value) }
      }
      case 'n':
        if (Number.isFinite(number)) return { kind: CELL.number, number }
        return { kind: CELL.text, number: this.texts.place(value) }
      default:
        return { kind: CELL.text, number: this.texts.place(unescapeText(value)) }
    }
  }

  /** Cells that share a formula have its text once: the others tell whose it is, since it is never calculated here. */
  private placeOfFormula(): number | undefined {
    if (this.formula === undefined) return undefined
    const { text, shared } = this.formula
    if (shared === undefined) return text === '' ? undefined : this.texts.place(`=${text}`)
    if (text !== '') {
      const name = cellName(this.row, this.column)
      this.masters.set(shared, `As in ${name}, moved to this cell: =${text}`)
      return this.texts.place(`=${text}`)
    }
    return this.texts.place(this.masters.get(shared) ?? '(a shared formula that is missing)')
  }

  private openSetting(name: string, attributes: Attributes): void {
    if (!this.settings.open(name, attributes)) return
    this.target = 'printed'
  }
}
