import { parseExactly } from '#lib/json/parse-exactly.ts'
import type { BinaryFields } from '../../binaries.ts'
import { termsOf } from '../../rows/find/terms.ts'
import type { Database } from '../database.ts'

/** Files that are looked at, evenly among all, and the organizations whose terms are kept in memory. */
const SAMPLE = 64
const MOST_KEPT = 200
/** Versions below which every term is found soon. */
const FEW = 5000
/** Letters of a resource that is looked at. */
const LONGEST = 100_000

/**
 * Terms that about half of an organization's files have, or more, by a sample of them; it is taken anew once there are
 * twice as many. Which terms they are changes only how fast something is found, never what.
 */
export function openCommonTerms(
  database: Database,
): (organization: number, sequence: number) => ReadonlySet<string> {
  const sampled = database.one<{ id: string; fields: string }>(
    `select id, fields from version indexed by version_living
     where organization = ?1 and superseded is null and fields is not null and sequence <= ?2
     order by sequence desc limit 1`,
  )
  const kept = new Map<number, { sequence: number; terms: ReadonlySet<string> }>()
  const sample = (organization: number, sequence: number) => {
    const counts = new Map<string, number>()
    for (let at = 1; at <= SAMPLE; at += 1) {
      const row = sampled(organization, Math.ceil((sequence / SAMPLE) * at))
      if (!row || row.fields.length > LONGEST) continue
      for (const term of termsOf(row.id, parseExactly(row.fields) as BinaryFields))
        counts.set(term, (counts.get(term) ?? 0) + 1)
    }
    return new Set([...counts].flatMap(([term, count]) => (count * 2 >= SAMPLE ? [term] : [])))
  }
  return (organization, sequence) => {
    if (sequence < FEW) return NONE
    const known = kept.get(organization)
    if (known && sequence < known.sequence * 2) return known.terms
    const terms = sample(organization, sequence)
    const [oldest] = kept.keys()
    if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest)
    kept.set(organization, { sequence, terms })
    return terms
  }
}

const NONE: ReadonlySet<string> = new Set()
