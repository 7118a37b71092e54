import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react'
import type { BinaryPage } from '#api/binaries/types.ts'
import { useApi } from '#api/context.tsx'
import { dayOf, untilNextDay } from '#lib/day.ts'
import { dateBuckets, type DateBucket } from '../filters/filters.ts'
import { createRowView, type RowSnapshot, type RowView } from '../filters/row-view.ts'
import { isFiltered, type SearchView } from '../search/search-view.ts'

export interface BinaryList {
  /** Nothing has arrived yet. */
  pending: boolean
  /** Of the first page, or of a later one while rows are shown; `undefined` where all is well. */
  error: Error | null
  snapshot: RowSnapshot
  view: RowView
  dates: readonly DateBucket[]
  first: BinaryPage | undefined
  /** How many there are in all, as far as anyone knows. */
  total: number | undefined
  hasMore: boolean
  loadingMore: boolean
  refreshing: boolean
  /** Gets the next page, unless one is on its way, the last one failed, or there is none. */
  loadMore: () => void
  loadAll: { running: boolean; start: () => void; stop: () => void }
  /** Tries again what failed, or loads everything anew. */
  retry: () => void
  refresh: () => Promise<unknown>
}

/** The rows of a search: pages followed, joined, filtered and in order. */
export function useBinaryList(org: string, view: SearchView): BinaryList {
  const api = useApi()
  const { ids, language, method, filters, sort } = view
  const list = listKey(org, view)
  const query = useInfiniteQuery({
    ...api.binaries.list(org, { ids: [...ids], language, method }),
    // A stale list of many pages would ask for all of them again; the changes bar tells when that is worth it.
    refetchOnMount: ({ state }) => state.isInvalidated || (state.data?.pages.length ?? 0) <= 5,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const [rows] = useState(createRowView)
  const dates = useDateBuckets()
  const pages = query.data?.pages
  useLayoutEffect(() => {
    if (pages) rows.update({ list, pages, filters, sort, dates })
  }, [list, rows, pages, filters, sort, dates])
  useEffect(() => rows.dispose, [rows])
  const snapshot = useSyncExternalStore(rows.subscribe, rows.snapshot)
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, refetch } = query
  const loadAll = useLoadAll(list, query)
  const first = pages?.[0]
  return {
    pending: pages === undefined ? query.isPending : snapshot.list !== list,
    error: query.error,
    snapshot,
    view: rows,
    dates,
    first,
    total: totalOf(first, !hasNextPage && pages !== undefined, snapshot.loaded),
    hasMore: hasNextPage,
    loadingMore: query.isFetchingNextPage,
    refreshing: query.isRefetching,
    // Filtered rows may never fill the view: then only "Load all" loads more.
    loadMore: () => {
      if (isFetching || !hasNextPage || isFetchNextPageError || isFiltered(filters)) return
      void fetchNextPage()
    },
    loadAll,
    retry: () => void (isFetchNextPageError ? fetchNextPage() : refetch()),
    refresh: refetch,
  }
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
export function listKey(org: string, { ids, language, method }: SearchView): string {
  return JSON.stringify([org, ids, language, method])
}

/** Follows `next` to the end, until it fails or is stopped. */
function useLoadAll(
  list: string,
  query: {
    hasNextPage: boolean
    isFetching: boolean
    isError: boolean
    fetchNextPage: () => Promise<unknown>
  },
): BinaryList['loadAll'] {
  const [wanted, setWanted] = useState<string>()
  const { hasNextPage, isFetching, isError, fetchNextPage } = query
  const running = wanted === list && hasNextPage && !isError
  useEffect(() => {
    if (running && !isFetching) void fetchNextPage()
  }, [running, isFetching, fetchNextPage])
  return { running, start: () => setWanted(list), stop: () => setWanted(undefined) }
}

/** A filter that the server ignored makes its total that of something else. */
function totalOf(
  first: BinaryPage | undefined,
  complete: boolean,
  loaded: number,
): number | undefined {
  if (complete) return loaded
  return first === undefined || first.ignored.length > 0 ? undefined : first.total
}
