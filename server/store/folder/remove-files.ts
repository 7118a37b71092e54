import { promises as fs } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ContentName } from '../contents.ts'
import { ignoreMissing, isFolder, isThere, sync } from './files.ts'

/**
 * Removes the temporary files of processes that are gone; what they were removing goes back to its place.
 * @param pathOf where a content belongs
 * @param holders those that are not gone
 */
export async function removeLeftovers(
  temporary: string,
  pathOf: (content: ContentName) => string,
  holders: () => Promise<ReadonlySet<string>>,
): Promise<void> {
  // Looked at first: who creates a file later is a holder by then.
  const files = await fs.readdir(temporary)
  const living = await holders()
  for (const name of files) {
    const end = name.lastIndexOf('.')
    if (living.has(name.slice(0, end))) continue
    const file = join(temporary, name)
    const [, owner, sha256 = ''] = /^(\d+)-([0-9a-f]{64})$/.exec(name.slice(end + 1)) ?? []
    if (owner !== undefined) {
      const place = pathOf({ owner: Number(owner), sha256 })
      // It waits for whoever brings the folder back that it belongs into.
      if (!(await isFolder(dirname(place)))) continue
      await putBack(file, place)
    }
    await fs.rm(file, { recursive: true, force: true })
  }
}

/**
 * Removes a content. Killed in the middle, it leaves it beside, for `removeLeftovers`.
 * @param aside where it is while it is asked whether it may be removed still
 * @param stands as of `ContentHome`; without, it may
 */
export async function removeFrom(
  place: string,
  aside: string,
  stands: (() => Promise<boolean>) | undefined,
): Promise<void> {
  const found = await fs.lstat(place).catch(ignoreMissing)
  // A folder there is somebody's, and no content.
  if (found === undefined || found.isDirectory()) return
  try {
    await fs.rename(place, aside)
  } catch (error) {
    return ignoreMissing(error as NodeJS.ErrnoException)
  }
  let isOver = false
  try {
    isOver = stands === undefined || (await stands())
  } finally {
    if (!isOver) await putBack(aside, place)
    await fs.unlink(aside).catch(ignoreMissing)
  }
}

/** What was moved out of its place, unless something has come there since. */
async function putBack(aside: string, place: string): Promise<void> {
  try {
    await fs.link(aside, place)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Not every file system knows links.
    if (code !== 'EEXIST' && code !== 'ENOENT' && !(await isThere(place)))
      await fs.rename(aside, place).catch(ignoreMissing)
  }
  await sync(dirname(place))
}
