import { isPlain, type BinaryCriteria } from '#fhir/search/criteria.ts'
import type { SearchRequest } from '../../binaries.ts'
import type { OrganizationState } from '../binaries.ts'
import type { Range, Sources } from './sources.ts'
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
  plainTotal: (organization: OrganizationState, criteria: BinaryCriteria) => number,
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

function isNewest(sort: SearchRequest['sort']): boolean {
  return sort === undefined || sort.by === 'lastUpdated'
}

/** From the newest candidates: how many they are among as many changes, and how many of those on the page matched. */
function estimated({ organization, range, request, walked }: Asked, sources: Sources): number {
  const { low, high } = range.bounds
  const { candidates: sample, more } = sources.bySequence(range, true)(undefined, SAMPLE)
  // All files in another order than their candidates' tell nothing of these.
  const isTelling = range.streams === undefined || isNewest(request.sort)
  const rate = walked.examined === 0 || !isTelling ? 1 : Math.min(1, walked.count / walked.examined)
  const candidates = more
    ? (sample.length * (high - low + 1)) / Math.max(1, high - more.sequence + 1)
    : sample.length
  // That none was among so many does not say that there is none.
  if (walked.examined > 0 && walked.count === 0) return -1
  const estimate = Math.min(Math.round(candidates * rate), organization.living)
  return Math.max(walked.count, estimate)
}
