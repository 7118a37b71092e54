import { constants, promises as fs } from 'node:fs'

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

/**
 * Opens a file, or whatever stands in its place, without waiting: a pipe there would otherwise hold one of the process's
 * few threads for files until somebody writes into it.
 * @throws what `fs.open` throws
 */
export function openToRead(path: string): Promise<fs.FileHandle> {
  // Windows has neither such pipes nor the flag.
  return fs.open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
}

/** Also where nothing is there. */
export async function isFolder(path: string): Promise<boolean> {
  return (await fs.stat(path).catch(ignoreMissing))?.isDirectory() === true
}

/** Whatever it is, also a link to nothing. */
export async function isThere(path: string): Promise<boolean> {
  return (await fs.lstat(path).catch(ignoreMissing)) !== undefined
}

/** For `catch`. @throws any other error */
export function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined
  throw error
}
