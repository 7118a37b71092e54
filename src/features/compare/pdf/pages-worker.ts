import { diffWordsWithSpace } from 'diff'
import { serveCalls } from '#lib/worker-session.ts'
import { alignPages, type PagePair } from './align-pages.ts'

/** A stretch of a page's text. */
export interface TextPart {
  kind: 'same' | 'removed' | 'added'
  text: string
}

/** Words that may differ before a page is told as replaced as a whole. */
const MOST_EDITS = 4000

/** Matches pages and compares their words off the main thread. */
const methods = {
  align({ left, right }: { left: readonly string[]; right: readonly string[] }): PagePair[] {
    return alignPages(left.map(plain), right.map(plain))
  },
  words({ before, after }: { before: string; after: string }): TextPart[] {
    const parts = diffWordsWithSpace(before, after, { maxEditLength: MOST_EDITS })
    if (parts === undefined) {
      return [
        { kind: 'removed', text: before },
        { kind: 'added', text: after },
      ]
    }
    return parts.map(({ value, added, removed }) => ({
      kind: added ? 'added' : removed ? 'removed' : 'same',
      text: value,
    }))
  },
}

/** Without differences of white space, which come from how a page is laid out. */
function plain(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim()
}

export type PageMethods = typeof methods

serveCalls(methods)
