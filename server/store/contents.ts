import { createReadStream } from 'node:fs'
import type { ContentFolder } from './content-files.ts'
import { isSha256 } from './content-files.ts'
import { TemporaryFile } from './staged-content.ts'
import type { ContentRef, ContentStore, StagedContent } from './store.ts'
import { StoreCorrupt } from './store.ts'

/** Which of these contents (lower-case hex SHA-256) no version needs. */
export type FindUnneeded = (contents: string[]) => string[]

/**
 * Contents, and the care that none goes while somebody needs it: between `keep` and the commit of its version a content
 * is held here. `committed` is told of each content that a version refers to from now on.
 */
export function openContents(
  folder: ContentFolder,
  findUnneeded: FindUnneeded,
): ContentStore & { committed(sha256: string): void } {
  const holds = new Map<string, Hold>()
  const locked = openLocks()
  /** Contents kept while a collection runs: it looked at the versions before these had one. */
  let spared: Set<string> | undefined

  const keep = (file: TemporaryFile): Promise<{ ref: ContentRef; hold: Hold }> => {
    const ref = file.digest()
    return locked(ref.sha256, async () => {
      const size = await folder.size(ref.sha256)
      if (size === ref.size) {
        await folder.confirm(ref.sha256)
        await file.remove()
      } else await folder.settle(await file.finish(), ref.sha256)
      spared?.add(ref.sha256)
      const hold = holds.get(ref.sha256) ?? { holders: 0, fresh: size === undefined }
      hold.holders += 1
      holds.set(ref.sha256, hold)
      return { ref, hold }
    })
  }

  const release = ({ ref, hold }: { ref: ContentRef; hold: Hold }): Promise<void> =>
    locked(ref.sha256, async () => {
      hold.holders -= 1
      // A commit has taken the hold away, or others have it still.
      if (holds.get(ref.sha256) !== hold || hold.holders > 0) return
      holds.delete(ref.sha256)
      if (hold.fresh) await folder.remove(ref.sha256)
    })

  return {
    stage: async () => stage(new TemporaryFile(folder.temporary()), keep, release),
    read: (sha256, range) => read(folder, sha256, range),
    committed: (sha256) => void holds.delete(sha256),
    collect: async () => {
      if (spared) throw new Error('A collection is running already.')
      spared = new Set(holds.keys())
      try {
        return await collect(folder, findUnneeded, locked, spared)
      } finally {
        spared = undefined
      }
    },
  }
}

/** Content between `keep` and its version. Fresh: before it was kept it was not there, so that no version can need it. */
interface Hold {
  holders: number
  fresh: boolean
}

function stage<Kept extends { ref: ContentRef }>(
  file: TemporaryFile,
  keep: (file: TemporaryFile) => Promise<Kept>,
  release: (kept: Kept) => Promise<void>,
): StagedContent {
  let keeping: Promise<Kept> | undefined
  let dropping: Promise<void> | undefined
  const drop = async () => {
    const kept = await keeping?.catch(() => undefined)
    await (kept ? release(kept) : file.remove())
  }
  return {
    write: (chunk) => file.write(chunk),
    keep: async () => {
      if (dropping) throw new Error('This content was dropped.')
      keeping ??= keep(file)
      return (await keeping).ref
    },
    drop: () => (dropping ??= drop()),
  }
}

async function* read(
  folder: ContentFolder,
  sha256: string,
  range?: { start: number; end: number },
): AsyncGenerator<Uint8Array> {
  if (!isSha256(sha256)) throw new StoreCorrupt('A version names a content by no SHA-256.')
  try {
    yield* createReadStream(folder.path(sha256), { ...range, highWaterMark: READ_BYTES })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new StoreCorrupt(`The content ${sha256} is missing.`, { cause: error })
  }
}

const READ_BYTES = 256 * 1024

async function collect(
  folder: ContentFolder,
  findUnneeded: FindUnneeded,
  locked: Locked,
  spared: ReadonlySet<string>,
): Promise<{ files: number; bytes: number }> {
  const removed = { files: 0, bytes: 0 }
  const sizes = new Map<string, number>()
  for await (const contents of folder.list())
    for (const { sha256, size } of contents) sizes.set(sha256, size)
  for (const sha256 of findUnneeded([...sizes.keys()]))
    await locked(sha256, async () => {
      if (spared.has(sha256)) return
      await folder.remove(sha256)
      removed.files += 1
      removed.bytes += sizes.get(sha256) ?? 0
    })
  return removed
}

type Locked = <Result>(sha256: string, work: () => Promise<Result>) => Promise<Result>

/** One at a time for each content: nobody removes what another has just found in its place. */
function openLocks(): Locked {
  const tails = new Map<string, Promise<unknown>>()
  return async (sha256, work) => {
    const before = tails.get(sha256)
    const mine = before ? before.then(work, work) : work()
    tails.set(sha256, mine)
    try {
      return await mine
    } finally {
      if (tails.get(sha256) === mine) tails.delete(sha256)
    }
  }
}
