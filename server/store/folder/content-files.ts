import { promises as fs } from 'node:fs'
import { join } from 'node:path'

/**
 * Where contents are: `contents/ab/abcdef…`, named by their SHA-256, and `contents/tmp` for those being received. Those that
 * arrive in parts are beside them, see upload-files.ts.
 */
export interface ContentFolder {
  path(sha256: string): string
  /** A new path, which names the process that writes there. */
  temporary(): string
  /** Whether the folder itself is there: a disk may have been taken away. */
  isThere(): Promise<boolean>
  /** Moves a temporary file, which has been fsynced, to its place, durably. */
  settle(temporary: string, sha256: string): Promise<void>
  /** Every content, folder by folder. */
  list(): AsyncIterable<{ sha256: string; size: number }[]>
  remove(sha256: string): Promise<void>
  /** Removes the temporary files of all processes but those that `holders` answers. */
  removeLeftovers(holders: () => Promise<ReadonlySet<string>>): Promise<void>
}

/**
 * Creates the folder where it is missing.
 * @param holder names this process, in letters, digits and hyphens
 */
export async function openContentFolder(folder: string, holder: string): Promise<ContentFolder> {
  const root = join(folder, 'contents')
  const temporary = join(root, 'tmp')
  await fs.mkdir(temporary, { recursive: true })
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
  const path = (sha256: string) => contentPath(folder, sha256)
  let names = 0

  return {
    path,
    temporary: () => join(temporary, `${holder}.${++names}`),
    isThere: async () => (await fs.stat(temporary).catch(ignoreMissing)) !== undefined,
    settle: async (temporary, sha256) => {
      await makeParent(sha256)
      await fs.rename(temporary, path(sha256))
      await sync(parent(sha256))
    },
    remove: async (sha256) => {
      await fs.unlink(path(sha256)).catch(ignoreMissing)
    },
    removeLeftovers: async (holders) => {
      // Looked at first: who creates a file later is a holder by then.
      const files = await fs.readdir(temporary)
      const living = await holders()
      for (const name of files)
        if (!living.has(name.slice(0, name.lastIndexOf('.'))))
          await fs.rm(join(temporary, name), { recursive: true, force: true })
    },
    async *list() {
      for (const name of await fs.readdir(root))
        if (/^[0-9a-f]{2}$/.test(name)) yield await listFolder(join(root, name))
    },
  }
}

/** Where the content of this SHA-256 is, in a data folder. */
export function contentPath(folder: string, sha256: string): string {
  return join(folder, 'contents', sha256.slice(0, 2), sha256)
}

async function listFolder(folder: string): Promise<{ sha256: string; size: number }[]> {
  const names = (await fs.readdir(folder)).filter((name) => isSha256(name))
  const found = await Promise.all(
    names.map(async (sha256) => {
      // Another process may have removed it since.
      const stats = await fs.stat(join(folder, sha256)).catch(ignoreMissing)
      return stats ? [{ sha256, size: stats.size }] : []
    }),
  )
  return found.flat()
}

/** Also what keeps `../` out of paths. */
export function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

/** A folder's entries are on the disk only once the folder itself is synced. */
export async function sync(folder: string): Promise<void> {
  // Windows can't open folders; NTFS keeps a journal for them.
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
