import type { BinaryCriteria } from '#fhir/search/criteria.ts'
import type { BinaryStore, Version } from '../binaries.ts'
import type { Cursors } from '../rows/cursor.ts'
import { fittingPage, toName } from '../rows/version-names.ts'
import type { NameRow } from '../rows/version-names.ts'
import { foldLanguage, toVersion } from '../rows/versions.ts'
import type { OrganizationState, VersionRow } from '../rows/versions.ts'
import type { Database, Queries } from './database.ts'
import { languageKey, NAME_COLUMNS, organizationState, rowsOf } from './versions.ts'

/** The newest `count` matches of now, as the transaction that asks sees them. */
export type FirstMatches = (
  queries: Queries,
  organization: OrganizationState & { id: string },
  criteria: BinaryCriteria,
  count: number,
) => Promise<Version[]>

/** Ids and languages, newest first: as of the first page, as SQLite's search does it (see `sqlite/search.ts`). */
export function openSearch(
  database: Database,
  cursors: Cursors,
): {
  search: BinaryStore['search']
  firstMatches: FirstMatches
  /** Of now. */
  total: (organization: OrganizationState, criteria: BinaryCriteria) => Promise<number>
} {
  const search: BinaryStore['search'] = async (organizationId, criteria, page) => {
    const wanted = reduce(criteria)
    const context = ['search', organizationId, wanted]
    const walk = page.cursor === undefined ? undefined : cursors.read(context, page.cursor, 3)
    const organization = await organizationState(database, organizationId)
    if (!organization) return { versions: [], total: 0 }

    const [snapshot = organization.sequence, before = snapshot + 1] = walk ?? []
    const cut = { snapshot, before }
    // Each id is looked up once, for the page and the total.
    const listed = wanted.ids && (await ofIds(database, organization.key, wanted, cut))
    const count = walk?.[2] ?? listed?.length ?? (await totalOf(database, organization, wanted))
    if (page.count === 0) return { versions: [], total: count }
    const found = listed ?? (await names(database, organization.key, wanted, cut, page.count + 1))
    const shown = fittingPage(found.slice(0, page.count))
    const versions = shown.map(toName)
    const last = shown.at(-1)
    if (found.length <= shown.length || last === undefined) return { versions, total: count }
    const next = cursors.write(context, [snapshot, last.sequence, count])
    return { versions, total: count, next }
  }

  return {
    search,
    total: (organization, criteria) => totalOf(database, organization, reduce(criteria)),
    firstMatches: async (queries, organization, criteria, count) => {
      const { key, sequence, id } = organization
      const wanted = reduce(criteria)
      const cut = { snapshot: sequence, before: sequence + 1 }
      const found = wanted.ids
        ? (await ofIds(queries, key, wanted, cut)).slice(0, count)
        : await names(queries, key, wanted, cut, count)
      const rows = await rowsOf(
        queries,
        key,
        found.map((row) => row.sequence),
      )
      return rows.map((row) => toVersion(id, row))
    },
  }
}

/** The state as of `snapshot`, older than `before`; both are sequences. */
interface Cut {
  snapshot: number
  before: number
}

/** What is left of the criteria when alternatives that can't hold together are gone: absent means any. Sorted. */
interface Wanted {
  ids?: string[]
  languages?: string[]
}

function reduce({ ids, languages }: BinaryCriteria): Wanted {
  const folded = languages.map((group) => group.map((one) => languageKey(foldLanguage(one))))
  return {
    ...(ids.length > 0 && { ids: intersect(ids) }),
    ...(folded.length > 0 && { languages: intersect(folded) }),
  }
}

function intersect(groups: string[][]): string[] {
  const [first = new Set<string>(), ...others] = groups.map((group) => new Set(group))
  return [...first].filter((value) => others.every((group) => group.has(value))).sort()
}

type Ask = Pick<Queries, 'many'>

/** All that one of the ids names, newest first. */
async function ofIds(
  { many }: Ask,
  organization: number,
  { ids = [], languages }: Wanted,
  { snapshot, before }: Cut,
): Promise<NameRow[]> {
  const allowed = languages && new Set<string | null>(languages)
  const rows = await many<NameRow & Pick<VersionRow, 'language'>>(
    `select ${NAME_COLUMNS}, version.language::text as language
     from unnest($2::text[]) as wanted (id) cross join lateral (
       select * from version as one
       where one.organization = $1 and one.id = wanted.id and one.sequence <= $3
       order by one.number desc limit 1) as version
     where version.fields is not null and version.sequence < $4
     order by version.sequence desc`,
    organization,
    ids,
    snapshot,
    before,
  )
  return allowed ? rows.filter(({ language }) => allowed.has(language)) : rows
}

/**
 * At most `limit`, newest first: what is current and, for a walk that others overtook, what was superseded since. That is
 * gathered before it is sorted, since the engine would rather walk through all of the organization for a page of few. One
 * statement asks for both: others commit between two, and what they supersede then would be in neither, or in both.
 */
async function names(
  queries: Ask,
  key: number,
  { languages }: Wanted,
  { snapshot, before }: Cut,
  limit: number,
): Promise<NameRow[]> {
  const isOf = languages ? 'and version.language = wanted.language' : ''
  const from = languages ? 'unnest($5::text[]) as wanted (language)' : '(select 1) as wanted'
  return queries.many<NameRow>(
    `with current as materialized (
       select version.* from ${from} cross join lateral (
         select ${NAME_COLUMNS} from version
         where organization = $1 and superseded is null and fields is not null and sequence < $2 ${isOf}
         order by sequence desc limit $3) as version),
     late as materialized (
       select ${NAME_COLUMNS} from version, ${from}
       where organization = $1 and superseded > $4 and fields is not null and sequence < $2 ${isOf})
     select * from current union all select * from late order by sequence desc limit $3`,
    key,
    before,
    limit,
    snapshot,
    ...(languages ? [languages] : []),
  )
}

/** As of now. */
async function totalOf(
  queries: Ask,
  { key, sequence, living }: OrganizationState,
  wanted: Wanted,
): Promise<number> {
  if (wanted.ids) {
    const now = { snapshot: sequence, before: sequence + 1 }
    return (await ofIds(queries, key, wanted, now)).length
  }
  if (!wanted.languages) return living
  const [row] = await queries.many<{ living: number | null }>(
    `select sum(living)::bigint as living from language
     where organization = $1 and language = any($2::text[])`,
    key,
    wanted.languages,
  )
  return row?.living ?? 0
}
