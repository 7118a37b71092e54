import { diffWordsWithSpace } from 'diff'
import { expect, test } from 'vitest'
import { headline } from '../changes.ts'
import type { PagePair } from './align-pages.ts'
import { describePdf, keyOf } from './describe-pdf.ts'
import type { TextPart } from './pages-worker.ts'

const pair = { kind: 'changed', left: 0, right: 0 } as PagePair

/** The line of a timeline for one page that changed. */
function lineOf(before: string, after: string): string {
  const parts = diffWordsWithSpace(before, after).map(({ value, added, removed }): TextPart => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }))
  return headline(
    describePdf(
      { pairs: [pair], notCompared: [], remarks: [] },
      new Map(),
      new Map([[keyOf(pair), parts]]),
    ),
  )
}

test('a value that changed is told before titles, dates and times, with what it is of', () => {
  const report = (title: string, time: string, value: string) =>
    `${title} REPORT Reported 15 Oct 2026, ${time} Ward Medicine 2 CHEMISTRY Sodium 134 Potassium ${value} mmol/L`
  expect(lineOf(report('FINAL', '15:48', '6.4'), report('CORRECTED', '15:10', '4.6'))).toBe(
    'Page 1 Sodium 134 Potassium 6.4 mmol/L → 4.6 mmol/L',
  )
  expect(lineOf(report('FINAL', '15:48', '6.4'), report('CORRECTED', '15:10', '6.4'))).toBe(
    'Page 1 FINAL → CORRECTED',
  )
})

test('a value has the words of its own line beside it, and a title below a telephone number is only a title', () => {
  const report = (title: string, value: string) =>
    `Laboratory · +00 555 0100\n${title} REPORT\nSodium 134 mmol/L 136 – 145\nPotassium ${value} mmol/L\n`
  expect(lineOf(report('FINAL', '6.4'), report('CORRECTED', '4.6'))).toBe(
    'Page 1 Potassium 6.4 mmol/L → Potassium 4.6 mmol/L',
  )
})

test('what was only added has a word beside it, and marks alone are not told', () => {
  expect(lineOf('CORRECTED REPORT LAB-2231', 'CORRECTED REPORT, AMENDED LAB-2231')).toBe(
    'Page 1 LAB-2231 → AMENDED LAB-2231',
  )
})

test('a page that moved and changed is told as both', () => {
  const moved: PagePair = { kind: 'moved', left: 0, right: 2, isChanged: true }
  const parts: TextPart[] = [
    { kind: 'same', text: 'Potassium ' },
    { kind: 'removed', text: '6.4' },
    { kind: 'added', text: '4.6' },
    { kind: 'same', text: ' mmol/L' },
  ]
  const beside = { notCompared: [], remarks: [] }
  const told = describePdf(
    { ...beside, pairs: [moved] },
    new Map(),
    new Map([[keyOf(moved), parts]]),
  )
  expect(told.summary).toBe('Of 1 page, 1 changed and 1 moved.')
  expect(headline(told)).toBe('Page 3, moved from 1, Potassium 6.4 mmol/L → Potassium 4.6 mmol/L')
  const same: PagePair = { ...moved, isChanged: false }
  expect(describePdf({ ...beside, pairs: [same] }, new Map(), new Map()).notCompared).toHaveLength(
    1,
  )
  const drawn = new Map([[keyOf(same), 'changed' as const]])
  expect(describePdf({ ...beside, pairs: [same] }, drawn, new Map()).summary).toBe(told.summary)
})

test('pages are not the same where some could not be read', () => {
  const same: PagePair = { kind: 'same', left: 0, right: 0 }
  const drawn = new Map([[keyOf(same), 'same' as const]])
  const parts = { pairs: [same], notCompared: ['Page 1 could not be read.'], remarks: [] }
  expect(describePdf(parts, drawn, new Map()).summary).not.toMatch(/same/u)
})
