import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { entriesOf, nextLink } from '#fhir/bundle.ts'
import { parseInstant } from '#fhir/instant.ts'
import { keys } from '../keys.ts'
import { endpoints, withQuery } from '../transport/addresses.ts'
import type { Client } from '../transport/client.ts'
import { isApiError } from '../transport/errors.ts'
import type { ApiRequest } from '../transport/request.ts'
import { READ } from '../transport/retry.ts'
import { distinctHistory, isOldestFirst, nextPage } from './pages.ts'
import { bundleOf, ELEMENTS } from './read-resource.ts'
import { followable } from './search.ts'
import type { Changes, HistoryFilter, HistoryPage } from './types.ts'

/** All versions of one Binary, deletions included, newest first. */
export function historyOptions(client: Client, org: string, id: string, filter: HistoryFilter) {
  return infiniteQueryOptions({
    ...READ,
    queryKey: keys.history(org, id, filter),
    staleTime: 10_000,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      readHistory(client, { path: endpoints.history(org, id), id, filter }, pageParam, signal),
    getNextPageParam: (last, all, _, followed) => nextPage(last, all, followed, fingerprint),
  })
}

/** All versions of all Binaries; `supported: false` on a server that has no such history. */
export function typeHistoryOptions(client: Client, org: string, filter: HistoryFilter) {
  return infiniteQueryOptions({
    ...READ,
    queryKey: keys.typeHistory(org, filter),
    staleTime: 10_000,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      orUnsupported(() =>
        readHistory(client, { path: endpoints.typeHistory(org), filter }, pageParam, signal),
      ),
    getNextPageParam: (last, all, _, followed) => nextPage(last, all, followed, fingerprint),
  })
}

/**
 * What was changed after an instant, asked for again and again while the tab is in view.
 * @param id of one Binary; without it, of any of the organization
 */
export function changesOptions(client: Client, org: string, instant: string, id?: string) {
  const path = id === undefined ? endpoints.typeHistory(org) : endpoints.history(org, id)
  return queryOptions({
    ...READ,
    queryKey:
      id === undefined
        ? keys.changesSince(org, instant)
        : keys.instanceChangesSince(org, id, instant),
    staleTime: 0,
    refetchInterval: ({ state }: { state: { data: Changes | undefined } }) =>
      state.data?.supported === false ? false : POLL,
    refetchIntervalInBackground: false,
    queryFn: async ({ signal }): Promise<Changes> => {
      const filter = { since: instant, count: 100 }
      const target = { path, filter, ...(id === undefined ? {} : { id }) }
      const page = await orUnsupported(() => readHistory(client, target, undefined, signal))
      const after = parseInstant(instant)?.getTime() ?? 0
      const entries = page.entries.filter(({ lastUpdated }) => {
        const time = Date.parse(lastUpdated ?? '')
        return Number.isNaN(time) || time > after
      })
      // A server that ignores `_since` sends older ones too, and then there are no more of the new.
      const more = page.next !== undefined && entries.length === page.entries.length
      return { supported: page.supported, entries, more }
    },
  })
}

const POLL = 30_000

interface HistoryTarget {
  path: string
  /** Of an instance history, for entries that name none. */
  id?: string
  filter: HistoryFilter
}

/** Pages of a history that begins with its oldest entries, which are followed to its newest before anything shows. */
const MAX_FOLLOWED = 40

/**
 * One page, newest first. A server that begins with the oldest has what is current on its last page: its pages are read
 * to their end, and make one.
 */
export async function readHistory(
  client: Client,
  target: HistoryTarget,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<HistoryPage> {
  const first = await readOnePage(client, target, cursor, signal)
  if (cursor !== undefined || !isOldestFirst(first.entries)) return newestFirst([first])
  const pages = [first]
  const followed: (string | undefined)[] = [undefined]
  while (pages.length < MAX_FOLLOWED) {
    const next = nextPage(pages.at(-1) ?? first, pages, followed, fingerprint)
    if (next === undefined) break
    followed.push(next)
    pages.push(await readOnePage(client, target, next, signal))
  }
  const { next, ...page } = newestFirst(pages)
  return pages.length < MAX_FOLLOWED || next === undefined ? page : { ...page, next }
}

/** Several pages as one, which continues where the last of them does. */
function newestFirst(pages: readonly HistoryPage[]): HistoryPage {
  const { next: _, ...first } = pages[0] ?? { supported: true, entries: [], received: 0 }
  const next = pages.at(-1)?.next
  return {
    ...first,
    entries: distinctHistory(pages),
    received: pages.reduce((sum, { received }) => sum + received, 0),
    ...(next === undefined ? {} : { next }),
  }
}

async function readOnePage(
  client: Client,
  target: HistoryTarget,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<HistoryPage> {
  const { path, id, filter } = target
  const first = withQuery(path, {
    _count: String(filter.count ?? 50),
    _since: filter.since,
    _elements: ELEMENTS,
  })
  const request: ApiRequest = {
    method: 'GET',
    path: cursor === undefined ? first : client.linkPath(cursor, path),
  }
  const bundle = bundleOf(await client.json(request, signal), request, 'history')
  const entries = entriesOf(bundle, id)
  const link = nextLink(bundle)
  return {
    supported: true,
    entries,
    received: entries.length,
    ...(bundle.total === undefined ? {} : { total: bundle.total }),
    ...(link === undefined ? {} : { next: followable(client, link, request.path) }),
  }
}

async function orUnsupported(read: () => Promise<HistoryPage>): Promise<HistoryPage> {
  try {
    return await read()
  } catch (error) {
    if (isUnsupported(error)) return { supported: false, entries: [], received: 0 }
    throw error
  }
}

function isUnsupported(error: unknown): boolean {
  if (!isApiError(error)) return false
  if ([404, 405, 501].includes(error.status ?? 0)) return true
  return error.outcome?.issue?.some(({ code }) => code === 'not-supported') ?? false
}

function fingerprint({ entries }: HistoryPage): string {
  return entries
    .map(({ id, versionId, lastUpdated }) => `${id} ${versionId ?? lastUpdated ?? ''}`)
    .join('\n')
}
