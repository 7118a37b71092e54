import { beginOrigins, followLines, settleOpen, type LineOrigins } from './follow-lines.ts'
import type { LinePlaces } from './follow-lines.ts'

/** A version that may have to be looked at; they come newest first, and the first is the one whose lines are followed. */
export interface PastVersion {
  /** Absent where it can't be read. */
  versionId: string | undefined
  /** It holds nothing. */
  isDeletion: boolean
  /** Names its bytes, where the server tells them: what has the bytes of the version after it need not be read. */
  sum: string | undefined
}

/** What a version turns out to hold. */
export type Reading<Content> =
  | { type: 'text'; content: Content }
  /** No lines can be read of it. @param what "a PDF" */
  | { type: 'other'; what: string }
  | { type: 'too-large'; size: number }

/** A version that lines are followed past, since it holds none. */
interface Passed {
  at: number
  why: 'deletion' | 'no-id' | { what: string }
}

/** How far the lines have been followed; it can be gone on from. */
export interface Followed<Content> {
  lines: LineOrigins
  /** What the version that was reached holds. */
  content: Content
  /** The place of the version to look at next. */
  next: number
  passed: readonly Passed[]
  /** Places of versions that had too little in common with the one after them for all to be looked for. */
  rough: readonly number[]
  /** Versions that were read, the first of them included. */
  read: number
  /** It can't be gone on from, as the next version is too large. Its size in bytes. */
  tooLarge: number | undefined
}

/** How versions are read and compared; both end with the signal. */
export interface HistoryPorts<Version extends PastVersion, Content> {
  read: (version: Version & { versionId: string }, signal: AbortSignal) => Promise<Reading<Content>>
  match: (older: Content, newer: Content, signal: AbortSignal) => Promise<LinePlaces>
}

/** Before any older version was looked at. @param lines of the first version */
export function beginFollowing<Content>(content: Content, lines: number): Followed<Content> {
  return {
    lines: beginOrigins(lines),
    content,
    next: 1,
    passed: [],
    rough: [],
    read: 1,
    tooLarge: undefined,
  }
}

/**
 * Follows lines back through the versions before theirs, one by one, and reads no more of them than it takes: it ends
 * as soon as no line may be older. A deletion, or a content of another kind, is passed over: a line that stands on both
 * sides of it counts as having stood all along.
 *
 * @param isWhole the last of the versions is the first there was: what it holds stands since then
 * @param onStep after each version
 * @throws the signal's reason; what reading and comparing throw: what was told last can be gone on from
 */
export async function followHistory<Version extends PastVersion, Content>(
  versions: readonly Version[],
  from: Followed<Content>,
  { isWhole, ports }: { isWhole: boolean; ports: HistoryPorts<Version, Content> },
  signal: AbortSignal,
  onStep: (followed: Followed<Content>) => void,
): Promise<Followed<Content>> {
  let now = from
  while (now.lines.open > 0 && now.tooLarge === undefined) {
    signal.throwIfAborted()
    const version = versions[now.next]
    if (version === undefined) break
    now = await stepBack(now, version, versions, ports, signal)
    signal.throwIfAborted()
    onStep(now)
  }
  const isAtStart = isWhole && now.tooLarge === undefined && now.next >= versions.length
  return isAtStart && now.lines.open > 0 ? { ...now, lines: settleOpen(now.lines) } : now
}

async function stepBack<Version extends PastVersion, Content>(
  before: Followed<Content>,
  version: Version,
  versions: readonly Version[],
  { read, match }: HistoryPorts<Version, Content>,
  signal: AbortSignal,
): Promise<Followed<Content>> {
  const at = before.next
  const next = at + 1
  const pass = (why: Passed['why']) => ({
    ...before,
    next,
    passed: [...before.passed, { at, why }],
  })
  const { versionId } = version
  if (version.isDeletion) return pass('deletion')
  if (versionId === undefined) return pass('no-id')
  const reached = versions[before.lines.reached]
  if (version.sum !== undefined && version.sum === reached?.sum) {
    return { ...before, next, lines: followLines(before.lines, undefined, at) }
  }
  const reading = await read({ ...version, versionId }, signal)
  const { read: soFar } = before
  switch (reading.type) {
    case 'other':
      return { ...pass({ what: reading.what }), read: soFar + 1 }
    case 'too-large':
      return { ...before, read: soFar + 1, tooLarge: reading.size }
    case 'text': {
      const { places, isRough } = await match(reading.content, before.content, signal)
      return {
        ...before,
        next,
        content: reading.content,
        lines: followLines(before.lines, places, at),
        rough: isRough ? [...before.rough, at] : before.rough,
        read: soFar + 1,
      }
    }
  }
}

/**
 * How many versions may have to be read for it at most, the first included.
 * @param sizeOf bytes of one, where the server tells them
 */
export function readsFor<Version extends PastVersion>(
  versions: readonly Version[],
  sizeOf: (version: Version) => number,
): { count: number; bytes: number } {
  let last: PastVersion | undefined
  let [count, bytes] = [0, 0]
  for (const version of versions) {
    if (version.isDeletion || version.versionId === undefined) continue
    if (last === undefined || version.sum === undefined || version.sum !== last.sum) {
      count += 1
      bytes += sizeOf(version)
    }
    last = version
  }
  return { count, bytes }
}
