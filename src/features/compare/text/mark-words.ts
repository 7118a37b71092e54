import { diffArrays } from 'diff'
import { looksAlike, seen, spelled, toldApart } from '../look-alike.ts'

/** A stretch of a line, marked where it differs from the other side. */
export interface Stretch {
  text: string
  marked: boolean
}

/**
 * The two sides of a changed line, by words. Lines that are too long, or share too little, are marked whole. What can't be
 * seen in what differs, or looks the same on both sides, is spelled out.
 */
export function markWords(left: string, right: string): { left: Stretch[]; right: Stretch[] } {
  const { left: one, right: other } = stretchesOf(left, right)
  const spell = looksAlike(left, right) ? spelled : seen
  const shown = ({ text, marked }: Stretch) => ({ text: marked ? spell(text) : text, marked })
  if (one.length > 1 || other.length > 1) return { left: one.map(shown), right: other.map(shown) }
  const [before, after] = toldApart(left, right)
  return { left: [{ text: before, marked: true }], right: [{ text: after, marked: true }] }
}

function stretchesOf(left: string, right: string): { left: Stretch[]; right: Stretch[] } {
  const whole = { left: [{ text: left, marked: true }], right: [{ text: right, marked: true }] }
  if (left.length + right.length > MAX_LENGTH) return whole
  const changes = diffArrays(left.match(TOKENS) ?? [], right.match(TOKENS) ?? [], {
    maxEditLength: 200,
  })
  if (changes === undefined) return whole
  const side = (skip: 'added' | 'removed') =>
    changes
      .filter((change) => !change[skip])
      .map(({ value, added, removed }) => ({ text: value.join(''), marked: added || removed }))
  const kept = changes.filter(({ added, removed }) => !added && !removed)
  const shared = kept.reduce((sum, { value }) => sum + value.join('').trim().length, 0)
  return shared === 0 ? whole : { left: side('added'), right: side('removed') }
}

/** A number or date is one word: of 6.4 that became 4.6 no digit stayed. */
const TOKENS = /\d+(?:[.,:/-]\d+)*|[\p{L}\p{M}]+|\s+|[^]/gu

/** Characters of a line that are drawn. */
const DRAWN = 20_000
const LEAD = 2000

/** A line as far as a page can draw it. */
export function drawnLine(line: string): string {
  return line.length > DRAWN ? `${line.slice(0, DRAWN)}…` : line
}

/** The same stretch of two long lines, with the first difference in it: cut at their ends alone they might look equal. */
export function drawnPair(left: string, right: string): [string, string] {
  if (Math.max(left.length, right.length) <= DRAWN) return [left, right]
  let at = 0
  while (at < left.length && left[at] === right[at]) at += 1
  const start = Math.max(0, at - LEAD)
  const cut = (line: string) => (start > 0 ? '…' : '') + drawnLine(line.slice(start))
  return [cut(left), cut(right)]
}

const MAX_LENGTH = 8000
