import {
  contentSize,
  displayName,
  fileName,
  folderOf,
  securityContextText,
} from '#fhir/binary/binary.ts'
import type { HistoryEntry } from '#fhir/bundle.ts'
import { parseInstant } from '#fhir/instant.ts'
import { matchesPlain, type PlainCriteria } from '#fhir/search/plain.ts'
import type { Binary } from '#fhir/types.ts'
import { kindOfLabel, kindLabel, type Kind } from '#formats/kinds.ts'
import type { SearchView } from '../search/search-view.ts'

/** One Binary as the grid shows, sorts and filters it: all that is derived from it, derived once. */
export interface BinaryRow {
  id: string
  binary: Binary
  kind: Kind
  kindLabel: string
  /** The file's name, else the id in short. */
  label: string
  /** Whether `label` is a name rather than an id. */
  named: boolean
  contentType: string
  /** Lower case, as languages are compared; empty where there is none. */
  language: string
  /** Bytes. */
  size: number | undefined
  version: string
  /** Milliseconds since 1970. */
  updated: number | undefined
  /** Empty where there is none. */
  securityContext: string
  /** That the file came from; empty where nobody said. */
  folder: string
  /** Names compare by these with a plain `<`: without case and accents, numbers by value. */
  nameKey: string
}

/** What a row needs of a page of the list. */
export interface RowSource {
  readonly items: readonly Binary[]
}

/** The rows of one page, derived at most once for each page object. A Binary without an id can't be opened or named: it is left out. */
export function rowsOfPage(page: RowSource): readonly BinaryRow[] {
  const known = derived.get(page)
  if (known) return known
  const rows = page.items.map(rowOf).filter((row) => row !== undefined)
  derived.set(page, rows)
  return rows
}

export function rowOf(binary: Binary): BinaryRow | undefined {
  if (typeof binary.id !== 'string' || binary.id === '') return undefined
  const name = fileName(binary)
  const named = name !== undefined && name !== ''
  const contentType = binary.contentType ?? ''
  const kind = kindOfLabel(contentType, name)
  const label = displayName(binary)
  return {
    id: binary.id,
    binary,
    kind,
    kindLabel: kindLabel(kind),
    label,
    named,
    contentType,
    language: (binary.language ?? '').toLowerCase(),
    size: contentSize(binary),
    version: binary.meta?.versionId ?? '',
    updated: instantOf(binary.meta?.lastUpdated),
    securityContext: securityContextText(binary) ?? '',
    folder: folderOf(binary) ?? '',
    nameKey: sortKey(named ? label : binary.id),
  }
}

/** `scan 2` before `scan 10`, `Änderung` beside `anderung`: cheap to compare a million times, unlike `Intl.Collator`. */
export function sortKey(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/\d+/g, (digits) => digits.padStart(16, '0'))
}

const derived = new WeakMap<RowSource, readonly BinaryRow[]>()

function instantOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseInstant(text)?.getTime()
}

/** What has changed since the list was loaded, read out of the type history. */
/** Before anything was written anywhere: the start for an empty list. */
export const BEGINNING = '1970-01-01T00:00:00Z'

/**
 * The newest instant of the rows as the server wrote it, so that only the server's clock counts.
 * `BEGINNING` where no row has one.
 */
export function newestInstant(rows: readonly BinaryRow[]): string {
  let newest: BinaryRow | undefined
  for (const row of rows) {
    if (row.updated !== undefined && row.updated > (newest?.updated ?? -Infinity)) newest = row
  }
  return newest?.binary.meta?.lastUpdated ?? BEGINNING
}

/** The later one of `since` and whatever the entries bear. */
export function newestOf(entries: readonly HistoryEntry[], since: string): string {
  let [newest, time] = [since, timeOf(since)]
  for (const { lastUpdated } of entries) {
    if (timeOf(lastUpdated) > time) [newest, time] = [lastUpdated ?? newest, timeOf(lastUpdated)]
  }
  return newest
}

/**
 * How many Binaries of the list would look different once it is loaded anew. What the list shows already, such as
 * the reader's own changes, counts for nothing; nor does what the search leaves out.
 *
 * @param loaded the row as it is shown, @param entries newest first, as a history is
 */
export function countChanges(
  entries: readonly HistoryEntry[],
  loaded: (id: string) => BinaryRow | undefined,
  view: Pick<SearchView, 'ids' | 'language'>,
): number {
  const wanted = criteriaOf(view)
  const seen = new Set<string>()
  let count = 0
  for (const entry of entries) {
    if (seen.has(entry.id)) continue
    seen.add(entry.id)
    const row = loaded(entry.id)
    const matches =
      entry.kind === 'version' && (!entry.resource || matchesPlain(entry.resource, wanted))
    if (row === undefined ? matches : !shows(row, entry)) count += 1
  }
  return count
}

function shows(row: BinaryRow, entry: HistoryEntry): boolean {
  if (entry.kind === 'deletion') return false
  if (entry.versionId !== undefined && row.version !== '') return entry.versionId === row.version
  return timeOf(entry.lastUpdated) <= (row.updated ?? -Infinity)
}

function criteriaOf({ ids, language }: Pick<SearchView, 'ids' | 'language'>): PlainCriteria {
  return {
    ids: ids.length > 0 ? [[...ids]] : [],
    languages: language === '' ? [] : [language.split(',')],
  }
}

function timeOf(instant: string | undefined): number {
  return (instant === undefined ? undefined : parseInstant(instant)?.getTime()) ?? -Infinity
}
