import { at, child, children, rawText, textOf, type XmlElement } from '../../ccda/xml-tree.ts'
import type { Block, TableCell, TableRow } from '../../flow/flow-document.ts'

/** Values of a series that are listed. */
const MOST_POINTS = 2000

/** A chart (ECMA-376 part 1 §21.2) as its title and the values that it keeps, a column for each series. */
export function chartBlocks(root: XmlElement): Block[] {
  const chart = child(root, 'chart')
  const title = textOf(child(chart, 'title'))
  const series = findAll(child(chart, 'plotArea'), 'ser')
  const columns = series.map((one) => ({
    name: textOf(child(one, 'tx')) ?? 'Values',
    names: pointsOf(child(one, 'cat', 'xVal')),
    values: pointsOf(child(one, 'val', 'yVal')),
  }))
  const count = Math.min(MOST_POINTS, Math.max(0, ...columns.map(({ values }) => values.length)))
  const rows: TableRow[] = []
  if (count > 0) rows.push(row(['', ...columns.map(({ name }) => name)], true))
  for (let place = 0; place < count; place += 1) {
    const name = columns.map(({ names }) => names[place]).find((text) => text !== undefined)
    rows.push(row([name ?? `${place + 1}`, ...columns.map(({ values }) => values[place] ?? '')]))
  }
  const blocks: Block[] = title === undefined ? [] : [paragraph(title)]
  if (rows.length > 0) blocks.push({ type: 'table', rows })
  return blocks
}

/** A diagram (ECMA-376 part 1 §21.4.3) as the texts of its points, in the order they are kept. */
export function diagramBlocks(root: XmlElement): Block[] {
  return children(child(root, 'ptLst'), 'pt')
    .map((point) => children(child(point, 't'), 'p').map(rawText).join('\n').trim())
    .filter((text) => text !== '')
    .map(paragraph)
}

function pointsOf(data: XmlElement | undefined): string[] {
  const reference = child(data, 'strRef', 'numRef', 'multiLvlStrRef') ?? data
  const cache =
    child(reference, 'strCache', 'numCache', 'strLit', 'numLit') ??
    child(at(reference, 'multiLvlStrCache'), 'lvl')
  const points: string[] = []
  for (const point of children(cache, 'pt')) {
    const place = Number(point.attributes['idx'])
    if (Number.isInteger(place) && place >= 0 && place < MOST_POINTS) {
      points[place] = rawText(child(point, 'v')).trim()
    }
  }
  return Array.from(points, (text) => text ?? '')
}

function findAll(element: XmlElement | undefined, name: string): XmlElement[] {
  return children(element).flatMap((one) => (one.name === name ? [one] : findAll(one, name)))
}

function paragraph(text: string): Block {
  return { type: 'paragraph', children: [{ type: 'text', text, styles: [] }] }
}

function row(texts: readonly string[], isHeader = false): TableRow {
  const cells = texts.map((text): TableCell => ({ columns: 1, rows: 1, blocks: [paragraph(text)] }))
  return { isHeader, cells }
}
