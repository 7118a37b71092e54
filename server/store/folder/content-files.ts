import { randomUUID } from 'node:crypto'
import { constants, existsSync, promises as fs } from 'node:fs'
import { dirname, join } from 'node:path'
import { isSha256 } from '../content/open-contents.ts'
import { EVERYBODY } from '../contents.ts'
import type { ContentName } from '../contents.ts'
import { ignoreMissing, isFolder, openToRead, sync } from './files.ts'
import { removeFrom, removeLeftovers } from './remove-files.ts'

/**
 * Where contents are: `contents/organizations/7/ab/abcdef…`, named by their owner and their SHA-256, and
 * `contents/ab/abcdef…` for those that are everybody's. What is being received is in `contents/tmp`, what arrives in parts
 * beside it, see upload-files.ts.
 */
export interface ContentFolder extends ContentLook {
  path(content: ContentName): string
  /** The folders in it that are always there. */
  readonly parts: readonly string[]
  /** A new path, which names the process that writes there. */
  temporary(): string
  /** Moves a temporary file, which has been fsynced, to its place, durably. */
  settle(temporary: string, content: ContentName): Promise<void>
  /** @param stands as of `ContentHome`: what is moved out of its place goes back where it does not */
  remove(content: ContentName, stands?: () => Promise<boolean>): Promise<void>
  /** Whether it is there, and may be read and written. */
  isUsable(): Promise<boolean>
  /** Removes the temporary files of all processes but those that `holders` answers; what they were removing goes back. */
  removeLeftovers(holders: () => Promise<ReadonlySet<string>>): Promise<void>
}

/** What can be seen of contents by whoever changes nothing. */
export interface ContentLook {
  /** Whether the folder itself is there: a disk may have been taken away. */
  isThere(): Promise<boolean>
  /** Opens a version's content to be read, see `contentPath`. @throws what `open` throws; ENOENT where it is missing */
  open(content: ContentName): Promise<fs.FileHandle>
  /** Every content, folder by folder. */
  list(): AsyncIterable<(ContentName & { size: number })[]>
}

export function lookAtContents(folder: string): ContentLook {
  const root = join(folder, 'contents')
  // Who looks before the first server of this release has made it does not expect it.
  const parts = [join(root, 'tmp'), join(root, OWN)].filter((part) => existsSync(part))
  return {
    isThere: async () =>
      parts.length > 0 && (await Promise.all(parts.map(isFolder))).every(Boolean),
    open: (content) => openContent(folder, content),
    async *list() {
      yield* listOwner(root, EVERYBODY)
      const organizations = join(root, OWN)
      for (const name of (await fs.readdir(organizations).catch(ignoreMissing)) ?? [])
        if (/^[1-9][0-9]*$/.test(name)) yield* listOwner(join(organizations, name), Number(name))
    },
  }
}

/**
 * Creates the folder where it is missing.
 * @param holder names this process, in letters, digits and hyphens
 */
export async function openContentFolder(folder: string, holder: string): Promise<ContentFolder> {
  const root = join(folder, 'contents')
  const temporary = join(root, 'tmp')
  const own = join(root, OWN)
  for (const part of [temporary, own]) await fs.mkdir(part, { recursive: true })
  await sync(root)
  await sync(folder)

  const known = new Set<string>()
  const path = (content: ContentName) => ownPath(folder, content)
  /**
   * Makes it where it is missing, and sees to it that every folder above names the one below it. Not so the folders of
   * all contents: where one of them is gone, it was taken away, and nothing belongs into its place.
   */
  const makeParent = async (content: ContentName): Promise<string> => {
    const parent = dirname(path(content))
    if (known.has(parent)) return parent
    const above = content.owner === EVERYBODY ? [] : [dirname(parent)]
    for (const at of [...above, parent]) await fs.mkdir(at).catch(ignoreThere)
    for (const at of [parent, ...above]) await sync(dirname(at))
    known.add(parent)
    return parent
  }

  return {
    ...lookAtContents(folder),
    path,
    parts: [temporary, own],
    temporary: () => join(temporary, `${holder}.${randomUUID()}`),
    settle: async (from, content) => {
      const parent = await makeParent(content)
      const place = path(content)
      try {
        await fs.rename(from, place)
      } catch (error) {
        if (await isFolder(place)) {
          // Somebody's folder: it is left beside, for whoever wants it back.
          await fs.rename(place, `${place}.set-aside.${randomUUID()}`)
        } else if (await isLost(parent)) {
          // With all that it held: the same bytes can heal that only in a new one.
          known.delete(parent)
          await makeParent(content)
        } else throw error
        await fs.rename(from, place)
      }
      await sync(parent)
    },
    remove: (content, stands) =>
      removeFrom(
        path(content),
        join(temporary, `${holder}.${content.owner}-${content.sha256}`),
        stands,
      ),
    isUsable: () =>
      fs.access(root, constants.R_OK | constants.W_OK | constants.X_OK).then(
        () => true,
        () => false,
      ),
    removeLeftovers: (holders) => removeLeftovers(temporary, path, holders),
  }
}

function ignoreThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

/** Where the one above is gone too, a disk may have been taken away, and nothing belongs into its place. */
async function isLost(folder: string): Promise<boolean> {
  return !(await isFolder(folder)) && (await isFolder(dirname(folder)))
}

/** The folder of what organizations have for themselves. */
const OWN = 'organizations'

/** Where the content of this owner belongs, in a data folder. */
function ownPath(folder: string, { owner, sha256 }: ContentName): string {
  const whose = owner === EVERYBODY ? [] : [OWN, String(owner)]
  return join(folder, 'contents', ...whose, sha256.slice(0, 2), sha256)
}

/**
 * Where a version's content is, in a data folder: what an organization stored before it had contents of its own, or while
 * they were shared, is with everybody's still. Nothing may be there at all.
 */
export function contentPath(folder: string, content: ContentName): string {
  const own = ownPath(folder, content)
  return existsSync(own) ? own : sharedPath(folder, content)
}

/** Without waiting for the disk. */
async function openContent(folder: string, content: ContentName): Promise<fs.FileHandle> {
  return (
    (await openToRead(ownPath(folder, content)).catch(ignoreMissing)) ??
    (await openToRead(sharedPath(folder, content)))
  )
}

function sharedPath(folder: string, { sha256 }: ContentName): string {
  return ownPath(folder, { owner: EVERYBODY, sha256 })
}

async function* listOwner(
  root: string,
  owner: number,
): AsyncGenerator<(ContentName & { size: number })[]> {
  for (const name of await fs.readdir(root))
    if (/^[0-9a-f]{2}$/.test(name))
      yield (await listFolder(join(root, name))).map((found) => ({ owner, ...found }))
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
