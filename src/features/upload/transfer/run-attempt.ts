import type { QueryClient } from '@tanstack/react-query'
import type { Api } from '#api/api.ts'
import type { Refresher } from '#api/binaries/refresher.ts'
import type { Capabilities, UploadRequest, UploadResult, UploadWay } from '#api/binaries/types.ts'
import { isApiError, isConflict } from '#api/transport/errors.ts'
import type { BatchPlace } from '#api/uploads/batch-place.ts'
import { isRepeatable, tagWay, wayAfterRefusal, wayOf } from '#api/uploads/upload-way.ts'
import { rememberTooLarge } from '../dialog/check/size-limit.ts'
import { failureOf } from '../queue/failure.ts'
import type { Remote, UploadItem } from '../queue/item.ts'
import type { AttemptEvent, QueueEvent } from '../queue/queue.ts'
import { declaredBy, rememberOwnIdsRefused } from './declared.ts'
import {
  brokeOff,
  brokeOffOtherwise,
  forgetAttempts,
  lookForStored,
  quiet,
} from './look-for-stored.ts'
import type { Finding } from './stored-before.ts'
import { sniffToSend, withType } from './with-type.ts'

export type AttemptApi = Pick<
  Api,
  | 'binaries'
  | 'capabilities'
  | 'knownCapabilities'
  | 'checksum'
  | 'readAhead'
  | 'forgetAhead'
  | 'upload'
  | 'ownUpload'
  | 'endUpload'
>

export interface AttemptDeps {
  /** Acts by a lease, so that it works behind a locked screen too. */
  api: AttemptApi
  /** For what the attempt has to read itself. */
  reads: QueryClient
  /** What the pages show. */
  cache: QueryClient
  /** Tells the pages what was written. */
  refresh: Refresher['add']
  /** In a request with others that start at the same time. */
  place: BatchPlace | undefined
  /** Tells what the server of an organization says of itself. */
  declared: (org: string, said: Capabilities) => void
  /** `id` and `id/versionId` of what this queue has stored. */
  claimed: () => ReadonlySet<string>
  /** Of the queue's next ones, those that have their file. */
  upcoming: () => readonly Pick<UploadItem, 'file' | 'guessed'>[]
  tell: (event: QueueEvent) => void
}

/** One attempt at one upload, from its start to an event that ends it. Never rejects; silent once aborted. */
export async function runAttempt(
  started: UploadItem,
  deps: AttemptDeps,
  signal: AbortSignal,
): Promise<void> {
  const { key, attempt, file } = started
  if (file === undefined) return
  const item = started.guessed === true ? await withType({ ...started, file }) : started
  const tell: Tell = (event) => {
    if (!signal.aborted) deps.tell({ ...event, key, attempt })
  }
  const run = new Attempt({ ...item, file }, deps, tell, signal)
  try {
    const ended = run.end()
    prepareNext(deps)
    await ended
  } catch (error) {
    if (signal.aborted) {
      if (run.sentBy !== undefined) brokeOff(item.key, run.sentBy)
      return
    }
    deps.api.binaries.refused(deps.cache, item.org, error)
    if (isApiError(error, 'too-large')) rememberTooLarge(item.org, file.size)
    if (!isConflict(error) || item.target.kind === 'create') {
      const failure = failureOf(error, run.sentBy !== undefined)
      if (failure.uncertain && run.sentBy !== undefined) brokeOff(item.key, run.sentBy)
      return tell({ type: 'failed', failure })
    }
    tell({ type: 'conflicted' })
    await tellRemote(item, deps)
  }
}

/** While one is sent, the next ones are read: else the line would rest between them. */
function prepareNext({ api, upcoming }: AttemptDeps): void {
  const next = upcoming()
  for (const { file, guessed } of next) {
    if (file !== undefined && guessed === true) void sniffToSend(file)
  }
  const files = next.flatMap(({ file }) => file ?? [])
  // What could not be loaded is asked for again by the sending itself.
  if (files.length > 0) void api.readAhead(files).catch(() => undefined)
}

/** Without the attempt's number, for each of the events. */
type Untold<Event> = Event extends unknown ? Omit<Event, 'attempt'> : never
type Tell = (event: Untold<AttemptEvent>) => void

const ABSENT = { kind: 'absent' } as const

class Attempt {
  /** How it was sent, where anything was that the server may have stored. */
  sentBy: UploadWay['kind'] | undefined
  readonly #item: UploadItem & { file: File }
  readonly #deps: AttemptDeps
  readonly #tell: Tell
  readonly #signal: AbortSignal
  #location: string | undefined

  constructor(
    item: UploadItem & { file: File },
    deps: AttemptDeps,
    tell: Tell,
    signal: AbortSignal,
  ) {
    this.#item = item
    this.#deps = deps
    this.#tell = tell
    this.#signal = signal
    this.#location = item.location
  }

  /** Sends the file by the surest way, or by the next one where the server refuses what it declares. */
  async end(): Promise<void> {
    const { org, target, newId, uncertainSince } = this.#item
    const { api, reads, place } = this.#deps
    const declared = await declaredBy(api, reads, org)
    this.#signal.throwIfAborted()
    this.#deps.declared(org, declared)
    let way = wayOf(target, newId, declared)
    // Under its own id, along with others, it would be stored beside what that attempt has stored.
    if (way.kind === 'own-id' && brokeOffOtherwise(this.#item.key)) way = tagWay(newId, declared)
    const isUncertain = uncertainSince !== undefined
    // A few bytes that are there already cost less to send again, along with others, than to look for.
    const goesUnseen = place !== undefined && way.kind === 'own-id'
    if (isUncertain && !goesUnseen && (await this.#isSettled(way, declared))) return
    let isForGood = false
    for (;;) {
      try {
        this.sentBy = way.kind
        const result = await api.upload(this.#request(way, declared), this.#hooks(), this.#signal)
        if (isForGood) rememberOwnIdsRefused(api, reads, org)
        return this.#stored(result)
      } catch (error) {
        const next = wayAfterRefusal(way, error, declared)
        if (next === undefined) throw error
        isForGood = isApiError(error) && [405, 501].includes(error.status ?? 0)
        way = next
        // The refusal is of this one alone: an earlier attempt, or the others' request, may have stored it.
        const isDoubtful = goesUnseen || isUncertain
        if (isDoubtful && (await this.#isSettled(way, declared))) return
        this.sentBy = undefined
      }
    }
  }

  /**
   * Looks for what may have been stored already, and where the next way would store it beside what is still under way,
   * again once everything is quiet; true when nothing is left to do.
   */
  async #isSettled(next: UploadWay, declared: Capabilities): Promise<boolean> {
    const { uncertainSince, target, newId } = this.#item
    const { api, place } = this.#deps
    // Whatever the server declares by now, it may have been sent under its own id.
    const way: UploadWay = target.kind === 'create' ? { kind: 'own-id', id: newId } : next
    const isOpen = uncertainSince !== undefined && !isRepeatable(next)
    for (let isFirst = true; ; isFirst = false) {
      const there = await api.ownUpload(this.#request(way, declared), this.#hooks(), this.#signal)
      if (there) {
        this.#stored(there)
        return true
      }
      // Asked for by the same id, or on the same version, it is refused where it is there by then.
      if (way.kind === next.kind && isRepeatable(next)) return false
      const finding = isOpen ? await lookForStored(this.#item, this.#deps, this.#signal) : ABSENT
      if (finding.kind !== 'absent') return this.#isFound(finding)
      const recognized = isRepeatable(next) ? next.kind : undefined
      const mayCome = () => quiet(this.#item, recognized, place?.givenUpAt(), this.#signal)
      if (isFirst && (await mayCome())) continue
      if (isOpen) this.#tell({ type: 'not-there' })
      return false
    }
  }

  #isFound(finding: Exclude<Finding, { kind: 'absent' }>): true {
    if (finding.kind === 'unknown') this.#tell({ type: 'not-told' })
    else {
      const { id, versionId } = finding
      this.#tell({ type: 'stored', id, versionId, verified: true, found: true })
      this.#deps.refresh(this.#item.org, id, undefined)
    }
    return true
  }

  #request(way: UploadWay, { raw, resumable }: Capabilities): UploadRequest {
    const { org, file, fields, sha256 } = this.#item
    const parts = resumable === undefined ? undefined : { url: resumable, location: this.#location }
    return { org, way, file, fields, raw, sha256, parts, batch: this.#deps.place }
  }

  #hooks() {
    const tell = this.#tell
    return {
      onProgress: (progress: Parameters<Progressed>[0]) =>
        tell({ type: 'progressed', progress, at: performance.now() }),
      onHashed: (sha256: string) => tell({ type: 'hashed', sha256 }),
      onLocation: (location: string | undefined) => {
        this.#location = location
        tell({ type: 'located', location })
      },
    }
  }

  #stored({ written, verified, found }: UploadResult): void {
    const { key, org, target } = this.#item
    forgetAttempts(key)
    const { binary, madeVersionId: versionId } = written
    const id = binary.id ?? (target.kind === 'version' ? target.id : '')
    if (verified === false) this.#tell({ type: 'mismatched', id, versionId })
    else this.#tell({ type: 'stored', id, versionId, verified: verified === true, found })
    if (!this.#signal.aborted) this.#deps.refresh(org, id, written)
  }
}

type Progressed = Parameters<Api['upload']>[1]['onProgress']

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
