import { constants, promises as fs } from 'node:fs'
import { join } from 'node:path'
import type { ContentName } from '../contents.ts'
import { StoreFull } from '../errors.ts'
import type { Room } from '../store.ts'
import { sync } from './content-files.ts'
import type { ContentFolder } from './content-files.ts'

/** Where the bytes of uploads are: `contents/uploads/{id}`, on the same file system as the contents that they become. */
export interface UploadFiles {
  /** @param id letters, digits and hyphens */
  path(id: string): string
  /** The ids of all that have a file. */
  list(): Promise<string[]>
  /** Makes sure that the files are found after a power loss. */
  confirm(): Promise<void>
  /** @throws StoreFull when there are fewer bytes left beside the reserve */
  checkRoom(bytes: number): Promise<void>
  /** Makes a content of a file that has been fsynced, durably. The upload's own file stays. */
  adopt(id: string, contents: ContentFolder, content: ContentName): Promise<void>
  /** @returns the bytes of what is removed, if there was anything */
  remove(id: string): Promise<number>
}

/** Creates the folder where it is missing. */
export async function openUploadFiles(
  folder: string,
  room: Pick<Room, 'state'>,
): Promise<UploadFiles> {
  const root = join(folder, 'contents', 'uploads')
  await fs.mkdir(root, { recursive: true })
  await sync(join(folder, 'contents'))
  const path = (id: string) => join(root, id)
  return {
    path,
    list: () => fs.readdir(root),
    confirm: () => sync(root),
    checkRoom: async (bytes) => {
      const { free, least } = await room.state()
      if (free - least < bytes) throw new StoreFull('The disk has no room for this upload.')
    },
    adopt: async (id, contents, content) => {
      const second = contents.temporary()
      await fs.link(path(id), second).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT' || error.code === 'EEXIST') throw error
        await copy(path(id), second)
      })
      await contents.settle(second, content)
      // Between two names of the same file a rename does nothing.
      await fs.rm(second, { force: true })
    },
    remove: async (id) => {
      const { size } = await fs.stat(path(id)).catch(() => ({ size: 0 }))
      await fs.rm(path(id), { force: true })
      return size
    },
  }
}

/** Where the file system knows no links. */
async function copy(from: string, to: string): Promise<void> {
  await fs.copyFile(from, to, constants.COPYFILE_EXCL)
  const handle = await fs.open(to, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
