import type { BinaryCriteria } from '#fhir/search/criteria.ts'
import type { BinaryStore, Version } from '../../binaries.ts'
import type { Cursors } from '../../rows/cursor.ts'
import { spanOf, type Bounds, type Candidate } from '../../rows/find/candidates.ts'
import { NEWEST_FIRST, openFind, shortestIds, type FindParts } from '../../rows/find/find.ts'
import { rangeOfFiles } from '../../rows/find/range.ts'
import { plainVersionMatcher } from '../../rows/find/versions-that-match.ts'
import { toVersion, type OrganizationState, type VersionRow } from '../../rows/versions.ts'
import type { WordIndex } from '../../words.ts'
import type { Database, Queries } from '../database.ts'
import { openSources } from './sources.ts'
import type { FindQueries } from './term-stream.ts'

/** Searches by all criteria and in every order, over the indexes of files and words. */
export function openPostgresFind(
  database: Database,
  parts: {
    cursors: Cursors
    words: Pick<WordIndex, 'among'>
    plainTotal: FindParts['plainTotal']
  },
): BinaryStore['search'] {
  const queries = briefly(database)
  return openFind({
    ...parts,
    // Others are answered meanwhile.
    pace: { part: 100, walk: 5000 },
    sources: openSources(queries),
    organization: (id) => queries.one<OrganizationState>(ORGANIZATION, id),
    readUpTo: (...asked) => readUpTo(queries, ...asked),
    currentOf: (...asked) => currentOf(queries, ...asked),
    boundsOf: (...asked) => boundsOf(queries, ...asked),
    // The engine finds a place among many files as soon as among few.
    commonTerms: () => NONE,
  })
}

/**
 * The newest matches of now, for a create that looks for one that exists, in its transaction.
 * @param organization as it is locked there
 */
export async function firstMatches(
  queries: Queries,
  organization: OrganizationState & { id: string },
  criteria: BinaryCriteria,
  count: number,
): Promise<Version[]> {
  const { key, id: organizationId, sequence } = organization
  // Nobody else could be asked in a transaction that has failed.
  const sources = openSources({ ...queries, brief: (...asked) => queries.one(...asked) })
  const bounds = await boundsOf(queries, key, criteria, sequence)
  const range = rangeOfFiles({ organizationId, organization: key }, criteria, { bounds })
  const ids = shortestIds(criteria)
  const source = ids
    ? await sources.ofSequences(
        key,
        (await currentOf(queries, key, ids)).filter((one) => one <= bounds.high),
        NEWEST_FIRST,
      )
    : sources.bySequence(range, true)
  const isMatch = plainVersionMatcher(criteria)
  const found: Version[] = []
  let after: Candidate | undefined
  do {
    const { candidates, more } = await source(after, SEEN)
    const wanted = candidates.map((one) => one.sequence)
    for (const row of await readUpTo(queries, key, wanted, Infinity)) {
      const version = toVersion(organizationId, row)
      if (isMatch(version)) found.push(version)
      if (found.length === count) return found
    }
    after = more
  } while (after)
  return found
}

/** Files that are read at once there. */
const SEEN = 50

const NONE: ReadonlySet<string> = new Set()

/** Questions, of which those that may take long are ended and asked in another way. */
export function briefly(database: Database): FindQueries {
  return {
    many: (...asked) => database.many(...asked),
    one: (...asked) => database.one(...asked),
    brief: (...asked) =>
      database.transaction(
        (brief) => brief.one(...asked),
        `set local statement_timeout = ${BRIEF}`,
      ),
  }
}

/** Milliseconds. */
const BRIEF = 3000

const ORGANIZATION = 'select key, sequence, last_updated, living from organization where id = $1'

async function readUpTo(
  queries: Pick<Queries, 'many'>,
  organization: number,
  sequences: readonly number[],
  characters: number,
): Promise<VersionRow[]> {
  if (sequences.length === 0) return []
  const most = Math.min(characters, Number.MAX_SAFE_INTEGER)
  return queries.many<VersionRow>(
    `select * from (
       select version.*, wanted.place,
         sum(octet_length(version.fields)) over (order by wanted.place) - octet_length(version.fields)
           as before
       from unnest($2::bigint[]) with ordinality as wanted (sequence, place)
       join version on version.organization = $1 and version.sequence = wanted.sequence) as read
     where place = 1 or before is null or before < $3
     order by place`,
    organization,
    sequences,
    most,
  )
}

async function currentOf(
  queries: Pick<Queries, 'many'>,
  organization: number,
  ids: readonly string[],
): Promise<number[]> {
  const found = await queries.many<{ sequence: number }>(
    `select newest.sequence from unnest($2::text[]) as wanted (id)
     cross join lateral (
       select sequence, fields is not null as lives from version
       where organization = $1 and id = wanted.id order by number desc limit 1) as newest
     where newest.lives`,
    organization,
    [...new Set(ids)],
  )
  return found.map(({ sequence }) => sequence)
}

/** Time never falls along the sequence. */
async function boundsOf(
  queries: Pick<Queries, 'one'>,
  organization: number,
  criteria: BinaryCriteria,
  snapshot: number,
): Promise<Bounds> {
  const since = async (time: number) => {
    const sql = 'select first_since($1, $2, $3) as sequence'
    const at = Math.max(-FAR, Math.min(FAR, time))
    const row = await queries.one<{ sequence: number }>(sql, organization, at, snapshot)
    return row?.sequence ?? 1
  }
  const { from, to } = spanOf(criteria)
  return {
    low: from === -Infinity ? 1 : await since(from),
    high: to === Infinity ? snapshot : (await since(to)) - 1,
  }
}

/** Beyond all dates, in milliseconds. */
const FAR = 9e15
