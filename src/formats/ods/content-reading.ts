import { attribute, Enough, type Attributes, type PartHandler } from '../sheet/read-part.ts'
import type { CellNote } from '../sheet/sheet-content.ts'
import type { TextPool } from '../sheet/text-pool.ts'
import { OdsText } from './cell-text.ts'
import { OdsStyles } from './ods-styles.ts'
import { countOf, OdsTable, type OdsCell } from './ods-table.ts'

const MOST_SHEETS = 2000
/** Cells of all sheets, which are one part and are read together. */
const MOST_CELLS = 6_000_000
const MOST_BOXES = 1000

/** Reads the content of an OpenDocument spreadsheet (ODF 1.3 part 3 §3.7, §9) as it comes. */
export class ContentReading implements PartHandler {
  readonly styles = new OdsStyles()
  readonly tables: OdsTable[] = []
  hasChanges = false
  hasConditions = false
  left = 0
  isFull = false
  private readonly path: string[] = []
  private table: OdsTable | undefined
  private cell: OdsCell | undefined
  private note: { note: CellNote; text: OdsText } | undefined
  private box: OdsText | undefined
  private field: 'author' | 'date' | undefined
  private passed: number | undefined
  private cells = 0
  private readonly texts: TextPool

  constructor(texts: TextPool) {
    this.texts = texts
  }

  open(name: string, attributes: Attributes): void {
    const parent = this.path.at(-1)
    this.path.push(name)
    if (this.passed !== undefined) return
    if (name === 'tracked-changes' || name === 'dde-links') {
      this.hasChanges ||= name === 'tracked-changes'
      this.passed = this.path.length
    } else if (this.note) this.openNote(this.note.text, name, attributes)
    else if (this.box) this.box.open(name, attributes)
    else if (this.table === undefined) this.openOutside(parent, name, attributes)
    else this.openInside(this.table, parent, name, attributes)
  }

  close(name: string): void {
    const depth = this.path.length
    this.path.pop()
    if (this.passed !== undefined) {
      if (depth === this.passed) this.passed = undefined
      return
    }
    if (name === 'creator' || name === 'date') this.field = undefined
    if (name === 'annotation') this.closeNote()
    else if (this.note) this.note.text.close(name)
    else if (name === 'text-box' || name === 'custom-shape') this.closeBox()
    else if (this.box) this.box.close(name)
    else this.closeInside(name)
  }

  text(text: string): void {
    if (this.passed !== undefined) return
    if (this.note && this.field !== undefined) this.note.note[this.field] += text
    else if (this.note) this.note.text.add(text)
    else if (this.box) this.box.add(text)
    else this.cell?.text.add(text)
  }

  private openOutside(parent: string | undefined, name: string, attributes: Attributes): void {
    if (name === 'table' && parent === 'spreadsheet') {
      if (this.tables.length >= MOST_SHEETS) {
        this.left += 1
        this.passed = this.path.length
        return
      }
      this.table = new OdsTable(attributes, this.styles, this.texts, this.tables.length + 1)
      this.tables.push(this.table)
    } else if (!this.path.includes('spreadsheet')) this.styles.open(name, attributes)
  }

  private openInside(
    table: OdsTable,
    parent: string | undefined,
    name: string,
    attributes: Attributes,
  ): void {
    switch (name) {
      case 'table-column':
        return table.addColumn(attributes)
      case 'table-row':
        return table.openRow(attributes)
      case 'table-cell':
      case 'covered-table-cell':
        this.cell = {
          attributes,
          repeated: countOf(attributes, 'number-columns-repeated'),
          text: new OdsText(this.styles),
          notes: [],
        }
        return
      case 'annotation':
        this.note = { note: { author: '', date: '', text: '' }, text: new OdsText(this.styles) }
        return
      case 'text-box':
      case 'custom-shape':
        this.box = new OdsText(this.styles)
        return
      case 'image':
        table.pictures += parent === 'frame' ? 1 : 0
        return
      case 'object':
        table.objects += 1
        return
      case 'conditional-format':
        this.hasConditions = true
        return
      default:
        this.cell?.text.open(name, attributes)
    }
  }

  private openNote(text: OdsText, name: string, attributes: Attributes): void {
    if (name === 'creator') this.field = 'author'
    else if (name === 'date') this.field = 'date'
    else text.open(name, attributes)
  }

  private closeNote(): void {
    if (this.note) {
      const { note, text } = this.note
      this.cell?.notes.push({ ...note, date: note.date.replace('T', ' '), text: text.text })
    }
    this.note = undefined
  }

  private closeBox(): void {
    const text = this.box?.text.trim() ?? ''
    if (text !== '' && this.table && this.table.boxes.length < MOST_BOXES) {
      this.table.boxes.push(text)
    }
    this.box = undefined
  }

  private closeInside(name: string): void {
    const { table, cell } = this
    if (table === undefined) return
    if (name === 'table-cell' || name === 'covered-table-cell') {
      if (cell) table.addCell(cell)
      this.cell = undefined
    } else if (name === 'table-row') {
      const before = table.cells.count
      table.closeRow()
      this.cells += table.cells.count - before
      if (this.cells > MOST_CELLS) {
        this.isFull = true
        throw new Enough()
      }
    } else if (name === 'table' && this.path.at(-1) === 'spreadsheet') this.table = undefined
    else cell?.text.close(name)
  }
}

/** Whether the manifest says that parts are encrypted (ODF 1.3 part 2 §4.4). */
export function encryptionReading(): PartHandler & { isEncrypted: boolean } {
  const reading = {
    isEncrypted: false,
    open(name: string) {
      if (name === 'encryption-data' || name === 'encrypted-key') reading.isEncrypted = true
    },
    close: () => undefined,
    text: () => undefined,
  }
  return reading
}

/** How many rows and columns of each sheet stand still, by its name, from the settings of the program (ODF §3.10). */
export function frozenReading() {
  const frozen = new Map<string, { rows: number; columns: number }>()
  const path: string[] = []
  let table: string | undefined
  let item = ''
  let values: Record<string, string> = {}
  const handler: PartHandler = {
    open(name, attributes) {
      path.push(name)
      const called = attribute(attributes, 'name') ?? ''
      if (name === 'config-item-map-entry' && path.includes('config-item-map-named')) {
        table = called
        values = {}
      } else if (name === 'config-item') item = called
    },
    close(name) {
      path.pop()
      if (name === 'config-item') item = ''
      if (name !== 'config-item-map-entry' || table === undefined || frozen.size > 10_000) return
      const at = (way: string) =>
        values[`${way}SplitMode`] === '2' ? Number(values[`${way}SplitPosition`] ?? 0) || 0 : 0
      frozen.set(table, { rows: at('Vertical'), columns: at('Horizontal') })
      table = undefined
    },
    text(text) {
      if (item.includes('Split')) values[item] = (values[item] ?? '') + text
    },
  }
  return { handler, frozen }
}
