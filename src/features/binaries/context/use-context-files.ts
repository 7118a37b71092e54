import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { BinarySearch } from '#api/binaries/search/search-types.ts'
import { useApi } from '#api/context.tsx'
import { type BinaryRow, rowsOfPage } from '../list/rows.ts'
import { filesOfContext } from './context-page.ts'

export interface ContextFiles {
  /** Newest first; `undefined` while nothing has arrived yet. */
  files: readonly BinaryRow[] | undefined
  /** Files of the organization that were looked through; the server was asked for these alone where it can be. */
  looked: number
  /** How many there are to look through, where that is known. */
  total: number | undefined
  /** There are files that were not looked at. */
  more: boolean
  /** It is looked through the rest. */
  running: boolean
  error: Error | null
  stop: () => void
  /** Goes on with the rest, also after a failure. */
  resume: () => void
}

/** All files of one security context, one page after the other until the last, or until it is stopped. */
export function useContextFiles(
  org: string,
  key: string,
  method: BinarySearch['method'],
): ContextFiles {
  const { binaries } = useApi()
  const search = { ids: [], method, more: { 'security-context': key } }
  const query = useInfiniteQuery({
    ...binaries.list(org, search),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const [stopped, setStopped] = useState(false)
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = query
  // A page that is on its way may never come: stopped is stopped at once.
  const running = !stopped && (isFetching || (hasNextPage && error === null))
  useEffect(() => {
    if (running && !isFetching && hasNextPage) void fetchNextPage()
  }, [running, isFetching, hasNextPage, fetchNextPage])
  const rows = data?.pages.flatMap(rowsOfPage) ?? []
  const distinct = [...new Map(rows.map((row) => [row.id, row])).values()]
  return {
    files: data === undefined ? undefined : filesOfContext(distinct, key),
    looked: data?.pages.reduce((sum, { received }) => sum + received, 0) ?? 0,
    total: data?.pages[0]?.total,
    more: hasNextPage,
    running,
    error,
    stop: () => setStopped(true),
    resume: () => {
      setStopped(false)
      if (error !== null) void (data === undefined ? refetch() : fetchNextPage())
    },
  }
}
