import { useInfiniteQuery } from '@tanstack/react-query'
import { useApi } from '#api/context.tsx'
import { timelineOf } from './timeline.ts'

/** What each version is called, "Version 2", as the timeline calls it; and all that have content, newest first. */
export function useVersionTitles(org: string, id: string) {
  const history = useInfiniteQuery(useApi().binaries.history(org, id))
  const items =
    history.data === undefined ? [] : timelineOf(history.data, { more: history.hasNextPage }).items
  const withContent = items.flatMap(({ versionId, title, binary }) =>
    versionId === undefined || binary === undefined ? [] : { versionId, title },
  )
  return {
    versions: withContent,
    titleOf: (versionId: string) =>
      items.find((item) => item.versionId === versionId)?.title ?? fallback(versionId),
  }
}

function fallback(versionId: string): string {
  return `Version ${/^\d{1,9}$/.test(versionId) ? versionId : versionId.slice(0, 8)}`
}
