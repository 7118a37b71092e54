import { child, children, type XmlElement } from '../ccda/xml-tree.ts'
import type { Block, FlowTable, TableCell, TableRow } from '../flow/flow-document.ts'
import { textOfBlocks } from '../flow/join-inlines.ts'
import { chosenContent } from './drawn/alternatives.ts'
import { intOf, onOff, valOf } from './on-off.ts'
import { changeOf, type Part } from './reading.ts'

/** Columns that a cell may take: Word itself has 63. */
const MOST_COLUMNS = 1000

type Cell = TableCell & { rows: number; blocks: Block[] }
type Row = TableRow & { cells: Cell[] }

/** A table (ECMA-376 part 1 §17.4), with the cells that continue another one joined to it. */
export function readTable(table: XmlElement, part: Part): FlowTable {
  const rows: Row[] = []
  /** By the column they begin at: cells that may go on in the next row. */
  let open = new Map<number, Cell>()
  for (const element of rowsIn(table)) {
    const props = child(element, 'trPr')
    const row: Row = { isHeader: onOff(props, 'tblHeader') === true, cells: [] }
    const next = new Map<number, Cell>()
    let column = addGap(row, valOf(props, 'gridBefore'))
    for (const content of cellsIn(element)) {
      const cell = readCell(content, part)
      const merge = child(child(content, 'tcPr'), 'vMerge')
      const isContinued = merge !== undefined && merge.attributes['val'] !== 'restart'
      const above = isContinued ? open.get(column) : undefined
      // Of another width it would stand under a wrong column, and move what follows it.
      if (above && above.columns === cell.columns) {
        above.rows += 1
        keepHiddenText(above, cell)
        next.set(column, above)
        column += above.columns
        continue
      }
      if (merge) next.set(column, cell)
      row.cells.push(cell)
      column += cell.columns
    }
    addGap(row, valOf(props, 'gridAfter'))
    const change = child(props, 'ins', 'del')
    if (change) row.change = changeOf(change)
    if (onOff(props, 'hidden') === true) {
      part.reading.remarks.add('A row of a table is hidden in print, and shown here.')
    }
    rows.push(row)
    open = next
  }
  const isRightToLeft = onOff(child(table, 'tblPr'), 'bidiVisual') === true
  return { type: 'table', rows, ...(isRightToLeft && { direction: 'rtl' as const }) }
}

/** Rows and cells, in whatever wraps them; text in their place is text that lies deeper than is read. */
function rowsIn(parent: XmlElement): XmlElement[] {
  return partsIn(parent, 'tr')
}

function cellsIn(row: XmlElement): XmlElement[] {
  return partsIn(row, 'tc')
}

function partsIn(parent: XmlElement, name: string): XmlElement[] {
  const found: XmlElement[] = []
  for (const node of parent.children) {
    if (typeof node === 'string') {
      if (node.trim() !== '') found.push(wrapped(parent, node, name))
    } else if (node.name === name) found.push(node)
    else if (node.name === 'AlternateContent') {
      for (const one of partsIn(chosenContent(node) ?? node, name)) found.push(one)
    } else if (!node.name.endsWith('Pr') && node.name !== 'tblGrid') {
      for (const one of partsIn(node, name)) found.push(one)
    }
  }
  return found
}

function wrapped(parent: XmlElement, text: string, name: string): XmlElement {
  return { ...parent, name, attributes: {}, children: [text] }
}

function readCell(element: XmlElement, part: Part): Cell {
  const props = child(element, 'tcPr')
  const span = intOf(valOf(props, 'gridSpan')) ?? 1
  const blocks = part.readBlocks(element)
  const change = children(props, 'cellIns', 'cellDel')[0]
  if (change) {
    const { type } = changeOf(change)
    blocks.unshift({
      type: 'paragraph',
      children: [{ type: 'remark', text: `this cell was ${type}` }],
    })
  }
  return { columns: Math.max(1, Math.min(MOST_COLUMNS, span)), rows: 1, blocks }
}

/** Columns that a row leaves out at its start or end. @returns how many */
function addGap(row: Row, count: string | undefined): number {
  const columns = Math.max(0, Math.min(MOST_COLUMNS, intOf(count) ?? 0))
  if (columns > 0) row.cells.push({ columns, rows: 1, blocks: [] })
  return columns
}

/** A cell that continues another one shows nothing of its own in Word: what it holds is shown with a remark. */
function keepHiddenText(above: Cell, { blocks }: Cell): void {
  if (textOfBlocks(blocks).trim() === '') return
  above.blocks.push(
    {
      type: 'paragraph',
      children: [{ type: 'remark', text: 'in a merged cell, and not printed:' }],
    },
    ...blocks,
  )
}
