import type { HistoryEntry } from '#fhir/bundle.ts'
import { endpoints } from '../../transport/addresses.ts'
import type { Client } from '../../transport/client.ts'
import { isAbort, isFact } from '../../transport/errors.ts'
import { readHistory } from '../histories/read-history.ts'
import { nextPage } from '../pages.ts'
import { readDetail } from '../reads.ts'
import type { BinaryState, HistoryPage } from '../types.ts'
import { planFor, stateAt, timeOf, type PastPlan, type Then } from './state-at.ts'

/** How a Binary stands, how it stood, and what makes it so again. */
export interface Past {
  now: BinaryState
  was: Then
  plan: PastPlan
}

/** Pages of one history that are read; what lies behind them is said not to be known. */
const MAX_PAGES = 40

/**
 * Reads the history of a Binary, newest first, until the instant is passed. It must begin with what a read answers with:
 * one that begins elsewhere is read to its end.
 * @param instant milliseconds since 1970, by the server's clock
 * @throws ApiError for a passing failure; a server without a history is an answer (`unknown`)
 */
export async function readPast(
  client: Client,
  org: string,
  { id, instant }: { id: string; instant: number },
  signal: AbortSignal,
): Promise<Past> {
  const now = await readDetail(client, org, id, signal)
  const was = await readThen(client, org, { id, instant, newest: now.versionId }, signal)
  return { now, was, plan: planFor(now, was) }
}

async function readThen(
  client: Client,
  org: string,
  { id, instant, newest }: { id: string; instant: number; newest: string | undefined },
  signal: AbortSignal,
): Promise<Then> {
  const target = { path: endpoints.history(org, id), id, filter: { count: 100 } }
  const pages: HistoryPage[] = []
  const followed: (string | undefined)[] = [undefined]
  let cursor: string | undefined
  try {
    for (;;) {
      const page = await readHistory(client, target, cursor, signal)
      pages.push(page)
      const entries = entriesOf(pages, id)
      if (isPassed(entries, instant, newest)) return stateAt(entries, instant, false)
      cursor = nextPage(page, pages, followed, fingerprint)
      if (cursor === undefined) return stateAt(entries, instant, page.next === undefined)
      if (pages.length >= MAX_PAGES) {
        return { kind: 'unknown', why: 'It has too many versions to look through.' }
      }
      followed.push(cursor)
    }
  } catch (error) {
    if (isAbort(error) || !isFact(error)) throw error
    return { kind: 'unknown', why: 'Its history can’t be read.' }
  }
}

function entriesOf(pages: readonly HistoryPage[], id: string): HistoryEntry[] {
  return pages.flatMap(({ entries }) => entries).filter((entry) => entry.id === id)
}

function isPassed(entries: readonly HistoryEntry[], instant: number, newest: string | undefined) {
  const hasNewest = newest === undefined || entries.some(({ versionId }) => versionId === newest)
  return hasNewest && entries.some((entry) => (timeOf(entry) ?? Infinity) <= instant)
}

function fingerprint({ entries }: HistoryPage): string {
  return entries.map(({ versionId, lastUpdated }) => versionId ?? lastUpdated ?? '').join('\n')
}
