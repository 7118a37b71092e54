import { promises as fs } from 'node:fs'
import { join } from 'node:path'

/** Where contents lie: `contents/ab/abcdef…`, named by their SHA-256, and `contents/tmp` for those on their way in. */
export interface ContentFolder {
  path(sha256: string): string
  /** A name that nobody has had yet. */
  temporary(): string
  /** The content's size, or `undefined` when there is none. */
  size(sha256: string): Promise<number | undefined>
  /** Moves a temporary file, which has been fsynced, to its place for good. */
  settle(temporary: string, sha256: string): Promise<void>
  /** Makes sure that a content found in its place stays there: whoever put it there may have died just before. */
  confirm(sha256: string): Promise<void>
  /** Every content, folder by folder. */
  list(): AsyncIterable<{ sha256: string; size: number }[]>
  remove(sha256: string): Promise<void>
}

/** Makes the folder where it is missing, and removes what an earlier process left half-written. */
export async function openContentFolder(folder: string): Promise<ContentFolder> {
  const root = join(folder, 'contents')
  const temporary = join(root, 'tmp')
  await fs.mkdir(temporary, { recursive: true })
  await removeAll(temporary)
  await sync(root)
  await sync(folder)

  const known = new Set<string>()
  const parent = (sha256: string) => join(root, sha256.slice(0, 2))
  const makeParent = async (sha256: string) => {
    if (known.has(parent(sha256))) return
    await fs.mkdir(parent(sha256), { recursive: true })
    await sync(root)
    known.add(parent(sha256))
  }
  const path = (sha256: string) => join(parent(sha256), sha256)
  let names = 0

  return {
    path,
    temporary: () => join(temporary, `${process.pid}-${++names}`),
    size: async (sha256) => {
      const stats = await fs.stat(path(sha256)).catch(ignoreMissing)
      return stats?.size
    },
    settle: async (temporary, sha256) => {
      await makeParent(sha256)
      await fs.rename(temporary, path(sha256))
      await sync(parent(sha256))
    },
    confirm: async (sha256) => {
      await sync(root)
      await sync(parent(sha256))
    },
    remove: async (sha256) => {
      await fs.unlink(path(sha256)).catch(ignoreMissing)
    },
    async *list() {
      for (const name of await fs.readdir(root))
        if (/^[0-9a-f]{2}$/.test(name)) yield await listFolder(join(root, name))
    },
  }
}

async function listFolder(folder: string): Promise<{ sha256: string; size: number }[]> {
  const names = await fs.readdir(folder)
  return Promise.all(
    names
      .filter((name) => isSha256(name))
      .map(async (sha256) => ({ sha256, size: (await fs.stat(join(folder, sha256))).size })),
  )
}

/** Also what keeps `../` out of paths. */
export function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

async function removeAll(folder: string): Promise<void> {
  for (const name of await fs.readdir(folder))
    await fs.rm(join(folder, name), { recursive: true, force: true })
}

/** What a folder lists is on the disk only once the folder itself is. */
async function sync(folder: string): Promise<void> {
  // Windows opens no folders; NTFS keeps a journal of its own for them.
  if (process.platform === 'win32') return
  const handle = await fs.open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined
  throw error
}
