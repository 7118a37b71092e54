import { createReadStream } from 'node:fs'
import type {
  Claim,
  ContentLeases,
  ContentStore,
  KeptContent,
  Lease,
  StagedContent,
} from '../contents.ts'
import { StoreCorrupt } from '../errors.ts'
import type { Room } from '../store.ts'
import { isSha256, openContentFolder } from './content-files.ts'
import type { ContentFolder } from './content-files.ts'
import { TemporaryFile } from './temporary-file.ts'

/**
 * Contents as files named by their SHA-256. Several processes may share the folder: what may be removed is decided by
 * the leases, see `ContentLeases`.
 */
export async function openFolderContents(
  path: string,
  leases: ContentLeases,
  room: Pick<Room, 'check'>,
): Promise<ContentStore> {
  const folder = await openContentFolder(path, leases.holder)
  await folder.removeLeftovers(() => leases.holders())
  return {
    stage: async () => stage(folder, leases, room),
    read: (sha256, range) => read(folder, sha256, range),
    collect: async () => {
      await folder.removeLeftovers(() => leases.holders())
      return collect(folder, leases)
    },
  }
}

/** Milliseconds: how often a long body has the disk looked at. */
const ROOM_SEEN = 50

interface Kept {
  content: KeptContent
  lease: Lease
}

function stage(
  folder: ContentFolder,
  leases: ContentLeases,
  room: Pick<Room, 'check'>,
): StagedContent {
  const file = new TemporaryFile(folder.temporary())
  let keeping: Promise<Kept> | undefined
  let dropping: Promise<void> | undefined
  const drop = async () => {
    const kept = await keeping?.catch(() => undefined)
    await (kept ? release(folder, leases, kept.lease) : file.remove())
  }
  return {
    write: async (chunk) => {
      // Taken at once, so that chunks keep their order whoever waits.
      await Promise.all([file.write(chunk), room.check(ROOM_SEEN)])
    },
    keep: async () => {
      if (dropping) throw new Error('This content was dropped.')
      keeping ??= keep(folder, leases, file)
      return (await keeping).content
    },
    // The content is stored or given up by now: nobody can do more about what is left than `collect` will.
    drop: () => (dropping ??= drop().catch(() => undefined)),
  }
}

async function keep(
  folder: ContentFolder,
  leases: ContentLeases,
  file: TemporaryFile,
): Promise<Kept> {
  const ref = file.digest()
  // Before looking whether the content is there: from now on nobody removes it.
  const lease = await leases.take(ref.sha256)
  try {
    if ((await folder.size(ref.sha256)) === ref.size) {
      await folder.confirm(ref.sha256)
      await file.remove()
    } else await folder.settle(await file.finish(), ref.sha256)
    return { content: { ...ref, lease: lease.id }, lease }
  } catch (error) {
    await release(folder, leases, lease).catch(() => undefined)
    throw error
  }
}

/** Ends a lease, and removes the content unless a version or another lease needs it. */
export async function release(
  folder: ContentFolder,
  leases: ContentLeases,
  lease: Lease,
): Promise<void> {
  const claim = await leases.release(lease)
  if (claim) await remove(folder, leases, claim)
}

/** @returns the contents that were removed */
async function remove(
  folder: ContentFolder,
  leases: ContentLeases,
  claim: Claim,
): Promise<string[]> {
  const removed: string[] = []
  try {
    for (const sha256 of claim.contents) {
      if (!claim.holds()) break
      await folder.remove(sha256)
      removed.push(sha256)
    }
  } finally {
    await leases.settle(claim)
  }
  return removed
}

async function collect(
  folder: ContentFolder,
  leases: ContentLeases,
): Promise<{ files: number; bytes: number }> {
  const total = { files: 0, bytes: 0 }
  for await (const contents of folder.list()) {
    const sizes = new Map(contents.map(({ sha256, size }) => [sha256, size]))
    const names = [...sizes.keys()]
    for (let from = 0; from < names.length; from += CLAIMED_AT_ONCE) {
      const claim = await leases.claim(names.slice(from, from + CLAIMED_AT_ONCE))
      for (const sha256 of await remove(folder, leases, claim)) {
        total.files += 1
        total.bytes += sizes.get(sha256) ?? 0
      }
    }
  }
  return total
}

/** Few enough that nobody waits long for a transaction, or for content that is being removed. */
const CLAIMED_AT_ONCE = 200

async function* read(
  folder: ContentFolder,
  sha256: string,
  range?: { start: number; end: number },
): AsyncGenerator<Uint8Array> {
  if (!isSha256(sha256))
    throw new StoreCorrupt('A version names content by something that is not a SHA-256.')
  try {
    yield* createReadStream(folder.path(sha256), { ...range, highWaterMark: READ_BYTES })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new StoreCorrupt(`The content ${sha256} is missing.`, { cause: error })
  }
}

const READ_BYTES = 256 * 1024
