import type { InfiniteData } from '@tanstack/react-query'
import { distinctHistory } from '#api/binaries/pages.ts'
import type { HistoryPage } from '#api/binaries/types.ts'
import { timeline, type TimelineItem } from './timeline.ts'

/** The timeline of all pages so far. */
export function timelineOf(
  data: InfiniteData<HistoryPage, unknown>,
  since: string | undefined,
  more: boolean,
): { items: TimelineItem[]; supported: boolean } {
  const entries = distinctHistory(data.pages)
  const total = since === undefined ? data.pages[0]?.total : undefined
  const window = { reachesNow: true, reachesStart: !more && since === undefined, total }
  return { items: timeline(entries, window), supported: data.pages[0]?.supported !== false }
}
