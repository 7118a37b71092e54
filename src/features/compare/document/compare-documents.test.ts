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
      remarks: ['Some paragraphs with the same words differ in their formats or links.'],
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
