import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { OtherSize, READ_BYTES } from '../content/checked-read.ts'
import type { ContentBytes, OpenRun } from '../content/checked-read.ts'
import type { ContentLook } from './content-files.ts'

/** The bytes of contents that are files. */
export function readFiles({ open, isThere }: Pick<ContentLook, 'open' | 'isThere'>): ContentBytes {
  return {
    sizeOf: async (content) => {
      const file = await open(content)
      try {
        return sizeOf(await file.stat())
      } finally {
        await file.close()
      }
    },
    open: async (content, { from, to, size }) => {
      const file = await open(content)
      try {
        if (sizeOf(await file.stat()) !== size) throw new OtherSize()
        return new FileRun(file, from, to)
      } catch (error) {
        await file.close()
        throw error
      }
    },
    faultIn: async (error) => {
      if (error instanceof OtherSize) return 'damaged'
      const { code } = error as NodeJS.ErrnoException
      if (code !== undefined && NO_FILE.has(code)) return 'damaged'
      // Without the folder of all contents, a missing file says nothing of this one.
      return code === 'ENOENT' && (await isThere()) ? 'missing' : undefined
    },
  }
}

/** What a disk that can't be read says, a folder, a circle of links, and a socket. */
const NO_FILE: ReadonlySet<string> = new Set(['EIO', 'EISDIR', 'ELOOP', 'ENXIO'])

/** @throws OtherSize for anything but a file, such as a pipe, whose bytes nobody stored */
function sizeOf(stats: Stats): number {
  if (!stats.isFile()) throw new OtherSize()
  return stats.size
}

class FileRun implements OpenRun {
  readonly #from: number
  readonly #to: number
  #file: FileHandle | undefined
  /** The piece after the one that was handed out. */
  #coming: Promise<Buffer> | undefined

  constructor(file: FileHandle, from: number, to: number) {
    this.#file = file
    this.#from = from
    this.#to = to
  }

  /** The next piece is read while somebody looks at one. */
  async *pieces(): AsyncGenerator<Buffer> {
    for (let at = this.#from; at < this.#to; at += READ_BYTES) {
      const bytes = await (this.#coming ?? this.#piece(at))
      const next = at + READ_BYTES
      this.#coming = next < this.#to ? this.#piece(next) : undefined
      this.#coming?.catch(() => undefined)
      if (bytes.length > 0) yield bytes
    }
  }

  async close(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    // The file is not closed under a reading that nobody waits for any more.
    await this.#coming?.catch(() => undefined)
    await file?.close()
  }

  /** Shorter than it should be where the file is. */
  async #piece(from: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, this.#to - from))
    let at = 0
    while (at < bytes.length) {
      if (!this.#file) throw new Error('This content was closed.')
      const { bytesRead } = await this.#file.read(bytes, at, bytes.length - at, from + at)
      if (bytesRead === 0) break
      at += bytesRead
    }
    return bytes.subarray(0, at)
  }
}
