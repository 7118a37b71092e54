import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  Claim,
  ContentLeases,
  ContentName,
  ContentRecords,
  ContentRef,
  ContentStore,
  KeptContent,
  Lease,
  OpenContent,
  ReadOptions,
  WantedContent,
  StagedContent,
} from '../contents.ts'
import { EVERYBODY, WHOLE_BYTES } from '../contents.ts'
import { StoreCorrupt } from '../errors.ts'
import type { Looked, Room } from '../store.ts'
import { openChecked } from './checked-read.ts'
import { isSha256, openContentFolder } from './content-files.ts'
import type { ContentFolder } from './content-files.ts'
import { TemporaryFile } from './temporary-file.ts'

/**
 * Contents as files named by their SHA-256. Several processes may share the folder: what may be removed is decided by
 * the leases, see `ContentLeases`.
 */
export async function openFolderContents(
  path: string,
  { leases, records, room }: Omit<ContentPlaces, 'folder'> & { room: Pick<Room, 'check'> },
): Promise<ContentStore> {
  const folder = await openContentFolder(path, leases.holder)
  await folder.removeLeftovers(() => leases.holders())
  const places = { folder, leases, records }
  return {
    stage: async (organizationId) => stage(places, await leases.ownerFor(organizationId), room),
    open: (content, options = {}) => openContent(places, content, options),
    collect: async () => {
      await folder.removeLeftovers(() => leases.holders())
      return collect(places)
    },
  }
}

/** @param path of the data folder, whose contents may be on a disk of their own */
export async function lookAtContents(path: string): Promise<Looked> {
  try {
    await access(join(path, 'contents'), constants.R_OK | constants.W_OK | constants.X_OK)
    return { kind: 'ok' }
  } catch {
    return {
      kind: 'failed',
      reason: 'The folder of contents is missing, or may not be read and written.',
    }
  }
}

/** Milliseconds: how often a long body has the disk looked at. */
const ROOM_SEEN = 50

/** What contents live in: their files, and what is known of them. */
export interface ContentPlaces {
  folder: ContentFolder
  leases: ContentLeases
  records: ContentRecords
}

interface Kept {
  content: KeptContent
  lease: Lease
}

function stage(places: ContentPlaces, owner: number, room: Pick<Room, 'check'>): StagedContent {
  const { folder } = places
  const file = new TemporaryFile(folder.temporary())
  let keeping: Promise<Kept> | undefined
  let dropping: Promise<void> | undefined
  const drop = async () => {
    const kept = await keeping?.catch(() => undefined)
    await (kept ? release(places, kept.lease) : file.remove())
  }
  return {
    write: async (chunk) => {
      // Taken at once, so that chunks keep their order whoever waits.
      await Promise.all([file.write(chunk), room.check(ROOM_SEEN)])
    },
    keep: async () => {
      if (dropping) throw new Error('This content was dropped.')
      keeping ??= keep(places, owner, file)
      return (await keeping).content
    },
    // The content is stored or given up by now: nobody can do more about what is left than `collect` will.
    drop: () => (dropping ??= drop().catch(() => undefined)),
  }
}

async function keep(places: ContentPlaces, owner: number, file: TemporaryFile): Promise<Kept> {
  const { sums, ...digest } = file.digest()
  const ref = { owner, ...digest }
  // From now on nobody removes it.
  const lease = await places.leases.take({ owner, sha256: ref.sha256 })
  try {
    // Also in the place of one that is there: nobody knows whether that one is still whole, and of this one it is known.
    await places.folder.settle(await file.finish(), ref)
    await settled(places, ref, sums)
    return { content: { ...ref, lease: lease.id }, lease }
  } catch (error) {
    await release(places, lease).catch(() => undefined)
    throw error
  }
}

/**
 * Remembers of a content that was just put in its place what its parts are checked by, and forgets what was wrong with it.
 * In the place of what organizations had for themselves, and what was found damaged, everybody's is good from now on.
 */
export async function settled(
  { folder, records }: ContentPlaces,
  ref: ContentRef,
  sums: Uint8Array,
): Promise<void> {
  const { owner, sha256 } = ref
  if (ref.size > WHOLE_BYTES) await records.keepSums(sha256, sums)
  for (const faulty of await records.ownersOfFaults(sha256)) {
    if (faulty !== owner && owner !== EVERYBODY) continue
    if (faulty !== owner) await folder.remove({ owner: faulty, sha256 })
    await records.clear({ owner: faulty, sha256 })
  }
}

/** Ends a lease, and removes the content unless a version or another lease needs it. */
export async function release(places: ContentPlaces, lease: Lease): Promise<void> {
  const claim = await places.leases.release(lease)
  if (claim) await remove(places, claim)
}

/** @returns the contents that were removed */
async function remove({ folder, leases }: ContentPlaces, claim: Claim): Promise<ContentName[]> {
  const removed: ContentName[] = []
  try {
    for (const content of claim.contents) {
      if (!claim.holds()) break
      await folder.remove(content)
      removed.push(content)
    }
  } finally {
    await leases.settle(claim)
  }
  return removed
}

async function collect(places: ContentPlaces): Promise<{ files: number; bytes: number }> {
  const { folder, leases } = places
  const total = { files: 0, bytes: 0 }
  for await (const contents of folder.list()) {
    const sizes = new Map(contents.map(({ sha256, size }) => [sha256, size]))
    for (let from = 0; from < contents.length; from += CLAIMED_AT_ONCE) {
      const claim = await leases.claim(contents.slice(from, from + CLAIMED_AT_ONCE))
      for (const { sha256 } of await remove(places, claim)) {
        total.files += 1
        total.bytes += sizes.get(sha256) ?? 0
      }
    }
  }
  return total
}

/** Few enough that nobody waits long for a transaction, or for content that is being removed. */
const CLAIMED_AT_ONCE = 200

async function openContent(
  { folder, records }: ContentPlaces,
  content: WantedContent,
  options: ReadOptions,
): Promise<OpenContent> {
  if (!isSha256(content.sha256))
    throw new StoreCorrupt('A version names content by something that is not a SHA-256.')
  return openChecked(content, options, { folder, records })
}
