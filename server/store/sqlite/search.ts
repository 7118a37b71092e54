import type { BinaryCriteria } from '#fhir/search/criteria.ts'
import type { BinaryStore, Version } from '../binaries.ts'
import type { Cursors } from '../rows/cursor.ts'
import { storeTurns } from '../rows/turns.ts'
import {
  type OrganizationState,
  type VersionRow,
  fittingPage,
  foldLanguage,
  toName,
  toVersion,
} from '../rows/versions.ts'
import type { VersionRows } from './binaries.ts'
import type { Database } from './database.ts'

/** The newest `count` matches of now. */
export type FirstMatches = (
  organizationId: string,
  criteria: BinaryCriteria,
  count: number,
) => Version[]

/**
 * Search pages show the state as of the first page: what is current now, without what came since, and with what has been
 * superseded since. So a page costs the same at any size, and a walk that takes long costs what was written meanwhile.
 */
export function openSearch(
  database: Database,
  rows: VersionRows,
  cursors: Cursors,
): {
  search: BinaryStore['search']
  firstMatches: FirstMatches
  /** Of now. */
  total: (organization: OrganizationState, criteria: BinaryCriteria) => number
} {
  const { sequences, ofIds, total } = openMatches(database)
  /** As the versions were at the snapshot, so that others may write in between. */
  const ofManyIds = async (
    { organization, turn }: { organization: number; turn: () => Promise<void> },
    wanted: Wanted,
    cut: Cut,
  ) => {
    const { ids = [] } = wanted
    const found: number[] = []
    for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
      if (ids.length > IDS_AT_ONCE) await turn()
      found.push(...ofIds(organization, { ...wanted, ids: ids.slice(at, at + IDS_AT_ONCE) }, cut))
    }
    return found.sort((one, other) => other - one)
  }

  const search: BinaryStore['search'] = async (organizationId, criteria, page) => {
    const wanted = reduce(criteria)
    const context = () => ['search', organizationId, sorted(wanted)]
    const walk = page.cursor === undefined ? undefined : cursors.read(context(), page.cursor, 3)
    const organization = rows.organization(organizationId)
    if (!organization) return { versions: [], total: 0 }

    const [snapshot = organization.sequence, before = snapshot + 1] = walk ?? []
    // Each id is looked up once, for the page and the total.
    const turn = () => storeTurns.next(organizationId)
    const by = { organization: organization.key, turn }
    const listed = wanted.ids && (await ofManyIds(by, wanted, { snapshot, before }))
    const count = walk?.[2] ?? listed?.length ?? total(organization, wanted)
    if (page.count === 0) return { versions: [], total: count }
    const found =
      listed ?? sequences(organization.key, wanted, { snapshot, before }, page.count + 1)
    const shown = fittingPage(rows.namesOf(organization.key, found.slice(0, page.count)))
    const versions = shown.map(toName)
    const last = shown.at(-1)
    if (found.length <= shown.length || last === undefined) return { versions, total: count }
    return {
      versions,
      total: count,
      next: cursors.write(context(), [snapshot, last.sequence, count]),
    }
  }

  return {
    search,
    total: (organization, criteria) => total(organization, reduce(criteria)),
    firstMatches: (organizationId, criteria, count) => {
      const organization = rows.organization(organizationId)
      if (!organization) return []
      const cut = { snapshot: organization.sequence, before: organization.sequence + 1 }
      const found = sequences(organization.key, reduce(criteria), cut, count)
      const versions = rows.each(organization.key, found)
      return Array.from(versions, (row) => toVersion(organizationId, row))
    },
  }
}

/** Ids that are looked up before others have their turn. */
const IDS_AT_ONCE = 250

/** The state as of `snapshot`, older than `before`; both are sequences. */
interface Cut {
  snapshot: number
  before: number
}

/** What is left of the criteria when alternatives that can't hold together are gone: absent means any. */
interface Wanted {
  ids?: string[]
  languages?: string[]
}

function reduce({ ids, languages }: BinaryCriteria): Wanted {
  const folded = languages.map((group) => group.map(foldLanguage))
  return {
    ...(ids.length > 0 && { ids: intersect(ids) }),
    ...(folded.length > 0 && { languages: intersect(folded) }),
  }
}

function intersect(groups: string[][]): string[] {
  const [first = new Set<string>(), ...others] = groups.map((group) => new Set(group))
  const common = [...first]
  if (others.length === 0) return common
  return common.filter((value) => others.every((group) => group.has(value)))
}

/** The same criteria in whatever order they came. Thousands of ids take some milliseconds: for who has a next page. */
function sorted({ ids, languages }: Wanted): Wanted {
  return {
    ...(ids && { ids: ids.toSorted() }),
    ...(languages && { languages: languages.toSorted() }),
  }
}

interface Matches {
  /** All that one of the ids names, newest first. */
  ofIds: (organization: number, wanted: Wanted, cut: Cut) => number[]
  /** At most `limit`, newest first. */
  sequences: (organization: number, wanted: Wanted, cut: Cut, limit: number) => number[]
  /** As of now. */
  total: (organization: OrganizationState, wanted: Wanted) => number
}

function openMatches(database: Database): Matches {
  const all = openRange(database, false)
  const ofLanguage = openRange(database, true)
  const lookUp = database.many<Pick<VersionRow, 'sequence' | 'language'>>(
    `select version.sequence, version.language
     from json_each(?3) as wanted cross join version indexed by version_sequence
     where version.organization = ?1 and version.fields is not null and version.sequence = (
       select sequence from version as older indexed by version_number
       where older.organization = ?1 and older.id = wanted.value and older.sequence <= ?2
       order by older.number desc limit 1)`,
  )
  // Only languages that the organization knows are asked for, however many the request names.
  const counts = database.many<{ language: string; living: number }>(
    `select language.language, language.living from json_each(?2) as wanted cross join language
     where language.organization = ?1 and language.language = wanted.value`,
  )

  const ofIds: Matches['ofIds'] = (organization, { ids = [], languages }, cut) => {
    const allowed = languages && new Set<string | null>(languages)
    return lookUp(organization, cut.snapshot, JSON.stringify(ids))
      .filter((row) => row.sequence < cut.before && (!allowed || allowed.has(row.language)))
      .map((row) => row.sequence)
      .sort((one, other) => other - one)
  }

  return {
    ofIds,
    sequences(organization, wanted, cut, limit) {
      if (wanted.ids) return ofIds(organization, wanted, cut).slice(0, limit)
      if (!wanted.languages) return all(organization, cut, limit)
      return counts(organization, JSON.stringify(wanted.languages))
        .flatMap(({ language }) => ofLanguage(organization, cut, limit, language))
        .sort((one, other) => other - one)
        .slice(0, limit)
    },
    total(organization, wanted) {
      const { key, sequence } = organization
      const now = { snapshot: sequence, before: sequence + 1 }
      if (wanted.ids) return ofIds(key, wanted, now).length
      if (!wanted.languages) return organization.living
      return counts(key, JSON.stringify(wanted.languages)).reduce(
        (sum, { living }) => sum + living,
        0,
      )
    },
  }
}

type Range = (organization: number, cut: Cut, limit: number, ...language: string[]) => number[]

/**
 * Walks the index of what is current and, for a walk that others overtook, of what was superseded since.
 * The indexes are named, since SQLite would rather scan the whole organization than sort a handful of rows.
 */
function openRange(database: Database, byLanguage: boolean): Range {
  const language = byLanguage ? 'and language = ?4' : ''
  const current = database.many<{ sequence: number }>(
    `select sequence from version indexed by ${byLanguage ? 'version_language' : 'version_living'}
     where organization = ?1 and superseded is null and fields is not null and sequence < ?2
       ${language}
     order by sequence desc limit ?3`,
  )
  const since = byLanguage ? 'and language = ?5' : ''
  const superseded = database.many<{ sequence: number }>(
    `select sequence from version indexed by version_superseded
     where organization = ?1 and superseded > ?4 and fields is not null and sequence < ?2
       ${since}
     order by sequence desc limit ?3`,
  )
  return (organization, { snapshot, before }, limit, ...language) =>
    [
      ...current(organization, before, limit, ...language),
      ...superseded(organization, before, limit, snapshot, ...language),
    ]
      .map((row) => row.sequence)
      .sort((one, other) => other - one)
      .slice(0, limit)
}
