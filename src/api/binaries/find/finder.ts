import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { keys } from '../../keys.ts'
import { knownCapabilities } from '../../organizations/organizations.ts'
import type { Client } from '../../transport/client.ts'
import { READ } from '../../transport/retry.ts'
import { binaryListOptions } from '../search.ts'
import type { BinarySearch } from '../search/search-types.ts'
import { findAmongLoaded, markOfLoaded, watchLoaded } from './loaded.ts'
import { countOfContext, findById, findOnServer, type FindRequest } from './server-find.ts'

/** Finds files while somebody types: each question is a query of its own, which ends when nobody waits for it any more. */
export type Finder = ReturnType<typeof createFinder>

export function createFinder(client: Client) {
  return {
    /** What the server finds, or that it is to be done here. */
    search: (org: string, request: FindRequest) =>
      queryOptions({
        ...FOUND,
        queryKey: keys.find(org, request.words, request.method),
        queryFn: async ({ client: queryClient, signal }) => {
          const capabilities = await knownCapabilities(queryClient, client, org)
          return findOnServer(client, org, request, capabilities, signal)
        },
      }),
    /** The file of that id; `null` where there is none. */
    byId: (org: string, id: string, method: BinarySearch['method']) =>
      queryOptions({
        ...FOUND,
        queryKey: keys.findById(org, id, method),
        queryFn: ({ signal }) => findById(client, org, id, method, signal),
      }),
    /** How many files have that security context; `null` where the server does not say. */
    contextCount: (org: string, context: string, method: BinarySearch['method']) =>
      queryOptions({
        ...FOUND,
        queryKey: keys.contextCount(org, context, method),
        queryFn: ({ signal }) => countOfContext(client, org, context, method, signal),
      }),
    /** @param mark of what is loaded, as `loadedMark` says: other files are another question */
    among: (org: string, words: string, mark: string) =>
      queryOptions({
        queryKey: keys.findLoaded(org, words, mark),
        staleTime: Infinity,
        gcTime: 10_000,
        networkMode: 'always',
        queryFn: ({ client: queryClient, signal }) =>
          findAmongLoaded(queryClient, org, words, signal),
      }),
    /** Which files are loaded: how many in all lists, and when the last of them came (milliseconds since 1970). */
    loadedMark: (queryClient: QueryClient, org: string) => markOfLoaded(queryClient, org),
    /** Whether the whole list of the organization is loaded, so that nothing is found elsewhere. */
    isAllLoaded: (queryClient: QueryClient, org: string, method: BinarySearch['method']) => {
      const { queryKey, getNextPageParam } = binaryListOptions(client, org, { ids: [], method })
      const list = queryClient.getQueryData(queryKey)
      const last = list?.pages.at(-1)
      if (list === undefined || last === undefined) return false
      const followed = list.pageParams as (string | undefined)[]
      return getNextPageParam(last, list.pages, followed.at(-1), followed) === undefined
    },
    watchLoaded: (queryClient: QueryClient, org: string, listener: () => void) =>
      watchLoaded(queryClient, org, listener),
  }
}

/** Asked for again whenever it is shown anew: somebody may have written meanwhile. */
const FOUND = { ...READ, staleTime: 5_000, gcTime: 60_000, refetchOnWindowFocus: false } as const
