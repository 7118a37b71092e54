import type { AuditRecord, AuditStore } from '#server/store/audit.ts'
import type { Audited } from '../audit-trail.ts'
import { clientAddress } from '../connections/places.ts'
import { Folds } from './folds.ts'
import type { Fold } from './folds.ts'

export interface StrangersOptions {
  audit: Pick<AuditStore, 'appendFold' | 'extendFold'>
  /** Milliseconds since 1970. */
  now: () => number
  /** Told when a count could not be written, and is tried again. */
  failed: (error: unknown) => void
}

/** What is known of a request that was refused. */
export interface RefusedRequest extends Audited {
  /** The one that it named, where there is one. */
  readonly organization?: { readonly id: string }
}

/** What the log needs of it, and no more: the rest is what a stranger chose. */
type RefusedRecord = Pick<
  AuditRecord,
  'at' | 'requestId' | 'organization' | 'interaction' | 'id' | 'status'
>

interface Written {
  record: RefusedRecord
  /** The record's key, once it is in the log. */
  key: number | undefined
  /** How many the log tells of. */
  told: number
  /** What is being written. */
  writing: Promise<void> | undefined
}

/**
 * Records refused requests without a good token, so that whoever sends them can't fill the disk: the first of an address
 * and a minute at once, and with it, some seconds later and when the server stops, how many followed and until when.
 */
export class Strangers {
  readonly #options: StrangersOptions
  readonly #folds = new Folds<Written>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: StrangersOptions) {
    this.#options = options
  }

  /** @param remote as `Socket.remoteAddress` has it */
  record(request: RefusedRequest, status: number, remote: string | undefined): void {
    const record = recordOf(request, status)
    request.audit.written = true
    const { at, organization } = record
    const stranger = { at: Date.parse(at), address: clientAddress(remote), organization, status }
    const first: Written = { record, key: undefined, told: 0, writing: undefined }
    const { fold, isFirst } = this.#folds.count(stranger, first)
    if (isFirst) this.#write(fold)
    this.#timer ??= setInterval(() => this.#tell(), TELL).unref()
  }

  /** Writes what is not written yet; nothing may come after it. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    for (const { first } of this.#folds.all()) await first.writing
    this.#tell()
    for (const { first } of this.#folds.all()) await first.writing
  }

  #tell(): void {
    const minute = Math.floor(this.#options.now() / 60_000)
    for (const fold of this.#folds.all()) {
      if (fold.first.writing) continue
      if (fold.first.told < fold.count) this.#write(fold)
      // Also one of a minute that is not over, when the clock was set back.
      else if (fold.minute !== minute) this.#folds.forget(fold)
    }
    if (this.#folds.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #write(fold: Fold<Written>): void {
    const { first } = fold
    first.writing = this.#written(fold)
      .catch((error: unknown) => this.#options.failed(error))
      .finally(() => (first.writing = undefined))
  }

  async #written({ first, address, until, count }: Fold<Written>): Promise<void> {
    const { audit } = this.#options
    const folded = {
      kind: 'refused',
      address,
      until: new Date(until).toISOString(),
      count,
    } as const
    if (first.key === undefined)
      first.key = await audit.appendFold({ ...first.record, duration: 0, bytes: 0, folded })
    else await audit.extendFold(first.key, folded)
    first.told = count
  }
}

function recordOf(request: RefusedRequest, status: number): RefusedRecord {
  const { at, requestId, interaction } = request.draft()
  const { organization, audit } = request
  return {
    at,
    requestId,
    interaction,
    status,
    ...(organization && { organization: organization.id }),
    ...(audit.id !== undefined && { id: audit.id.slice(0, 64) }),
  }
}

/** Milliseconds between two times that counts are written. */
const TELL = 5000
