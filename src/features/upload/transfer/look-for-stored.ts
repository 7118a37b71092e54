import type { QueryClient } from '@tanstack/react-query'
import type { Api } from '#api/api.ts'
import type { HistoryPage } from '#api/binaries/types.ts'
import type { UploadItem } from '../queue/item.ts'
import {
  findStored,
  hasChecksums,
  storedOf,
  type Finding,
  type StoredSince,
} from './stored-before.ts'

export interface LookDeps {
  api: Pick<Api, 'binaries' | 'checksum'>
  reads: QueryClient
  /** What other uploads have stored; asked at the end, since they continue meanwhile. */
  claimed: () => ReadonlySet<string>
}

/** This machine's clock may be ahead of the server's. */
const SKEW_MS = 5 * 60_000
const PAGES = 10

/**
 * Checks whether an attempt that got no answer was stored: in the history since it began, or where there is none, in
 * the list.
 * @throws ApiError when neither can be read
 */
export async function lookForStored(
  item: UploadItem,
  deps: LookDeps,
  signal: AbortSignal,
): Promise<Finding> {
  const { api, claimed } = deps
  const began = Date.parse(item.uncertainSince ?? '') || Date.now()
  const since = new Date(began - SKEW_MS).toISOString()
  const stored = await readStoredSince(item, since, deps)
  signal.throwIfAborted()
  const { file } = item
  const sha256 =
    file && hasChecksums(item, stored, claimed()) ? await api.checksum(file, signal) : undefined
  return findStored(item, stored, sha256, claimed())
}

async function readStoredSince(
  { org, target }: UploadItem,
  since: string,
  deps: LookDeps,
): Promise<StoredSince> {
  const { api, reads } = deps
  const filter = { since, count: 200 }
  const { pages } = await (target.kind === 'create'
    ? reads.fetchInfiniteQuery({ ...api.binaries.typeHistory(org, filter), ...FRESH })
    : reads.fetchInfiniteQuery({ ...api.binaries.history(org, target.id, filter), ...FRESH }))
  if (pages.some((page) => !page.supported)) return readList(org, since, deps)
  const entries = storedOf(pages.flatMap((page) => page.entries)).filter(isSince(since))
  return { entries, complete: reachesBack(pages, since) }
}

const FRESH = { pages: PAGES, staleTime: 0, gcTime: 0 }

/** With a query that no page uses, so that what is on the screen stays as it is. */
async function readList(
  org: string,
  since: string,
  { api, reads }: LookDeps,
): Promise<StoredSince> {
  const search = { ids: [], method: 'GET' as const }
  const { pages } = await reads.fetchInfiniteQuery({
    ...api.binaries.list(org, search),
    ...FRESH,
  })
  const entries = pages
    .flatMap((page) => page.items)
    .flatMap((binary) => {
      const { id, meta } = binary
      if (id === undefined) return []
      const { versionId, lastUpdated } = meta ?? {}
      return { id, versionId, lastUpdated, method: undefined, binary }
    })
    .filter(isSince(since))
  return { entries, complete: pages.at(-1)?.next === undefined }
}

/** Also on a server that ignores `_since`, once its pages are older. */
function reachesBack(pages: readonly HistoryPage[], since: string): boolean {
  if (pages.at(-1)?.next === undefined) return true
  const oldest = pages.at(-1)?.entries.at(-1)?.lastUpdated
  return oldest !== undefined && Date.parse(oldest) < Date.parse(since)
}

function isSince(since: string): (entry: { lastUpdated: string | undefined }) => boolean {
  const from = Date.parse(since)
  return ({ lastUpdated }) => !(Date.parse(lastUpdated ?? '') < from)
}
