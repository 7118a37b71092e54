import { rebasedFields } from '../dialog/kept-fields.ts'
import { isActive, type Remote, type UploadItem } from './item.ts'
import { itemAt, type QueueState } from './queue-state.ts'
import type { QueueEvent } from './queue.ts'

/** How the list of items changes: with it always everything that is known of it. */

export type Change = (item: UploadItem) => UploadItem

/** @returns the same state where the change leaves the item as it is */
export function onItem(state: QueueState, key: string, change: Change): QueueState {
  const place = state.places.get(key)
  const item = itemAt(state, key)
  if (place === undefined || item === undefined) return state
  const next = change(item)
  if (next === item) return state
  return {
    ...state,
    items: state.items.with(place, Object.freeze(next)),
    active: listed(state.active, next, isActive(next)),
    resting: listed(state.resting, next, next.state.kind === 'resting'),
  }
}

export function onEveryItem(state: QueueState, change: Change): QueueState {
  const items = state.items.map(change)
  return items.every((item, index) => item === state.items[index]) ? state : withItems(state, items)
}

/** Changes those of the keys only. */
export function onItems(state: QueueState, keys: readonly string[], change: Change): QueueState {
  return keys.reduce((now, key) => onItem(now, key, change), state)
}

/** Adds those whose key is not there yet. */
export function withMore(state: QueueState, more: readonly UploadItem[]): QueueState {
  const keys = new Set(state.places.keys())
  const added = more.filter(({ key }) => !keys.has(key) && keys.add(key))
  return added.length === 0 ? state : withItems(state, [...state.items, ...added])
}

/** Takes away what does not fit, and remembers what those had stored. */
export function without(state: QueueState, isGone: (item: UploadItem) => boolean): QueueState {
  const gone = state.items.filter(isGone)
  if (gone.length === 0) return state
  const claimed = [...state.claimed, ...gone.flatMap(namesOf)]
  return withItems(
    { ...state, claimed },
    state.items.filter((item) => !isGone(item)),
  )
}

/** A state with these items in place of its own. */
export function withItems(state: QueueState, items: readonly UploadItem[]): QueueState {
  const keysOf = (some: readonly UploadItem[]) => some.map(({ key }) => key)
  return {
    ...state,
    items: items.map((item) => Object.freeze(item)),
    places: new Map(items.map(({ key }, place) => [key, place])),
    active: keysOf(items.filter(isActive)),
    resting: keysOf(items.filter(({ state }) => state.kind === 'resting')),
  }
}

/** `id` and `id/versionId` of all that this queue knows it has stored: no other attempt can have been those. */
export function claimsOf({ claimed, items }: QueueState): ReadonlySet<string> {
  return new Set([...claimed, ...items.flatMap(namesOf)])
}

/**
 * Where the server keeps parts that nobody goes on with, so that they take no room there: of what was taken off the list,
 * and of what begins anew with another file. Not of what another tab has taken over.
 */
export function abandonedParts(
  before: QueueState,
  after: QueueState,
  { type }: QueueEvent,
): string[] {
  if (type !== 'removed' && type !== 'cleared' && type !== 'chosen-again') return []
  return before.items.flatMap(({ key, location, state }) =>
    location === undefined || state.kind === 'stored' || itemAt(after, key)?.location === location
      ? []
      : location,
  )
}

/** Files that were to be sent, and are no longer since they were taken off the list, cancelled or exchanged. */
export function unwantedFiles(before: QueueState, after: QueueState, event: QueueEvent): File[] {
  const { type } = event
  if (type === 'taken') return before.items.flatMap((item) => unwanted(item, after))
  if (type !== 'removed' && type !== 'cancelled' && type !== 'chosen-again') return []
  const item = itemAt(before, event.key)
  return item ? unwanted(item, after) : []
}

function unwanted({ key, file }: UploadItem, after: QueueState): File[] {
  const now = itemAt(after, key)
  const isWanted = now !== undefined && now.file === file && now.state.kind !== 'cancelled'
  return file === undefined || isWanted ? [] : [file]
}

/** Where the server keeps parts of uploads that are not stored. */
export function partsLeft({ items }: QueueState): string[] {
  return items.flatMap(({ location, state }) =>
    location === undefined || state.kind === 'stored' ? [] : location,
  )
}

/** What an upload has stored, by its names. */
export function storedNames(stored: { id: string; versionId: string | undefined }): string[] {
  const { id, versionId } = stored
  return versionId === undefined ? [id] : [id, `${id}/${versionId}`]
}

/**
 * Sends a conflicting upload again, based on the version that somebody else stored meanwhile. What was changed here
 * stays changed; all other fields are taken from that version.
 * @param ifMatch the version to base it on, where nothing is known of its fields
 */
export function reapply(item: UploadItem, remote: Remote, ifMatch: string | undefined): UploadItem {
  const { base, fields, target } = item
  if (target.kind !== 'version') return item
  const aimed = (match: string | undefined) => ({
    // Whatever an earlier attempt did, the other version came after it.
    ...item,
    state: { kind: 'waiting' as const },
    uncertainSince: undefined,
    target: {
      kind: 'version' as const,
      id: target.id,
      ...(match === undefined ? {} : { ifMatch: match }),
    },
  })
  if (remote.kind !== 'live' || base === undefined) return aimed(ifMatch)
  // The fields belong to that version: a newer one is a conflict again, and is merged in its turn.
  const { versionId, binary } = remote
  return { ...aimed(versionId), fields: rebasedFields(fields, base, binary), base: binary }
}

interface Reapplied {
  ifMatch: string | undefined
  merged?: File
}

/** A merge with a version other than the one that would be replaced must not replace that. */
export function isMergedOfAnother({ state }: UploadItem, { merged, ifMatch }: Reapplied): boolean {
  if (merged === undefined || state.kind !== 'conflict') return false
  return state.remote.kind !== 'live' || state.remote.versionId !== ifMatch
}

/** The item with what was made of its file; nothing of the file's own bytes holds for that. */
export function withMerged(item: UploadItem, { merged }: Reapplied): UploadItem {
  if (merged === undefined) return item
  const facts = { ...item.facts, size: merged.size, lastModified: merged.lastModified }
  const unknown = { handle: undefined, sha256: undefined, location: undefined }
  return { ...item, ...unknown, file: merged, facts }
}

function namesOf({ state }: UploadItem): string[] {
  return state.kind === 'stored' ? storedNames(state) : []
}

function listed(keys: readonly string[], { key }: UploadItem, isIn: boolean): readonly string[] {
  if (keys.includes(key) === isIn) return keys
  return isIn ? [...keys, key] : keys.filter((one) => one !== key)
}
