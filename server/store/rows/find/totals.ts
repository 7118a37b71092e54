import { isPlain, type BinaryCriteria } from '#fhir/search/criteria.ts'
import type { SearchRequest } from '../../binaries.ts'
import type { OrganizationState } from '../versions.ts'
import type { Range, Soon, Sources } from './candidates.ts'
import { walkFrom, type Walked } from './walk.ts'

interface Asked {
  organization: OrganizationState
  criteria: BinaryCriteria
  range: Range
  request: SearchRequest
  /** Where the first page came to. */
  walked: Walked
  /** How to go on from there. */
  walk: Omit<Parameters<typeof walkFrom>[1], 'wanted' | 'kept' | 'budget'>
}

/** How many match, of which the first page has seen the beginning; -1 where nobody asked, or it would cost too much. */
export function openTotals(
  plainTotal: (organization: OrganizationState, criteria: BinaryCriteria) => Soon<number>,
  sources: Sources,
): (asked: Asked) => Promise<number> {
  return async (asked) => {
    const { organization, criteria, request, walked } = asked
    const mode = request.total ?? 'default'
    if (mode === 'none') return -1
    if (isPlain(criteria)) return plainTotal(organization, criteria)
    if (walked.ended) return walked.count
    if (mode === 'accurate') return (await counted(asked, MOST_COUNTED)) ?? -1
    const exact = request.count === 0 ? await counted(asked, FEW_COUNTED) : undefined
    return exact ?? estimated(asked, sources)
  }
}

/** Files that are looked at to count those that match, and to count them where an estimate will do. */
const MOST_COUNTED = 100_000
const FEW_COUNTED = 5000
/** Files by which their density is estimated. */
const SAMPLE = 200

async function counted({ walked, walk }: Asked, budget: number): Promise<number | undefined> {
  const rest = await walkFrom(walked.last, { ...walk, wanted: Infinity, kept: 0, budget })
  return rest.ended ? walked.count + rest.count : undefined
}

function isByChange(sort: SearchRequest['sort']): boolean {
  return sort === undefined || sort.by === 'lastUpdated'
}

/**
 * By how many matched among as many changes as the first page has looked at; where that was in another order, by the
 * newest candidates.
 */
async function estimated(
  { organization, range, request, walked }: Asked,
  sources: Sources,
): Promise<number> {
  const { low, high } = range.bounds
  // That none was among so many does not say that there is none.
  if (walked.examined > 0 && walked.count === 0) return -1
  const { descending } = request.sort ?? { descending: true }
  const changes = high - low + 1
  const atLeast = (estimate: number) =>
    Math.max(walked.count, Math.min(Math.round(estimate), organization.living))
  if (isByChange(request.sort) && walked.last && walked.count > 0) {
    const { sequence } = walked.last
    return atLeast(
      (walked.count * changes) / (descending ? high - sequence + 1 : sequence - low + 1),
    )
  }
  const { candidates, more } = await sources.bySequence(range, true)(undefined, SAMPLE)
  if (!more) return atLeast(candidates.length)
  return atLeast((candidates.length * changes) / Math.max(1, high - more.sequence + 1))
}
