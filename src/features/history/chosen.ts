import type { TimelineEvent, TimelineItem } from './timeline.ts'

/**
 * What the page of versions shows, as its address tells:
 * `?version=3&with=1&show=changes&page=2&since=2026-05-03&by=Ann&kind=content`.
 */
export interface VersionsAddress {
  /** The chosen version's id. */
  version: string | undefined
  /** The id of the version to compare with; the one before, unless told. */
  with: string | undefined
  /** Changes wherever there is something to compare with, unless told. */
  show: Show | undefined
  /** From 1: which page of the versions is played through; the first, unless told. */
  page: number | undefined
  /** A day, `2026-05-03`, or empty. */
  since: string
  /** Who saved it; everybody, unless told. */
  by: string | undefined
  kind: ChangeKind | undefined
}

/** Changes, content, since when each line stands, and one version after the other. */
const SHOWS = ['changes', 'content', 'blame', 'play'] as const
export type Show = (typeof SHOWS)[number]

/** What the timeline can be narrowed to. */
export const CHANGE_KINDS = ['content', 'fields', 'created', 'restored', 'deleted'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/** Reads an address; what makes no sense counts as not there. */
export function readAddress(search: URLSearchParams): VersionsAddress {
  const text = (name: string) => {
    const value = search.get(name)
    return value === null || value === '' ? undefined : value
  }
  const page = Number(text('page'))
  return {
    version: text('version'),
    with: text('with'),
    show: SHOWS.find((show) => show === text('show')),
    page: Number.isSafeInteger(page) && page > 0 ? page : undefined,
    since: text('since') ?? '',
    by: text('by'),
    kind: CHANGE_KINDS.find((kind) => kind === text('kind')),
  }
}

/** The address of `before` with some of it changed; only what is set is named. */
export function writeAddress(
  before: VersionsAddress,
  change: Partial<VersionsAddress> = {},
): Record<string, string> {
  const all = Object.entries({ ...before, ...change })
  return Object.fromEntries(
    all.flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, String(value)]],
    ),
  )
}

/** What stands on the right. */
export type Choice =
  | { kind: 'nothing' }
  /** It may be older than what is loaded. */
  | { kind: 'not-loaded'; versionId: string }
  | { kind: 'deletion'; item: TimelineItem; before: TimelineItem | undefined }
  | { kind: Exclude<Show, 'changes'>; item: ReadableItem; base: ReadableItem | undefined }
  /** `older` and `newer` are `item` and `base`, whichever way round. */
  | {
      kind: 'changes'
      item: ReadableItem
      base: ReadableItem
      older: ReadableItem
      newer: ReadableItem
    }

/** A version that has something to show. */
export type ReadableItem = TimelineItem & {
  versionId: string
  binary: NonNullable<TimelineItem['binary']>
}

/**
 * What the address chooses of the timeline.
 * @param items newest first, all that are loaded
 * @param newest whether the newest is chosen where the address names none
 */
export function choiceOf(
  items: readonly TimelineItem[],
  address: Pick<VersionsAddress, 'version' | 'with' | 'show'>,
  newest: boolean,
): Choice {
  const { version } = address
  const index =
    version === undefined
      ? newest && items.length > 0
        ? 0
        : -1
      : items.findIndex(({ versionId }) => versionId === version)
  const item = items[index]
  if (item === undefined) {
    return version === undefined ? { kind: 'nothing' } : { kind: 'not-loaded', versionId: version }
  }
  const named = (id: string | undefined) =>
    items.find((one) => id !== undefined && one.versionId === id)
  const before = named(item.previousVersionId)
  if (!isReadable(item)) return { kind: 'deletion', item, before }
  const wished = named(address.with)
  const base = wished !== undefined && wished !== item && isReadable(wished) ? wished : before
  const { show = 'changes' } = address
  if (base === undefined || !isReadable(base)) {
    return { kind: show === 'changes' ? 'content' : show, item, base: undefined }
  }
  if (show !== 'changes') return { kind: show, item, base }
  const isNewer = index < items.indexOf(base)
  const [older, newer] = isNewer ? [base, item] : [item, base]
  return { kind: 'changes', item, base, older, newer }
}

export function isReadable(item: TimelineItem): item is ReadableItem {
  return item.versionId !== undefined && item.binary !== undefined
}

/** The id of the version one step up (newer, -1) or down (older, 1); `undefined` at the ends. */
export function stepFrom(
  shown: readonly TimelineItem[],
  versionId: string | undefined,
  step: -1 | 1,
): string | undefined {
  const steps = shown.filter((item) => item.versionId !== undefined)
  const at = steps.findIndex((item) => item.versionId === versionId)
  // What is chosen may be hidden by a filter: then the first step goes to the newest that is shown.
  return at === -1 ? steps[0]?.versionId : steps[at + step]?.versionId
}

/** Those that a filter leaves. */
export function filtered(
  items: readonly TimelineItem[],
  { by, kind }: Pick<VersionsAddress, 'by' | 'kind'>,
): TimelineItem[] {
  return items.filter(
    (item) =>
      (by === undefined || item.author === by) &&
      (kind === undefined || KINDS[item.event].includes(kind)),
  )
}

/** Who saved one of these, by name. */
export function authorsOf(items: readonly TimelineItem[]): string[] {
  const names = items.flatMap(({ author }) => (author === undefined ? [] : [author]))
  return [...new Set(names)].toSorted((a, b) => a.localeCompare(b))
}

/** What is not known may be anything, and stays in sight under each filter but those that it can't be. */
const KINDS: Record<TimelineEvent, readonly ChangeKind[]> = {
  created: ['created'],
  deleted: ['deleted'],
  undeleted: ['restored'],
  restored: ['restored', 'content', 'fields'],
  'content-replaced': ['content'],
  'fields-changed': ['fields'],
  'content-and-fields': ['content', 'fields'],
  'saved-again': [],
  changed: ['content', 'fields', 'created'],
}
