import { likeness } from '../align/likeness.ts'
import { matchItems } from '../align/match-items.ts'
import { listed, type Change } from '../changes.ts'
import type { CellPair, RowBuilder } from '../structure/rows.ts'

/** A piece of a written document: a paragraph, or a row of a table. */
export type DocumentBlock =
  | {
      type: 'paragraph'
      text: string
      place: string
      /** What is there beside the words: formats. */
      look?: string
    }
  | {
      type: 'row'
      cells: readonly string[]
      /** Of its columns, where the table has them. */
      headers: readonly string[]
      place: string
      look?: string
    }

/** Compares two runs of blocks in order: paragraphs by their words, rows of tables by what their first cell names. */
export function compareBlocks(
  left: readonly DocumentBlock[],
  right: readonly DocumentBlock[],
  builder: RowBuilder,
  depth: number,
): void {
  const prints = new Map<string, number>()
  const matches = matchItems(left, right, {
    print: (block) => {
      const text = blockText(block)
      let print = prints.get(text)
      if (print === undefined) prints.set(text, (print = prints.size))
      return print
    },
    key: (block) => (block.type === 'paragraph' ? '' : rowKey(block)),
    alike: blockLikeness,
  })
  const looks = new Set<string>()
  for (const match of matches) {
    switch (match.kind) {
      case 'removed':
        addBlock(builder, match.left, 'removed', depth)
        break
      case 'added':
        addBlock(builder, match.right, 'added', depth)
        break
      case 'pair':
        comparePair(match.left, match.right, builder, depth)
        if (isOtherLook(match.left, match.right)) looks.add(match.right.place)
        if (match.isMoved && blockText(match.right).trim() !== '') {
          builder.moved(namingOf(match.right, depth), match.left.place, match.right.place)
        }
    }
  }
  if (looks.size > 0) {
    const places = listed([...looks], 6)
    builder.remarks.add(`With the same words, formats or links differ in: ${places}.`)
  }
}

/** The same words, and something else that differs. */
function isOtherLook(left: DocumentBlock, right: DocumentBlock): boolean {
  return left.look !== right.look && blockText(left) === blockText(right)
}

function comparePair(
  left: DocumentBlock,
  right: DocumentBlock,
  builder: RowBuilder,
  depth: number,
): void {
  const naming = namingOf(right, depth)
  if (left.type === 'row' && right.type === 'row') {
    const cells = pairCells(left.cells, right.cells)
    const changes = cells.flatMap((cell, index) => cellChange(cell, index, right))
    builder.cells(naming, cells, changes.length === 0 ? 'same' : 'changed', changes)
    return
  }
  const [before, after] = [blockText(left), blockText(right)]
  if (before === after) builder.same(naming, after)
  else builder.changed(naming, before, after)
}

/** Cells by their place; a cell more or less is found by what is the same around it. */
function pairCells(left: readonly string[], right: readonly string[]): CellPair[] {
  if (left.length === right.length) {
    return right.map((after, index) => ({ before: left[index] ?? '', after }))
  }
  const prints = new Map<string, number>()
  const print = (cell: string) => {
    let known = prints.get(cell)
    if (known === undefined) prints.set(cell, (known = prints.size))
    return known
  }
  return matchItems(left, right, { print, key: () => undefined, alike: likeness }).map((match) => {
    if (match.kind === 'removed') return { before: match.left, after: undefined }
    if (match.kind === 'added') return { before: undefined, after: match.right }
    return { before: match.left, after: match.right }
  })
}

function cellChange(
  { before, after }: CellPair,
  index: number,
  row: Extract<DocumentBlock, { type: 'row' }>,
): Change[] {
  if (before === after) return []
  const column = row.headers[index] ?? `column ${index + 1}`
  const name = row.cells[0]?.trim() ?? ''
  const label = index === 0 || name === '' ? `${row.place}, ${column}` : `${name}, ${column}`
  const place = { label, path: row.place, anchor: '' }
  if (before === undefined) return [{ ...place, kind: 'added', after: after ?? '' }]
  if (after === undefined) return [{ ...place, kind: 'removed', before }]
  return [{ ...place, kind: 'changed', before, after }]
}

function addBlock(
  builder: RowBuilder,
  block: DocumentBlock,
  fate: 'removed' | 'added',
  depth: number,
): void {
  const naming = namingOf(block, depth)
  if (block.type === 'paragraph') return builder[fate](naming, block.text)
  builder[fate](naming, block.cells.join(' | '))
}

function namingOf({ place }: DocumentBlock, depth: number) {
  return { label: place, full: place, path: '', depth }
}

function blockText(block: DocumentBlock): string {
  return block.type === 'paragraph' ? block.text : `\u{F0000}${block.cells.join('\u{F0000}')}`
}

/**
 * What a row of a table is about: the words of its first cell without numbers ("Aspirin mg"), or where that is a date or a
 * number, of the next as well. A value of one row is never shown as that of another.
 */
function rowKey({ cells }: Extract<DocumentBlock, { type: 'row' }>): string {
  const words = (cell: string | undefined) =>
    (cell ?? '')
      .replaceAll(/[^\p{L}]+/gu, ' ')
      .trim()
      .toLowerCase()
  const first = words(cells[0])
  return `row ${first === '' ? words(cells[1]) : first}`
}

function blockLikeness(one: DocumentBlock, other: DocumentBlock): number {
  if (one.type === 'paragraph' && other.type === 'paragraph') {
    return likeness(one.text, other.text)
  }
  if (one.type !== 'row' || other.type !== 'row') return 0
  const pairs = pairCells(one.cells, other.cells)
  const same = pairs.filter(({ before, after }) => before === after).length
  // Two rows of one name are one that changed, also where all its values did.
  return Math.max(0.5, same / pairs.length)
}
