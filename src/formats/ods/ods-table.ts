import { CELL, CellTable, type NewCell } from '../sheet/cell-table.ts'
import { attribute, type Attributes } from '../sheet/read-part.ts'
import { MOST_COLUMNS, MOST_ROWS, type Area } from '../sheet/references.ts'
import { placeKey, RowMarks, type CellLink, type CellNote } from '../sheet/sheet-content.ts'
import type { TextPool } from '../sheet/text-pool.ts'
import type { OdsText } from './cell-text.ts'
import type { OdsStyles } from './ods-styles.ts'

const MOST_AREAS = 100_000

/** A cell as its element says it. */
export interface OdsCell {
  attributes: Attributes
  repeated: number
  text: OdsText
  notes: CellNote[]
}

type MadeCell = Omit<NewCell, 'row' | 'column'>

interface PlacedCell {
  cell: OdsCell
  /** Its first column, and the one behind its last. */
  start: number
  end: number
  /** What is kept in each place; nothing where it only has notes or an area. */
  made: MadeCell | undefined
}

/** A sheet of an OpenDocument spreadsheet (ODF 1.3 part 3 §9), as it is read. */
export class OdsTable {
  readonly cells = new CellTable()
  readonly hiddenRows = new RowMarks()
  readonly hiddenColumns = new Set<number>()
  readonly widths = new Map<number, number>()
  readonly merges: Area[] = []
  readonly links: CellLink[] = []
  readonly notes = new Map<number, CellNote[]>()
  /** Texts of boxes that float above the cells. */
  readonly boxes: string[] = []
  pictures = 0
  objects = 0
  isFull = false
  readonly name: string
  readonly isHidden: boolean
  readonly isProtected: boolean
  private row = 0
  private columns = 0
  private rowCells: OdsCell[] = []
  private repeatedRows = 1
  private readonly styles: OdsStyles
  private readonly texts: TextPool

  constructor(attributes: Attributes, styles: OdsStyles, texts: TextPool, number: number) {
    this.styles = styles
    this.texts = texts
    this.name = attribute(attributes, 'name') ?? `Sheet ${number}`
    this.isHidden = styles.hiddenTables.has(attribute(attributes, 'style-name') ?? '')
    this.isProtected = attribute(attributes, 'protected') === 'true'
  }

  addColumn(attributes: Attributes): void {
    const repeated = countOf(attributes, 'number-columns-repeated')
    const width = this.styles.widths.get(attribute(attributes, 'style-name') ?? '')
    const isHidden = isConcealed(attributes)
    const end = Math.min(MOST_COLUMNS, this.columns + repeated)
    for (let column = this.columns; column < end; column += 1) {
      if (width !== undefined) this.widths.set(column, width)
      if (isHidden) this.hiddenColumns.add(column)
    }
    this.columns = end
  }

  openRow(attributes: Attributes): void {
    this.repeatedRows = countOf(attributes, 'number-rows-repeated')
    this.rowCells = []
    if (!isConcealed(attributes)) return
    const end = Math.min(MOST_ROWS, this.row + this.repeatedRows)
    for (let row = this.row; row < end; row += 1) this.hiddenRows.set(row)
  }

  addCell(cell: OdsCell): void {
    this.rowCells.push(cell)
  }

  /**
   * Writes the row as often as it says. A cell that changed nothing once changes nothing in later rows: a million rows
   * without anything cost nothing.
   */
  closeRow(): void {
    let placed = this.placedCells()
    const end = Math.min(MOST_ROWS, this.row + this.repeatedRows)
    for (let row = this.row; row < end && placed.length > 0 && !this.isFull; row += 1) {
      placed = placed.filter((cell) => this.place(cell, row))
    }
    this.row += this.repeatedRows
    this.rowCells = []
  }

  /** The cells of the row that hold anything, and where they are. */
  private placedCells(): PlacedCell[] {
    const placed: PlacedCell[] = []
    let column = 0
    for (const cell of this.rowCells) {
      const start = column
      column += cell.repeated
      if (start >= MOST_COLUMNS) break
      if (!isWorthKeeping(cell)) continue
      placed.push({ cell, start, end: Math.min(MOST_COLUMNS, column), made: this.valueOf(cell) })
    }
    return placed
  }

  /** @returns whether it changed anything */
  private place({ cell, start, end, made }: PlacedCell, row: number): boolean {
    const before = this.size()
    for (let column = start; column < end && !this.isFull; column += 1) {
      const size = this.size()
      if (cell.notes.length > 0 && this.notes.size < MOST_AREAS) {
        this.notes.set(placeKey(row, column), cell.notes)
      }
      if (made !== undefined) this.isFull ||= !this.cells.add({ ...made, row, column })
      this.addAreas(cell, row, column)
      if (this.size() === size) break
    }
    return this.size() > before
  }

  private size(): number {
    return this.cells.count + this.notes.size + this.merges.length + this.links.length
  }

  private addAreas({ attributes, text }: OdsCell, row: number, column: number): void {
    const rows = countOf(attributes, 'number-rows-spanned')
    const columns = countOf(attributes, 'number-columns-spanned')
    const area = {
      top: row,
      left: column,
      bottom: Math.min(MOST_ROWS, row + rows) - 1,
      right: Math.min(MOST_COLUMNS, column + columns) - 1,
    }
    if ((rows > 1 || columns > 1) && this.merges.length < MOST_AREAS) this.merges.push(area)
    if (text.link !== undefined && this.links.length < MOST_AREAS) {
      this.links.push({ area, target: text.link })
    }
  }

  /** The text is what the writing program showed; the value is kept beside it (§19.383 to §19.389). */
  private valueOf({ attributes, text }: OdsCell): MadeCell | undefined {
    const { texts } = this
    const type = attribute(attributes, 'value-type')
    const written = attribute(attributes, 'formula')
    const common = {
      style: this.styles.place(attribute(attributes, 'style-name')),
      formula:
        written === undefined ? undefined : texts.place(`=${written.replace(/^\w+:=?/, '')}`),
    }
    const shown = text.text
    const raw = rawOf(type ?? '', attributes)
    if (shown === '' && raw === '' && written === undefined) return undefined
    if (shown === '' && raw === '') return { ...common, kind: CELL.none, value: 0 }
    if (/^(#[A-Z/0!?]+|Err:\d+)$/.test(shown)) {
      return { ...common, kind: CELL.error, value: texts.place(shown) }
    }
    if (type === undefined || type === 'string') {
      const place = texts.place(shown === '' ? raw : shown)
      if (text.struck.trim() !== '') texts.struck.set(place, text.struck)
      return { ...common, kind: CELL.text, value: place }
    }
    if (type === 'boolean' && (shown === '' || shown === raw.toUpperCase())) {
      return { ...common, kind: CELL.boolean, value: raw === 'true' ? 1 : 0 }
    }
    return {
      ...common,
      kind: CELL.shown,
      value: texts.place(shown === '' ? raw : shown),
      raw: texts.place(raw),
    }
  }
}

function rawOf(type: string, attributes: Attributes): string {
  const value = (name: string) => attribute(attributes, name) ?? ''
  switch (type) {
    case 'date':
      return value('date-value')
    case 'time':
      return value('time-value')
    case 'boolean':
      return value('boolean-value')
    case 'string':
      return value('string-value')
    case 'currency':
      return `${value('value')} ${value('currency')}`.trim()
    default:
      return value('value')
  }
}

function isWorthKeeping({ attributes, text, notes }: OdsCell): boolean {
  return (
    text.text !== '' ||
    notes.length > 0 ||
    attribute(attributes, 'value-type') !== undefined ||
    attribute(attributes, 'formula') !== undefined
  )
}

/** `collapse` is hidden by hand, `filter` by a filter (§19.749). */
function isConcealed(attributes: Attributes): boolean {
  const visibility = attribute(attributes, 'visibility')
  return visibility === 'collapse' || visibility === 'filter'
}

/** A number of times, 1 at least. */
export function countOf(attributes: Attributes, name: string): number {
  const count = Math.floor(Number(attribute(attributes, name) ?? 1))
  return count >= 1 ? Math.min(count, MOST_ROWS) : 1
}
