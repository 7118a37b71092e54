import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { ContentLost, StoreCorrupt } from '../errors.ts'

/**
 * The checksums of a file that grows: each byte is read once, from the disk and behind the writing, so that the whole is
 * known soon after its last byte, in however many parts it came.
 */
export class GrowingHash {
  readonly #path: string
  readonly #sha256 = createHash('sha256')
  readonly #sha1 = createHash('sha1')
  /** Bytes that are hashed. */
  #at = 0
  /** Bytes that may be hashed. */
  #until = 0
  #running: Promise<void> | undefined
  #stopped = false

  constructor(path: string) {
    this.#path = path
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
