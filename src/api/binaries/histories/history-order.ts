import { distinctEntries, type HistoryEntry } from '#fhir/bundle.ts'
import type { HistoryPage } from '../types.ts'

/** All entries of the pages so far: newest first, whatever the server's own order, and each version once. */
export function distinctHistory(pages: readonly Pick<HistoryPage, 'entries'>[]): HistoryEntry[] {
  const joined = pages.reduce<HistoryEntry[]>((all, { entries }) => joinPages(all, entries), [])
  return newestFirst(distinctEntries(joined))
}

/** Whether a server's list begins with its oldest entry: then the newest are on its last page. */
export function isOldestFirst(entries: readonly HistoryEntry[]): boolean {
  let balance = 0
  const timed = entries.filter((entry) => timeOf(entry) !== undefined)
  const telling = timed.length > 1 ? timed : entries
  for (const [index, entry] of telling.entries()) {
    const next = telling[index + 1]
    if (next) balance += Math.sign(compareAge(next, entry))
  }
  return balance < 0
}

/** Without what the second page repeats of the first one's end, which distinct versions alone would not show: a deletion may tell neither version nor time. */
function joinPages(before: HistoryEntry[], after: readonly HistoryEntry[]): HistoryEntry[] {
  const last = before.slice(-Math.max(1, after.length)).map(identity)
  const first = after.map(identity)
  for (let shared = Math.min(last.length, first.length); shared > 0; shared -= 1) {
    const tail = last.slice(-shared)
    if (tail.every((one, index) => one === first[index])) return [...before, ...after.slice(shared)]
  }
  return [...before, ...after]
}

function identity({ id, kind, versionId, lastUpdated }: HistoryEntry): string {
  return JSON.stringify([id, kind, versionId, lastUpdated])
}

/** By instant, then by the number of the version; what tells neither stays behind the newer one of its neighbours. */
function newestFirst(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const ordered = isOldestFirst(entries) ? entries.toReversed() : [...entries]
  let time: number | undefined
  const timed = ordered.map((entry) => {
    time = timeOf(entry) ?? time
    return { entry, time: timeOf(entry) ?? time }
  })
  return timed
    .toSorted(
      (one, two) =>
        (two.time ?? Infinity) - (one.time ?? Infinity) || compareVersions(one.entry, two.entry),
    )
    .map(({ entry }) => entry)
}

/** Negative where the first one is newer, positive where the second one is; 0 where that is not known. */
function compareAge(one: HistoryEntry, two: HistoryEntry): number {
  const [time, other] = [timeOf(one), timeOf(two)]
  const byTime = time === undefined || other === undefined ? 0 : other - time
  return byTime === 0 ? compareVersions(one, two) : byTime
}

/** Version ids are opaque; only those of one file that are both numbers can be compared. */
function compareVersions(one: HistoryEntry, two: HistoryEntry): number {
  const isCount = (text: string | undefined) => /^\d{1,15}$/.test(text ?? '')
  if (one.id !== two.id || !isCount(one.versionId) || !isCount(two.versionId)) return 0
  return Number(two.versionId) - Number(one.versionId)
}

function timeOf({ lastUpdated }: HistoryEntry): number | undefined {
  // Some servers write an HTTP date where FHIR has an instant.
  const time = Date.parse(lastUpdated ?? '')
  return Number.isNaN(time) ? undefined : time
}
