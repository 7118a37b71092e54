import type { Block, FlowTable, Inline, Paragraph, TableCell, TableRow } from '../flow-document.ts'

/** What a part weighs at most: about as many paragraphs, which a page lays out with ease. */
const PART = 4000
/** A table or paragraph that weighs more is cut, so that it can be drawn step by step. */
const BLOCK = 400
/** Letters that weigh as much as a paragraph. */
const LETTERS = 500

/** Cuts a document into parts that can be drawn at once, each of blocks that can be drawn in one step. */
export function cutParts(blocks: readonly Block[]): Block[][] {
  return groupBlocks(blocks.flatMap(cutBlock), PART)
}

/** Groups blocks that follow each other; one that weighs more than `most` stands alone. */
export function groupBlocks(blocks: readonly Block[], most: number): Block[][] {
  const groups: Block[][] = []
  let group: Block[] = []
  let weight = 0
  for (const block of blocks) {
    const own = weightOf(block)
    if (weight + own > most && group.length > 0) {
      groups.push(group)
      group = []
      weight = 0
    }
    group.push(block)
    weight += own
  }
  if (group.length > 0 || groups.length === 0) groups.push(group)
  return groups
}

/** The beginning of blocks that stand beside the text (a header, a note), with a remark where that is not all of them. */
export function beginningOf(blocks: readonly Block[]): readonly Block[] {
  const [first = [], ...more] = cutParts(blocks)
  return more.length === 0 ? first : [...first, remark('The rest is too long to be shown here')]
}

function weightOf(block: Block): number {
  if (block.type === 'pageBreak') return 1
  if (block.type === 'paragraph') return 1 + sum(block.children, weightOfInline)
  return 1 + sum(block.rows, weightOfRow)
}

function weightOfInline(inline: Inline): number {
  switch (inline.type) {
    case 'text':
      return 0.1 + inline.text.length / LETTERS
    case 'box':
      return 1 + sum(inline.blocks, weightOf)
    case 'link':
    case 'change':
      return 0.2 + sum(inline.children, weightOfInline)
    case 'picture':
      return 1
    case 'note':
    case 'remark':
    case 'checkbox':
    case 'break':
    case 'tab':
      return 0.2
  }
}

function weightOfRow({ cells }: TableRow): number {
  return sum(cells, ({ blocks }) => 0.2 + sum(blocks, weightOf))
}

function sum<Item>(items: readonly Item[], weigh: (item: Item) => number): number {
  let total = 0
  for (const item of items) total += weigh(item)
  return total
}

function cutBlock(block: Block): Block[] {
  if (weightOf(block) <= BLOCK || block.type === 'pageBreak') return [block]
  return block.type === 'table' ? cutTable(block) : cutParagraph(block)
}

/** A table of many rows as several, each with the header; one with a row too large to be drawn, as its cells in a row. */
function cutTable(table: FlowTable): Block[] {
  const heads = table.rows.findIndex(({ isHeader }) => !isHeader)
  const header = table.rows.slice(0, Math.max(0, heads))
  if (sum(header, weightOfRow) > BLOCK || table.rows.some((row) => weightOfRow(row) > PART)) {
    return [
      remark('A table too large to be laid out: its cells follow one after the other'),
      ...table.rows.flatMap(({ cells }) => cells.flatMap((cell) => cell.blocks.flatMap(cutBlock))),
    ]
  }
  const tables: Block[] = []
  let rows: TableRow[] = []
  let weight = 0
  /** Cells that go on in the rows to come, by their place in the row that they begin in. */
  let open: { cell: TableCell; place: number; left: number }[] = []
  for (const row of table.rows.slice(header.length)) {
    if (weight > BLOCK) {
      tables.push({ ...table, rows: [...header, ...clipped(rows)] })
      rows = []
      weight = 0
    }
    // A cell that goes on is shown again, so that the columns behind it stay where they are.
    const isFirst = rows.length === 0 && tables.length > 0
    rows.push(isFirst ? { ...row, cells: withOpen(row.cells, open) } : row)
    weight += weightOfRow(row)
    open = [
      ...open.map((one) => ({ ...one, left: one.left - 1 })),
      ...row.cells.map((cell, place) => ({ cell, place, left: cell.rows - 1 })),
    ].filter(({ left }) => left > 0)
  }
  tables.push({ ...table, rows: [...header, ...clipped(rows)] })
  return tables
}

function withOpen(
  cells: readonly TableCell[],
  open: readonly { cell: TableCell; place: number; left: number }[],
): TableCell[] {
  const all = [...cells]
  for (const { cell, place, left } of open) all.splice(place, 0, { ...cell, rows: left })
  return all
}

/** Cells that would reach beyond the last row end there. */
function clipped(rows: readonly TableRow[]): TableRow[] {
  return rows.map((row, at) => ({
    ...row,
    cells: row.cells.map((cell) => ({ ...cell, rows: Math.min(cell.rows, rows.length - at) })),
  }))
}

function remark(text: string): Paragraph {
  return { type: 'paragraph', children: [{ type: 'remark', text }] }
}

/** A paragraph of a book's length as several. */
function cutParagraph(paragraph: Paragraph): Block[] {
  const { anchors, item, mark, ...common } = paragraph
  const pieces: Inline[][] = [[]]
  let weight = 0
  for (const inline of paragraph.children.flatMap(cutInline)) {
    if (weight > BLOCK / 2) {
      pieces.push([])
      weight = 0
    }
    pieces.at(-1)?.push(inline)
    weight += weightOfInline(inline)
  }
  return pieces.map((children, place) => ({
    ...common,
    ...(place === 0 && { anchors, item }),
    ...(place === pieces.length - 1 && { mark }),
    children,
  }))
}

const LONGEST_TEXT = LETTERS * 50

function cutInline(inline: Inline): Inline[] {
  if (weightOfInline(inline) <= BLOCK / 4) return [inline]
  switch (inline.type) {
    case 'text': {
      const count = Math.ceil(inline.text.length / LONGEST_TEXT)
      return Array.from({ length: count }, (_, place) => ({
        ...inline,
        text: inline.text.slice(place * LONGEST_TEXT, (place + 1) * LONGEST_TEXT),
      }))
    }
    case 'link':
    case 'change':
      return inline.children.flatMap(cutInline).map((child) => ({ ...inline, children: [child] }))
    case 'box':
      return inline.blocks.flatMap(cutBlock).map((block) => ({ type: 'box', blocks: [block] }))
    case 'break':
    case 'tab':
    case 'picture':
    case 'note':
    case 'checkbox':
    case 'remark':
      return [inline]
  }
}
