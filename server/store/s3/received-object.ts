import { randomUUID } from 'node:crypto'
import { Checksums } from '../content/checksums.ts'
import type { ReceivedBytes } from '../content/open-contents.ts'
import type { ContentRef, Lease } from '../contents.ts'
import { assemble } from './assemble.ts'
import type { Workshop } from './assemble.ts'
import { PIECE_BYTES } from './buffers.ts'
import { Gathered } from './gathered.ts'
import { contentKey, pieceKey } from './names.ts'
import type { Source } from './plan-parts.ts'
import { storeErrorOf } from './wire/answers.ts'

/**
 * Bytes on their way into the bucket, hashed as they arrive. What is short is put into its place when its hash is known. Of
 * what is long, pieces are sent off meanwhile, under other names, and put together in its place in the end. So a piece is
 * gathered while the one before is on its way: where that takes long, the sender waits.
 */
export class ReceivedObject implements ReceivedBytes {
  readonly #shop: Workshop
  /** Of the loose object that its pieces are. */
  readonly #id = randomUUID()
  readonly #checksums = new Checksums()
  readonly #ended: () => void
  #gathered: Gathered
  readonly #pieces: Source[] = []
  /** Of pieces that are written down. */
  #announced = 0
  /** What is being sent: pieces follow each other even when a caller does not wait. */
  #tail: Promise<void> = Promise.resolve()
  #removed = false

  constructor(shop: Workshop) {
    this.#shop = shop
    this.#gathered = new Gathered(shop.buffers)
    this.#ended = shop.buffers.begin()
  }

  write(chunk: Uint8Array): Promise<void> {
    if (this.#removed) return Promise.reject(new Error('This content was dropped.'))
    this.#checksums.update(chunk)
    this.#gathered.add(chunk)
    if (this.#gathered.byteLength < this.#shop.buffers.piece) return Promise.resolve()
    const before = this.#tail
    this.#sendPiece()
    return before
  }

  digest(): ReturnType<Checksums['digest']> {
    return this.#checksums.digest()
  }

  async settle({ owner, sha256, size }: ContentRef, { id }: Lease): Promise<void> {
    const { bucket, ledger } = this.#shop
    try {
      await ledger.add(id, { kind: 'content', owner, sha256, size })
      const key = contentKey({ owner, sha256 })
      if (this.#pieces.length === 0 && this.#announced === 0 && size <= PIECE_BYTES) {
        await bucket.put(key, this.#gathered)
        this.#gathered.end()
      } else {
        this.#sendPiece()
        await this.#tail
        await assemble(this.#shop, key, this.#pieces)
      }
    } catch (error) {
      throw storeErrorOf(error)
    } finally {
      // What was sent in pieces is in its place by now, or given up.
      await this.remove()
    }
  }

  /** It does not fail: what can't be removed now is removed by a later tidying. */
  async remove(): Promise<void> {
    if (this.#removed) return
    this.#removed = true
    await this.#tail.catch(() => undefined)
    this.#ended()
    if (this.#announced === 0) return
    const { bucket, ledger } = this.#shop
    try {
      await bucket.removeAll(this.#pieces.map(({ key }) => key))
      await ledger.strike(this.#id)
    } catch {
      ledger.leave(this.#id)
    }
  }

  #sendPiece(): void {
    const body = this.#gathered
    const size = body.byteLength
    if (size === 0) return
    this.#gathered = new Gathered(this.#shop.buffers)
    const number = this.#pieces.length
    const key = pieceKey(this.#id, number)
    this.#pieces.push({ key, size })
    this.#tail = this.#tail.then(async () => {
      if (this.#removed) return
      try {
        await this.#announce(number)
        await this.#shop.bucket.put(key, body)
        body.end()
      } catch (error) {
        throw storeErrorOf(error)
      }
    })
    // The next write or `settle` reports a failure; until then nobody listens.
    this.#tail.catch(() => undefined)
  }

  /** Writes down that there is going to be a piece of this number: twice as many each time, so that it is seldom done. */
  async #announce(number: number): Promise<void> {
    if (number < this.#announced) return
    this.#announced = Math.max(8, this.#announced * 2)
    await this.#shop.ledger.add(this.#id, { kind: 'pieces', count: this.#announced })
  }
}
