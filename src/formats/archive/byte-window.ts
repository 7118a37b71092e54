import type { ByteRanges } from '../source-port.ts'

/** Bytes read at a time, and those that are always given where there are so many; no header has more. */
const STEP = 1 << 20
const LEAST = 1 << 18

/** A Blob that is read in ranges, mostly one behind the other: what lies close by is read at once and kept. */
export class ByteWindow {
  readonly #blob: ByteRanges
  #start = 0
  #bytes = new Uint8Array()

  constructor(blob: ByteRanges) {
    this.#blob = blob
  }

  get size(): number {
    return this.#blob.size
  }

  /**
   * @param length at most
   * @returns fewer bytes than asked for where the content ends before, or where 256 KiB of them are at hand
   */
  async read(at: number, length: number): Promise<Uint8Array> {
    const least = Math.min(length, LEAST, this.size - at)
    if (at < this.#start || at + least > this.#start + this.#bytes.length) {
      this.#start = at
      this.#bytes = new Uint8Array(await this.#blob.slice(at, at + STEP + LEAST).arrayBuffer())
    }
    return this.#bytes.subarray(at - this.#start, at - this.#start + length)
  }
}
