import { openContents } from '../content/open-contents.ts'
import { openUploads } from '../content/open-uploads.ts'
import { inTurn, type Step } from '../data-folder.ts'
import { StoreAway, StoreFull, StoreUnavailable } from '../errors.ts'
import type { LooseObjects } from '../loose-objects.ts'
import type { ContentNeeds, ContentSide, Home } from '../sides.ts'
import type { Looked } from '../store.ts'
import { bucketContents, GONE } from './bucket-contents.ts'
import { bucketUploads } from './bucket-uploads.ts'
import { Bucket } from './bucket.ts'
import { Buffers } from './buffers.ts'
import { Ledger } from './ledger.ts'
import { HOME_KEY } from './names.ts'
import { storeErrorOf } from './wire/answers.ts'
import { bodyOf } from './wire/body.ts'
import type { BucketPlace } from './wire/client.ts'
import { arriving } from './wire/exchange.ts'
import { instanceKeys } from './wire/instance-keys.ts'
import type { KeyPlace } from './wire/instance-keys.ts'
import { fixedKeys, renewedKeys } from './wire/keys.ts'
import type { AccessKeys } from './wire/keys.ts'

/** A bucket as settings name it. It holds keys, so that it is neither logged nor told. */
export interface BucketSettings extends BucketPlace {
  /** '' or ends with a slash. */
  prefix: string
  keys: ({ kind: 'fixed' } & AccessKeys) | KeyPlace
}

/**
 * Contents and the bytes of uploads as objects of a bucket.
 * @throws StoreUnavailable with one line that says what to do
 */
export async function openBucketSide(
  settings: BucketSettings,
  { leases, records, rows, loose, home: { room } }: ContentNeeds & { home: Pick<Home, 'room'> },
  undo: (step: Step) => void,
): Promise<ContentSide> {
  const bucket = openBucket(settings)
  undo(() => bucket.close())
  const id = await moveIn(bucket, loose)
  const ledger = new Ledger(loose)
  const shop = { bucket, ledger, buffers: new Buffers() }
  const home = bucketContents(shop)
  const places = { home, leases, records }
  const uploads = await openUploads({
    contents: places,
    bytes: bucketUploads(shop, { rows, room }),
    rows,
  })
  const contents = openContents(places, room)
  // Whoever starts waits for none of it; what can't be done now is done later.
  const tidying = contents.tidy().catch(() => undefined)
  return {
    contents,
    uploads,
    look: () => lookAtBucket(bucket, id),
    close: () =>
      inTurn([() => tidying, () => uploads.close(), () => home.close(), () => bucket.close()]),
  }
}

/** The bucket alone, without looking into it. */
export function openBucket({ keys, ...place }: BucketSettings): Bucket {
  return new Bucket(
    place,
    keys.kind === 'fixed' ? fixedKeys(keys) : renewedKeys(() => instanceKeys(keys)),
  )
}

/**
 * Sees to it that the bucket, below its prefix, belongs to this database alone: two of them in one place would remove each
 * other's contents. An object there has the database's name.
 * @returns that name
 */
async function moveIn(bucket: Bucket, loose: LooseObjects): Promise<string> {
  try {
    const there = await ownerOf(bucket)
    const known = await loose.bucket()
    if (there !== undefined) {
      if (there !== known?.id) throw new StoreUnavailable(TAKEN)
      return there
    }
    if (known?.hasContents) throw new StoreUnavailable(EMPTY)
    const { id } = known ?? (await loose.moveIn())
    await bucket.put(HOME_KEY, bodyOf(Buffer.from(id)))
    if ((await ownerOf(bucket)) !== id) throw new StoreUnavailable(TAKEN)
    return id
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error
    const told = storeErrorOf(error)
    if (told instanceof StoreAway || told instanceof StoreFull)
      throw new StoreUnavailable(unusable(told.cause), { cause: error })
    throw told
  }
}

/** Whether contents can be reached now. @param id the database's name: of two that moved in at once, the other one may be there */
async function lookAtBucket(bucket: Bucket, id: string): Promise<Looked> {
  try {
    return (await ownerOf(bucket, 1)) === id ? { kind: 'ok' } : { kind: 'failed', reason: GONE }
  } catch (error) {
    const told = storeErrorOf(error)
    return { kind: 'failed', reason: told instanceof Error ? told.message : GONE }
  }
}

/** The name of the database whose contents a bucket holds, below its prefix. */
export async function ownerOf(bucket: Bucket, attempts?: number): Promise<string | undefined> {
  // Not by HEAD, whose refusals have no words.
  const got = await bucket.get(HOME_KEY, undefined, attempts)
  if (!got) return undefined
  const chunks: Buffer[] = []
  for await (const chunk of arriving(got.body)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8').slice(0, 100)
}

const TAKEN =
  'The bucket, below its prefix, holds the contents of another database. Set BINNACLE_CONTENT to a prefix of its own.'
const EMPTY =
  'The bucket, below its prefix, does not hold the contents of this database. Set BINNACLE_CONTENT to the one that does, or bring back its object "home".'

function unusable(cause: unknown): string {
  const { cause: deeper } = cause instanceof Error ? cause : {}
  const reasons = [cause, deeper].flatMap((one) => (one instanceof Error ? [one.message] : []))
  return `The bucket of BINNACLE_CONTENT can not be used. ${reasons.join(' ').replaceAll(/\s+/g, ' ')} Check BINNACLE_S3_ENDPOINT, BINNACLE_S3_REGION, BINNACLE_S3_PATH_STYLE and the keys.`
}
