import { OtherSize, READ_BYTES } from '../content/checked-read.ts'
import type { ContentBytes, OpenRun } from '../content/checked-read.ts'
import { RemovalInDoubt } from '../content/content-home.ts'
import type { ContentHome, LeftContent } from '../content/content-home.ts'
import { letGo } from '../content/let-go.ts'
import { EVERYBODY } from '../contents.ts'
import type { ContentName } from '../contents.ts'
import { StoreAway } from '../errors.ts'
import type { LooseObject } from '../loose-objects.ts'
import type { Workshop } from './assemble.ts'
import type { Bucket, Got } from './bucket.ts'
import type { Ledger } from './ledger.ts'
import { contentKey, HOME_KEY, pieceKey } from './names.ts'
import { ObjectFault, readObject } from './read-object.ts'
import { ReceivedObject } from './received-object.ts'
import { Refused, storeErrorOf } from './wire/answers.ts'
import { doneWith } from './wire/exchange.ts'

/**
 * Contents as objects named by their SHA-256.
 * @param isOurs whether what is there is this database's still
 */
export function bucketContents(shop: Workshop, isOurs: () => Promise<boolean>): ContentHome {
  const { bucket, ledger, generationOf } = shop
  return {
    ...readBucket(bucket, generationOf),
    receive: () => new ReceivedObject(shop),
    remove: async (content) => {
      let isInDoubt = false
      try {
        // What is unneeded here may be another database's, which has come in its place.
        if (!(await isOurs())) throw new StoreAway(GONE)
        await bucket.remove(contentKey(content), () => (isInDoubt = true))
      } catch (error) {
        throw isInDoubt ? new RemovalInDoubt(IN_DOUBT, { cause: error }) : storeErrorOf(error)
      }
      if (isInDoubt) throw new RemovalInDoubt(IN_DOUBT)
    },
    ended: async ({ id }, isSettled) => {
      if (isSettled) await ledger.strike(id)
      else ledger.leave(id)
    },
    tidy: () => tidy(bucket, ledger),
    isWrittenDown: true,
    left: () => leftContents(ledger),
  }
}

const IN_DOUBT = 'The store of contents did not say whether it has removed something. Try again.'

export const GONE =
  'The bucket of the contents is gone, or another one is in its place. Bring it back as it was.'

/**
 * The bytes of contents that are objects.
 * @param generationOf asked where a content is not in its first place; few ever are
 */
export function readBucket(
  bucket: Bucket,
  generationOf: (content: ContentName) => Promise<number>,
): ContentBytes {
  const generationsOf = async function* (name: ContentName) {
    yield 0
    const generation = await generationOf(name)
    if (generation > 0) yield generation
  }
  const first = async <Found>(
    content: ContentName,
    look: (key: string) => Promise<Found | undefined>,
  ) => {
    for (const name of namesOf(content)) {
      for await (const generation of generationsOf(name)) {
        const key = contentKey({ ...name, generation })
        const found = await look(key)
        if (found) return { key, found }
      }
    }
    // Without what is always there, a missing object says nothing of this one.
    if (!(await bucket.head(HOME_KEY))) throw new StoreAway(GONE)
    throw new ObjectFault('missing')
  }
  return {
    sizeOf: (content, signal) =>
      toldWell(async () => (await first(content, (key) => bucket.head(key, signal))).found.size),
    open: (content, { from, to, size }, signal) =>
      toldWell(async () => {
        if (size === 0) {
          const { found } = await first(content, (key) => bucket.head(key, signal))
          if (found.size !== 0) throw new OtherSize()
          return NOTHING
        }
        const range = from === 0 && to === size ? undefined : { from, to }
        const { key, found } = await first(content, (one) => bucket.get(one, range, { signal }))
        if (found.size === size)
          return new ObjectRun(bucket, key, { from, to }, { first: found, signal })
        doneWith(found.body)
        throw new OtherSize()
      }),
    faultIn: async (error) => {
      if (error instanceof OtherSize) return 'damaged'
      if (!(error instanceof ObjectFault)) return undefined
      return error.kind === 'missing' ? 'missing' : 'damaged'
    },
  }
}

const NOTHING: OpenRun = {
  // eslint-disable-next-line require-yield -- there is nothing
  async *pieces() {},
  close: async () => undefined,
}

/**
 * Where a content may be, first where it is stored again: what an organization stored while contents were shared is with
 * everybody's still.
 */
function namesOf({ owner, sha256 }: ContentName): ContentName[] {
  const owners = owner === EVERYBODY ? [EVERYBODY] : [owner, EVERYBODY]
  return owners.map((one) => ({ owner: one, sha256 }))
}

/** @throws what `faultIn` understands, or what the rest of the server does */
async function toldWell<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    // It is shorter than where the range begins.
    if (error instanceof Refused && error.code === 'InvalidRange') throw new OtherSize()
    throw storeErrorOf(error)
  }
}

class ObjectRun implements OpenRun {
  readonly #arriving: AsyncGenerator<Buffer>
  readonly #leaving = new AbortController()
  readonly #first: Got
  readonly #bytes: number

  constructor(
    bucket: Bucket,
    key: string,
    range: { from: number; to: number },
    { first, signal }: { first: Got; signal: AbortSignal | undefined },
  ) {
    const ends = [this.#leaving.signal, ...(signal ? [signal] : [])]
    this.#first = first
    this.#bytes = range.to - range.from
    this.#arriving = readObject(bucket, key, range, { first, signal: AbortSignal.any(ends) })
  }

  async *pieces(): AsyncGenerator<Buffer> {
    let left = this.#bytes
    let piece = Buffer.alloc(0)
    let filled = 0
    for (;;) {
      const next = await toldWell(() => this.#arriving.next())
      if (next.done === true) return
      for (let at = 0; at < next.value.byteLength;) {
        if (filled === 0) piece = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, left))
        const copied = next.value.copy(piece, filled, at)
        at += copied
        filled += copied
        left -= copied
        if (filled < piece.byteLength) continue
        filled = 0
        yield piece
      }
      letGo(next.value)
    }
  }

  async close(): Promise<void> {
    this.#leaving.abort()
    doneWith(this.#first.body)
    await this.#arriving.return(undefined).catch(() => undefined)
  }
}

async function* leftContents(ledger: Ledger): AsyncGenerator<LeftContent[]> {
  for await (const found of ledger.left()) {
    yield found.flatMap(({ id, object }) => {
      if (object.kind !== 'content') return []
      const { owner, sha256, size, generation = 0 } = object
      const written = { generation, forget: () => ledger.strike(id) }
      return [{ owner, sha256, size, written }]
    })
  }
}

/** Removes pieces and assemblies that nobody works with any more. What is refused of one keeps nobody from removing the next. */
async function tidy(bucket: Bucket, ledger: Ledger): Promise<void> {
  const refused: Refused[] = []
  for await (const found of ledger.left()) {
    for (const { id, object } of found) {
      if (object.kind === 'content') continue
      try {
        if (!(await ledger.takeOver(id))) continue
        await removeHalf(bucket, id, object)
      } catch (error) {
        if (!(error instanceof Refused) || error.kind !== 'refused') throw storeErrorOf(error)
        refused.push(error)
        continue
      }
      await ledger.strike(id)
    }
  }
  if (refused[0]) throw storeErrorOf(refused[0])
}

async function removeHalf(
  bucket: Bucket,
  id: string,
  object: Exclude<LooseObject, { kind: 'content' }>,
): Promise<void> {
  if (object.kind === 'assembly') return bucket.abort(object.key, object.uploadId)
  return bucket.removeAll(Array.from({ length: object.count }, (_, number) => pieceKey(id, number)))
}
