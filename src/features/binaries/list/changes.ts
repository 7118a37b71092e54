/** What has changed since the list was loaded, read out of the type history. */
import { hasIdAndLanguage } from '#api/binaries/search/asked.ts'
import { matchesMore } from '#api/binaries/search/more-criteria.ts'
import type { BinaryFilter } from '#api/binaries/search/search-types.ts'
import type { HistoryEntry } from '#fhir/bundle.ts'
import { parseInstant } from '#fhir/instant.ts'
import type { Binary } from '#fhir/types.ts'
import type { SearchView } from '../search/search-view.ts'
import type { BinaryRow } from './rows.ts'

/**
 * Whether a file is what the list was asked for.
 * @param ignored what the server did not do, and the console does in its own way
 */
export function isInView(
  binary: Binary,
  view: Pick<SearchView, 'ids' | 'language' | 'more'>,
  ignored: readonly BinaryFilter[],
): boolean {
  const reach = ignored.includes('_language') ? 'regions' : 'exact'
  return hasIdAndLanguage(binary, view, reach) && matchesMore(binary, view.more)
}

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

/**
 * After which instant of the server's clock a change is one that the list has not seen, `undefined` where nobody can tell.
 * Rows that are not loaded may be newer than all that are: then it is when the server answered, which HTTP tells to the
 * second. Where all are loaded, the newest of them is as good, unless the reader has changed it since.
 *
 * @param whole whether the rows are all files of the organization, @param readAt of the first page
 */
export function seenUntil(
  rows: readonly BinaryRow[],
  whole: boolean,
  readAt: string | undefined,
): string | undefined {
  const answered = readAt === undefined ? NaN : Date.parse(readAt) - 1000
  if (Number.isNaN(answered)) return undefined
  const newest = newestInstant(rows)
  return whole && timeOf(newest) < answered ? newest : new Date(answered).toISOString()
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
 * @param wanted whether a file that is not in the list would be, as far as its resource tells
 */
export function countChanges(
  entries: readonly HistoryEntry[],
  loaded: (id: string) => BinaryRow | undefined,
  wanted: (binary: Binary) => boolean,
): number {
  const seen = new Set<string>()
  let count = 0
  for (const entry of entries) {
    if (seen.has(entry.id)) continue
    seen.add(entry.id)
    const row = loaded(entry.id)
    const matches = entry.kind === 'version' && (!entry.resource || wanted(entry.resource))
    if (row === undefined ? matches : !shows(row, entry)) count += 1
  }
  return count
}

function shows(row: BinaryRow, entry: HistoryEntry): boolean {
  if (entry.kind === 'deletion') return false
  if (entry.versionId !== undefined && row.version !== '') return entry.versionId === row.version
  return timeOf(entry.lastUpdated) <= (row.updated ?? -Infinity)
}

function timeOf(instant: string | undefined): number {
  return (instant === undefined ? undefined : parseInstant(instant)?.getTime()) ?? -Infinity
}
