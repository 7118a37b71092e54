import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query'
import { matchesCriteria, typedLanguages } from '#fhir/search-params.ts'
import type { Binary } from '#fhir/types.ts'
import { keys } from '../keys.ts'
import type { BinaryPage, BinaryState } from './types.ts'

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
  if (state) {
    // What is under way may have been read before the write.
    await queryClient.cancelQueries({ queryKey: keys.detail(org, id) })
    queryClient.setQueryData(keys.detail(org, id), state)
    const lists = queryClient.getQueriesData<BinaryList>({ queryKey: keys.lists(org) })
    for (const [key, list] of lists) {
      if (list) queryClient.setQueryData(key, withState(list, key, id, state))
    }
  }
  await Promise.all([
    ...changedKeys(org, id).map((queryKey) => queryClient.invalidateQueries({ queryKey })),
    invalidateLists(queryClient, org),
  ])
}

type BinaryList = InfiniteData<BinaryPage, string | undefined>

/** All that a write makes stale, besides the lists. */
function changedKeys(org: string, id: string): QueryKey[] {
  return [
    keys.detail(org, id),
    keys.histories(org, id),
    keys.currentContent(org, id),
    keys.typeHistories(org),
    keys.changes(org),
    keys.instanceChanges(org, id),
  ]
}

/** Asking again costs a request for each page, so a list that was scrolled far is only marked. */
const FEW_PAGES = 3

async function invalidateLists(queryClient: QueryClient, org: string): Promise<void> {
  const lists = queryClient.getQueriesData<BinaryList>({ queryKey: keys.lists(org) })
  await Promise.all(
    lists.map(([queryKey, list]) =>
      queryClient.invalidateQueries({
        queryKey,
        exact: true,
        refetchType: (list?.pages.length ?? 0) <= FEW_PAGES ? 'active' : 'none',
      }),
    ),
  )
}

function withState(list: BinaryList, key: QueryKey, id: string, state: BinaryState): BinaryList {
  const had = list.pages.some((page) => page.items.some((item) => item.id === id))
  const live = state.state === 'live' && isAskedFor(key, state.binary) ? state.binary : undefined
  if (!had && !live) return list
  const pages = list.pages.map((page, index) => {
    const items = had
      ? page.items.flatMap((item) => (item.id === id ? (live ?? []) : item))
      : index === 0 && live
        ? [live, ...page.items]
        : page.items
    return { ...page, items, ...total(page, Number(Boolean(live)) - Number(had)) }
  })
  return { ...list, pages }
}

/** The key says what the list was asked for. */
function isAskedFor(key: QueryKey, binary: Binary): boolean {
  const [, , , , ids, language] = key as ReturnType<typeof keys.list>
  const languages = typedLanguages(language)
  return matchesCriteria(binary, {
    ids: ids.length > 0 ? [[...ids]] : [],
    languages: languages.length > 0 ? [languages] : [],
  })
}

function total(page: BinaryPage, by: number): { total?: number } {
  return page.total === undefined ? {} : { total: Math.max(0, page.total + by) }
}
