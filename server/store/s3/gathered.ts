import { createHash } from 'node:crypto'
import type { Buffers } from './buffers.ts'
import { SLAB_BYTES } from './buffers.ts'
import type { Body } from './wire/body.ts'

/**
 * Bytes that come together until they are sent, with their checksums, made as they come: what is long is never hashed in one
 * go. All but the first few lie in memory that is used again and again: pieces of megabytes that come and go leave holes in
 * the process's memory, which grows by more than it holds.
 */
export class Gathered implements Body {
  readonly #buffers: Pick<Buffers, 'take' | 'giveBack'>
  readonly #chunks: Uint8Array[] = []
  readonly #slabs: Uint8Array[] = []
  /** Bytes of the last slab that are taken. */
  #filled = SLAB_BYTES
  readonly #sha256 = createHash('sha256')
  readonly #md5 = createHash('md5')
  byteLength = 0

  constructor(buffers: Pick<Buffers, 'take' | 'giveBack'>) {
    this.#buffers = buffers
  }

  /** The caller may use its buffer again. */
  add(bytes: Uint8Array): void {
    this.#sha256.update(bytes)
    this.#md5.update(bytes)
    this.byteLength += bytes.byteLength
    // Of what stays short there may be very many at once.
    if (this.byteLength <= SLAB_BYTES) this.#chunks.push(Buffer.from(bytes))
    else this.#fill(bytes)
  }

  #fill(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.byteLength;) {
      if (this.#filled === SLAB_BYTES) {
        this.#slabs.push(this.#buffers.take())
        this.#filled = 0
      }
      const some = bytes.subarray(at, at + SLAB_BYTES - this.#filled)
      this.#slabs.at(-1)?.set(some, this.#filled)
      this.#filled += some.byteLength
      at += some.byteLength
    }
  }

  get chunks(): Uint8Array[] {
    const last = this.#slabs.at(-1)
    const rest = last === undefined ? [] : [last.subarray(0, this.#filled)]
    return [...this.#chunks, ...this.#slabs.slice(0, -1), ...rest]
  }

  sha256(): string {
    return this.#sha256.copy().digest('hex')
  }

  md5(): string {
    return this.#md5.copy().digest('base64')
  }

  /** They have arrived: nobody reads them here any more. Not where sending failed, since some may be on their way still. */
  end(): void {
    this.#buffers.giveBack(this.#slabs.splice(0))
  }
}
