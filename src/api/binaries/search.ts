import { infiniteQueryOptions, type QueryClient } from '@tanstack/react-query'
import { binariesOf, nextLink, outcomeOf, selfLink } from '#fhir/bundle.ts'
import { typedLanguages } from '#fhir/search/plain.ts'
import { escapeSearchValue } from '#fhir/search/values.ts'
import type { Binary } from '#fhir/types.ts'
import { keys } from '../keys.ts'
import { knownCapabilities } from '../organizations/organizations.ts'
import { endpoints } from '../transport/addresses.ts'
import type { Client } from '../transport/client.ts'
import { isApiError } from '../transport/errors.ts'
import type { ApiRequest } from '../transport/request.ts'
import { READ } from '../transport/retry.ts'
import { hasIdAndLanguage, isInLanguage } from './asked.ts'
import type { PreparedMore } from './more-criteria.ts'
import { nextPage } from './pages.ts'
import { bundleOf, ELEMENTS } from './read-resource.ts'
import {
  hasMore,
  type BinaryFilter,
  type BinaryPage,
  type BinarySearch,
  type MoreCriteria,
} from './search-types.ts'
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
      const more = search.more && hasMore(search.more) ? search.more : undefined
      const prepared = more && (await prepare(queryClient, client, org, more))
      return readPage(client, org, search, pageParam, signal, prepared)
    },
    getNextPageParam: (last, all, _, followed) => nextPage(last, all, followed, pageFingerprint),
    // The same files in another order stay on the screen until they come in the new one.
    placeholderData: (previous, query) =>
      query && sameButSorted(query.queryKey, queryKey) ? previous : undefined,
  })
}

/** The order that a server can be asked for, by what it declares. */
export function sortsByServer(capabilities: Capabilities | undefined): boolean {
  return capabilities?.searchParams.includes('_sort') === true
}

const PAGE_SIZE = '100'
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

async function prepare(
  queryClient: QueryClient,
  client: Client,
  org: string,
  more: MoreCriteria,
): Promise<PreparedMore> {
  const [{ prepareMore }, { searchParams }] = await Promise.all([
    import('./more-criteria.ts'),
    knownCapabilities(queryClient, client, org),
  ])
  return prepareMore(more, searchParams)
}

/**
 * One page of a search; `cursor` is the server's link to it, and nothing for the first one.
 * @param more what is asked beyond ids and languages
 */
export async function readPage(
  client: Client,
  org: string,
  search: BinarySearch,
  cursor: string | undefined,
  signal: AbortSignal,
  more: PreparedMore = NO_MORE,
): Promise<BinaryPage> {
  const undeclared = more.undeclared.length > 0 ? { undeclared: more.undeclared } : {}
  // What files hold is known to the server alone: rather nothing than files that were not looked into.
  if (more.undeclared.includes('_content')) return { ...NOTHING, ...undeclared }
  const first = firstRequest(org, search, more.params)
  const request = cursor === undefined ? first : nextRequest(client, org, cursor)
  const bundle = bundleOf(await client.json(request, signal), request, 'searchset')
  const found = binariesOf(bundle)
  const names = namesIn(selfLink(bundle), first)
  const ignored = ignoredFilters(search, more, names, found)
  if (ignored.includes('_content')) return { ...NOTHING, ...undeclared, ignored }
  const [items, dropped] = divide(found, (binary) => isWanted(binary, search, more))
  const link = nextLink(bundle)
  const outcome = outcomeOf(bundle)
  return {
    items,
    received: found.length,
    ignored,
    ...undeclared,
    ...(dropped.length === 0 ? {} : { dropped: dropped.flatMap(({ id }) => id ?? []) }),
    ...(search.sort === undefined ? {} : { sorted: names === undefined || names.has('_sort') }),
    ...(bundle.total === undefined ? {} : { total: bundle.total }),
    ...(link === undefined ? {} : { next: followable(client, link, request.path) }),
    ...(outcome ? { outcome } : {}),
  }
}

const NO_MORE: PreparedMore = { params: [], sent: [], undeclared: [], matches: () => true }
const NOTHING: BinaryPage = { items: [], received: 0, ignored: [] }

function isWanted(binary: Binary, search: BinarySearch, more: PreparedMore): boolean {
  return (
    hasIdAndLanguage(binary, search, 'regions') &&
    [...more.sent, ...more.undeclared].every((name) => more.matches(binary, name))
  )
}

function divide<Item>(items: readonly Item[], wanted: (item: Item) => boolean): [Item[], Item[]] {
  const [kept, others]: [Item[], Item[]] = [[], []]
  for (const item of items) (wanted(item) ? kept : others).push(item)
  return [kept, others]
}

/** A `next` that is relative to a search by POST leads to `_search` again, where only POST is answered. */
function nextRequest(client: Client, org: string, cursor: string): ApiRequest {
  const path = client.linkPath(cursor, endpoints.type(org))
  return /\/_search(\?|$)/.test(path)
    ? { method: 'POST', path, headers: FORM, body: '' }
    : { method: 'GET', path }
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

function firstRequest(
  org: string,
  search: BinarySearch,
  more: readonly [string, string][],
): ApiRequest {
  const criteria: [string, string][] = [
    ['_id', search.ids.map(escapeSearchValue).join(',')],
    ['_language', typedLanguages(search.language).map(escapeSearchValue).join(',')],
    ...more,
  ]
  const asked = criteria.filter(([, value]) => value !== '')
  const sort: [string, string][] = search.sort === undefined ? [] : [['_sort', search.sort]]
  const query = new URLSearchParams([
    ...asked,
    ...sort,
    ['_elements', ELEMENTS],
    ['_count', PAGE_SIZE],
  ])
  // Without criteria there is nothing to keep out of the address.
  const byPost = search.method === 'POST' && asked.length > 0
  if (!byPost) return { method: 'GET', path: `${endpoints.type(org)}?${query}` }
  return { method: 'POST', path: endpoints.search(org), headers: FORM, body: query.toString() }
}

/**
 * The parameters that the `self` link names, without their modifiers. A `self` of a search by POST that names no
 * parameter at all proves nothing.
 */
function namesIn(self: string | undefined, { method }: ApiRequest): Set<string> | undefined {
  if (self === undefined) return undefined
  const query = new URLSearchParams(/\?([^#]*)/.exec(self)?.[1])
  if (method === 'POST' && query.size === 0) return undefined
  return new Set([...query.keys()].map((name) => name.replace(/:.*/, '')))
}

/**
 * Which criteria the server did not apply: those that its `self` link leaves out, and those that its matches break.
 *
 * @param names of the parameters that it says it used, where it says so
 */
function ignoredFilters(
  search: BinarySearch,
  more: PreparedMore,
  names: ReadonlySet<string> | undefined,
  found: readonly Binary[],
): BinaryFilter[] {
  type Asked = [name: BinaryFilter, is: (binary: Binary) => boolean]
  const asked: Asked[] = more.sent.map((name) => [name, (binary) => more.matches(binary, name)])
  if (search.ids.length > 0) asked.unshift(['_id', ({ id = '' }) => search.ids.includes(id)])
  if (typedLanguages(search.language).length > 0) {
    asked.push(['_language', (binary) => isInLanguage(binary, search.language, 'regions')])
  }
  return asked
    .filter(([name, is]) => names?.has(name) === false || !found.every(is))
    .map(([name]) => name)
}

/** Whether two keys of lists differ in nothing but the order. */
function sameButSorted(one: readonly unknown[], other: readonly unknown[]): boolean {
  return JSON.stringify(one.slice(0, -1)) === JSON.stringify(other.slice(0, -1))
}

/** The same for two pages that hold the same versions of the same files. */
export function pageFingerprint({ items }: BinaryPage): string {
  return items.map(({ id, meta }) => `${id ?? ''} ${meta?.versionId ?? ''}`).join('\n')
}
