import {
  HIGHEST,
  inOrderOfChanges,
  listed,
  LOWEST,
  NOTHING,
  partOf,
  type Candidate,
  type Part,
  type Range,
  type Sources,
  type Stream as Wanted,
} from '../../rows/find/candidates.ts'
import { together, type Reached } from '../../rows/find/together.ts'
import { openWordStream } from '../words/word-stream.ts'
import type { Stream } from './adaptive.ts'
import { openTermStream, type FindQueries } from './term-stream.ts'

/** Where a search finds its candidates. */
export function openSources(queries: FindQueries): Sources {
  return {
    bySequence: (range, descending) => {
      const stream = openStream(queries, range)
      const { bounds } = range
      return async (after, limit): Promise<Part> => {
        const low = after && !descending ? Math.max(bounds.low, after.sequence + 1) : bounds.low
        const high = after && descending ? Math.min(bounds.high, after.sequence - 1) : bounds.high
        if (low > high) return NOTHING
        const { files, until } = await stream({ low, high, descending, limit })
        return {
          candidates: files.map(({ sequence }) => inOrderOfChanges(sequence)),
          more: until === undefined ? undefined : inOrderOfChanges(until),
        }
      }
    },

    ofSequences: async (organization, sequences, { by, descending }) => {
      const up =
        by === 'lastUpdated'
          ? sequences.toSorted((one, other) => one - other).map(inOrderOfChanges)
          : await queries.many<Candidate>(OF_SEQUENCES[by], organization, sequences)
      return listed(descending ? up.toReversed() : up, descending)
    },

    all: (organization, { by, descending }) => {
      if (by === 'lastUpdated')
        throw new RangeError('The order of changes has no index of its own.')
      const [sql, end] = descending ? [DOWN[by], HIGHEST[by]] : [UP[by], LOWEST[by]]
      return async (after, limit) => {
        const { key = end, sequence = 0 } = after ?? {}
        return partOf(await queries.many<Candidate>(sql, organization, key, sequence, limit), limit)
      }
    },
  }
}

/** Whatever one of several indexes names, or all that is current. */
function openStream(queries: FindQueries, range: Range): Stream<{ sequence: number }> {
  const { organization, streams } = range
  if (!streams) return openLiving(queries, organization)
  const opened = streams.map((wanted) => openOne(queries, range, wanted))
  return async (asked) => together(await Promise.all(opened.map((one) => one(asked))), asked)
}

function openOne(
  queries: FindQueries,
  { organization, told }: Range,
  wanted: Wanted,
): Stream<{ sequence: number }> {
  if (wanted.kind === 'terms') return openTermStream(queries, organization, wanted.expression)
  const stream = openWordStream(queries, organization, wanted.words)
  return async (asked) => {
    const reached = await stream(asked)
    for (const { sequence, sha256 } of reached.files)
      told?.set(sequence, { sha256, words: wanted.words })
    return reached
  }
}

function openLiving(queries: FindQueries, organization: number): Stream<{ sequence: number }> {
  return async ({ low, high, descending, limit }): Promise<Reached> => {
    const sql = descending ? LIVING.newest : LIVING.oldest
    const files = await queries.many<{ sequence: number }>(sql, organization, low, high, limit)
    return { files, until: files.length < limit ? undefined : files.at(-1)?.sequence }
  }
}

const living = (order: string) => `
  select sequence from file where organization = $1 and sequence between $2 and $3
  order by sequence ${order} limit $4`
const LIVING = { newest: living('desc'), oldest: living('asc') }

const sorted = (by: 'name' | 'size', comparison: '<' | '>', order: 'asc' | 'desc') => `
  select sequence, ${by} as key from file
  where organization = $1 and (${by}, sequence) ${comparison} ($2, $3)
  order by ${by} ${order}, sequence ${order} limit $4`
const UP = { name: sorted('name', '>', 'asc'), size: sorted('size', '>', 'asc') }
const DOWN = { name: sorted('name', '<', 'desc'), size: sorted('size', '<', 'desc') }

const ofSequences = (by: 'name' | 'size') => `
  select sequence, ${by} as key from file
  where organization = $1 and sequence = any ($2::bigint[]) order by ${by}, sequence`
const OF_SEQUENCES = { name: ofSequences('name'), size: ofSequences('size') }
