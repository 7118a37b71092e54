import type { QueryClient } from '@tanstack/react-query'
import type { Api } from '#api/api.ts'
import type { Refresher } from '#api/binaries/refresher.ts'
import { isApiError, isConflict } from '#api/transport/errors.ts'
import { rememberTooLarge } from '../dialog/check/size-limit.ts'
import { failureOf, mismatch } from '../queue/failure.ts'
import type { Remote, UploadItem } from '../queue/item.ts'
import type { AttemptEvent, QueueEvent } from '../queue/queue.ts'
import { lookForStored } from './look-for-stored.ts'
import { withType } from './with-type.ts'

export interface AttemptDeps {
  /** Acts by a lease, so that it works behind a locked screen too. */
  api: Pick<Api, 'binaries' | 'knownCapabilities' | 'checksum' | 'upload'>
  /** For what the attempt has to read itself. */
  reads: QueryClient
  /** What the pages show. */
  cache: QueryClient
  /** Tells the pages what was written. */
  refresh: Refresher['add']
  /** `id` and `id/versionId` of what this queue has stored. */
  claimed: () => ReadonlySet<string>
  tell: (event: QueueEvent) => void
}

/** One attempt at one upload, from its start to an event that ends it. Never rejects; silent once aborted. */
export async function runAttempt(
  started: UploadItem,
  deps: AttemptDeps,
  signal: AbortSignal,
): Promise<void> {
  const { key, attempt } = started
  const item = started.guessed === true ? await withType(started) : started
  const tell = (event: Untold<AttemptEvent>) => {
    if (!signal.aborted) deps.tell({ ...event, key, attempt })
  }
  try {
    if (item.state.kind === 'checking') {
      const verdict = await lookForStored(item, deps, signal)
      if (verdict.kind === 'unknown') return tell({ type: 'not-told' })
      if (verdict.kind === 'stored') {
        const { id, versionId } = verdict
        tell({ type: 'stored', id, versionId, verified: true, found: true })
        return deps.refresh(item.org, id, undefined)
      }
      tell({ type: 'not-there' })
    }
    await send(item, deps, tell, signal)
  } catch (error) {
    if (signal.aborted) return
    deps.api.binaries.refused(deps.cache, item.org, error)
    if (isApiError(error, 'too-large')) rememberTooLarge(item.org, item.file.size)
    if (!isConflict(error)) return tell({ type: 'failed', failure: failureOf(error) })
    tell({ type: 'conflicted' })
    await tellRemote(item, deps)
  }
}

/** Without the attempt's number, for each of the events. */
type Untold<Event> = Event extends unknown ? Omit<Event, 'attempt'> : never

async function send(
  { org, target, file, fields }: UploadItem,
  deps: AttemptDeps,
  tell: (event: Untold<AttemptEvent>) => void,
  signal: AbortSignal,
): Promise<void> {
  const { api, reads } = deps
  const { raw } = await api.knownCapabilities(reads, org)
  signal.throwIfAborted()
  const { written, verified } = await api.upload(
    { org, target, file, fields, raw },
    (progress) => tell({ type: 'progressed', progress, at: performance.now() }),
    signal,
  )
  const { binary, madeVersionId: versionId } = written
  const id = binary.id ?? (target.kind === 'version' ? target.id : '')
  if (verified === false) tell({ type: 'failed', failure: mismatch(id) })
  else tell({ type: 'stored', id, versionId, verified: verified === true, found: false })
  if (!signal.aborted) deps.refresh(org, id, written)
}

/** Reads the version that was stored first, so that the row can name it. */
async function tellRemote(
  { key, org, target }: UploadItem,
  { api, reads, tell }: AttemptDeps,
): Promise<void> {
  if (target.kind !== 'version') return
  const remote = await reads
    .fetchQuery({ ...api.binaries.detail(org, target.id), staleTime: 0 })
    .then(
      (remote): Remote =>
        remote.state === 'live'
          ? { kind: 'live', versionId: remote.versionId, binary: remote.binary }
          : { kind: 'deleted', versionId: remote.versionId },
      (): Remote => ({ kind: 'unknown' }),
    )
  tell({ type: 'remote-known', key, remote })
}
