import type {
  Claim,
  ContentLeases,
  ContentName,
  ContentRecords,
  ContentRef,
  ContentStore,
  KeptContent,
  Lease,
  StagedContent,
} from '../contents.ts'
import { EVERYBODY, WHOLE_BYTES } from '../contents.ts'
import { StoreCorrupt } from '../errors.ts'
import type { Room } from '../store.ts'
import { openChecked } from './checked-read.ts'
import type { ContentBytes } from './checked-read.ts'
import type { Checksums } from './checksums.ts'

/** Where the bytes of contents are, and how they get there: files of a folder, or objects of a bucket. */
export interface ContentHome extends ContentBytes {
  /** For one content that is being received. */
  receive(): ReceivedBytes
  /** @throws RemovalInDoubt where it may yet be removed, by a request that nobody has heard of since */
  remove(content: ContentName): Promise<void>
  /** Ends the claim of a removal in doubt, once that is over for sure; closing ends all claims of this process. */
  afterDoubt(end: () => Promise<void>): void
  /**
   * A lease has ended. It does not fail.
   * @param isSettled whether its content is removed, or needed by a version or another lease
   */
  ended(lease: Lease, isSettled: boolean): Promise<void>
  /** Removes what processes that are gone left half-written. Cheap enough to be done now and then. */
  tidy(): Promise<void>
  /** Whether `left` is written down somewhere, so that asking costs little. */
  readonly isWrittenDown: boolean
  /** What may be needed by nobody, some at a time: everything, or what is written down. */
  left(): AsyncIterable<LeftContent[]>
}

/** @property forget is called once it is removed or needed */
export type LeftContent = ContentName & { size: number; forget?: () => Promise<void> }

/** Bytes of a content whose name is not known yet. */
export interface ReceivedBytes {
  /** Resolves when the chunk may be forgotten. */
  write(chunk: Uint8Array): Promise<void>
  /** Of what has been written. */
  digest(): ReturnType<Checksums['digest']>
  /** Puts them in their place, durably, also in the place of others. @param lease that the content has */
  settle(content: ContentRef, lease: Lease): Promise<void>
  /** Removes what is there of them but in their place. Also twice. */
  remove(): Promise<void>
}

/** A removal whose end nobody knows: until it is over for sure, nobody may put the same content in that place. */
export class RemovalInDoubt extends Error {}

/** What contents live in: their bytes, and what is known of them. */
export interface ContentPlaces {
  home: ContentHome
  leases: ContentLeases
  records: ContentRecords
}

/**
 * Contents named by their SHA-256. Several processes may share them: what may be removed is decided by the leases, see
 * `ContentLeases`.
 */
export function openContents(places: ContentPlaces, room: Pick<Room, 'check'>): ContentStore {
  const { home, leases } = places
  return {
    stage: async (organizationId) => stage(places, await leases.ownerFor(organizationId), room),
    open: async (content, options = {}) => {
      if (!isSha256(content.sha256))
        throw new StoreCorrupt('A version names content by something that is not a SHA-256.')
      return openChecked(content, options, places)
    },
    tidy: async () => {
      await home.tidy()
      if (home.isWrittenDown) await collect(places)
    },
    collect: async () => {
      await home.tidy()
      return collect(places)
    },
  }
}

/** Also what keeps `../` out of paths. */
export function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

/** Milliseconds: how often a long body has the disk looked at. */
const ROOM_SEEN = 50

interface Kept {
  content: KeptContent
  lease: Lease
}

function stage(places: ContentPlaces, owner: number, room: Pick<Room, 'check'>): StagedContent {
  const bytes = places.home.receive()
  let keeping: Promise<Kept> | undefined
  let dropping: Promise<void> | undefined
  const drop = async () => {
    const kept = await keeping?.catch(() => undefined)
    await (kept ? release(places, kept.lease) : bytes.remove())
  }
  return {
    write: async (chunk) => {
      // Taken at once, so that chunks keep their order whoever waits.
      await Promise.all([bytes.write(chunk), room.check(ROOM_SEEN)])
    },
    keep: async () => {
      if (dropping) throw new Error('This content was dropped.')
      keeping ??= keep(places, bytes.digest(), (ref, lease) => bytes.settle(ref, lease), owner)
      return (await keeping).content
    },
    // The content is stored or given up by now: nobody can do more about what is left than `collect` will.
    drop: () => (dropping ??= drop().catch(() => undefined)),
  }
}

/**
 * Makes a content of bytes that are known by now.
 * @param settle puts them in their place. What is there is replaced: nobody knows whether that is still whole, and of these it is known
 */
export async function keep(
  places: ContentPlaces,
  { sums, ...digest }: ReturnType<Checksums['digest']>,
  settle: (ref: ContentRef, lease: Lease) => Promise<void>,
  owner: number,
): Promise<Kept> {
  const ref = { owner, ...digest }
  // From now on nobody removes it.
  const lease = await places.leases.take({ owner, sha256: ref.sha256 })
  try {
    await settle(ref, lease)
    await settled(places, ref, sums)
    return { content: { ...ref, lease: lease.id }, lease }
  } catch (error) {
    await giveUp(places, lease).catch(() => undefined)
    throw error
  }
}

/** Ends a lease on what did not get into its place. Where that is written down, who is away is not asked to remove it now. */
async function giveUp(places: ContentPlaces, lease: Lease): Promise<void> {
  const { home, leases } = places
  if (!home.isWrittenDown) return release(places, lease)
  try {
    const claim = await leases.release(lease)
    if (claim) await leases.settle(claim)
  } finally {
    await home.ended(lease, false)
  }
}

/**
 * Remembers of a content that was just put in its place what its parts are checked by, and forgets what was wrong with it.
 * In the place of what organizations had for themselves, and what was found damaged, everybody's is good from now on.
 */
async function settled(
  { home, records }: ContentPlaces,
  ref: ContentRef,
  sums: Uint8Array,
): Promise<void> {
  const { owner, sha256 } = ref
  if (ref.size > WHOLE_BYTES) await records.keepSums(sha256, sums)
  for (const faulty of await records.ownersOfFaults(sha256)) {
    if (faulty !== owner && owner !== EVERYBODY) continue
    if (faulty !== owner) await home.remove({ owner: faulty, sha256 })
    await records.clear({ owner: faulty, sha256 })
  }
}

/** Ends a lease, and removes the content unless a version or another lease needs it. */
export async function release(places: ContentPlaces, lease: Lease): Promise<void> {
  let isSettled = false
  try {
    const claim = await places.leases.release(lease)
    isSettled = !claim || (await remove(places, claim)).length > 0
  } finally {
    await places.home.ended(lease, isSettled)
  }
}

/** @returns the contents that were removed */
async function remove({ home, leases }: ContentPlaces, claim: Claim): Promise<ContentName[]> {
  const removed: ContentName[] = []
  let isInDoubt = false
  try {
    for (const content of claim.contents) {
      if (!claim.holds()) break
      await home.remove(content)
      removed.push(content)
    }
  } catch (error) {
    isInDoubt = error instanceof RemovalInDoubt
    throw error
  } finally {
    if (isInDoubt) home.afterDoubt(() => leases.settle(claim))
    else await leases.settle(claim)
  }
  return removed
}

async function collect(places: ContentPlaces): Promise<{ files: number; bytes: number }> {
  const total = { files: 0, bytes: 0 }
  for await (const contents of places.home.left()) {
    for (let from = 0; from < contents.length; from += CLAIMED_AT_ONCE) {
      for (const { size } of await collectSome(
        places,
        contents.slice(from, from + CLAIMED_AT_ONCE),
      )) {
        total.files += 1
        total.bytes += size
      }
    }
  }
  return total
}

/** @returns those that were removed */
async function collectSome(
  places: ContentPlaces,
  contents: readonly LeftContent[],
): Promise<LeftContent[]> {
  const named = new Map(contents.map((content) => [nameOf(content), content]))
  const claim = await places.leases.claim([...named.values()])
  const claimed = new Set(claim.contents.map(nameOf))
  const removed = new Set((await remove(places, claim)).map(nameOf))
  for (const content of contents) {
    if (!content.forget) continue
    const name = nameOf(content)
    const isNeeded = !claimed.has(name) && (await places.leases.isNeeded(content))
    if (removed.has(name) || isNeeded) await content.forget()
  }
  return [...named].flatMap(([name, content]) => (removed.has(name) ? [content] : []))
}

function nameOf({ owner, sha256 }: ContentName): string {
  return `${owner}/${sha256}`
}

/** Few enough that nobody waits long for a transaction, or for content that is being removed. */
const CLAIMED_AT_ONCE = 200
