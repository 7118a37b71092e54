import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { parseInstant } from '#fhir/instant.ts'
import { loadOnce } from '#lib/load/load-once.ts'
import { keys } from '../keys.ts'
import { endpoints } from '../transport/addresses.ts'
import type { Client } from '../transport/client.ts'
import { isApiError } from '../transport/errors.ts'
import { READ } from '../transport/retry.ts'
import type { readHistory as ReadHistoryFunction } from './histories/read-history.ts'
import { historyFingerprint, nextPage } from './pages.ts'
import type { Changes, HistoryFilter, HistoryPage } from './types.ts'

/** Loaded with the first history. */
export const loadReadHistory = loadOnce(() => import('./histories/read-history.ts'))

const readHistory: typeof ReadHistoryFunction = async (...args) =>
  (await loadReadHistory()).readHistory(...args)

/** All versions of one Binary, deletions included, newest first. */
export function historyOptions(client: Client, org: string, id: string, filter: HistoryFilter) {
  return infiniteQueryOptions({
    ...READ,
    queryKey: keys.history(org, id, filter),
    staleTime: 10_000,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      readHistory(client, { path: endpoints.history(org, id), id, filter }, pageParam, signal),
    getNextPageParam: (last, all, _, followed) => nextPage(last, all, followed, historyFingerprint),
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
    getNextPageParam: (last, all, _, followed) => nextPage(last, all, followed, historyFingerprint),
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
