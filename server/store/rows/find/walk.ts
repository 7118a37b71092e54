import type { Version } from '../../binaries.ts'
import type { NameRow } from '../versions.ts'
import type { Candidate, Soon, Source } from './candidates.ts'
import type { VersionMatcher } from './versions-that-match.ts'

/** How far a walk came. */
export interface Walked {
  /** The first of them, as many as are kept. */
  matches: NameRow[]
  /** Of all that match. */
  count: number
  /** The last candidate that was looked at. */
  last: Candidate | undefined
  examined: number
  /** Whether there are no more candidates. */
  ended: boolean
}

/** Reads what candidates name, up to one of them where all weigh too much to be read at once. */
export type ReadPart = (candidates: readonly Candidate[]) => Soon<VersionsRead>

export interface VersionsRead {
  versions: Version[]
  /** Of the fields of each, by sequence. */
  weights: Map<number, number>
  /** The last that was read, where that is not all. */
  end: Candidate | undefined
}

/** How long what a walk does may take, in milliseconds. */
export interface Pace {
  /** Of a part, after which the next one is smaller. */
  part: number
  /** Of a walk, after which it ends where it is and leads on. */
  walk: number
}

export interface WalkOptions {
  pace: Pace
  source: Source
  /** Names fewer of the same and takes longer, for where few of those match. */
  closer: () => Promise<Source>
  read: ReadPart
  matching: VersionMatcher
  /** Of matches: it ends once there are so many. */
  wanted: number
  /** Of matches; the others are only counted. */
  kept: number
  /** Of candidates that are looked at. */
  budget: number
  signal: AbortSignal | undefined
  /** Awaited between two parts, so that others are answered. */
  turn: () => Promise<void>
}

/** All candidates, where they are not more than `most`. */
export async function collect(
  source: Source,
  most: number,
  { signal, turn }: Pick<WalkOptions, 'signal' | 'turn'>,
): Promise<number[] | undefined> {
  const found: number[] = []
  let after: Candidate | undefined
  for (;;) {
    const { candidates, more } = await source(after, most + 1 - found.length)
    found.push(...candidates.map(({ sequence }) => sequence))
    if (found.length > most) return undefined
    if (!more) return found
    after = more
    await turn()
    signal?.throwIfAborted()
  }
}

/**
 * Looks at candidates until as many match as are wanted, in parts of some milliseconds, between which others are answered.
 */
export async function walkFrom(
  start: Candidate | undefined,
  { source: first, closer, read, matching, wanted, kept, budget, signal, pace, turn }: WalkOptions,
): Promise<Walked> {
  const end = performance.now() + pace.walk
  const walked: Walked = { matches: [], count: 0, last: start, examined: 0, ended: false }
  let size = Math.max(SMALLEST, Math.min(wanted, LARGEST))
  let source = first
  while (walked.count < wanted && walked.examined < budget && performance.now() < end) {
    const started = performance.now()
    if (source === first && walked.examined > MANY && walked.count * FEW < walked.examined)
      source = await closer()
    const { candidates, more } = await source(walked.last, size)
    const { versions, weights, end: last } = await read(candidates)
    const found = await matching(versions)
    walked.count += found.length
    for (const { sequence, id, versionId } of found.slice(
      0,
      Math.max(0, kept - walked.matches.length),
    ))
      walked.matches.push({
        sequence,
        id,
        number: Number(versionId),
        weight: weights.get(sequence) ?? 0,
      })
    // To look where there is nothing costs as well.
    walked.examined += Math.max(last ? versions.length : candidates.length, EMPTY)
    const next = last ?? more
    walked.ended = next === undefined
    if (next === undefined) break
    walked.last = next
    const isSlow = performance.now() - started > pace.part
    size = isSlow ? Math.max(SMALLEST, Math.trunc(size / 4)) : Math.min(size * 2, LARGEST)
    if (walked.count >= wanted) break
    await turn()
    signal?.throwIfAborted()
  }
  return walked
}

const EMPTY = 20
/** Of so many that were looked at, only one in so many matches. */
const MANY = 200
const FEW = 10
const SMALLEST = 20
const LARGEST = 500
