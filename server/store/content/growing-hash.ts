import { ContentLost, StoreCorrupt } from '../errors.ts'
import { Checksums } from './checksums.ts'

/** Bytes that are kept for good, from one place up to, not including, another. It may end early where they are not there. */
export type ReadKept = (from: number, to: number) => AsyncIterable<Uint8Array>

/**
 * The checksums of what grows. Bytes are hashed as they arrive; those that arrived in another process's life, or
 * out of turn, are read from where they are kept, behind the writing. So the whole is known soon after its last byte, in however
 * many parts it came.
 */
export class GrowingHash {
  readonly #read: ReadKept
  /** Of the bytes that are hashed. */
  #sums = new Checksums()
  /** As it was where the last part began: what came after may turn out to count for nothing. */
  #before: Checksums | undefined
  /** Bytes that may be hashed. */
  #until = 0
  #running: Promise<void> | undefined
  #stopped = false

  constructor(read: ReadKept) {
    this.#read = read
  }

  /** A part begins there. */
  begin(at: number): void {
    this.follow(at)
    this.#before = this.#sums.size === at && !this.#running ? this.#sums.copy() : undefined
  }

  /** Bytes that are on their way. @param from where in the whole they belong */
  take(bytes: Uint8Array, from: number): void {
    if (this.#before === undefined || this.#running || this.#sums.size !== from) return
    this.#sums.update(bytes)
  }

  /** The part has ended, and its bytes count up to there. */
  end(at: number): void {
    const before = this.#before
    this.#before = undefined
    if (before === undefined || this.#sums.size <= at) return this.follow(at)
    this.#sums = before
    this.follow(at)
  }

  /** The bytes up to there will not change any more. */
  follow(until: number): void {
    this.#until = Math.max(this.#until, until)
    if (this.#running || this.#stopped || this.#sums.size >= this.#until) return
    this.#running = this.#run().finally(() => {
      this.#running = undefined
    })
    // `digest` tries again, and tells.
    this.#running.catch(() => undefined)
  }

  /** @param size of the whole, which is complete. @throws StoreCorrupt when it is shorter; ContentLost after `stop` */
  async digest(size: number): Promise<ReturnType<Checksums['digest']>> {
    while (this.#sums.size < size) {
      this.follow(size)
      if (!this.#running) throw new ContentLost('This upload has ended.')
      await this.#running
    }
    return this.#sums.digest()
  }

  /** Ends what runs in the background, and waits for it. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running?.catch(() => undefined)
  }

  async #run(): Promise<void> {
    while (this.#sums.size < this.#until && !this.#stopped) {
      const before = this.#sums.size
      for await (const bytes of this.#read(before, this.#until)) {
        this.#sums.update(bytes)
        if (this.#stopped) return
      }
      if (this.#sums.size === before)
        throw new StoreCorrupt('An upload has lost bytes that were kept.')
    }
  }
}
