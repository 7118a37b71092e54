import {
  contentSize,
  displayName,
  securityContextKey,
  securityContextText,
} from '#fhir/binary/binary.ts'
import type { HistoryEntry } from '#fhir/bundle.ts'
import type { Binary } from '#fhir/types.ts'
import { dayOf } from '#lib/day.ts'

export const CHANGE_KINDS = ['created', 'changed', 'restored', 'deleted'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/** One line of the feed. */
export interface FeedItem {
  key: string
  id: string
  versionId: string | undefined
  change: ChangeKind
  at: string | undefined
  /** The file's name as it was last known, else the id in short. */
  name: string
  /** Whether anything loaded tells the name. */
  named: boolean
  /** What it is filed under, as its newest version that is loaded says. */
  context: { key: string; text: string } | undefined
  /** Bytes. */
  size: number | undefined
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
  const known = knownOf(entries)
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
      named: known.has(entry.id),
      name: displayName(known.get(entry.id) ?? { resourceType: 'Binary', id: entry.id }),
      context: contextOf(known.get(entry.id)),
      size: entry.resource === undefined ? undefined : contentSize(entry.resource),
      author: entry.author,
      reason: entry.reason,
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

/** A deletion carries neither name nor context: it has those of the version before it, where that is loaded. */
function knownOf(entries: readonly HistoryEntry[]): Map<string, Binary> {
  const known = new Map<string, Binary>()
  for (const { id, resource } of entries) {
    if (resource !== undefined && !known.has(id)) known.set(id, resource)
  }
  return known
}

function contextOf(binary: Binary | undefined): FeedItem['context'] {
  const key = binary && securityContextKey(binary)
  if (binary === undefined || key === undefined || key === '') return undefined
  return { key, text: securityContextText(binary) ?? key }
}

/** What an entry alone tells. A first version is known by its method, its status, or its number. */
function changeOf({ kind, method, status, versionId }: HistoryEntry): ChangeKind {
  if (kind === 'deletion') return 'deleted'
  // Where versions are counted, a later one that was created came after a deletion.
  const later = /^\d{1,9}$/.test(versionId ?? '') && versionId !== '1'
  if (status === '201' && later) return 'restored'
  return method === 'POST' || status === '201' || versionId === '1' ? 'created' : 'changed'
}

function localDay(at: string | undefined): string {
  const date = new Date(at ?? '')
  return Number.isNaN(date.getTime()) ? '' : dayOf(date)
}

function isLater(at: string | undefined, than: string | undefined): boolean {
  return at !== undefined && than !== undefined && Date.parse(at) > Date.parse(than)
}
