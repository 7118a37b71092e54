/**
 * The memory for what is on its way into the bucket. Whatever is being received is gathered into pieces, each of which is in
 * memory until it has arrived: the more is received at once, the smaller they are.
 */
export class Buffers {
  readonly #bytes: number
  #receiving = 0
  #joining = 0
  readonly #waiting: (() => void)[] = []
  readonly #free: Uint8Array[] = []

  /** @param bytes for pieces that are gathered, and for as many that are on their way */
  constructor(bytes = 64 * 1024 ** 2) {
    this.#bytes = bytes
  }

  /** Something more is received. @returns ends it, also twice */
  begin(): () => void {
    this.#receiving += 1
    let hasEnded = false
    return () => {
      if (!hasEnded) this.#receiving -= 1
      hasEnded = true
      if (this.#receiving === 0) this.#free.length = 0
    }
  }

  /** Bytes after which a piece is sent off. */
  get piece(): number {
    const share = Math.floor(this.#bytes / Math.max(1, this.#receiving))
    return Math.min(PIECE_BYTES, Math.max(LEAST_PIECE, share))
  }

  /** Memory of `SLAB_BYTES`, with whatever was in it before. */
  take(): Uint8Array {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(SLAB_BYTES)
  }

  /** What `take` gave, for the next one. It is kept while something is received. */
  giveBack(slabs: readonly Uint8Array[]): void {
    if (this.#receiving > 0) this.#free.push(...slabs.slice(0, MOST_FREE - this.#free.length))
  }

  /** Does what holds a piece or two in memory beside those that are gathered: two at a time. */
  async joining<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#joining >= JOINING_AT_ONCE)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#joining += 1
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#joining -= 1
    }
  }
}

/** Bytes of a piece where there is room: what is no longer goes into its place at once, without pieces. */
export const PIECE_BYTES = 8 * 1024 ** 2
/** Bytes: below that, each costs more than it spares. */
const LEAST_PIECE = 256 * 1024
const JOINING_AT_ONCE = 2
/** Bytes in which pieces are gathered: no more than the least of them. */
export const SLAB_BYTES = LEAST_PIECE
/** Slabs that wait for the next one: of two pieces. */
const MOST_FREE = (2 * PIECE_BYTES) / SLAB_BYTES
