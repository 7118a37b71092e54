import { constants, promises as fs } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { UploadBytes } from '../content/open-uploads.ts'
import type { KeptRun, PartSink } from '../content/upload-part.ts'
import type { ContentName } from '../contents.ts'
import { ContentLost, StoreCorrupt, StoreFull } from '../errors.ts'
import type { Room } from '../store.ts'
import type { ContentFolder } from './content-files.ts'
import { sync } from './files.ts'
import { writeAll } from './temporary-file.ts'

/**
 * The bytes of an upload as a file that grows: `contents/uploads/{id}`, on the same file system as the contents that they
 * become, by a second name for the same file. Creates the folder where it is missing.
 */
export async function openUploadFiles(
  folder: string,
  { contents, room }: { contents: ContentFolder; room: Pick<Room, 'state'> },
): Promise<UploadBytes> {
  const root = join(folder, 'contents', 'uploads')
  await fs.mkdir(root, { recursive: true })
  await sync(join(folder, 'contents'))
  const path = (id: string) => join(root, id)
  return {
    checkRoom: async (bytes) => {
      const { free, least } = await room.state()
      if (free - least < bytes) throw new StoreFull('The disk has no room for this upload.')
    },
    sink: (id, offset) => new FileSink(path(id), offset, () => sync(root)),
    read: (id, from, to) => readFile(path(id), from, to),
    adopt: async ({ id, length }, content) => {
      try {
        if (length === 0) await (await fs.open(path(id), 'a', 0o600)).close()
        await adopt(path(id), contents, content)
      } catch (error) {
        const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT'
        throw isGone ? new ContentLost('This upload is used or ended by another request.') : error
      }
    },
    list: () => fs.readdir(root),
    remove: async (id) => {
      const { size } = await fs.stat(path(id)).catch(() => ({ size: 0 }))
      await fs.rm(path(id), { force: true })
      return size
    },
  }
}

/** Writes over what is behind the offset: that counts for nothing. */
class FileSink implements PartSink {
  readonly #path: string
  readonly #offset: number
  readonly #confirm: () => Promise<void>
  #to: number
  #file: Promise<FileHandle> | undefined

  /** @param confirm makes the file's own name durable */
  constructor(path: string, offset: number, confirm: () => Promise<void>) {
    this.#path = path
    this.#offset = this.#to = offset
    this.#confirm = confirm
  }

  async write(pieces: Uint8Array[], from: number): Promise<void> {
    await writeAll(await this.#opened(), pieces, from)
    this.#to = pieces.reduce((sum, { byteLength }) => sum + byteLength, from)
  }

  async keep(): Promise<KeptRun> {
    const to = this.#to
    await (await this.#opened()).datasync()
    return { to, segments: [] }
  }

  async close(): Promise<void> {
    await (await this.#file?.catch(() => undefined))?.close()
  }

  #opened(): Promise<FileHandle> {
    return (this.#file ??= this.#open())
  }

  async #open(): Promise<FileHandle> {
    if (this.#offset === 0) {
      const file = await fs.open(this.#path, 'w', 0o600)
      await this.#confirm()
      return file
    }
    const file = await fs.open(this.#path, 'r+')
    const { size } = await file.stat()
    if (size >= this.#offset) return file
    await file.close()
    throw new StoreCorrupt('An upload has lost bytes that were on the disk.')
  }
}

async function* readFile(path: string, from: number, to: number): AsyncGenerator<Uint8Array> {
  const file = await fs.open(path, 'r')
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES)
    for (let at = from; at < to;) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, to - at), at)
      if (bytesRead === 0) return
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

const READ_BYTES = 256 * 1024

async function adopt(path: string, contents: ContentFolder, content: ContentName): Promise<void> {
  const second = contents.temporary()
  await fs.link(path, second).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EEXIST') throw error
    await copy(path, second)
  })
  await contents.settle(second, content)
  // Between two names of the same file a rename does nothing.
  await fs.rm(second, { force: true })
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
