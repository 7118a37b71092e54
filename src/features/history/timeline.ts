import type { InfiniteData } from '@tanstack/react-query'
import { distinctHistory } from '#api/binaries/histories/history-order.ts'
import type { HistoryPage, Replaced } from '#api/binaries/types.ts'
import { contentSha1, contentSha256, contentSize } from '#fhir/binary/binary.ts'
import { contentRelation, fieldChanges } from '#fhir/binary/field-changes.ts'
import type { HistoryEntry } from '#fhir/bundle.ts'
import type { Binary } from '#fhir/types.ts'

/** What happened with a version, as far as its neighbours tell. */
export type TimelineEvent =
  | 'created'
  | 'deleted'
  /** The first version after a deletion. */
  | 'undeleted'
  /** Content and fields are those of an earlier version, which `sameAs` names. */
  | 'restored'
  | 'content-replaced'
  | 'fields-changed'
  | 'content-and-fields'
  /** Saved again with nothing changed. */
  | 'saved-again'
  /** What it was like before is not known (yet). */
  | 'changed'

/** One version of the timeline. */
export interface TimelineItem {
  key: string
  /** The server's own, opaque. Absent for a deletion on servers that don't number those. */
  versionId: string | undefined
  /** "Version 3"; by its place where the server's version ids are not numbers. */
  title: string
  event: TimelineEvent
  current: boolean
  at: string | undefined
  author: string | undefined
  reason: string | undefined
  /** Bytes. */
  size: number | undefined
  /** Bytes more (or fewer) than the version before. */
  sizeDelta: number | undefined
  /** Titles of the other loaded versions with the same bytes, oldest first. */
  sameBytesAs: string[]
  /** For `restored`: the title of the version that came back. */
  sameAs: string | undefined
  /** Labels of the fields that changed. */
  fields: string[]
  binary: Binary | undefined
  /** The version before this one that has content to compare with. */
  previousVersionId: string | undefined
}

/** What is known about the entries of a timeline as a whole. */
export interface TimelineWindow {
  /** The first entry is the newest one. */
  reachesNow: boolean
  /** The last entry is the first version. */
  reachesStart: boolean
  /** Versions there are, where that is known. */
  total?: number | undefined
  /** What a read answers with now, which says what is current; `undefined` as long as nobody has read it. */
  current?: Replaced | undefined
}

/** The timeline of all pages so far. */
export function timelineOf(
  data: InfiniteData<HistoryPage, unknown>,
  known: { since?: string | undefined; more: boolean; current?: Replaced | undefined },
): { items: TimelineItem[]; supported: boolean } {
  const { since, more, current } = known
  const total = since === undefined ? data.pages[0]?.total : undefined
  const window = { reachesNow: true, reachesStart: !more && since === undefined, total, current }
  const items = timeline(distinctHistory(data.pages), window)
  return { items, supported: data.pages[0]?.supported !== false }
}

/**
 * The timeline of one Binary.
 * @param entries newest first, each version once
 */
export function timeline(entries: readonly HistoryEntry[], window: TimelineWindow): TimelineItem[] {
  const titles = titlesOf(entries, window)
  const groups = groupByBytes(entries)
  const previous = previousVersions(entries)
  return entries.map((entry, index) => {
    const before = previous[index]
    const others = (groups.get(checksum(entry.resource) ?? '') ?? []).filter((one) => one !== index)
    const like = others.find((one) => one > index && sameFields(entries[one], entry))
    const size = entry.resource === undefined ? undefined : contentSize(entry.resource)
    const sizeBefore = before?.resource === undefined ? undefined : contentSize(before.resource)
    const fields =
      entry.resource === undefined || before?.resource === undefined
        ? []
        : fieldChanges(before.resource, entry.resource).map(({ label }) => label)
    return {
      key: `${entry.versionId ?? ''} ${entry.lastUpdated ?? ''} ${entry.kind}`,
      versionId: entry.versionId,
      title: titles[index] ?? 'Version',
      event: eventOf(
        entry,
        entries[index + 1],
        window.reachesStart,
        like !== undefined && like > index + 1,
      ),
      current: isCurrent(entry, index, window),
      at: entry.lastUpdated,
      author: entry.author,
      reason: entry.reason,
      size,
      sizeDelta: size === undefined || sizeBefore === undefined ? undefined : size - sizeBefore,
      sameBytesAs: others.toReversed().map((other) => titles[other] ?? 'Version'),
      sameAs: like === undefined ? undefined : titles[like],
      fields,
      binary: entry.resource,
      previousVersionId: before?.versionId,
    }
  })
}

/** Whether a version can be restored as a new one, or why not. */
export function canRestore(item: TimelineItem): true | { reason: string } {
  if (item.event === 'deleted')
    return { reason: 'This is a deletion: there is no content to restore.' }
  if (item.current) return { reason: 'This is already the current version.' }
  if (item.versionId === undefined)
    return { reason: 'The server gave this version no id, so it can’t be opened.' }
  return true
}

/** The version that a read names; where it names none, the newest. */
function isCurrent(entry: HistoryEntry, index: number, window: TimelineWindow): boolean {
  const { current, reachesNow } = window
  if (current?.versionId !== undefined) return entry.versionId === current.versionId
  if (!reachesNow || index > 0) return false
  return current === undefined || (current.state === 'deleted') === (entry.kind === 'deletion')
}

function titlesOf(
  entries: readonly HistoryEntry[],
  { reachesNow, reachesStart, total }: TimelineWindow,
): string[] {
  const numbers = entries.map(({ versionId }) => versionId)
  if (numbers.every((id) => id !== undefined && /^\d{1,9}$/.test(id))) {
    return numbers.map((id) => `Version ${id}`)
  }
  const newest = reachesStart ? entries.length : reachesNow ? total : undefined
  return numbers.map((id, index) => {
    if (newest !== undefined) return `Version ${newest - index}`
    return id === undefined ? 'Version without a number' : `Version ${id.slice(0, 8)}`
  })
}

function eventOf(
  entry: HistoryEntry,
  before: HistoryEntry | undefined,
  reachesStart: boolean,
  likeAnEarlierOne: boolean,
): TimelineEvent {
  if (entry.kind === 'deletion') return 'deleted'
  if (before === undefined) {
    return reachesStart || entry.method === 'POST' || entry.status === '201' ? 'created' : 'changed'
  }
  if (before.kind === 'deletion') return 'undeleted'
  if (entry.resource === undefined || before.resource === undefined) return 'changed'
  const content = contentRelation(sums(before.resource), sums(entry.resource))
  const fields = fieldChanges(before.resource, entry.resource).length > 0
  if (likeAnEarlierOne && (content === 'different' || fields)) return 'restored'
  if (content === 'different') return fields ? 'content-and-fields' : 'content-replaced'
  if (fields) return 'fields-changed'
  return content === 'same' ? 'saved-again' : 'changed'
}

/** For each entry the next older one that is not a deletion. */
function previousVersions(entries: readonly HistoryEntry[]): (HistoryEntry | undefined)[] {
  let found: HistoryEntry | undefined
  return entries
    .toReversed()
    .map((entry) => {
      const before = found
      if (entry.kind === 'version') found = entry
      return before
    })
    .toReversed()
}

function sameFields(one: HistoryEntry | undefined, two: HistoryEntry): boolean {
  if (one?.resource === undefined || two.resource === undefined) return false
  return fieldChanges(one.resource, two.resource).length === 0
}

/** Which entries hold which bytes: one pass, since histories can be long. */
function groupByBytes(entries: readonly HistoryEntry[]): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  for (const [index, { resource }] of entries.entries()) {
    const sum = checksum(resource)
    if (sum === undefined) continue
    const group = groups.get(sum)
    if (group === undefined) groups.set(sum, [index])
    else group.push(index)
  }
  return groups
}

function checksum(binary: Binary | undefined): string | undefined {
  return binary === undefined ? undefined : (contentSha256(binary) ?? contentSha1(binary))
}

function sums(binary: Binary) {
  return { sha256: contentSha256(binary), sha1: contentSha1(binary), size: contentSize(binary) }
}
