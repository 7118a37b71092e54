import { describe, expect, it, test } from 'vitest'
import { makeZip } from '#test/make-docx.ts'
import { salvageZip } from '../zip/salvage-zip.ts'
import type { Block, Inline, Paragraph, TableCell } from './flow-document.ts'
import { joinInlines, textOfBlocks } from './join-inlines.ts'
import { formatNumber } from './number-format.ts'
import { beginningOf, cutParts, groupBlocks } from './parts/cut-parts.ts'
import { findInParts } from './parts/find-in-parts.ts'
import { notesOfPart } from './parts/notes-of-part.ts'
import { outlineOf } from './parts/outline.ts'
import { isSafePicture } from './safe-picture.ts'
import { symbolOf } from './symbol-fonts.ts'
import { blocksAs, changesIn } from './versions.ts'

const words = (text: string): Inline => ({ type: 'text', text, styles: [] })
const para = (text: string, more: Partial<Paragraph> = {}): Paragraph => ({
  type: 'paragraph',
  children: text === '' ? [] : [words(text)],
  ...more,
})
const cell = (text: string, rows = 1): TableCell => ({ columns: 1, rows, blocks: [para(text)] })
const by = { author: 'A', date: undefined }
const changed = (type: 'inserted' | 'deleted', ...children: Inline[]): Inline => ({
  type: 'change',
  change: { type, ...by },
  children,
})

describe('versions of a text with tracked changes', () => {
  const blocks: Block[] = [
    para('', {
      children: [
        words('Give '),
        changed('deleted', words('5')),
        changed('inserted', words('10'), changed('deleted', words('0'))),
        words(' mg'),
      ],
      mark: { type: 'deleted', ...by },
    }),
    para(' daily', { heading: 2 }),
    para('gone', { change: { type: 'deleted', ...by } }),
    {
      type: 'table',
      rows: [{ isHeader: false, cells: [cell('row')], change: { type: 'inserted', ...by } }],
    },
  ]

  it('leave out what they lack, and join what belongs together', () => {
    const accepted = blocksAs(blocks, 'accepted')
    expect(textOfBlocks(accepted)).toBe('Give 10 mg daily\nrow')
    expect(accepted[0]).toMatchObject({ heading: 2 })
    expect(textOfBlocks(blocksAs(blocks, 'original'))).toBe('Give 5 mg\n daily\ngone')
    expect(JSON.stringify(accepted)).not.toContain('change')
    expect(blocksAs(blocks, 'changes')).toBe(blocks)
  })

  it('count changes and name who made them', () => {
    expect(changesIn(blocks)).toEqual({ count: 6, authors: ['A'] })
  })
})

describe('parts of a long document', () => {
  it('hold what a page lays out with ease, and all of it', () => {
    const blocks = Array.from({ length: 10_000 }, (_, at) => para(`${at}`))
    const parts = cutParts(blocks)
    expect(parts.length).toBeGreaterThan(2)
    expect(parts.flat()).toEqual(blocks)
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(5000)
    expect(groupBlocks([], 10)).toEqual([[]])
    expect(textOfBlocks(beginningOf(blocks))).toMatch(/The rest is too long/)
  })

  it('repeat the header of a table, and the cells that go on', () => {
    const rows = Array.from({ length: 2000 }, (_, at) => ({
      isHeader: at === 0,
      cells:
        at === 1
          ? [cell('tall', 1999), cell('1')]
          : at === 0
            ? [cell('a'), cell('b')]
            : [cell(`${at}`)],
    }))
    const pieces = cutParts([{ type: 'table', rows }]).flat()
    expect(pieces.length).toBeGreaterThan(2)
    for (const piece of pieces) {
      if (piece.type !== 'table') throw new Error('A piece is not a table.')
      expect(textOfBlocks(piece.rows[0]?.cells.flatMap(({ blocks }) => blocks) ?? [])).toBe('a\nb')
      expect(piece.rows[1]?.cells[0]).toMatchObject({ rows: piece.rows.length - 1 })
      expect(piece.rows[1]?.cells).toHaveLength(2)
    }
    const last = pieces.flatMap((piece) => (piece.type === 'table' ? piece.rows.slice(1) : []))
    expect(last).toHaveLength(1999)
  })

  it('cut a table of one cell, a paragraph and a text that are books', () => {
    const many = Array.from({ length: 6000 }, (_, at) => para(`${at}`))
    const table: Block = {
      type: 'table',
      rows: [{ isHeader: false, cells: [{ columns: 1, rows: 1, blocks: many }] }],
    }
    expect(cutParts([table]).flat()).toHaveLength(6001)
    const long = 'x'.repeat(2_000_000)
    const pieces = cutParts([para(long)]).flat()
    expect(pieces.length).toBeGreaterThan(5)
    expect(pieces.map((piece) => textOfBlocks([piece])).join('')).toBe(long)
  })

  it('are led to by headings, also those in tables, and searched', () => {
    const parts: Block[][] = [
      [para('Letter', { heading: 1 }), para('')],
      [
        { type: 'table', rows: [{ isHeader: false, cells: [cell('x')] }] },
        para('Plan', { heading: 2, item: { depth: 1, marker: '1.2' } }),
      ],
    ]
    expect(outlineOf(parts)).toEqual([
      { part: 0, block: 0, level: 1, text: 'Letter' },
      { part: 1, block: 1, level: 2, text: '1.2 Plan' },
    ])
    expect(findInParts(parts, ' PLAN ')).toEqual([{ part: 1, block: 1, excerpt: 'plan' }])
    expect(findInParts(parts, '')).toEqual([])
  })

  it('have the notes that they refer to, the last one also what nothing refers to', () => {
    const note = (key: string, ...children: Inline[]) => ({
      key,
      type: 'footnote' as const,
      marker: key,
      blocks: [para('', { children })],
    })
    const notes = [note('a', { type: 'note', key: 'b' }), note('b'), note('c'), note('d')]
    const parts = [
      [para('', { children: [{ type: 'note', key: 'a' }] })],
      [para('', { children: [changed('deleted', { type: 'note', key: 'c' })] })],
    ]
    expect(notesOfPart(notes, parts, 0).map(({ key }) => key)).toEqual(['a', 'b'])
    expect(notesOfPart(notes, parts, 1).map(({ key }) => key)).toEqual(['c', 'd'])
  })
})

test('neighbours of the same kind are joined, others are not', () => {
  const link = (href: string, text: string): Inline => ({
    type: 'link',
    href,
    children: [words(text)],
  })
  expect(
    joinInlines([
      words('a'),
      words('b'),
      link('x', 'c'),
      link('x', 'd'),
      link('y', 'e'),
      words(''),
    ]),
  ).toEqual([words('ab'), link('x', 'cd'), link('y', 'e')])
})

test.for([
  [4, 'upperRoman', 'IV'],
  [28, 'upperLetter', 'BB'],
  [3, 'decimalZero', '03'],
  [22, 'ordinal', '22nd'],
  [21, 'chineseCounting', '二十一'],
  [10, 'chineseCounting', '十'],
  [12, 'decimalEnclosedCircle', '⑫'],
  [0, 'lowerRoman', '0'],
  [2, 'chicago', '†'],
  [7, 'none', ''],
  [1, 'bahtText', undefined],
  [1, 'constructor', undefined],
] as const)('%i as %s is %s', ([value, format, text]) => {
  expect(formatNumber(value, format)).toBe(text)
})

test.for([
  ['Symbol', 0x6d, 'μ'],
  ['SYMBOL', 0xf0b0, '°'],
  ['Symbol', 0xb3, '≥'],
  ['Wingdings', 0xfe, '☑'],
  ['Wingdings', 0xa8, '☐'],
  ['Wingdings 2', 0x52, '☑'],
  ['Wingdings', 0xff, undefined],
  ['Arial', 0x6d, undefined],
] as const)('%s %i shows %s', ([font, code, sign]) => {
  expect(symbolOf(font, code)).toBe(sign)
})

test('pictures that can grow out of bounds are not drawn in the text', () => {
  const png = (side: number) => {
    const bytes = new Uint8Array(33)
    new DataView(bytes.buffer).setUint32(16, side)
    new DataView(bytes.buffer).setUint32(20, side)
    return { contentType: 'image/png', bytes }
  }
  const svg = (inside: string) => ({
    contentType: 'image/svg+xml',
    bytes: new TextEncoder().encode(`<svg>${inside}</svg>`),
  })
  expect(isSafePicture(png(100))).toBe(true)
  expect(isSafePicture(png(65_000))).toBe(false)
  expect(isSafePicture({ contentType: 'image/jpeg', bytes: new Uint8Array(3) })).toBe(false)
  expect(isSafePicture({ contentType: 'image/tiff', bytes: new Uint8Array(30) })).toBe(false)
  expect(isSafePicture(svg('<path d="M0 0"/>'))).toBe(true)
  expect(isSafePicture(svg('<x:use href="#a"/>'))).toBe(false)
  const jpeg = Uint8Array.fromHex('ffd8ffe000040000ffc0000b0800100020')
  expect(isSafePicture({ contentType: 'image/jpeg', bytes: jpeg })).toBe(true)
})

test('files of an archive without its list are found, as far as they go', async () => {
  const whole = makeZip({ 'a.txt': 'first', 'b/c.txt': 'second' })
  const at = new TextDecoder('latin1').decode(whole).indexOf('second')
  const found = salvageZip(whole.slice(0, at + 2))
  const read = await Promise.all(
    found.map(async ({ path, read }) => {
      const { bytes, isWhole } = await read(100)
      return [path, new TextDecoder().decode(bytes), isWhole]
    }),
  )
  expect(read).toEqual([
    ['a.txt', 'first', true],
    ['b/c.txt', 'se', false],
  ])
  expect(salvageZip(new Uint8Array(100))).toEqual([])
})
