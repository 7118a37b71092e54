import { infiniteQueryOptions } from '@tanstack/react-query'
import { binariesOf, nextLink, outcomeOf, selfLink } from '#fhir/bundle.ts'
import { matchesPlain, typedLanguages } from '#fhir/search/plain.ts'
import { escapeSearchValue } from '#fhir/search/values.ts'
import type { Binary } from '#fhir/types.ts'
import { keys } from '../keys.ts'
import { endpoints, withQuery } from '../transport/addresses.ts'
import type { Client } from '../transport/client.ts'
import { isApiError } from '../transport/errors.ts'
import type { ApiRequest } from '../transport/request.ts'
import { READ } from '../transport/retry.ts'
import { nextPage } from './pages.ts'
import { bundleOf, ELEMENTS } from './read-resource.ts'
import type { BinaryFilter, BinaryPage, BinarySearch } from './types.ts'

/** The list and the search: one page after another along the server's `next` links. */
export function binaryListOptions(client: Client, org: string, search: BinarySearch) {
  return infiniteQueryOptions({
    ...READ,
    queryKey: keys.list(org, search),
    staleTime: 30_000,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => readPage(client, org, search, pageParam, signal),
    getNextPageParam: (last, all, _, followed) => nextPage(last, all, followed, pageFingerprint),
  })
}

const PAGE_SIZE = '100'
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** One page of a search; `cursor` is the server's link to it, and nothing for the first one. */
export async function readPage(
  client: Client,
  org: string,
  search: BinarySearch,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<BinaryPage> {
  const first = firstRequest(org, search)
  const request = cursor === undefined ? first : nextRequest(client, org, cursor)
  const bundle = bundleOf(await client.json(request, signal), request, 'searchset')
  const found = binariesOf(bundle)
  const items = found.filter((binary) => matchesPlain(binary, criteriaOf(search)))
  const link = nextLink(bundle)
  const outcome = outcomeOf(bundle)
  return {
    items,
    received: found.length,
    ignored: ignoredFilters(search, first, selfLink(bundle), found),
    ...(bundle.total === undefined ? {} : { total: bundle.total }),
    ...(link === undefined ? {} : { next: followable(client, link, request.path) }),
    ...(outcome ? { outcome } : {}),
  }
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

function firstRequest(org: string, search: BinarySearch): ApiRequest {
  const criteria = {
    _id: search.ids.map(escapeSearchValue).join(','),
    _language: typedLanguages(search.language).map(escapeSearchValue).join(','),
  }
  const query = { ...criteria, _elements: ELEMENTS, _count: PAGE_SIZE }
  // Without criteria there is nothing to keep out of the address.
  const byPost = search.method === 'POST' && (criteria._id !== '' || criteria._language !== '')
  if (!byPost) return { method: 'GET', path: withQuery(endpoints.type(org), query) }
  return {
    method: 'POST',
    path: endpoints.search(org),
    headers: FORM,
    body: withQuery('', query).slice(1),
  }
}

function criteriaOf({ ids, language }: BinarySearch) {
  const languages = typedLanguages(language)
  return {
    ids: ids.length > 0 ? [ids] : [],
    languages: languages.length > 0 ? [languages] : [],
  }
}

/**
 * Which criteria the server did not apply: those that its `self` link leaves out, and those that its matches break.
 * A `self` of a search by POST that names no parameter at all proves nothing.
 */
function ignoredFilters(
  search: BinarySearch,
  request: ApiRequest,
  self: string | undefined,
  found: readonly Binary[],
): BinaryFilter[] {
  const { ids, languages } = criteriaOf(search)
  const query = self === undefined ? undefined : new URLSearchParams(/\?([^#]*)/.exec(self)?.[1])
  const telling = query !== undefined && (request.method === 'GET' || query.size > 0)
  const ignored = (
    name: BinaryFilter,
    wanted: boolean,
    criteria: Parameters<typeof matchesPlain>[1],
  ) =>
    wanted && ((telling && !query.has(name)) || found.some((one) => !matchesPlain(one, criteria)))
  const filters: BinaryFilter[] = []
  if (ignored('_id', ids.length > 0, { ids, languages: [] })) filters.push('_id')
  if (ignored('_language', languages.length > 0, { ids: [], languages })) filters.push('_language')
  return filters
}

/** The same for two pages that hold the same versions of the same files. */
export function pageFingerprint({ items }: BinaryPage): string {
  return items.map(({ id, meta }) => `${id ?? ''} ${meta?.versionId ?? ''}`).join('\n')
}
