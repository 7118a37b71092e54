import { setTimeout as delay } from 'node:timers/promises'
import type { Segment, UploadWriter } from '../uploads.ts'

export interface PartOptions {
  /** Takes the bytes from `offset` on. */
  sink: PartSink
  /** Where in the whole it begins: all before that is kept. */
  offset: number
  /** Bytes of the whole. */
  length: number
  /** Whether bytes are saved on the way. */
  steadily: boolean
  /** Before each piece. @throws StoreFull */
  checkRoom: () => Promise<void>
  /** Remembers for good that the bytes before this offset are kept, in these segments. @throws when somebody else writes by now */
  save: (offset: number, segments: readonly Segment[], expires?: string) => Promise<void>
  /** Hears of each byte before it is written, also of those that are never saved. @param from where in the whole */
  arrived: (bytes: Uint8Array, from: number) => void
  /** Gives the right to write back. @param saved what was saved of it */
  release: (saved: number) => Promise<void>
}

/** Where the bytes of one run go, one piece behind the other. */
export interface PartSink {
  /** @param from where in the whole they belong */
  write(pieces: Uint8Array[], from: number): Promise<void>
  /** Keeps for good what was written by now, which may be more than when it was asked. */
  keep(): Promise<KeptRun>
  /** What was not kept counts for nothing. */
  close(): Promise<void>
}

export interface KeptRun {
  /** Where in the whole it ends. */
  to: number
  /** What has come since the last time, where it is in objects of its own. */
  segments: readonly Segment[]
}

/** One run of bytes added to an upload. What is behind the saved offset counts for nothing: the next one takes its place. */
export class UploadPart implements UploadWriter {
  readonly #options: PartOptions
  readonly #interruption = new AbortController()
  readonly #end = Promise.withResolvers<void>()
  #gathered: Uint8Array[] = []
  #gatheredBytes = 0
  /** Where in the whole the next piece belongs. */
  #position: number
  #saved: number
  /** What is being written, piece after piece. */
  #tail: Promise<void> = Promise.resolve()
  #saving: Promise<void> | undefined
  /** Kept by the sink, and not saved yet: the next save makes up for one that failed. */
  #kept: readonly Segment[] = []
  #writes = 0
  #heard = performance.now()
  #closing = false

  constructor(options: PartOptions) {
    this.#options = options
    this.#position = this.#saved = options.offset
  }

  get missing(): number {
    return this.#options.length - this.#position - this.#gatheredBytes
  }

  get signal(): AbortSignal {
    return this.#interruption.signal
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (chunk.byteLength > this.missing)
      throw new RangeError('There are more bytes than were announced.')
    this.#writes += 1
    try {
      this.#options.arrived(chunk, this.#position + this.#gatheredBytes)
      this.#gathered.push(Buffer.from(chunk))
      this.#gatheredBytes += chunk.byteLength
      if (this.#gatheredBytes < PIECE) return
      await this.#options.checkRoom()
      // The sender waits for the piece before, so that it works while the disk does.
      const before = this.#tail
      this.#flush()
      await before
      if (this.#options.steadily) await this.#saveSteadily()
    } finally {
      this.#writes -= 1
      this.#heard = performance.now()
    }
  }

  /** Also when it fails, the right is given back. */
  async close(expires?: string): Promise<number> {
    this.#closing = true
    try {
      await this.#saving?.catch(() => undefined)
      if (expires !== undefined) {
        this.#flush()
        await this.#save(expires)
      } else await this.#tail.catch(() => undefined)
      return this.#saved
    } finally {
      try {
        await this.#options.sink.close()
      } finally {
        await this.#options.release(this.#saved)
        this.#end.resolve()
      }
    }
  }

  /**
   * For somebody who wants to go on with this upload, perhaps because their connection broke: waits until this part has
   * ended. Resolves early where it goes on receiving; one that has gone silent is ended.
   */
  async yieldIfSilent(): Promise<void> {
    const asked = performance.now()
    const ended = this.#end.promise.then(() => true)
    do {
      const now = performance.now()
      if (this.#writes === 0 && now - this.#heard > SILENCE && !this.#closing)
        return this.interrupt()
      if (this.#heard > asked + ALIVE || now - asked > LONGEST_LOOK) return
    } while (!(await Promise.race([ended, delay(POLL, false)])))
  }

  /** Ends it whatever it does, and waits until it has. */
  async interrupt(): Promise<void> {
    this.#interruption.abort()
    await this.#end.promise
  }

  #flush(): void {
    const pieces = this.#gathered
    const from = this.#position
    this.#position += this.#gatheredBytes
    this.#gathered = []
    this.#gatheredBytes = 0
    if (pieces.length === 0) return
    this.#tail = this.#tail.then(() => this.#options.sink.write(pieces, from))
    // The next write or `close` reports a failure; until then nobody listens.
    this.#tail.catch(() => undefined)
  }

  /** Beside the writing, unless the disk falls far behind. */
  async #saveSteadily(): Promise<void> {
    if (this.#position - this.#saved < STEP) return
    if (!this.#saving) {
      this.#saving = this.#save().finally(() => {
        this.#saving = undefined
      })
      this.#saving.catch(() => undefined)
    }
    if (this.#position - this.#saved >= 4 * STEP) await this.#saving
  }

  async #save(expires?: string): Promise<void> {
    const isMore = this.#position > this.#saved
    await this.#tail
    const { to, segments } = isMore
      ? await this.#options.sink.keep()
      : { to: this.#saved, segments: [] }
    this.#kept = [...this.#kept, ...segments]
    await this.#options.save(to, this.#kept, expires)
    this.#kept = []
    this.#saved = to
  }
}

/** Bytes after which a crash would lose too much. */
const STEP = 8 * 1024 ** 2
/** Milliseconds without a byte after which another request of the same caller may go on instead. */
const SILENCE = 2000
/** Milliseconds after which what arrives is not what the network still held of a broken connection. */
const ALIVE = 500
/** Milliseconds after which a disk that is slow to take a piece is waited for no longer. */
const LONGEST_LOOK = 5000
/** Milliseconds between two looks. */
const POLL = 20
/** Bytes that are written at once. */
const PIECE = 256 * 1024
