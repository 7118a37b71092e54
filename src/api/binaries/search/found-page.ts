import type { QueryClient } from '@tanstack/react-query'
import { binariesOf, selfLink } from '#fhir/bundle.ts'
import { typedLanguages } from '#fhir/search/plain.ts'
import { escapeSearchValue } from '#fhir/search/values.ts'
import type { Binary } from '#fhir/types.ts'
import { knownCapabilities } from '../../organizations/organizations.ts'
import { endpoints } from '../../transport/addresses.ts'
import type { Client } from '../../transport/client.ts'
import type { ApiRequest } from '../../transport/request.ts'
import { bundleOf, ELEMENTS } from '../read-resource.ts'
import { PAGE_SIZE, pageOf, type PageRequest } from '../search.ts'
import { hasIdAndLanguage, isInLanguage } from './asked.ts'
import { parameterOf, prepareMore, type PreparedMore } from './more-criteria.ts'
import { hasMore, type BinaryFilter, type BinaryPage, type BinarySearch } from './search-types.ts'

/**
 * One page of a search. What a server does not declare is not asked of it; that, and what it ignores, is judged here.
 * A failure of metadata counts as if nothing were declared.
 */
export async function readFoundPage(
  queryClient: QueryClient,
  client: Client,
  { org, search, cursor }: PageRequest,
  signal: AbortSignal,
): Promise<BinaryPage> {
  const asked = search.more ?? {}
  const declared = hasMore(asked) ? await knownCapabilities(queryClient, client, org) : undefined
  const more = prepareMore(asked, declared?.searchParams ?? [])
  const undeclared = more.undeclared.length > 0 ? { undeclared: more.undeclared } : {}
  // What files hold is known to the server alone: rather nothing than files that were not looked into.
  if (more.undeclared.includes('_content')) return { ...NOTHING, ...undeclared }
  const { part, parts, ids, link } = readCursor(search.ids, cursor)
  const first = firstRequest(org, { ...search, ids }, more.params)
  const request = link === undefined ? first : nextRequest(client, org, link)
  const answer = await client.json(request, signal)
  const bundle = bundleOf(answer, request, 'searchset')
  const found = binariesOf(bundle)
  const names = namesIn(selfLink(bundle), first)
  const ignored = ignoredFilters(search, more, names, found)
  if (ignored.includes('_content')) return { ...NOTHING, ...undeclared, ignored }
  const [items, dropped] = divide(found, (binary) => isWanted(binary, search, more))
  const page = pageOf(client, bundle, request.path, answer.headers)
  return {
    ...(parts === 1 ? page : pageOfPart(page, part, parts)),
    items,
    received: found.length,
    ignored,
    ...undeclared,
    ...(dropped.length === 0 ? {} : { dropped: dropped.flatMap(({ id }) => id ?? []) }),
    ...(search.sort === undefined
      ? {}
      : { sorted: parts === 1 && (names === undefined || names.has('_sort')) }),
  }
}

/**
 * Ids that a server is asked for at once. Our own takes no more; whoever looks for more gets the pages of one part after the
 * other, as one list.
 */
export const IDS_AT_ONCE = 5000

/** Which part of the ids a page is of, and the server's link to it, if it is not that part's first one. */
function readCursor(all: readonly string[], cursor: string | undefined) {
  const parts = Math.max(1, Math.ceil(all.length / IDS_AT_ONCE))
  const [, number, rest] = (parts > 1 && /^part=(\d+);(.*)$/s.exec(cursor ?? '')) || []
  const part = Number(number ?? 0)
  const ids = all.slice(part * IDS_AT_ONCE, (part + 1) * IDS_AT_ONCE)
  const link = parts > 1 ? rest : cursor
  return { part, parts, ids, link: link === '' ? undefined : link }
}

/** How many all parts find together is not known before the last one. */
function pageOfPart(
  found: ReturnType<typeof pageOf>,
  part: number,
  parts: number,
): ReturnType<typeof pageOf> {
  const { next, total: _, ...page } = found
  if (next !== undefined) return { ...page, next: `part=${part};${next}` }
  return part + 1 < parts ? { ...page, next: `part=${part + 1};` } : page
}

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
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
    .filter(([name, is]) => names?.has(parameterOf(name)) === false || !found.every(is))
    .map(([name]) => name)
}
