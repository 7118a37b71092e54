import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Block, FlowDocument, TableRow, TextStyle } from '#formats/flow/flow-document.ts'
import { readRtf } from '#formats/rtf/read-rtf.ts'
import { changeWords, headline } from '../changes.ts'
import { compareFlows } from './compare-documents.ts'

const paragraph = (text: string, styles: TextStyle[] = [], heading?: number): Block => ({
  type: 'paragraph',
  heading,
  children: [{ type: 'text', text, styles }],
})
const row = (...cells: string[]): TableRow => ({
  isHeader: cells[0] === 'Test',
  cells: cells.map((text) => ({ columns: 1, rows: 1, blocks: [paragraph(text)] })),
})
const document = (blocks: Block[], more: Partial<FlowDocument> = {}): FlowDocument => ({
  blocks,
  margins: [],
  notes: [],
  pictures: new Map(),
  properties: [],
  remarks: [],
  ...more,
})
const words = (left: FlowDocument, right: FlowDocument) =>
  compareFlows(left, right).changes.map((change) => changeWords(change))

describe('known pairs', () => {
  test('paragraphs under their heading, and cells of tables by row and column', () => {
    const of = (dose: string, potassium: string) =>
      document([
        paragraph('Plan', [], 1),
        paragraph(`Aspirin ${dose} mg daily`),
        { type: 'table', rows: [row('Test', 'Value'), row('Potassium', potassium)] },
      ])
    const diff = compareFlows(of('100', '6.4'), of('75', '4.6'))
    expect(diff.changes.map((change) => changeWords(change))).toEqual([
      'Plan, paragraph 2 Aspirin 100 mg daily → Aspirin 75 mg daily',
      'Potassium, Value 6.4 → 4.6',
    ])
    expect(diff.summary).toBe('2 parts changed.')
  })

  test('rows of different names are never one that changed', () => {
    const of = (name: string) => document([{ type: 'table', rows: [row(name, '6.4')] }])
    expect(compareFlows(of('Potassium'), of('Sodium')).changes.map(({ kind }) => kind)).toEqual([
      'removed',
      'added',
    ])
  })

  test('deleted and struck words are told from those that stand', () => {
    const [stands, struck] = [paragraph('5 mg'), paragraph('5 mg', ['strike'])]
    expect(words(document([stands]), document([struck]))).toEqual([
      'Paragraph 1 5 mg → [struck: 5 mg]',
    ])
    const bold = compareFlows(document([stands]), document([paragraph('5 mg', ['bold'])]))
    expect(bold).toMatchObject({
      total: 0,
      remarks: ['With the same words, formats or links differ in: Paragraph 1.'],
    })
  })

  test('pictures that differ are said, and properties stand back', () => {
    const picture = (byte: number) => ({
      pictures: new Map([['p', { contentType: 'image/png', bytes: new Uint8Array([byte]) }]]),
      properties: [{ name: 'Modified', value: String(byte) }],
    })
    const [left, right] = [
      document([paragraph('Dose 5 mg')], picture(1)),
      document([paragraph('Dose 6 mg')], picture(2)),
    ]
    const diff = compareFlows(left, right)
    expect(diff.notCompared).toContain(
      '1 picture differs: what is on it is not compared, see both previews.',
    )
    expect(headline(diff)).toMatch(/^Paragraph 1 Dose 5 mg → Dose 6 mg/u)
  })

  test('formats that turn the sense of words', () => {
    const count = (styles: TextStyle[]): Block => ({
      type: 'paragraph',
      children: [
        { type: 'text', text: '10', styles: [] },
        { type: 'text', text: '9', styles },
      ],
    })
    expect(words(document([count([])]), document([count(['sup'])]))).toEqual([
      'Paragraph 1 109 → 10^9',
    ])
    expect(words(document([paragraph('5 mg')]), document([paragraph('5 mg', ['hidden'])]))).toEqual(
      ['Paragraph 1 5 mg → [hidden: 5 mg]'],
    )
  })

  test('two pictures that changed places, and headers of one name', () => {
    const bytes = (byte: number) => ({
      contentType: 'image/png',
      bytes: new Uint8Array([byte]),
    })
    const pictures = (left: number, right: number) =>
      document(
        ['left', 'right'].map((key) => ({
          type: 'paragraph',
          children: [
            { type: 'text', text: `The ${key} knee: `, styles: [] },
            { type: 'picture', key, description: undefined },
          ],
        })),
        { pictures: new Map(Object.entries({ left: bytes(left), right: bytes(right) })) },
      )
    expect(words(pictures(1, 2), pictures(2, 1))).toEqual([
      'Paragraph 1 The left knee: [picture 1] → The left knee: [picture 2]',
      'Paragraph 2 The right knee: [picture 2] → The right knee: [picture 1]',
    ])
    const headed = (patient: string) =>
      document([], {
        margins: [patient, 'Page 2'].map((text) => ({
          title: 'Header',
          blocks: [paragraph(text)],
        })),
      })
    expect(words(headed('Patient Sampleton'), headed('Patient Exampler'))).toEqual([
      'Header, paragraph 1 Patient Sampleton → Patient Exampler',
    ])
  })

  test('what a comment is about, and cells over several columns', () => {
    const comment = (about: string, status: string) =>
      document([], {
        notes: [
          { key: '1', type: 'comment', marker: '1', about, status, blocks: [paragraph('Check')] },
        ],
      })
    expect(words(comment('5 mg', 'Open'), comment('50 mg', 'Resolved'))).toEqual([
      'Comment About “5 mg” → About “50 mg”',
      'Comment Status: Open → Status: Resolved',
    ])
    const cell = (text: string, columns = 1) => ({ columns, rows: 1, blocks: [paragraph(text)] })
    const table = (route: string) =>
      document([
        {
          type: 'table',
          rows: [
            { isHeader: true, cells: [cell('Drug'), cell('Dose', 2), cell('Route')] },
            { isHeader: false, cells: [cell('Aspirin'), cell('5'), cell('mg'), cell(route)] },
          ],
        },
      ])
    expect(words(table('oral'), table('vein'))).toEqual(['Aspirin, Route oral → vein'])
  })

  test('of a file', () => {
    const rtf = (text: string) => readRtf(new TextEncoder().encode(`{\\rtf1\\ansi ${text}\\par}`))
    expect(words(rtf('Potassium 6.4'), rtf('Potassium 4.6'))).toEqual([
      'Paragraph 1 Potassium 6.4 → Potassium 4.6',
    ])
  })
})

describe('properties', () => {
  const block = fc.oneof(
    fc.constantFrom('a b c', 'a b d', 'x', 'Plan').map((text) => paragraph(text)),
    fc
      .array(fc.constantFrom('K', '1', '2'), { minLength: 1, maxLength: 3 })
      .map((cells): Block => ({ type: 'table', rows: [row(...cells)] })),
  )
  const flow = fc.array(block, { maxLength: 10 }).map((blocks) => document(blocks))

  test('equal documents have no difference, others have one', () => {
    fc.assert(
      fc.property(flow, flow, (left, right) => {
        expect(compareFlows(left, left).total).toBe(0)
        const isEqual = JSON.stringify(left.blocks) === JSON.stringify(right.blocks)
        expect(compareFlows(left, right).total > 0).toBe(!isEqual)
      }),
    )
  })

  test('the difference applied to the paragraphs of the older gives those of the newer', () => {
    const texts = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,2}$/), { maxLength: 12 })
    fc.assert(
      fc.property(texts, texts, (left, right) => {
        const of = (all: string[]) => document(all.map((text) => paragraph(text)))
        const { rows } = compareFlows(of(left), of(right))
        const after = rows.flatMap((one) =>
          one.type === 'value' && one.fate !== 'moved' ? (one.after ?? []) : [],
        )
        const before = rows.flatMap((one) =>
          one.type === 'value' && one.fate !== 'moved' ? (one.before ?? []) : [],
        )
        expect(after).toEqual(right)
        expect(before.toSorted()).toEqual(left.toSorted())
      }),
    )
  })
})
