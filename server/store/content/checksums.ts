import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import { CHUNK_BYTES, SUM_BYTES } from '../contents.ts'

/** The checksums of bytes as they come: those of the whole, and one of each chunk, by which a part can be checked alone. */
export class Checksums {
  #sha256 = createHash('sha256')
  #sha1 = createHash('sha1')
  #size = 0
  /** Of the chunks that are whole. */
  #sums: Uint8Array[] = []
  /** Of the chunk that is not. */
  #chunk: Hash | undefined

  get size(): number {
    return this.#size
  }

  update(bytes: Uint8Array): void {
    this.#sha256.update(bytes)
    this.#sha1.update(bytes)
    let at = 0
    while (at < bytes.byteLength) {
      const room = CHUNK_BYTES - (this.#size % CHUNK_BYTES)
      const piece = bytes.subarray(at, at + room)
      this.#chunk ??= createHash('sha256')
      this.#chunk.update(piece)
      this.#size += piece.byteLength
      at += piece.byteLength
      if (piece.byteLength < room) return
      this.#sums.push(sumOf(this.#chunk))
      this.#chunk = undefined
    }
  }

  /** The same so far; what is added to one is not added to the other. */
  copy(): Checksums {
    const copy = new Checksums()
    copy.#sha256 = this.#sha256.copy()
    copy.#sha1 = this.#sha1.copy()
    copy.#size = this.#size
    copy.#sums = [...this.#sums]
    copy.#chunk = this.#chunk?.copy()
    return copy
  }

  /** Of what has come by now; more may follow. `sums` are those of the chunks, one behind the other. */
  digest(): { sha256: string; sha1: string; size: number; sums: Uint8Array } {
    const last = this.#chunk === undefined ? [] : [sumOf(this.#chunk.copy())]
    return {
      sha256: this.#sha256.copy().digest('hex'),
      sha1: this.#sha1.copy().digest('base64'),
      size: this.#size,
      sums: Buffer.concat([...this.#sums, ...last]),
    }
  }
}

/** As `Checksums` makes them. */
export function sumOfChunk(chunk: Uint8Array): Uint8Array {
  return sumOf(createHash('sha256').update(chunk))
}

function sumOf(hash: Hash): Uint8Array {
  return hash.digest().subarray(0, SUM_BYTES)
}
