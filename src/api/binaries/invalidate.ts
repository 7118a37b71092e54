import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query'
import type { Binary } from '#fhir/types.ts'
import { keys } from '../keys.ts'
import { hasIdAndLanguage } from './search/asked.ts'
import { matchesMore } from './search/more-criteria.ts'
import type { BinaryPage, MoreCriteria } from './search/search-types.ts'
import type { BinaryState } from './types.ts'

/**
 * After a Binary was written: its state is known from the answer, the lists show it at once, and all that may have
 * changed is asked for again. Versions and their content stay, since they never change.
 */
export async function invalidateBinary(
  queryClient: QueryClient,
  org: string,
  id: string,
  state?: BinaryState,
): Promise<void> {
  await invalidateBinaries(queryClient, org, new Map([[id, state]]))
}

/** The same for many that were written together: each list is changed, and asked for again, once for all of them. */
export async function invalidateBinaries(
  queryClient: QueryClient,
  org: string,
  states: ReadonlyMap<string, BinaryState | undefined>,
): Promise<void> {
  const known = new Map(
    [...states].flatMap(([id, state]) => (state && isWhole(state) ? [[id, state]] : [])),
  )
  for (const [id, state] of known) {
    // Told a moment after it was written, it may have been overtaken.
    const cached = queryClient.getQueryData<BinaryState>(keys.detail(org, id))
    if (cached !== undefined && isLater(cached, state)) known.delete(id)
  }
  const opened = openedIds(queryClient, org)
  for (const [id, state] of known) {
    // Of ten thousand rows few were ever opened, and the cache should not hold the others.
    if (states.size > 1 && !opened.has(id)) continue
    // What is under way may have been read before the write.
    await queryClient.cancelQueries({ queryKey: keys.detail(org, id) })
    queryClient.setQueryData(keys.detail(org, id), state)
  }
  const lists = queryClient.getQueriesData<BinaryList>({ queryKey: keys.lists(org) })
  for (const [key, list] of lists) {
    if (list && known.size > 0) queryClient.setQueryData(key, withStates(list, key, known))
  }
  const stale = [...states.keys()]
    .filter((id) => opened.has(id))
    .flatMap((id) => instanceKeys(org, id))
  await Promise.all(
    [...stale, keys.typeHistories(org), keys.changes(org), keys.lists(org)].map((queryKey) =>
      invalidateShort(queryClient, queryKey),
    ),
  )
}

/** By the time, where both have one. */
function isLater(one: BinaryState, other: BinaryState): boolean {
  return Date.parse(one.lastUpdated ?? '') > Date.parse(other.lastUpdated ?? '')
}

/** Where the fields could not be read after the write, nothing is shown before they are. */
function isWhole(state: BinaryState): boolean {
  return (
    state.state === 'deleted' ||
    state.binary.contentType !== undefined ||
    state.binary.meta !== undefined
  )
}

type BinaryList = InfiniteData<BinaryPage, string | undefined>

/** The Binaries of which anything is cached besides their row. */
function openedIds(queryClient: QueryClient, org: string): Set<unknown> {
  const queries = queryClient.getQueryCache().findAll({ queryKey: keys.instances(org) })
  return new Set(queries.map(({ queryKey }) => queryKey[4]))
}

/** What a write makes stale of the Binary itself. */
function instanceKeys(org: string, id: string): QueryKey[] {
  return [
    keys.detail(org, id),
    keys.histories(org, id),
    keys.currentContent(org, id),
    keys.instanceChanges(org, id),
  ]
}

/** Asking again costs a request for each page, so what was scrolled far is only marked. */
const FEW_PAGES = 3

async function invalidateShort(queryClient: QueryClient, prefix: QueryKey): Promise<void> {
  const queries = queryClient.getQueriesData<{ pages?: unknown[] }>({ queryKey: prefix })
  await Promise.all(
    queries.map(([queryKey, data]) =>
      queryClient.invalidateQueries({
        queryKey,
        exact: true,
        refetchType: (data?.pages?.length ?? 0) <= FEW_PAGES ? 'active' : 'none',
      }),
    ),
  )
}

/** Changed and deleted rows in their places; new ones that belong to the list are put first. */
function withStates(
  list: BinaryList,
  key: QueryKey,
  states: ReadonlyMap<string, BinaryState>,
): BinaryList {
  const more = moreOf(key)
  const live = new Map<string, Binary>()
  for (const [id, state] of states) {
    if (state.state !== 'live' || !isAskedFor(list, key, state.binary)) continue
    if (matchesMore(state.binary, more)) live.set(id, state.binary)
  }
  const listed = new Set(list.pages.flatMap(({ items }) => items.map(({ id = '' }) => id)))
  // Whether its content has the words that are looked for, the server alone knows.
  const added =
    more._content === undefined
      ? [...live].flatMap(([id, one]) => (listed.has(id) ? [] : [one]))
      : []
  const gone = [...states.keys()].filter((id) => listed.has(id) && !live.has(id)).length
  if (added.length === 0 && ![...states.keys()].some((id) => listed.has(id))) return list
  const pages = list.pages.map((page, index) => {
    const kept = page.items.flatMap((item) => {
      const { id = '' } = item
      return states.has(id) ? (live.get(id) ?? []) : item
    })
    const items = index === 0 ? [...added, ...kept] : kept
    return { ...page, items, ...total(page, added.length - gone) }
  })
  return { ...list, pages }
}

/** The key says what the list was asked for, and its first page whether the server knows how. */
function isAskedFor({ pages }: BinaryList, key: QueryKey, binary: Binary): boolean {
  const [, , , , ids, language] = key as ReturnType<typeof keys.list>
  const here = pages[0]?.ignored.includes('_language') === true
  return hasIdAndLanguage(binary, { ids, language }, here ? 'regions' : 'exact')
}

function moreOf(key: QueryKey): MoreCriteria {
  const [, , , , , , , more] = key as ReturnType<typeof keys.list>
  return more
}

function total(page: BinaryPage, by: number): { total?: number } {
  return page.total === undefined ? {} : { total: Math.max(0, page.total + by) }
}
