/** What a cell holds, and so what its value means. */
export const CELL = {
  number: 0,
  /** The value is the place of a text. */
  text: 1,
  /** 0 or 1. */
  boolean: 2,
  /** The value is the place of its name, "#DIV/0!". */
  error: 3,
  /** A formula of which the file keeps no value. */
  none: 4,
  /** A number or date whose shown text is in the file: the value is that text's place, `raw` has the other. */
  shown: 5,
} as const

export type CellKind = (typeof CELL)[keyof typeof CELL]

export interface NewCell {
  row: number
  column: number
  kind: CellKind
  value: number
  style: number
  /** Places of texts. */
  formula?: number | undefined
  raw?: number | undefined
}

/** As many as one sheet is read of: some 140 MB. */
const MOST_CELLS = 5_000_000

/**
 * The filled cells of a sheet, by rows and columns, in some 30 bytes each: a sheet of a million cells as objects would
 * take ten times that.
 */
export class CellTable {
  count = 0
  rows = new Uint32Array(1024)
  columns = new Uint16Array(1024)
  kinds = new Uint8Array(1024)
  styles = new Uint32Array(1024)
  values = new Float64Array(1024)
  /** Places of texts, one more than the place; 0 for none. */
  private formulas = new Uint32Array(1024)
  private raws = new Uint32Array(0)
  private isSorted = true

  /** @returns whether there was room */
  add(cell: NewCell): boolean {
    if (this.count >= MOST_CELLS) return false
    if (this.count === this.rows.length) this.grow()
    const at = this.count
    if (at > 0 && this.isSorted) {
      const [row = 0, column = 0] = [this.rows[at - 1], this.columns[at - 1]]
      this.isSorted = row < cell.row || (row === cell.row && column < cell.column)
    }
    this.rows[at] = cell.row
    this.columns[at] = cell.column
    this.kinds[at] = cell.kind
    this.styles[at] = cell.style
    this.values[at] = cell.value
    this.formulas[at] = cell.formula === undefined ? 0 : cell.formula + 1
    if (cell.raw !== undefined) {
      if (this.raws.length < this.rows.length) {
        const raws = new Uint32Array(this.rows.length)
        raws.set(this.raws)
        this.raws = raws
      }
      this.raws[at] = cell.raw + 1
    }
    this.count += 1
    return true
  }

  /** The first cell at or behind a place, by halving. */
  firstFrom(row: number, column: number): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      const [r = 0, c = 0] = [this.rows[middle], this.columns[middle]]
      if (r < row || (r === row && c < column)) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The index of a cell; `undefined` where it is empty. */
  find(row: number, column: number): number | undefined {
    const at = this.firstFrom(row, column)
    return at < this.count && this.rows[at] === row && this.columns[at] === column ? at : undefined
  }

  kindAt(at: number): CellKind {
    return (this.kinds[at] ?? CELL.none) as CellKind
  }

  formulaAt(at: number): number | undefined {
    return (this.formulas[at] ?? 0) === 0 ? undefined : (this.formulas[at] ?? 0) - 1
  }

  rawAt(at: number): number | undefined {
    return (this.raws[at] ?? 0) === 0 ? undefined : (this.raws[at] ?? 0) - 1
  }

  /**
   * Puts the cells in their order, which nearly every file has kept; of two in one place the last one stays.
   *
   * @returns how many places were written more than once
   */
  sort(): number {
    if (this.isSorted) return 0
    const order = Array.from({ length: this.count }, (_, at) => at)
    const key = (at: number) => (this.rows[at] ?? 0) * 65_536 + (this.columns[at] ?? 0)
    order.sort((a, b) => key(a) - key(b) || a - b)
    const kept = order.filter((at, place) => {
      const next = order[place + 1]
      return next === undefined || key(next) !== key(at)
    })
    const doubled = this.count - kept.length
    this.rows = this.rows.map((_, at) => this.rows[kept[at] ?? 0] ?? 0)
    const columns = this.columns
    this.columns = columns.map((_, at) => columns[kept[at] ?? 0] ?? 0)
    this.kinds = this.kinds.map((_, at) => this.kinds[kept[at] ?? 0] ?? 0)
    this.styles = this.styles.map((_, at) => this.styles[kept[at] ?? 0] ?? 0)
    this.values = this.values.map((_, at) => this.values[kept[at] ?? 0] ?? 0)
    this.formulas = this.formulas.map((_, at) => this.formulas[kept[at] ?? 0] ?? 0)
    this.raws = this.raws.map((_, at) => this.raws[kept[at] ?? 0] ?? 0)
    this.count = kept.length
    this.isSorted = true
    return doubled
  }

  private grow(): void {
    const length = Math.min(MOST_CELLS, this.rows.length * 2)
    const wider = <T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(
      from: T,
      to: T,
    ): T => {
      to.set(from)
      return to
    }
    this.rows = wider(this.rows, new Uint32Array(length))
    this.columns = wider(this.columns, new Uint16Array(length))
    this.kinds = wider(this.kinds, new Uint8Array(length))
    this.styles = wider(this.styles, new Uint32Array(length))
    this.values = wider(this.values, new Float64Array(length))
    this.formulas = wider(this.formulas, new Uint32Array(length))
  }
}
