import type { ContentSource } from '../content-source.ts'

/** Bytes that are read at once. */
const WINDOW = 1_048_576

/** Reads small pieces of a content one after the other, from a window that moves over it. */
export class RangeReader {
  readonly size: number
  readonly #source: ContentSource
  readonly #signal: AbortSignal | undefined
  #from = 0
  #window = new Uint8Array()

  constructor(source: ContentSource, signal?: AbortSignal) {
    this.#source = source
    this.#signal = signal
    this.size = source.size
  }

  /** The bytes from a place on; fewer than wanted at the end. Not to be changed, and good until the next call. */
  async at(start: number, length: number): Promise<Uint8Array> {
    const offset = start - this.#from
    const end = Math.min(length, this.size - start)
    if (end <= 0) return new Uint8Array()
    if (offset < 0 || offset + end > this.#window.length) {
      this.#from = start
      this.#window = await this.#source.slice(start, start + Math.max(WINDOW, length), this.#signal)
      return this.#window.subarray(0, end)
    }
    return this.#window.subarray(offset, offset + end)
  }

  /** All that the window holds from a place on: at least a byte, unless the content ends there. */
  async windowAt(start: number): Promise<Uint8Array> {
    if (start >= this.size) return new Uint8Array()
    await this.at(start, 1)
    return this.#window.subarray(start - this.#from)
  }
}

/** Letters at a place. */
export function lettersAt(bytes: Uint8Array, at: number, count: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + count))
}
