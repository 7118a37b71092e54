import { entriesOf, nextLink } from '#fhir/bundle.ts'
import { withQuery } from '../../transport/addresses.ts'
import type { Client } from '../../transport/client.ts'
import type { ApiRequest } from '../../transport/request.ts'
import { historyFingerprint, nextPage } from '../pages.ts'
import { bundleOf, ELEMENTS } from '../read-resource.ts'
import { followable } from '../search.ts'
import type { HistoryFilter, HistoryPage } from '../types.ts'
import { distinctHistory, isOldestFirst } from './history-order.ts'

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
    const next = nextPage(pages.at(-1) ?? first, pages, followed, historyFingerprint)
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
