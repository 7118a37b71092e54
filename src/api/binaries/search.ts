import { infiniteQueryOptions } from '@tanstack/react-query'
import { binariesOf, nextLink, outcomeOf, selfLink } from '#fhir/bundle.ts'
import type { Bundle } from '#fhir/types.ts'
import { keys } from '../keys.ts'
import { endpoints, withQuery } from '../transport/addresses.ts'
import type { Client } from '../transport/client.ts'
import { isApiError } from '../transport/errors.ts'
import { READ } from '../transport/retry.ts'
import { nextPage } from './pages.ts'
import { bundleOf, ELEMENTS } from './read-resource.ts'
import {
  hasMore,
  type BinaryPage,
  type BinarySearch,
  type ServerSort,
} from './search/search-types.ts'
import type { Capabilities } from './types.ts'

/** The list and the search: one page after another along the server's `next` links. */
export function binaryListOptions(client: Client, org: string, search: BinarySearch) {
  const queryKey = keys.list(org, search)
  return infiniteQueryOptions({
    ...READ,
    queryKey,
    staleTime: 30_000,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal, client: queryClient }) => {
      const page = { org, search, cursor: pageParam }
      if (!isAsking(search)) return readPage(client, page, signal)
      const { readFoundPage } = await import('./search/found-page.ts')
      return readFoundPage(queryClient, client, page, signal)
    },
    getNextPageParam: (last, all, _, followed) => nextPage(last, all, followed, pageFingerprint),
    // The same files in another order stay on the screen until they come in the new one.
    placeholderData: (previous, query) =>
      query && sameButSorted(query.queryKey, queryKey) ? previous : undefined,
  })
}

/** Whether a server can be asked for an order: each sort rule is the name of a search parameter (https://hl7.org/fhir/R4/search.html#sort). */
export function sortsByServer({ searchParams }: Capabilities, sort: ServerSort): boolean {
  // Only our own server has `find`, and it knows all three.
  return [sort.replace('-', ''), '_sort', 'find'].some((name) => searchParams.includes(name))
}

export const PAGE_SIZE = '100'

/** One page of a search. */
export interface PageRequest {
  org: string
  search: BinarySearch
  /** The server's link to it, and nothing for the first one. */
  cursor: string | undefined
}

/** Whether anything is to be kept out of the address, or judged. */
function isAsking({ ids, language, more }: BinarySearch): boolean {
  return ids.length > 0 || (language ?? '') !== '' || (more !== undefined && hasMore(more))
}

/** One page of all files, of which nothing is asked but their order. */
export async function readPage(
  client: Client,
  { org, search: { sort }, cursor }: PageRequest,
  signal: AbortSignal,
): Promise<BinaryPage> {
  const path = endpoints.type(org)
  const first = withQuery(path, { _sort: sort, _elements: ELEMENTS, _count: PAGE_SIZE })
  const request = {
    method: 'GET' as const,
    path: cursor === undefined ? first : client.linkPath(cursor, path),
  }
  const answer = await client.json(request, signal)
  const bundle = bundleOf(answer, request, 'searchset')
  const items = binariesOf(bundle)
  const self = selfLink(bundle)
  return {
    ...pageOf(client, bundle, request.path, answer.headers),
    items,
    received: items.length,
    ignored: [],
    ...(sort === undefined ? {} : { sorted: self === undefined || self.includes('_sort=') }),
  }
}

/** What a page says besides its files. */
export function pageOf(
  client: Client,
  bundle: Bundle,
  path: string,
  headers: Headers,
): Pick<BinaryPage, 'total' | 'next' | 'outcome' | 'readAt'> {
  const link = nextLink(bundle)
  const outcome = outcomeOf(bundle)
  const readAt = headers.get('Date')
  return {
    ...(bundle.total === undefined ? {} : { total: bundle.total }),
    ...(link === undefined ? {} : { next: followable(client, link, path) }),
    ...(outcome ? { outcome } : {}),
    ...(readAt === null ? {} : { readAt }),
  }
}

/** A link that leads elsewhere stays as it is: following it fails with words, and what is loaded stays. */
export function followable(client: Client, link: string, from: string): string {
  try {
    return client.linkPath(link, from)
  } catch (error) {
    if (isApiError(error, 'blocked-link')) return link
    throw error
  }
}

/** Whether two keys of lists differ in nothing but the order. */
function sameButSorted(one: readonly unknown[], other: readonly unknown[]): boolean {
  return JSON.stringify(one.slice(0, -1)) === JSON.stringify(other.slice(0, -1))
}

/** The same for two pages that hold the same versions of the same files. */
export function pageFingerprint({ items }: BinaryPage): string {
  return items.map(({ id, meta }) => `${id ?? ''} ${meta?.versionId ?? ''}`).join('\n')
}
