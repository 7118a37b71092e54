import { randomUUID } from 'node:crypto'
import type { UploadBytes } from '../content/open-uploads.ts'
import type { KeptRun, PartSink } from '../content/upload-part.ts'
import { ContentLost } from '../errors.ts'
import type { Room } from '../store.ts'
import type { Segment, UploadRows } from '../uploads.ts'
import { assemble } from './assemble.ts'
import type { Workshop } from './assemble.ts'
import { Gathered } from './gathered.ts'
import { contentKey, pieceKey } from './names.ts'
import { ObjectFault, readObject } from './read-object.ts'
import { Refused, storeErrorOf } from './wire/answers.ts'

/**
 * The bytes of an upload as objects, one for each run that was kept: what is in a bucket can't grow. Which they are is known
 * to the upload's row; until it is, each is a loose object.
 */
export function bucketUploads(
  shop: Workshop,
  { rows, room }: { rows: UploadRows; room: Pick<Room, 'check'> },
): UploadBytes {
  const { bucket, ledger } = shop
  return {
    // What is left of the bucket is not known. Rows need room as well.
    checkRoom: () => room.check(ROOM_SEEN),
    sink: (_, offset) => new ObjectSink(shop, offset),
    read: (id, from, to) => readSegments(shop, rows, { id, from, to }),
    adopt: async ({ id, length }, { owner, sha256, size }, lease) => {
      const segments = await rows.segments(id)
      if (segments.reduce((sum, segment) => sum + segment.length, 0) !== length)
        throw new ContentLost(GONE)
      await ledger.add(lease.id, { kind: 'content', owner, sha256, size })
      try {
        const sources = segments.map(({ object, length: bytes }) => ({
          key: pieceKey(object, 0),
          size: bytes,
        }))
        await assemble(shop, contentKey({ owner, sha256 }), sources)
      } catch (error) {
        const isGone =
          error instanceof ObjectFault || (error instanceof Refused && error.kind === 'no-object')
        throw isGone ? new ContentLost(GONE) : storeErrorOf(error)
      }
    },
    list: () => rows.segmented(),
    remove: async (id) => {
      const segments = await rows.segments(id)
      if (segments.length === 0) return 0
      try {
        await bucket.removeAll(segments.map(({ object }) => pieceKey(object, 0)))
      } catch (error) {
        throw storeErrorOf(error)
      }
      await rows.forgetSegments(id)
      return segments.reduce((sum, { length }) => sum + length, 0)
    },
  }
}

const GONE = 'This upload is used or ended by another request.'
/** Milliseconds. */
const ROOM_SEEN = 50

/** Gathers bytes, and sends those that have come together. */
class ObjectSink implements PartSink {
  readonly #shop: Workshop
  readonly #ended: () => void
  #gathered: Gathered
  /** Where in the whole the bytes that were gathered end. */
  #to: number
  /** Sent, and not yet kept. */
  #segments: Segment[] = []
  readonly #objects: string[] = []
  /** One thing after the other: keeping goes on beside writing. */
  #tail: Promise<unknown> = Promise.resolve()

  constructor(shop: Workshop, offset: number) {
    this.#shop = shop
    this.#to = offset
    this.#gathered = new Gathered(shop.buffers)
    this.#ended = shop.buffers.begin()
  }

  write(pieces: Uint8Array[]): Promise<void> {
    return this.#next(async () => {
      for (const piece of pieces) {
        this.#gathered.add(piece)
        this.#to += piece.byteLength
      }
      if (this.#gathered.byteLength >= this.#shop.buffers.piece) await this.#send()
    })
  }

  keep(): Promise<KeptRun> {
    return this.#next(async () => {
      await this.#send()
      const segments = this.#segments
      this.#segments = []
      return { to: this.#to, segments }
    })
  }

  async close(): Promise<void> {
    await this.#tail.catch(() => undefined)
    this.#ended()
    const { bucket, ledger } = this.#shop
    const unkept = this.#segments.map(({ object }) => object)
    try {
      if (unkept.length > 0) {
        await bucket.removeAll(unkept.map((object) => pieceKey(object, 0)))
        await ledger.strike(...unkept)
      }
    } catch {
      // A later tidying removes them.
    }
    // The upload has those that were kept, or nobody has.
    for (const object of this.#objects) ledger.leave(object)
  }

  #next<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#tail.then(work)
    this.#tail = result.catch((error: unknown) => {
      // What comes after a gap counts for nothing.
      throw error
    })
    this.#tail.catch(() => undefined)
    return result
  }

  async #send(): Promise<void> {
    const body = this.#gathered
    const length = body.byteLength
    if (length === 0) return
    this.#gathered = new Gathered(this.#shop.buffers)
    const object = randomUUID()
    this.#objects.push(object)
    const { bucket, ledger } = this.#shop
    try {
      await ledger.add(object, { kind: 'pieces', count: 1 })
      await bucket.put(pieceKey(object, 0), body)
      body.end()
    } catch (error) {
      throw storeErrorOf(error)
    }
    this.#segments.push({ object, length })
  }
}

async function* readSegments(
  { bucket }: Workshop,
  rows: UploadRows,
  { id, from, to }: { id: string; from: number; to: number },
): AsyncGenerator<Uint8Array> {
  let start = 0
  for (const { object, length } of await rows.segments(id)) {
    const range = { from: Math.max(0, from - start), to: Math.min(length, to - start) }
    start += length
    if (range.from >= range.to) continue
    try {
      yield* readObject(bucket, pieceKey(object, 0), range)
    } catch (error) {
      throw error instanceof ObjectFault ? new ContentLost(GONE) : storeErrorOf(error)
    }
  }
}
