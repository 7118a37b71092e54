import type { QueryClient } from '@tanstack/react-query'
import type { HistoryEntry } from '#fhir/bundle.ts'
import type { Client } from '../../transport/client.ts'
import { historyOptions } from '../history.ts'
import { distinctHistory } from './history-order.ts'

/** The history of one of several files, as far as it was read. */
export interface FileHistory {
  /** Newest first. */
  entries: HistoryEntry[]
  /** There are older versions that were not read. */
  more: boolean
}

/** Files whose histories are read together; a browser sends six requests at a time to one server. */
const TOGETHER = 12

/** Histories of some of the files, and where to go on. */
export interface JoinedPage {
  files: FileHistory[]
  /** Place of the first file that was not read; `undefined` after the last. */
  next: number | undefined
}

/**
 * Reads the histories of the files from that place on, some at a time.
 * @param ids those that were changed last first
 */
export async function readHistories(
  client: Client,
  queryClient: QueryClient,
  { org, ids, from }: { org: string; ids: readonly string[]; from: number },
): Promise<JoinedPage> {
  const files = await Promise.all(
    ids.slice(from, from + TOGETHER).map(async (id): Promise<FileHistory> => {
      const { pages } = await queryClient.fetchInfiniteQuery(historyOptions(client, org, id, {}))
      return { entries: distinctHistory(pages), more: pages.at(-1)?.next !== undefined }
    }),
  )
  const next = from + TOGETHER
  return { files, next: next < ids.length ? next : undefined }
}

/**
 * One timeline of several files, newest first. Where a history was not read to its end, or files were not read yet, what is
 * older than that could have gaps: it is left out.
 * @param rest when the newest of the files that were not read was changed last; `undefined` where all were read
 */
export function joinHistories(
  read: readonly FileHistory[],
  rest: string | undefined,
): HistoryEntry[] {
  const unread = read.flatMap(({ entries, more }) => (more ? [timeOf(entries.at(-1))] : []))
  if (rest !== undefined) unread.push(Date.parse(rest))
  // Not by `Math.max(...)`, which fails with a hundred thousand of them.
  const bound = unread.reduce((latest, time) => (time > latest ? time : latest), -Infinity)
  return read
    .flatMap(({ entries }) => entries)
    .filter((entry) => !(timeOf(entry) < bound))
    .toSorted(
      (one, other) =>
        timeOf(other) - timeOf(one) || Number(other.id > one.id) - Number(other.id < one.id),
    )
}

/** What tells no time stands at the end. */
function timeOf(entry: HistoryEntry | undefined): number {
  const time = Date.parse(entry?.lastUpdated ?? '')
  return Number.isNaN(time) ? -Infinity : time
}
