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
  return headline(describePdf([pair], new Map(), new Map([[keyOf(pair), parts]]), []))
}

test('a value that changed is told before titles, dates and times, with what it is of', () => {
  const report = (title: string, time: string, value: string) =>
    `${title} REPORT Reported 15 Oct 2026, ${time} Ward Medicine 2 CHEMISTRY Sodium 134 Potassium ${value} mmol/L`
  expect(lineOf(report('FINAL', '15:48', '6.4'), report('CORRECTED', '15:10', '4.6'))).toBe(
    'Page 1 Sodium 134 Potassium 6.4 → 4.6',
  )
  expect(lineOf(report('FINAL', '15:48', '6.4'), report('CORRECTED', '15:10', '6.4'))).toBe(
    'Page 1 FINAL → CORRECTED',
  )
})

test('what was only added has a word beside it, and marks alone are not told', () => {
  expect(lineOf('CORRECTED REPORT LAB-2231', 'CORRECTED REPORT, AMENDED LAB-2231')).toBe(
    'Page 1 LAB-2231 → AMENDED LAB-2231',
  )
})
