import type { ContentSource } from '#formats/content-source.ts'

/** Bytes of a block: what is asked for at once, at least. */
export const BLOCK = 1 << 20
/** Blocks that are asked for together once somebody reads on. */
const AHEAD = 4
/** Reads that are on their way at once before the whole is loaded instead, unless it is larger than that (bytes). */
const BURST = 12
const LARGEST_WHOLE = 200 << 20
/** Blocks that are kept; a reader that needs more keeps them itself. */
const KEPT = 16

/** @returns `undefined` where the server no longer answers with ranges. @throws ApiError; the signal's reason */
export type ReadRange = (
  range: { start: number; end: number },
  signal: AbortSignal,
) => Promise<Uint8Array<ArrayBuffer> | undefined>

export interface RangedSourceOptions {
  /** Bytes. */
  size: number
  label: { contentType: string | undefined; name: string }
  /** The first block. */
  head: Uint8Array<ArrayBuffer>
  read: ReadRange
  /** For all that follows, once `read` gives nothing. */
  loadWhole: () => Promise<Blob>
  /** Ends all reading, and gives back what is kept. */
  signal: AbortSignal
}

/** Blocks that are on their way, for as long as somebody waits for them. */
interface Run {
  first: number
  last: number
  bytes: Promise<Uint8Array<ArrayBuffer>>
  waiting: number
  stop: AbortController
}

/** Reads ranges through a small cache of blocks. Who reads on from where the last read ended gets several at once. */
export class RangedSource implements ContentSource {
  readonly size: number
  readonly contentType: string | undefined
  readonly name: string
  readonly #options: RangedSourceOptions
  readonly #blocks = new Map<number, Uint8Array<ArrayBuffer>>()
  readonly #runs = new Set<Run>()
  #whole: Promise<Blob> | undefined
  /** The block after the last one that was asked for. */
  #next = 1

  constructor(options: RangedSourceOptions) {
    this.#options = options
    this.size = options.size
    this.contentType = options.label.contentType
    this.name = options.label.name
    this.#blocks.set(0, options.head)
    options.signal.addEventListener('abort', () => this.#blocks.clear(), { once: true })
  }

  async slice(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const from = Math.max(0, Math.min(start, this.size))
    const to = Math.max(from, Math.min(end, this.size))
    const { signal: life } = this.#options
    const ends = signal === undefined ? life : AbortSignal.any([signal, life])
    ends.throwIfAborted()
    if (this.#whole) return sliceOf(await this.#whole, from, to, ends)
    // Who jumps all over a content needs all of it, and one request is cheaper than a hundred.
    if (this.#runs.size >= BURST && this.size <= LARGEST_WHOLE && !this.#isNear(from, to)) {
      return sliceOf(await abortable(this.#loadWhole(), ends), from, to, ends)
    }
    if (to - from > AHEAD * BLOCK) return this.#direct(from, to, ends)
    const bytes = new Uint8Array(to - from)
    for (let at = from; at < to;) {
      const index = Math.floor(at / BLOCK)
      const block = this.#blocks.get(index) ?? (await this.#fetch(index, to, ends))
      const piece = block.subarray(at - index * BLOCK, to - index * BLOCK)
      bytes.set(piece, at - from)
      at += piece.length
    }
    return bytes
  }

  async *stream(signal?: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const step = AHEAD * BLOCK
    let next: Promise<Uint8Array<ArrayBuffer>> | undefined = this.slice(0, step, signal)
    for (let at = 0; next !== undefined; at += step) {
      const bytes: Uint8Array<ArrayBuffer> = await next
      const after = at + step
      next = after < this.size ? this.slice(after, after + step, signal) : undefined
      // Whoever stops here leaves a read behind that nobody waits for.
      next?.catch(() => undefined)
      yield bytes
    }
  }

  async blob(signal?: AbortSignal): Promise<Blob> {
    const whole = await this.#loadWhole()
    signal?.throwIfAborted()
    return whole
  }

  /** More than the cache is for. */
  async #direct(start: number, end: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#options.read({ start, end }, signal)
    return bytes ?? sliceOf(await this.#loadWhole(), start, end, signal)
  }

  async #fetch(index: number, to: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const run = this.#runOf(index) ?? this.#start(index, to)
    run.waiting += 1
    const leave = () => {
      run.waiting -= 1
      if (run.waiting === 0) run.stop.abort(signal.reason)
    }
    signal.addEventListener('abort', leave, { once: true })
    try {
      const bytes = await abortable(run.bytes, signal)
      const at = (index - run.first) * BLOCK
      return bytes.subarray(at, at + BLOCK)
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }

  /** Whether it is here or on its way. */
  #isNear(from: number, to: number): boolean {
    for (let index = Math.floor(from / BLOCK); index * BLOCK < to; index += 1) {
      if (!this.#blocks.has(index) && !this.#runOf(index)) return false
    }
    return true
  }

  #runOf(index: number): Run | undefined {
    for (const run of this.#runs) {
      // One that nobody waits for any longer is ending.
      if (run.first <= index && index <= run.last && !run.stop.signal.aborted) return run
    }
    return undefined
  }

  /** Asks for the blocks from `index` that are needed up to `to`, and for more where somebody reads on. */
  #start(index: number, to: number): Run {
    const needed = Math.ceil(to / BLOCK) - 1
    const reach = index === this.#next ? Math.max(needed, index + AHEAD - 1) : needed
    const last = this.#untilKnown(index, Math.min(reach, Math.ceil(this.size / BLOCK) - 1))
    this.#next = last + 1
    const stop = new AbortController()
    const signal = AbortSignal.any([stop.signal, this.#options.signal])
    const run: Run = {
      first: index,
      last,
      waiting: 0,
      stop,
      bytes: this.#read(index, last, signal),
    }
    this.#runs.add(run)
    run.bytes.then(
      (bytes) => {
        this.#runs.delete(run)
        this.#keep(run, bytes)
      },
      () => this.#runs.delete(run),
    )
    return run
  }

  /** What is here or on its way is not asked for again. */
  #untilKnown(index: number, last: number): number {
    for (let at = index + 1; at <= last; at += 1) {
      if (this.#blocks.has(at) || this.#runOf(at)) return at - 1
    }
    return last
  }

  async #read(first: number, last: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const range = { start: first * BLOCK, end: Math.min(this.size, (last + 1) * BLOCK) }
    const bytes = await this.#options.read(range, signal)
    return bytes ?? sliceOf(await this.#loadWhole(), range.start, range.end, signal)
  }

  #keep({ first, last }: Run, bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#options.signal.aborted || this.#whole) return
    for (let index = first; index <= last; index += 1) {
      const at = (index - first) * BLOCK
      // A copy, or one block would keep all that came with it.
      this.#blocks.set(index, bytes.slice(at, at + BLOCK))
    }
    // A Map keeps the order of its insertions. The head, which everybody reads, stays.
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= KEPT) break
      if (oldest !== 0) this.#blocks.delete(oldest)
    }
  }

  /** The whole must be what its parts were: what has been shown of them would be of another content. */
  #loadWhole(): Promise<Blob> {
    const { head, loadWhole } = this.#options
    this.#whole ??= loadWhole()
      .then(async (blob) => {
        const again = new Uint8Array(await blob.slice(0, head.length).arrayBuffer())
        if (again.some((byte, at) => byte !== head[at])) {
          throw new Error('The content is another than that of its first part.')
        }
        this.#blocks.clear()
        return blob
      })
      .catch((error: unknown) => {
        // The next read may be luckier.
        this.#whole = undefined
        throw error
      })
    return this.#whole
  }
}

async function sliceOf(
  blob: Blob,
  start: number,
  end: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await blob.slice(start, end).arrayBuffer())
  signal.throwIfAborted()
  return bytes
}

/** The wait ends with the signal, whatever becomes of what is waited for. */
function abortable<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
