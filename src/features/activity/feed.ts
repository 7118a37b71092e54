import { author, reason } from '#fhir/binary.ts'
import type { HistoryEntry } from '#fhir/bundle.ts'
import type { Binary } from '#fhir/types.ts'

export const CHANGE_KINDS = ['created', 'changed', 'deleted'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/** One line of the feed. */
export interface FeedItem {
  key: string
  id: string
  versionId: string | undefined
  change: ChangeKind
  at: string | undefined
  binary: Binary | undefined
  author: string | undefined
  reason: string | undefined
  /** Later than the last visit. */
  fresh: boolean
}

export interface FeedDay {
  /** `2026-05-03` in the reader's zone; empty where the server tells no time. */
  day: string
  items: FeedItem[]
}

/**
 * The type-level history as a feed by day.
 * @param entries newest first
 * @param filter `kinds`: empty for all; `seen`: the newest instant of the last visit
 */
export function feedByDay(
  entries: readonly HistoryEntry[],
  filter: { kinds: readonly ChangeKind[]; seen: string | undefined },
): FeedDay[] {
  const days: FeedDay[] = []
  for (const [index, entry] of entries.entries()) {
    const change = changeOf(entry)
    if (filter.kinds.length > 0 && !filter.kinds.includes(change)) continue
    const day = localDay(entry.lastUpdated)
    if (days.at(-1)?.day !== day) days.push({ day, items: [] })
    days.at(-1)?.items.push({
      key: `${entry.id} ${entry.versionId ?? index}`,
      id: entry.id,
      versionId: entry.versionId,
      change,
      at: entry.lastUpdated,
      binary: entry.resource,
      author: entry.resource === undefined ? undefined : author(entry.resource),
      reason: entry.resource === undefined ? undefined : reason(entry.resource),
      fresh: isLater(entry.lastUpdated, filter.seen),
    })
  }
  return days
}

/** The newest instant of the feed: what the next visit will compare with. */
export function newestInstant(entries: readonly HistoryEntry[]): string | undefined {
  return entries.reduce<string | undefined>(
    (newest, { lastUpdated }) =>
      newest === undefined || isLater(lastUpdated, newest) ? (lastUpdated ?? newest) : newest,
    undefined,
  )
}

/** What an entry alone tells. A first version is known by its method, its status, or its number. */
function changeOf({ kind, method, status, versionId }: HistoryEntry): ChangeKind {
  if (kind === 'deletion') return 'deleted'
  return method === 'POST' || status === '201' || versionId === '1' ? 'created' : 'changed'
}

function localDay(at: string | undefined): string {
  const date = new Date(at ?? '')
  if (Number.isNaN(date.getTime())) return ''
  const two = (part: number) => String(part).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

function isLater(at: string | undefined, than: string | undefined): boolean {
  return at !== undefined && than !== undefined && Date.parse(at) > Date.parse(than)
}
