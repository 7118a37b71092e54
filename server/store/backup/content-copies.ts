import { createHash } from 'node:crypto'
import { promises as fs } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { openToRead, sync } from '../folder/files.ts'
import type { Fault } from './manifest.ts'

/** One of the places that a content may come from. */
export interface Source {
  path: string
  /** Whether the same file may be there under a second name; else it is copied. */
  link: boolean
}

/** How a content came to its new place, or why it did not. */
export type Put = 'kept' | 'linked' | 'copied' | Fault

interface Options {
  signal: AbortSignal
  /** Bytes that were read since it was called last. */
  tell: (bytes: number) => void
}

/**
 * A folder that contents are put into by their SHA-256, each read through on the way: what is there is right. It is on the
 * disk for good once `sync` is through.
 */
export class ContentCopies {
  readonly #root: string
  readonly #options: Options
  readonly #folders = new Set<string>()
  readonly #putting = new Map<string, Promise<unknown>>()
  #parts = 0

  constructor(root: string, options: Options) {
    this.#root = root
    this.#options = options
  }

  /**
   * @param path where it belongs, below the folder; its last part is the SHA-256
   * @param sources in the order in which they are tried
   */
  put(path: string, size: number, sources: readonly Source[]): Promise<Put> {
    // Several owners may share a file: who comes second finds it in its place.
    const before = this.#putting.get(path)
    const putting = (before ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => this.#put(path, size, sources))
    this.#putting.set(path, putting)
    const end = () => {
      if (this.#putting.get(path) === putting) this.#putting.delete(path)
    }
    void putting.then(end, end)
    return putting
  }

  async #put(path: string, size: number, sources: readonly Source[]): Promise<Put> {
    const to = join(this.#root, path)
    await this.#makeFolder(dirname(to))
    const wanted = { sha256: basename(path), size }
    // An earlier try that was cut has brought it here.
    if ((await this.#faultOf(to, wanted)) === undefined) return 'kept'
    await fs.rm(to, { force: true })
    let fault: Fault = 'missing'
    for (const source of sources) {
      const put = await this.#from(source, to, wanted)
      if (put === 'linked' || put === 'copied') return put
      if (put === 'damaged') fault = put
    }
    return fault
  }

  /** @returns what is wrong with the content in its place */
  check(path: string, size: number): Promise<Fault | undefined> {
    return this.#faultOf(join(this.#root, path), { sha256: basename(path), size })
  }

  async sync(): Promise<void> {
    await fs.rm(this.#temporary, { recursive: true, force: true })
    // A name is on the disk once the folder that has it is, and so is that folder's own.
    for (const folder of this.#folders) await sync(folder)
    await sync(this.#root)
  }

  async #from(source: Source, to: string, wanted: Wanted): Promise<Put> {
    if (source.link && (await link(source.path, to))) {
      const fault = await this.#faultOf(to, wanted)
      if (fault === undefined) return 'linked'
      await fs.rm(to, { force: true })
      return fault
    }
    // Several owners may have the same bytes.
    const part = join(this.#temporary, String((this.#parts += 1)))
    await fs.mkdir(this.#temporary, { recursive: true, mode: 0o700 })
    const fault = await copyRight(source.path, part, wanted, this.#options)
    if (fault === undefined) await fs.rename(part, to)
    return fault ?? 'copied'
  }

  async #faultOf(path: string, wanted: Wanted): Promise<Fault | undefined> {
    const stats = await fs.stat(path).catch(ignoreMissing)
    if (!stats) return 'missing'
    if (!stats.isFile() || stats.size !== wanted.size) return 'damaged'
    const hash = createHash('sha256')
    try {
      for await (const piece of piecesOf(path, this.#options)) hash.update(piece)
    } catch (error) {
      if (isReadError(error)) return 'damaged'
      throw error
    }
    return hash.digest('hex') === wanted.sha256 ? undefined : 'damaged'
  }

  get #temporary(): string {
    return join(this.#root, 'tmp')
  }

  async #makeFolder(folder: string): Promise<void> {
    if (this.#folders.has(folder)) return
    await fs.mkdir(folder, { recursive: true, mode: 0o700 })
    for (let at = folder; at !== this.#root && !this.#folders.has(at); at = dirname(at))
      this.#folders.add(at)
  }
}

interface Wanted {
  sha256: string
  size: number
}

/** @returns whether there is a second name now; else the file has to be copied */
async function link(from: string, to: string): Promise<boolean> {
  try {
    await fs.link(from, to)
    return true
  } catch {
    // On another disk, one that knows no links, not allowed, or not there: the copy finds out.
    return false
  }
}

/** Copies a file, for good, unless it is not what it should be: then nothing is there. */
export async function copyRight(
  from: string,
  to: string,
  wanted: Wanted,
  options: Options,
): Promise<Fault | undefined> {
  const stats = await fs.stat(from).catch(ignoreMissing)
  if (!stats) return 'missing'
  if (!stats.isFile() || stats.size !== wanted.size) return 'damaged'
  const file = await fs.open(to, 'w', 0o600)
  let right = false
  try {
    const hash = createHash('sha256')
    for await (const piece of piecesOf(from, options)) {
      hash.update(piece)
      await file.writeFile(piece)
    }
    right = hash.digest('hex') === wanted.sha256
    if (right) await file.sync()
  } catch (error) {
    if (!isReadError(error)) throw error
  } finally {
    await file.close()
    if (!right) await fs.rm(to, { force: true })
  }
  return right ? undefined : 'damaged'
}

/** @returns the file's SHA-256 and its bytes. @throws the signal's reason */
export async function sumOf(path: string, options: Options): Promise<Wanted> {
  const hash = createHash('sha256')
  let size = 0
  for await (const piece of piecesOf(path, options)) {
    hash.update(piece)
    size += piece.byteLength
  }
  return { sha256: hash.digest('hex'), size }
}

/** The piece is the same buffer each time. */
async function* piecesOf(path: string, { signal, tell }: Options): AsyncGenerator<Uint8Array> {
  const file = await openToRead(path)
  try {
    const buffer = Buffer.allocUnsafe(PIECE)
    for (;;) {
      signal.throwIfAborted()
      const { bytesRead } = await file.read(buffer, 0, PIECE)
      if (bytesRead === 0) return
      tell(bytesRead)
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

const PIECE = 512 * 1024

/** The disk can't read a part of it. */
function isReadError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EIO'
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw error
}
