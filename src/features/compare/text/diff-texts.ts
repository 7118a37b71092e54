import { matchSequences } from '../align/match-sequences.ts'
import { counted, gatherChanges, type Change, type Comparison } from '../changes.ts'
import type { Hunk } from './hunk.ts'
import { endOf, lineAt, linesOf, type Lines } from './lines.ts'
import { markMoves } from './moved-blocks.ts'
import { pairLines } from './pair-lines.ts'

export interface TextDiff extends Comparison {
  left: Lines
  right: Lines
  hunks: readonly Hunk[]
}

/** What does not count as a difference, as the reader chose. */
export interface TextOptions {
  ignoreSpace: boolean
  ignoreCase: boolean
}

export const EXACT: TextOptions = { ignoreSpace: false, ignoreCase: false }

/**
 * Compares two texts line by line. Bounded whatever the input (`matchSequences`); where the two have too little in common
 * for that, it is said.
 */
export function diffTexts(leftText: string, rightText: string, options = EXACT): TextDiff {
  const left = linesOf(leftText)
  const right = linesOf(rightText)
  const [leftIds, rightIds] = numberLines(left, right, options)
  const { toRight, isRough } = matchSequences(leftIds, rightIds)
  const hunks = markMoves(pairLines(hunksOf(toRight, right.count), left, right), leftIds, rightIds)
  const { list, counts } = changesOf(hunks, left, right)
  const remarks = remarksOn(hunks, left, right, options)
  const notCompared = isRough
    ? ['The two have so little in common that not every line they share was looked for.']
    : []
  const summary = list.total === 0 ? summaryOfSame(remarks) : summaryOf(counts)
  return { left, right, hunks, summary, ...list, notCompared, remarks }
}

/** The same number for the same line, so that comparing lines is comparing numbers. */
export function numberLines(
  left: Lines,
  right: Lines,
  options: TextOptions,
): [Int32Array, Int32Array] {
  const numbers = new Map<string, number>()
  const normal = normalizer(options)
  const number = (lines: Lines) => {
    const ids = new Int32Array(lines.count)
    for (let i = 0; i < lines.count; i += 1) {
      const line = normal(lineAt(lines, i))
      let id = numbers.get(line)
      if (id === undefined) numbers.set(line, (id = numbers.size))
      ids[i] = id
    }
    return ids
  }
  return [number(left), number(right)]
}

function normalizer({ ignoreSpace, ignoreCase }: TextOptions): (line: string) => string {
  return (line) => {
    const text = ignoreSpace ? line.replaceAll(/\s+/gu, ' ').trim() : line
    return ignoreCase ? text.toLowerCase() : text
  }
}

function hunksOf(toRight: Int32Array, rightCount: number): Hunk[] {
  const hunks: Hunk[] = []
  let right = 0
  let left = 0
  while (left < toRight.length || right < rightCount) {
    const from = left
    while (left < toRight.length && (toRight[left] ?? -1) < 0) left += 1
    if (left > from) hunks.push({ kind: 'removed', left: from, count: left - from, to: undefined })
    const next = left < toRight.length ? (toRight[left] ?? rightCount) : rightCount
    if (next > right) {
      hunks.push({ kind: 'added', right, count: next - right, from: undefined })
      right = next
    }
    const start = left
    while (left < toRight.length && toRight[left] === right + left - start) left += 1
    if (left > start) hunks.push({ kind: 'same', left: start, right, count: left - start })
    right += left - start
  }
  return hunks
}

interface Counts {
  added: number
  removed: number
  changed: number
  moved: number
}

function changesOf(hunks: readonly Hunk[], left: Lines, right: Lines) {
  const { add, list } = gatherChanges()
  const counts: Counts = { added: 0, removed: 0, changed: 0, moved: 0 }
  for (const [index, hunk] of hunks.entries()) {
    const change = changeOf(hunk, String(index), left, right)
    if (change === undefined || hunk.kind === 'same') continue
    const isMoved = hunk.kind !== 'changed' && change.kind === 'moved'
    counts[isMoved ? 'moved' : hunk.kind] += hunk.count
    add(change)
  }
  // Of a moved block both ends are hunks; its lines moved once.
  for (const hunk of hunks) {
    if (hunk.kind === 'added' && hunk.from !== undefined) counts.moved -= hunk.count
  }
  return { list: list(), counts }
}

function changeOf(hunk: Hunk, anchor: string, left: Lines, right: Lines): Change | undefined {
  const place = { path: '', anchor }
  switch (hunk.kind) {
    case 'same':
      return undefined
    case 'changed': {
      const [before, after] = [textOf(left, hunk.left, hunk), textOf(right, hunk.right, hunk)]
      return { ...place, label: spanWords(hunk.right, hunk.count), kind: 'changed', before, after }
    }
    case 'removed': {
      const label = spanWords(hunk.left, hunk.count)
      if (hunk.to !== undefined) return moved(place, label, hunk.left, hunk.to, hunk.count)
      return { ...place, label, kind: 'removed', before: textOf(left, hunk.left, hunk) }
    }
    case 'added': {
      const label = spanWords(hunk.right, hunk.count)
      if (hunk.from !== undefined) return moved(place, label, hunk.from, hunk.right, hunk.count)
      return { ...place, label, kind: 'added', after: textOf(right, hunk.right, hunk) }
    }
  }
}

function moved(
  place: { path: string; anchor: string },
  label: string,
  from: number,
  to: number,
  count: number,
): Change {
  const words = (line: number) => spanWords(line, count).toLowerCase()
  return { ...place, label, kind: 'moved', before: words(from), after: words(to) }
}

/** "Line 3", "Lines 3 to 7". */
export function spanWords(from: number, count: number): string {
  return count === 1 ? `Line ${from + 1}` : `Lines ${from + 1} to ${from + count}`
}

/** The first lines of a hunk: a list has no room for more. */
function textOf(lines: Lines, from: number, { count }: { count: number }): string {
  const shown = Array.from({ length: Math.min(count, 5) }, (_, i) => lineAt(lines, from + i))
  return shown.join('\n') + (count > 5 ? '\n…' : '')
}

function remarksOn(hunks: readonly Hunk[], left: Lines, right: Lines, options: TextOptions) {
  const remarks: string[] = []
  if (left.text === right.text) return remarks
  const isAllSame = hunks.every(({ kind }) => kind === 'same')
  if (options.ignoreCase || options.ignoreSpace) {
    const alike = likenedLines(hunks, left, right)
    const what =
      options.ignoreCase && options.ignoreSpace
        ? 'case or white space'
        : options.ignoreCase
          ? 'case'
          : 'white space'
    if (alike > 0)
      remarks.push(
        `${capital(counted(alike, 'line'))} ${alike === 1 ? 'differs' : 'differ'} in ${what} alone.`,
      )
    if (alike > 0) return remarks
  }
  if (isAllSame) remarks.push('The lines are the same; only the line endings differ.')
  else if (hasOtherEnds(hunks, left, right)) remarks.push('Some line endings differ, too.')
  return remarks
}

function hasOtherEnds(hunks: readonly Hunk[], left: Lines, right: Lines): boolean {
  return hunks.some((hunk) => {
    if (hunk.kind !== 'same' && hunk.kind !== 'changed') return false
    for (let i = 0; i < hunk.count; i += 1) {
      const [one, other] = [endOf(left, hunk.left + i), endOf(right, hunk.right + i)]
      // The last line of a text may have none.
      if (one !== other && one !== '' && other !== '') return true
    }
    return false
  })
}

/** Lines that count as the same and are not. */
function likenedLines(hunks: readonly Hunk[], left: Lines, right: Lines): number {
  let count = 0
  for (const hunk of hunks) {
    if (hunk.kind !== 'same') continue
    for (let i = 0; i < hunk.count; i += 1) {
      if (lineAt(left, hunk.left + i) !== lineAt(right, hunk.right + i)) count += 1
    }
  }
  return count
}

function summaryOfSame(remarks: readonly string[]): string {
  return remarks[0] ?? 'The text is the same.'
}

/** "2 lines changed, 1 added, none removed." */
function summaryOf({ added, removed, changed, moved }: Counts): string {
  const number = (count: number) => (count === 0 ? 'none' : count.toLocaleString('en'))
  const lines = changed === 0 ? 'No lines' : counted(changed, 'line')
  const more = moved === 0 ? '' : `, ${number(moved)} moved`
  return `${lines} changed, ${number(added)} added, ${number(removed)} removed${more}.`
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
