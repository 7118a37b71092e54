import type { Hash } from 'node:crypto'
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { ContentLost, StoreCorrupt } from '../errors.ts'

/**
 * The checksums of a file that grows. Bytes are hashed as they arrive; those that arrived in another process's life, or
 * out of turn, are read from the disk, behind the writing. So the whole is known soon after its last byte, in however
 * many parts it came.
 */
export class GrowingHash {
  readonly #path: string
  #sha256 = createHash('sha256')
  #sha1 = createHash('sha1')
  /** As it was where the last part began: what came after may turn out to count for nothing. */
  #before: { sha256: Hash; sha1: Hash; at: number } | undefined
  /** Bytes that are hashed. */
  #at = 0
  /** Bytes that may be hashed. */
  #until = 0
  #running: Promise<void> | undefined
  #stopped = false

  constructor(path: string) {
    this.#path = path
  }

  /** A part begins there. */
  begin(at: number): void {
    this.follow(at)
    this.#before =
      this.#at === at && !this.#running
        ? { sha256: this.#sha256.copy(), sha1: this.#sha1.copy(), at }
        : undefined
  }

  /** Bytes that are on their way into the file. @param from where in it they belong */
  take(bytes: Uint8Array, from: number): void {
    if (this.#before === undefined || this.#running || this.#at !== from) return
    this.#sha256.update(bytes)
    this.#sha1.update(bytes)
    this.#at += bytes.length
  }

  /** The part has ended, and its bytes count up to there. */
  end(at: number): void {
    const before = this.#before
    this.#before = undefined
    if (before === undefined || this.#at <= at) return this.follow(at)
    this.#sha256 = before.sha256
    this.#sha1 = before.sha1
    this.#at = before.at
    this.follow(at)
  }

  /** The file's bytes up to there will not change any more. */
  follow(until: number): void {
    this.#until = Math.max(this.#until, until)
    if (this.#running || this.#stopped || this.#at >= this.#until) return
    this.#running = this.#run().finally(() => {
      this.#running = undefined
    })
    // `digest` tries again, and tells.
    this.#running.catch(() => undefined)
  }

  /** @param size of the whole file, which is complete. @throws StoreCorrupt when it is shorter; ContentLost after `stop` */
  async digest(size: number): Promise<{ sha256: string; sha1: string }> {
    while (this.#at < size) {
      this.follow(size)
      if (!this.#running) throw new ContentLost('This upload has ended.')
      await this.#running
    }
    return {
      sha256: this.#sha256.copy().digest('hex'),
      sha1: this.#sha1.copy().digest('base64'),
    }
  }

  /** Ends what runs in the background, and waits for it. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running?.catch(() => undefined)
  }

  async #run(): Promise<void> {
    const file = await open(this.#path, 'r')
    try {
      const buffer = Buffer.allocUnsafe(READ_BYTES)
      while (this.#at < this.#until && !this.#stopped) {
        const length = Math.min(buffer.length, this.#until - this.#at)
        const { bytesRead } = await file.read(buffer, 0, length, this.#at)
        if (bytesRead === 0)
          throw new StoreCorrupt('An upload has lost bytes that were on the disk.')
        this.#sha256.update(buffer.subarray(0, bytesRead))
        this.#sha1.update(buffer.subarray(0, bytesRead))
        this.#at += bytesRead
      }
    } finally {
      await file.close()
    }
  }
}

const READ_BYTES = 256 * 1024
