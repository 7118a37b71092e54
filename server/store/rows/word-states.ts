import type { WordCounts } from '../words.ts'

/** Of the column `state` of a content whose words are read, in both databases. */
export const STATE = { waiting: 0, whole: 1, cut: 2, wordless: 3, unreadable: 4 } as const

/** @param rows how many contents there are in each state */
export function countsOf(
  rows: readonly { state: number; contents: number }[],
  reasons: WordCounts['reasons'],
): WordCounts {
  const of = (state: number) => rows.find((row) => row.state === state)?.contents ?? 0
  return {
    kind: 'on',
    indexed: of(STATE.whole) + of(STATE.cut),
    cut: of(STATE.cut),
    pending: of(STATE.waiting),
    wordless: of(STATE.wordless),
    unreadable: of(STATE.unreadable),
    reasons,
  }
}
