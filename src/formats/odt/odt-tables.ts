import { children, type XmlElement } from '../ccda/xml-tree.ts'
import type { FlowTable, TableCell, TableRow } from '../flow/flow-document.ts'
import type { OdtReading } from './odt-reading.ts'

const MOST_COLUMNS = 1000
/** Times that one row or cell is repeated, and cells of a table that come of it. */
const MOST_REPEATED = 1000
const MOST_CELLS = 200_000

/** A table (ODF 1.3 part 3 §9.1). */
export function readOdtTable(table: XmlElement, reading: OdtReading): FlowTable {
  const rows: TableRow[] = []
  let count = 0
  for (const { element, isHeader } of rowsIn(table, false)) {
    const cells = readCells(element, reading, MOST_CELLS - count)
    // What is written stays; only its repeats are bounded.
    const width = Math.max(1, cells.length)
    const room = Math.max(1, Math.floor((MOST_CELLS - count) / width))
    const times = Math.min(room, countOf(element, 'number-rows-repeated', MOST_REPEATED))
    if (Number(element.attributes['number-rows-repeated'] ?? 1) > times) {
      reading.remarks.add('A row of a table is repeated more often than is shown.')
    }
    for (let time = 0; time < times; time += 1) rows.push({ isHeader, cells })
    count += width * times
  }
  return {
    type: 'table',
    rows: rows.map((row, at) => ({
      ...row,
      cells: row.cells.map((cell) => ({ ...cell, rows: Math.min(cell.rows, rows.length - at) })),
    })),
  }
}

function rowsIn(
  parent: XmlElement,
  isHeader: boolean,
): { element: XmlElement; isHeader: boolean }[] {
  return parent.children.flatMap((node) => {
    if (typeof node === 'string') {
      // Text where no text may stand: of elements that lie deeper than is read.
      return node.trim() === '' ? [] : [{ element: wrapped(parent, node), isHeader }]
    }
    if (node.name === 'table-row') return [{ element: node, isHeader }]
    const isGroup = /^table-(header-rows|rows|row-group)$/.test(node.name)
    return isGroup ? rowsIn(node, isHeader || node.name === 'table-header-rows') : []
  })
}

function wrapped(parent: XmlElement, text: string): XmlElement {
  const cell = { ...parent, name: 'table-cell', attributes: {}, children: [text] }
  return { ...parent, name: 'table-row', attributes: {}, children: [cell] }
}

/** @param room how many cells may come of them; what is written stays even so */
function readCells(row: XmlElement, reading: OdtReading, room: number): TableCell[] {
  const cells: TableCell[] = []
  // Covered cells are those that another one spans.
  for (const cell of children(row, 'table-cell')) {
    const one: TableCell = {
      columns: countOf(cell, 'number-columns-spanned', MOST_COLUMNS),
      rows: countOf(cell, 'number-rows-spanned', 65_534),
      blocks: reading.readBlocks(cell),
    }
    const asked = countOf(cell, 'number-columns-repeated', MOST_REPEATED)
    const times = Math.max(1, Math.min(asked, room - cells.length))
    if (Number(cell.attributes['number-columns-repeated'] ?? 1) > times) {
      reading.remarks.add('A cell of a table is repeated more often than is shown.')
    }
    for (let time = 0; time < times; time += 1) cells.push(one)
  }
  return cells
}

function countOf(element: XmlElement, attribute: string, most: number): number {
  const count = Number(element.attributes[attribute] ?? 1)
  return Number.isSafeInteger(count) ? Math.max(1, Math.min(most, count)) : 1
}
