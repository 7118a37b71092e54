import type { Choice, Choices } from '#formats/text/merge-choices.ts'
import { matchSequences } from '../align/match-sequences.ts'
import { lineAt, linesOf, type Lines } from '../text/lines.ts'

/** A stretch of a merged text. Each of its lines has its end, also the last one. */
export type Piece =
  /** `from`: whose it is; what both left alone is `base`, what both wrote alike is `both`. */
  | { kind: 'settled'; from: 'base' | 'theirs' | 'mine' | 'both'; text: string }
  /** Both changed the same lines, and not to the same: a person decides. */
  | { kind: 'clash'; base: string; theirs: string; mine: string }

export interface Merge {
  pieces: readonly Piece[]
  /** What ends a line that is typed. */
  lineEnd: string
  /** Whether the last line ends. */
  isEnded: boolean
}

/**
 * Merges two texts that began with the same one, line by line (diff3): what one alone changed is taken, what both changed
 * is a clash, and so are changes that touch each other. Bounded whatever the input, as `matchSequences` is.
 *
 * Lines are compared without what ends them; the ends are those that one alone changed, else mine.
 */
export function mergeTexts(base: string, theirs: string, mine: string): Merge {
  const [b, t, m] = [linesOf(base), linesOf(theirs), linesOf(mine)]
  const number = numbering()
  const [bIds, tIds, mIds] = [number(b), number(t), number(m)]
  const toTheirs = matchSequences(bIds, tIds).toRight
  const toMine = matchSequences(bIds, mIds).toRight
  const ends = endsOf(b, t, m)
  const pieces: Piece[] = []
  let [atB, atT, atM] = [0, 0, 0]
  const settle = (endB: number, endT: number, endM: number) => {
    if (endB === atB && endT === atT && endM === atM) return
    const same = (
      one: Int32Array,
      from: number,
      to: number,
      other: Int32Array,
      at: number,
      end: number,
    ) => to - from === end - at && one.slice(from, to).every((id, i) => id === other[at + i])
    const text = {
      base: textOf(b, atB, endB, ends),
      theirs: textOf(t, atT, endT, ends),
      mine: textOf(m, atM, endM, ends),
    }
    if (same(tIds, atT, endT, mIds, atM, endM)) add(pieces, 'both', text.mine)
    else if (same(bIds, atB, endB, tIds, atT, endT)) add(pieces, 'mine', text.mine)
    else if (same(bIds, atB, endB, mIds, atM, endM)) add(pieces, 'theirs', text.theirs)
    else pieces.push({ kind: 'clash', ...text })
  }
  for (let line = 0; line < b.count; line += 1) {
    const [inT, inM] = [toTheirs[line] ?? -1, toMine[line] ?? -1]
    if (inT < 0 || inM < 0) continue
    settle(line, inT, inM)
    add(pieces, 'base', keptLine([b, line], [t, inT], [m, inM], ends))
    ;[atB, atT, atM] = [line + 1, inT + 1, inM + 1]
  }
  settle(b.count, t.count, m.count)
  return { pieces: joined(pieces), lineEnd: ends.lineEnd, isEnded: ends.isEnded }
}

/** The whole text; `undefined` as long as a clash is undecided. */
export function mergedText({ pieces, lineEnd, isEnded }: Merge, choices: Choices) {
  const parts: string[] = []
  for (const [index, piece] of pieces.entries()) {
    const text = piece.kind === 'settled' ? piece.text : chosenText(piece, choices[index], lineEnd)
    if (text === undefined) return undefined
    if (text !== '') parts.push(text)
  }
  const text = concatenated(parts)
  return isEnded ? text : text.replace(/(?:\r\n|\n|\r)$/, '')
}

/** What stands in place of a clash, each line with its end. */
export function chosenText(
  { theirs, mine }: Piece & { kind: 'clash' },
  choice: Choice | undefined,
  lineEnd: string,
): string | undefined {
  switch (choice?.kind) {
    case undefined:
      return undefined
    case 'theirs':
      return theirs
    case 'mine':
      return mine
    case 'theirs-mine':
      return concatenated([theirs, mine])
    case 'mine-theirs':
      return concatenated([mine, theirs])
    case 'edited': {
      const text = choice.text.replaceAll(/\r\n|\n|\r/g, lineEnd)
      return text === '' || text.endsWith(lineEnd) ? text : text + lineEnd
    }
  }
}

/** The same number for the same line of all texts. */
function numbering() {
  const numbers = new Map<string, number>()
  return (lines: Lines): Int32Array =>
    Int32Array.from({ length: lines.count }, (_, line) => {
      const text = lineAt(lines, line)
      const known = numbers.get(text) ?? numbers.size
      numbers.set(text, known)
      return known
    })
}

interface Ends {
  /** The one end that every line gets; `undefined` where each keeps its own. */
  only: string | undefined
  lineEnd: string
  isEnded: boolean
}

/** What both changed alike or one alone changed wins; where both changed it, mine. */
function endsOf(base: Lines, theirs: Lines, mine: Lines): Ends {
  const [b, t, m] = [styleOf(base), styleOf(theirs), styleOf(mine)]
  const style = m === 'none' || (m === b && t !== 'none') ? t : m
  const only = style === 'mixed' || style === 'none' ? undefined : style
  const lineEnd = only ?? firstEnd(mine) ?? firstEnd(theirs) ?? firstEnd(base) ?? '\n'
  const [wasEnded, theyEnd, iEnd] = [isEnded(base), isEnded(theirs), isEnded(mine)]
  return { only, lineEnd, isEnded: iEnd === wasEnded ? theyEnd : iEnd }
}

function styleOf(lines: Lines): string {
  let style: string | undefined
  for (let line = 0; line < lines.count; line += 1) {
    const end = endAt(lines, line)
    if (end === '') continue
    if (style !== undefined && style !== end) return 'mixed'
    style = end
  }
  return style ?? 'none'
}

function firstEnd(lines: Lines): string | undefined {
  const end = lines.count > 0 ? endAt(lines, 0) : ''
  return end === '' ? undefined : end
}

function isEnded(lines: Lines): boolean {
  return lines.count === 0 || endAt(lines, lines.count - 1) !== ''
}

function endAt(lines: Lines, line: number): string {
  const { text, starts } = lines
  const from = (starts[line] ?? 0) + lineAt(lines, line).length
  return text.slice(from, starts[line + 1] ?? text.length)
}

function textOf(lines: Lines, from: number, to: number, ends: Ends): string {
  const parts: string[] = []
  for (let line = from; line < to; line += 1) {
    parts.push(lineAt(lines, line) + (ends.only ?? (endAt(lines, line) || ends.lineEnd)))
  }
  return parts.join('')
}

type At = readonly [lines: Lines, line: number]

/** A line that all three have; its end is the one that one alone changed, else mine. */
function keptLine(base: At, theirs: At, mine: At, ends: Ends): string {
  const text = lineAt(...base)
  if (ends.only !== undefined) return text + ends.only
  const [b, t, m] = [endAt(...base), endAt(...theirs), endAt(...mine)]
  return text + ((m === b ? t : m) || t || m || ends.lineEnd)
}

function add(pieces: Piece[], from: 'base' | 'theirs' | 'mine' | 'both', text: string): void {
  pieces.push({ kind: 'settled', from, text })
}

/** Neighbours of one origin as one piece. */
function joined(pieces: readonly Piece[]): Piece[] {
  const runs: { from: string; parts: string[]; piece: Piece }[] = []
  for (const piece of pieces) {
    const last = runs.at(-1)
    if (piece.kind === 'settled' && last?.from === piece.from) last.parts.push(piece.text)
    else if (piece.kind === 'settled') runs.push({ from: piece.from, parts: [piece.text], piece })
    else runs.push({ from: 'clash', parts: [], piece })
  }
  return runs.map(({ parts, piece }) =>
    piece.kind === 'clash' ? piece : { ...piece, text: concatenated(parts) },
  )
}

/** A line that CR ends, before one that begins with LF, must not become one with it. */
function concatenated(parts: readonly string[]): string {
  const kept = parts.filter((part) => part !== '')
  return kept
    .map((part, index) =>
      part.endsWith('\r') && kept[index + 1]?.startsWith('\n') === true ? `${part}\n` : part,
    )
    .join('')
}
