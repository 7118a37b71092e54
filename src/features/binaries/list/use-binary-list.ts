import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react'
import { sortsByServer } from '#api/binaries/search.ts'
import type {
  BinaryFilter,
  BinaryPage,
  BinarySearch,
  ServerSort,
} from '#api/binaries/search/search-types.ts'
import { useApi } from '#api/context.tsx'
import { dayOf, untilNextDay } from '#lib/day.ts'
import { dateBuckets, type DateBucket } from '../filters/filters.ts'
import { createRowView, type RowSnapshot, type RowView } from '../filters/row-view.ts'
import { isFiltered, type ColumnId, type SearchView, type Sort } from '../search/search-view.ts'

export interface BinaryList {
  /** Nothing has arrived yet. */
  pending: boolean
  /** Of the first page, or of a later one while rows are shown; `undefined` where all is well. */
  error: Error | null
  snapshot: RowSnapshot
  /** Whether `snapshot` has all that has arrived. */
  complete: boolean
  view: RowView
  dates: readonly DateBucket[]
  first: BinaryPage | undefined
  /** What the server did not look for, and the console looks for among what is loaded. */
  here: readonly BinaryFilter[]
  /** How many there are in all of what is looked for, as far as anyone knows. */
  total: number | undefined
  /** How many the server goes through, where it says so. */
  outOf: number | undefined
  hasMore: boolean
  /** Whether the rows that are loaded were put in order here: more of them may come in between. */
  sortedHere: boolean
  loadingMore: boolean
  refreshing: boolean
  /** Gets the next page, unless one is on its way, the last one failed, or there is none. */
  loadMore: () => void
  loadAll: { running: boolean; start: () => void; stop: () => void }
  /** Tries again what failed, or loads everything anew. */
  retry: () => void
  refresh: () => Promise<{ isError: boolean }>
}

/** The rows of a search: pages followed, joined, filtered and in order. */
export function useBinaryList(org: string, view: SearchView): BinaryList {
  const api = useApi()
  const { filters, sort } = view
  const list = listKey(org, view)
  const order = useServerOrder(org, list, sort)
  const query = useInfiniteQuery({
    ...api.binaries.list(org, searchOf(view, order.asked)),
    enabled: !order.pending,
    // A stale list of many pages would ask for all of them again; the changes bar tells when that is worth it.
    refetchOnMount: ({ state }) => state.isInvalidated || (state.data?.pages.length ?? 0) <= 5,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const [rows] = useState(createRowView)
  const dates = useDateBuckets()
  const pages = query.data?.pages
  const waiting = query.isPlaceholderData
  const first = pages?.[0]
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, refetch } = query
  const hasMore = hasNextPage || waiting
  order.follow(pages === undefined || waiting ? 'unknown' : hasNextPage ? 'part' : 'whole')
  const byServer = !waiting && isSortedByServer(order.asked, pages, hasMore)
  const sortHere = byServer ? undefined : sort
  useLayoutEffect(() => {
    if (pages) rows.update({ list, pages, filters, sort: sortHere, dates })
  }, [list, rows, pages, filters, sortHere, dates])
  useEffect(() => rows.dispose, [rows])
  const snapshot = useSyncExternalStore(rows.subscribe, rows.snapshot)
  const loadAll = useLoadAll(`${list} ${order.asked ?? ''}`, query)
  const here = [...(first?.undeclared ?? []), ...(first?.ignored ?? [])]
  return {
    pending: pages === undefined ? query.isPending : snapshot.list !== list,
    error: query.error,
    snapshot,
    complete: snapshot.settled && snapshot.list === list && snapshot.pages === (pages?.length ?? 0),
    view: rows,
    dates,
    first,
    here,
    total: totalOf(first, here, !hasMore && pages !== undefined, snapshot.loaded),
    outOf: first?.total,
    hasMore,
    sortedHere: sortHere !== undefined,
    loadingMore: query.isFetchingNextPage,
    refreshing: query.isRefetching || waiting,
    // Filtered rows may never fill the view: then only "Load all" loads more.
    loadMore: () => {
      if (isFetching || !hasNextPage || isFetchNextPageError) return
      if (isFiltered(filters) || here.length > 0) return
      void fetchNextPage()
    },
    loadAll,
    retry: () => void (isFetchNextPageError ? fetchNextPage() : refetch()),
    refresh: refetch,
  }
}

function searchOf(view: SearchView, sort: ServerSort | undefined): BinarySearch {
  const { ids, language, more, method } = view
  return { ids: [...ids], language, more, method, ...(sort === undefined ? {} : { sort }) }
}

/** A list that fits on one page is sorted here: names by their numbers, and as fast as one clicks. */
function isSortedByServer(
  asked: ServerSort | undefined,
  pages: readonly BinaryPage[] | undefined,
  hasMore: boolean,
): boolean {
  return asked !== undefined && pages?.[0]?.sorted === true && (hasMore || pages.length > 1)
}

/** What of a view's order is the server's: what it declares, of columns that it knows, in lists that are not here whole. */
function useServerOrder(org: string, list: string, sort: Sort | undefined) {
  const api = useApi()
  const [whole, setWhole] = useState<string>()
  const wanted = whole === list ? undefined : serverSort(sort)
  const { data, isPending } = useQuery({
    ...api.capabilities(org),
    enabled: wanted !== undefined,
    retry: false,
  })
  const asked = data && wanted && sortsByServer(data, wanted) ? wanted : undefined
  return {
    asked,
    pending: wanted !== undefined && isPending,
    /** What is here whole in the server's own order can be sorted here, until it grows. */
    follow: (loaded: 'whole' | 'part' | 'unknown') => {
      if (loaded === 'whole' && asked === undefined && whole !== list) setWhole(list)
      if (loaded === 'part' && whole === list) setWhole(undefined)
    },
  }
}

function serverSort(sort: Sort | undefined): ServerSort | undefined {
  const name = sort && SERVER_SORTS[sort.column]
  return name && (sort.direction === 'desc' ? `-${name}` : name)
}

const SERVER_SORTS: Partial<Record<ColumnId, '_lastUpdated' | 'name' | 'size'>> = {
  updated: '_lastUpdated',
  name: 'name',
  size: 'size',
}

/** "Today" and the like, as they are now: a page may stay open over midnight, or over a night's sleep of the machine. */
function useDateBuckets(): readonly DateBucket[] {
  const [now, setNow] = useState(() => ({ day: dayOf(new Date()), dates: dateBuckets(new Date()) }))
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      clearTimeout(timer)
      const today = new Date()
      timer = setTimeout(look, untilNextDay(today))
      setNow((before) =>
        before.day === dayOf(today) ? before : { day: dayOf(today), dates: dateBuckets(today) },
      )
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
  return now.dates
}

/** The same for all views of what one search found, however it is filtered, ordered or opened. */
export function listKey(org: string, { ids, language, more, method }: SearchView): string {
  return JSON.stringify([org, ids, language, more, method])
}

/** Follows `next` to the end, until it fails or is stopped; to start again tries again what failed. */
function useLoadAll(
  list: string,
  query: {
    hasNextPage: boolean
    isFetching: boolean
    isError: boolean
    isFetchingNextPage: boolean
    fetchNextPage: () => Promise<unknown>
  },
): BinaryList['loadAll'] {
  // An object each time: what is asked for again after a failure is looked at again.
  const [wanted, setWanted] = useState<{ list: string }>()
  const { hasNextPage, isFetching, isError, fetchNextPage } = query
  const retrying = isError && query.isFetchingNextPage
  const running = wanted?.list === list && hasNextPage && (!isError || retrying)
  useEffect(() => {
    if (running && !isFetching) void fetchNextPage()
  }, [running, isFetching, fetchNextPage])
  const start = () => {
    setWanted({ list })
    if (isError) void fetchNextPage()
  }
  return { running, start, stop: () => setWanted(undefined) }
}

/** What the server did not look for makes its total that of something else. */
function totalOf(
  first: BinaryPage | undefined,
  here: readonly BinaryFilter[],
  complete: boolean,
  loaded: number,
): number | undefined {
  if (complete) return loaded
  return here.length > 0 ? undefined : first?.total
}
