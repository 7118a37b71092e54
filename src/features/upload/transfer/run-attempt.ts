import type { QueryClient } from '@tanstack/react-query'
import type { Api } from '#api/api.ts'
import type { BinaryState } from '#api/binaries/types.ts'
import { isConflict } from '#api/transport/errors.ts'
import type { Binary } from '#fhir/types.ts'
import { failureOf, mismatch } from '../queue/failure.ts'
import type { Theirs, UploadItem } from '../queue/item.ts'
import type { AttemptEvent, QueueEvent } from '../queue/queue.ts'
import { lookForStored } from './look-for-stored.ts'

export interface AttemptRim {
  api: Pick<Api, 'binaries' | 'knownCapabilities' | 'checksum' | 'upload'>
  queryClient: QueryClient
  /** `id` and `id/versionId` of what this queue has stored. */
  claimed: () => ReadonlySet<string>
  tell: (event: QueueEvent) => void
}

/** One attempt at one upload, from its start to an event that ends it. Never rejects; silent once aborted. */
export async function runAttempt(
  item: UploadItem,
  rim: AttemptRim,
  signal: AbortSignal,
): Promise<void> {
  const { key, attempt } = item
  const tell = (event: Untold<AttemptEvent>) => {
    if (!signal.aborted) rim.tell({ ...event, key, attempt })
  }
  try {
    if (item.state.kind === 'checking') {
      const verdict = await lookForStored(item, rim, signal)
      if (verdict.kind === 'unknown') return tell({ type: 'not-told' })
      if (verdict.kind === 'stored') {
        const { id, versionId } = verdict
        tell({ type: 'stored', id, versionId, verified: true, found: true })
        return await rim.api.binaries.invalidate(rim.queryClient, item.org, id)
      }
      tell({ type: 'not-there' })
    }
    await send(item, rim, tell, signal)
  } catch (error) {
    if (signal.aborted) return
    rim.api.binaries.refused(rim.queryClient, item.org, error)
    if (!isConflict(error)) return tell({ type: 'failed', failure: failureOf(error) })
    tell({ type: 'conflicted' })
    await tellTheirs(item, rim)
  }
}

/** Without the attempt's number, for each of the events. */
type Untold<Event> = Event extends unknown ? Omit<Event, 'attempt'> : never

async function send(
  { org, target, file, fields }: UploadItem,
  { api, queryClient }: AttemptRim,
  tell: (event: Untold<AttemptEvent>) => void,
  signal: AbortSignal,
): Promise<void> {
  const { raw } = await api.knownCapabilities(queryClient, org)
  signal.throwIfAborted()
  const { binary, verified } = await api.upload(
    { org, target, file, fields, raw },
    (progress) => tell({ type: 'progressed', progress, at: performance.now() }),
    signal,
  )
  const id = binary.id ?? (target.kind === 'version' ? target.id : '')
  const versionId = binary.meta?.versionId
  if (verified === false) tell({ type: 'failed', failure: mismatch(id) })
  else tell({ type: 'stored', id, versionId, verified: verified === true, found: false })
  if (!signal.aborted) await api.binaries.invalidate(queryClient, org, id, stateOf(binary))
}

/** What the lists can show at once; without a version it is too little to stand for the Binary. */
function stateOf(binary: Binary): BinaryState | undefined {
  const { versionId, lastUpdated } = binary.meta ?? {}
  if (versionId === undefined) return undefined
  return {
    state: 'live',
    binary,
    versionId,
    ...(lastUpdated === undefined ? {} : { lastUpdated }),
  }
}

/** Reads the version that was faster, so that the row can name it. */
async function tellTheirs(
  { key, org, target }: UploadItem,
  { api, queryClient, tell }: AttemptRim,
): Promise<void> {
  if (target.kind !== 'version') return
  const theirs = await queryClient
    .fetchQuery({ ...api.binaries.detail(org, target.id), staleTime: 0 })
    .then(
      (theirs): Theirs =>
        theirs.state === 'live'
          ? { kind: 'live', versionId: theirs.versionId, binary: theirs.binary }
          : { kind: 'deleted', versionId: theirs.versionId },
      (): Theirs => ({ kind: 'unknown' }),
    )
  tell({ type: 'theirs-known', key, theirs })
}
