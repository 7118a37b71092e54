import type { QueryClient } from '@tanstack/react-query'
import type { Api } from '#api/api.ts'
import type { HistoryPage, UploadWay } from '#api/binaries/types.ts'
import { isApiError } from '#api/transport/errors.ts'
import { pause } from '#api/uploads/pause.ts'
import { SHA256_EXTENSION } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import type { UploadItem } from '../queue/item.ts'
import {
  findStored,
  hasChecksums,
  storedOf,
  withoutChecksum,
  type Finding,
  type Stored,
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
 * After an attempt without an answer, its commit may still come. Only after so long is a file that is not there sent
 * again in a way by which the server would store it twice. Milliseconds.
 */
const QUIET = 12_000

/** When attempts broke off without an answer, by the upload's key and its way, on the clock of `performance.now`. */
const broken = new Map<string, Partial<Record<UploadWay['kind'], number>>>()

/** An attempt has ended without an answer. @param by the way that it was sent */
export function brokeOff(key: string, by: UploadWay['kind']): void {
  broken.set(key, { ...broken.get(key), [by]: performance.now() })
}

/** It is stored: whatever else may come of its attempts is known. */
export function forgetAttempts(key: string): void {
  broken.delete(key)
}

/** Whether an attempt that got no answer was sent in another way than by an id of our own, by which it is not known. */
export function brokeOffOtherwise(key: string): boolean {
  return Object.keys(broken.get(key) ?? {}).some((way) => way !== 'own-id')
}

/**
 * Waits until nothing comes any more of attempts that the next one would not recognize.
 * @param recognized the way whose attempts it would recognize, where there is one
 * @param givenUpAt when a request that held it along with others was given up, on the clock of `performance.now`
 * @returns whether there was anything to wait for, so that another look is due
 */
export async function quiet(
  { key, uncertainSince }: Pick<UploadItem, 'key' | 'uncertainSince'>,
  recognized: UploadWay['kind'] | undefined,
  givenUpAt: number | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const known = broken.get(key)
  // After a reload nobody knows when it broke off, nor how it was sent.
  const anyhow = known === undefined && uncertainSince !== undefined ? [performance.now()] : []
  const times = Object.entries(known ?? {}).filter(([way]) => way !== recognized)
  const last = Math.max(givenUpAt ?? -Infinity, ...anyhow, ...times.map(([, at]) => at))
  const rest = last + QUIET - performance.now()
  if (rest > 0) await pause(rest, signal)
  if (uncertainSince !== undefined) broken.set(key, {})
  return rest > 0
}

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
  const { file } = item
  if (file === undefined) return { kind: 'unknown' }
  const began = Date.parse(item.uncertainSince ?? '') || Date.now()
  const since = new Date(began - SKEW_MS).toISOString()
  const stored = await withReadChecksums(
    item,
    await readStoredSince(item, since, deps),
    deps,
    signal,
  )
  signal.throwIfAborted()
  const isDecided = hasChecksums(item, stored, claimed())
  const sha256 = isDecided ? (item.sha256 ?? (await api.checksum(file, signal))) : undefined
  return findStored(item, stored, sha256, claimed())
}

/** Contents of the file's size and name that are read for the sake of a checksum, at most. */
const READ_BACK = 5

/** Where the server gives no checksums, those of the contents themselves. */
async function withReadChecksums(
  item: UploadItem,
  stored: StoredSince,
  { api, reads, claimed }: LookDeps,
  signal: AbortSignal,
): Promise<StoredSince> {
  const open = withoutChecksum(item, stored, claimed()).slice(0, READ_BACK)
  const known = new Map<Stored, Stored>()
  for (const one of open) {
    const of = { org: item.org, id: one.id, versionId: one.versionId }
    try {
      const { blob } = await api.binaries.loadContent(reads, of, signal, 0)
      const sha256 = await api.checksum(blob, signal)
      known.set(one, { ...one, binary: withSha256(one.binary, sha256) })
    } catch (error) {
      signal.throwIfAborted()
      // What can't be read stays open, and the user is asked.
      if (!isApiError(error)) throw error
    }
  }
  return { ...stored, entries: stored.entries.map((one) => known.get(one) ?? one) }
}

function withSha256(binary: Binary, sha256: string): Binary {
  const extension = [
    ...(binary._data?.extension ?? []),
    { url: SHA256_EXTENSION, valueString: sha256 },
  ]
  return { ...binary, _data: { ...binary._data, extension } }
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
