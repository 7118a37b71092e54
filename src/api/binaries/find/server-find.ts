import { binariesOf, nextLink, selfLink } from '#fhir/bundle.ts'
import { wordsOf } from '#fhir/search/fold-text.ts'
import { escapeSearchValue } from '#fhir/search/values.ts'
import type { Binary } from '#fhir/types.ts'
import { endpoints, withQuery } from '../../transport/addresses.ts'
import type { Client } from '../../transport/client.ts'
import { isApiError } from '../../transport/errors.ts'
import type { ApiRequest } from '../../transport/request.ts'
import { bundleOf, ELEMENTS } from '../read-resource.ts'
import type { BinarySearch } from '../search/search-types.ts'
import type { Capabilities } from '../types.ts'
import { bestFiles, rankFile } from './rank.ts'

/** What is looked for, and how the server is asked. */
export interface FindRequest {
  /** As they were typed. */
  words: string
  method: BinarySearch['method']
}

export type FindAnswer =
  | {
      by: 'server'
      /** The best first, at most `MOST_FILES`, without content. */
      files: Binary[]
      /** How many there are in all, where the server says so. */
      total: number | undefined
      /** There are more than these. */
      more: boolean
    }
  /** This server can't look for words, so it is done here over what is loaded. */
  | { by: 'console'; why: 'undeclared' | 'ignored' | 'refused' }

/** Suggestions that are shown at once, and files that the best are chosen among. */
export const MOST_FILES = 8
const ASKED_FILES = 24

type Parameter = [name: string, value: string]

/**
 * Asks the server by what it declares: our own `find` in one search, else `name` and `security-context` one by one.
 * @throws ApiError when it should have answered and did not
 */
export async function findOnServer(
  client: Client,
  org: string,
  { words, method }: FindRequest,
  capabilities: Capabilities,
  signal: AbortSignal,
): Promise<FindAnswer> {
  const searches = searchesFor(words, capabilities.searchParams)
  if (searches.length === 0) return { by: 'console', why: 'undeclared' }
  // A search parameter that is declared can be sorted by, too.
  const sort: Parameter[] = capabilities.searchParams.includes('_lastUpdated')
    ? [['_sort', '-_lastUpdated']]
    : []
  try {
    const answers = await Promise.all(
      searches.map((search) => ask(client, org, [...search, ...sort], method, signal)),
    )
    const folded = wordsOf(words)
    const isBroken = ({ ignored, files }: Answered) =>
      ignored || (files.length > 0 && files.every((file) => rankFile(file, folded) === undefined))
    if (answers.some(isBroken)) return { by: 'console', why: 'ignored' }
    return merged(answers, folded)
  } catch (error) {
    if (isApiError(error) && REFUSED.has(error.status ?? 0))
      return { by: 'console', why: 'refused' }
    throw error
  }
}

/** What servers answer that declare a search and don't do it, or not by that method. */
const REFUSED = new Set([400, 404, 405, 415, 422, 501])

/** The searches that find what has all the words; none where the server declares nothing that could. */
export function searchesFor(words: string, declared: readonly string[]): Parameter[][] {
  if (declared.includes('find')) return [[['find', words]]]
  const [byName, byContext] = [declared.includes('name'), declared.includes('security-context')]
  const all = words.split(' ')
  const names = (some: string[]) => some.map((word): Parameter => ['name', word])
  const context = (text: string): Parameter => ['security-context', text]
  const numbers = all.filter((word) => /\d/.test(word))
  const others = all.filter((word) => !/\d/.test(word))
  return [
    ...(byName ? [names(all)] : []),
    ...(byContext ? [[context(words)]] : []),
    // "letter 3310": the word in the name, the number of the patient.
    ...(byName && byContext && numbers.length > 0 && others.length > 0
      ? [[...names(others), ...numbers.map(context)]]
      : []),
  ]
}

/** The file of that id, where there is one. */
export async function findById(
  client: Client,
  org: string,
  id: string,
  method: BinarySearch['method'],
  signal: AbortSignal,
): Promise<Binary | null> {
  const { files } = await ask(client, org, [['_id', id]], method, signal)
  return files.find((file) => file.id === id) ?? null
}

/** How many files have that security context; `null` where the server does not say. */
export async function countOfContext(
  client: Client,
  org: string,
  context: string,
  method: BinarySearch['method'],
  signal: AbortSignal,
): Promise<number | null> {
  const search: Parameter[] = [
    ['security-context', context],
    ['_summary', 'count'],
  ]
  const { ignored, total } = await ask(client, org, search, method, signal)
  return ignored ? null : (total ?? null)
}

interface Answered {
  files: Binary[]
  total: number | undefined
  more: boolean
  /** Its `self` link leaves out what was asked. */
  ignored: boolean
}

async function ask(
  client: Client,
  org: string,
  search: readonly Parameter[],
  method: BinarySearch['method'],
  signal: AbortSignal,
): Promise<Answered> {
  const request = requestOf(org, search, method)
  const bundle = bundleOf(await client.json(request, signal), request, 'searchset')
  const self = selfLink(bundle)
  const used = self === undefined ? undefined : new URLSearchParams(/\?([^#]*)/.exec(self)?.[1])
  // A `self` of a search by POST that names no parameter at all proves nothing.
  const telling = used !== undefined && (method === 'GET' || used.size > 0)
  const criteria = search.filter(([name]) => name !== '_sort' && name !== '_summary')
  const files = binariesOf(bundle)
  return {
    files,
    total: bundle.total,
    more: nextLink(bundle) !== undefined || (bundle.total ?? 0) > files.length,
    ignored: telling && criteria.some(([name]) => !used.has(name)),
  }
}

function requestOf(
  org: string,
  search: readonly Parameter[],
  method: BinarySearch['method'],
): ApiRequest {
  const counts = search.some(([name]) => name === '_summary')
  const query = new URLSearchParams(
    search.map(([name, value]) => [name, name === '_sort' ? value : escapeSearchValue(value)]),
  )
  if (!counts) {
    query.set('_elements', ELEMENTS)
    query.set('_count', String(ASKED_FILES))
  }
  if (method === 'GET') {
    return { method, path: `${withQuery(endpoints.type(org), {})}?${query}` }
  }
  return {
    method,
    path: endpoints.search(org),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: query.toString(),
  }
}

function merged(answers: readonly Answered[], words: readonly string[]): FindAnswer {
  const byId = new Map(answers.flatMap(({ files }) => files).map((file) => [file.id, file]))
  const files = bestFiles([...byId.values()], words)
  const [first] = answers
  return {
    by: 'server',
    files: files.slice(0, MOST_FILES),
    total: answers.length === 1 ? first?.total : undefined,
    more: files.length > MOST_FILES || answers.some(({ more }) => more),
  }
}
