import { EVERYBODY } from '../contents.ts'
import type {
  Claim,
  ContentLeases,
  ContentName,
  ContentStore,
  KeptContent,
  Lease,
  StagedContent,
} from '../contents.ts'
import { StoreCorrupt } from '../errors.ts'
import { isSha256, openContent, openContentFolder } from './content-files.ts'
import type { ContentFolder } from './content-files.ts'
import { TemporaryFile } from './temporary-file.ts'

/**
 * Contents as files named by their SHA-256. Several processes may share the folder: what may be removed is decided by
 * the leases, see `ContentLeases`.
 */
export async function openFolderContents(
  path: string,
  leases: ContentLeases,
): Promise<ContentStore> {
  const folder = await openContentFolder(path, leases.holder)
  await folder.removeLeftovers(() => leases.holders())
  return {
    stage: async (organizationId) => stage(folder, leases, leases.ownerFor(organizationId)),
    read: (content, range) => read(path, content, range),
    collect: async () => {
      await folder.removeLeftovers(() => leases.holders())
      return collect(folder, leases)
    },
  }
}

interface Kept {
  content: KeptContent
  lease: Lease
}

function stage(folder: ContentFolder, leases: ContentLeases, owner: number): StagedContent {
  const file = new TemporaryFile(folder.temporary())
  let keeping: Promise<Kept> | undefined
  let dropping: Promise<void> | undefined
  const drop = async () => {
    const kept = await keeping?.catch(() => undefined)
    await (kept ? release(folder, leases, kept.lease) : file.remove())
  }
  return {
    write: (chunk) => file.write(chunk),
    keep: async () => {
      if (dropping) throw new Error('This content was dropped.')
      keeping ??= keep(folder, leases, { owner, file })
      return (await keeping).content
    },
    // The content is stored or given up by now: nobody can do more about what is left than `collect` will.
    drop: () => (dropping ??= drop().catch(() => undefined)),
  }
}

async function keep(
  folder: ContentFolder,
  leases: ContentLeases,
  { owner, file }: { owner: number; file: TemporaryFile },
): Promise<Kept> {
  const ref = { owner, ...file.digest() }
  // Before looking whether the content is there: from now on nobody removes it.
  const lease = await leases.take({ owner, sha256: ref.sha256 })
  try {
    if (await isThere(folder, leases, ref)) await file.remove()
    else await folder.settle(await file.finish(), ref)
    return { content: { ...ref, lease: lease.id }, lease }
  } catch (error) {
    await release(folder, leases, lease).catch(() => undefined)
    throw error
  }
}

/**
 * Whether the content, which is leased, is there for good. Among everybody's it is looked for only where a version of the
 * owner needs it: that it is there for another organization's sake must not show.
 */
export async function isThere(
  folder: ContentFolder,
  leases: ContentLeases,
  content: ContentName & { size: number },
): Promise<boolean> {
  const shared = { ...content, owner: EVERYBODY }
  const places = leases.isNeeded(content) ? [content, shared] : [content]
  for (const place of places) {
    if ((await folder.size(place)) !== content.size) continue
    await folder.confirm(place)
    return true
  }
  return false
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
): Promise<ContentName[]> {
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

async function collect(
  folder: ContentFolder,
  leases: ContentLeases,
): Promise<{ files: number; bytes: number }> {
  const total = { files: 0, bytes: 0 }
  for await (const contents of folder.list()) {
    const sizes = new Map(contents.map(({ sha256, size }) => [sha256, size]))
    for (let from = 0; from < contents.length; from += CLAIMED_AT_ONCE) {
      const claim = await leases.claim(contents.slice(from, from + CLAIMED_AT_ONCE))
      for (const { sha256 } of await remove(folder, leases, claim)) {
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
  folder: string,
  { owner, sha256 }: ContentName,
  range?: { start: number; end: number },
): AsyncGenerator<Uint8Array> {
  if (!isSha256(sha256))
    throw new StoreCorrupt('A version names content by something that is not a SHA-256.')
  try {
    const file = await openContent(folder, { owner, sha256 })
    yield* file.createReadStream({ ...range, highWaterMark: READ_BYTES })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new StoreCorrupt(`The content ${sha256} is missing.`, { cause: error })
  }
}

const READ_BYTES = 256 * 1024
