import type { Block, Inline, TrackedChange } from '../flow/flow-document.ts'
import type { Destination, ParagraphLook, Run } from './formats.ts'
import { ItemDepths } from './lists.ts'
import type { Remarks } from './remarks.ts'
import { buildTable, type CellDefinition, type RawRow, type RowDefinition } from './tables.ts'

/** Counts what a document is made of, and ends the reading where it is more than any has. */
export interface Budget {
  /** @throws Enough */
  spend(): void
  remarks: Pick<Remarks, 'fault'>
}

/** Tables within tables beyond this stand in the last one. */
const DEEPEST = 12
/** A row of more cells is broken: no printer has so many. */
const MOST_CELLS = 1000

/** A table that is being written. */
interface TableLevel {
  rows: RawRow[]
  cells: Block[][]
  /** Of the cell that is open. */
  blocks: Block[]
  /** Whether its paragraphs said that they are of a table. */
  isSaid: boolean
}

interface WorkingDefinition extends RowDefinition {
  left: number
  isHeader: boolean
  isRtl: boolean
  cells: CellDefinition[]
}

/** A flow of paragraphs and tables: the body, or a header, a note, a text box. */
export class Story implements Destination {
  /** What the open paragraph is printed with in front, as `\listtext` says. */
  marker: string | undefined
  /** How deep it stands in text boxes. */
  readonly depth: number
  /** Names of the places in the open paragraph. */
  readonly anchors: string[] = []
  private readonly budget: Budget
  private readonly root: Block[] = []
  private readonly levels: TableLevel[] = []
  private readonly definitions: WorkingDefinition[] = []
  /** How deep the items of its lists stand. */
  readonly items = new ItemDepths()
  private children: Inline[] = []
  private last: { run: Run['look']; link: Run['link']; node: { text: string } } | undefined
  private lastLink: { link: Run['link']; children: Inline[] } | undefined
  /** Between `\trowd` and `\row`: what stands there is a row even where its paragraphs do not say so. */
  private isRowOpen = false

  constructor(budget: Budget, depth = 0) {
    this.budget = budget
    this.depth = depth
  }

  get isParagraphEmpty(): boolean {
    return this.children.length === 0
  }

  text(text: string, run: Run): void {
    let start = 0
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code >= 0x20) continue
      this.plainText(text.slice(start, at), run)
      start = at + 1
      if (code === 0x09) this.inline({ type: 'tab' }, run)
      else if (code === 0x0a || code === 0x0b) this.inline({ type: 'break' }, run)
    }
    this.plainText(start === 0 ? text : text.slice(start), run)
  }

  private plainText(text: string, run: Run): void {
    if (text === '') return
    const { look, link } = run
    const { last } = this
    if (last !== undefined && last.run === look && last.link === link) {
      last.node.text += text
      return
    }
    const change = look.changes.at(-1)
    const node = { type: 'text' as const, text, styles: look.styles, ...(change && { change }) }
    this.put(look.changes.slice(0, -1).reduceRight(within, node as Inline), link)
    this.last = { run: look, link, node }
  }

  /** Adds what is not text. */
  inline(node: Inline, { look, link }: Run): void {
    this.put(look.changes.reduceRight(within, node), link)
  }

  private put(node: Inline, link: Run['link']): void {
    this.budget.spend()
    this.last = undefined
    if (link === undefined) {
      this.lastLink = undefined
      this.children.push(node)
    } else if (this.lastLink?.link === link) this.lastLink.children.push(node)
    else {
      const children = [node]
      this.children.push({ type: 'link', href: link.href, children })
      this.lastLink = { link, children }
    }
  }

  /** @param level how many tables the paragraph says that it stands in */
  endParagraph(look: ParagraphLook, level: number, isKept: boolean): void {
    const { children } = this
    this.children = []
    this.last = undefined
    this.lastLink = undefined
    this.marker = undefined
    const at = Math.min(DEEPEST, level === 0 && this.isRowOpen ? 1 : level)
    if (children.length === 0 && look.item === undefined && !isKept) return
    this.enter(at)
    const table = this.levels.at(-1)
    if (table && level > 0) table.isSaid = true
    this.budget.spend()
    const anchors = this.anchors.splice(0)
    this.blocks.push({
      type: 'paragraph',
      ...look,
      ...(anchors.length > 0 && { anchors }),
      children,
    })
  }

  /** Ends the paragraph and the cell that it stands in. */
  endCell(look: ParagraphLook, level: number): void {
    this.endParagraph(look, level, false)
    this.enter(Math.min(DEEPEST, level))
    const table = this.levels.at(-1)
    if (table === undefined) return
    this.budget.spend()
    table.cells.push(table.blocks)
    table.blocks = []
    if (table.cells.length < MOST_CELLS) return
    this.budget.remarks.fault(`Rows of more than ${MOST_CELLS} cells are broken.`)
    this.closeRow(table, this.levels.length)
  }

  endRow(level: number): void {
    if (level === 1) this.isRowOpen = false
    this.leave(Math.min(DEEPEST, level))
    const table = this.levels[Math.min(DEEPEST, level) - 1]
    if (table !== undefined) this.closeRow(table, level)
  }

  pageBreak(): void {
    if (this.levels.length > 0 && this.isRowOpen) return
    this.enter(0)
    this.budget.spend()
    this.blocks.push({ type: 'pageBreak' })
  }

  /** `\trowd`: a new definition for the rows of a level. */
  defineRow(level: number): void {
    if (level === 1) this.isRowOpen = true
    this.definitions[Math.min(DEEPEST, level)] = {
      left: 0,
      isHeader: false,
      isRtl: false,
      cells: [],
    }
  }

  /** The definition in force for the rows of a level. */
  definition(level: number): WorkingDefinition {
    return (this.definitions[Math.min(DEEPEST, level)] ??= {
      left: 0,
      isHeader: false,
      isRtl: false,
      cells: [],
    })
  }

  defineCell(level: number, cell: CellDefinition): void {
    const definition = this.definitions[Math.min(DEEPEST, level)]
    if (definition && definition.cells.length < MOST_CELLS) definition.cells.push(cell)
  }

  /** All of it, with what was open closed. The last paragraph is to be ended before. */
  finish(): Block[] {
    this.leave(0)
    return this.root
  }

  private get blocks(): Block[] {
    return this.levels.at(-1)?.blocks ?? this.root
  }

  private enter(level: number): void {
    this.leave(level)
    while (this.levels.length < level)
      this.levels.push({ rows: [], cells: [], blocks: [], isSaid: false })
  }

  /** Closes the tables deeper than a level into what they stand in. */
  private leave(level: number): void {
    while (this.levels.length > level) {
      const table = this.levels.at(-1)
      if (table === undefined) return
      const isRow = table.cells.length > 0 || (table.isSaid && table.rows.length > 0)
      if (isRow) this.closeRow(table, this.levels.length)
      this.levels.pop()
      const { blocks } = this
      if (table.rows.length > 0) blocks.push(buildTable(table.rows))
      // A row that never came to a cell is text as any other.
      for (const block of table.blocks) blocks.push(block)
    }
  }

  private closeRow(table: TableLevel, level: number): void {
    if (table.blocks.length > 0) {
      table.cells.push(table.blocks)
      table.blocks = []
    }
    if (table.cells.length === 0) return
    const { left, isHeader, isRtl, cells } = this.definition(level)
    const definition = { left, isHeader, isRtl, cells: cells.slice(0, table.cells.length) }
    table.rows.push({ definition, cells: table.cells })
    table.cells = []
  }
}

function within(inner: Inline, change: TrackedChange): Inline {
  return { type: 'change', change, children: [inner] }
}
