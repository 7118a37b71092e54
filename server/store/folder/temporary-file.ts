import type { FileHandle } from 'node:fs/promises'
import { open, unlink } from 'node:fs/promises'
import { Checksums } from '../content/checksums.ts'

/**
 * Bytes written to a temporary file, hashed as they arrive. Small pieces are gathered, and content
 * that fits into the first piece touches the disk only when `finish` is asked for a file.
 */
export class TemporaryFile {
  readonly #path: string
  readonly #checksums = new Checksums()
  #gathered: Uint8Array[] = []
  #gatheredBytes = 0
  /** Bytes that are in the file, or on their way. */
  #position = 0
  #file: FileHandle | undefined
  #removed = false
  /** What is being written: pieces follow each other even when a caller does not wait. */
  #tail: Promise<void> = Promise.resolve()

  constructor(path: string) {
    this.#path = path
  }

  write(chunk: Uint8Array): Promise<void> {
    if (this.#removed) return Promise.reject(new Error('This content was dropped.'))
    this.#checksums.update(chunk)
    // The caller may use its buffer again: what stays longer than this call is a copy.
    this.#gathered.push(Buffer.from(chunk))
    this.#gatheredBytes += chunk.byteLength
    if (this.#gatheredBytes < PIECE) return Promise.resolve()
    // The sender waits for the piece before, so that it works while the disk does.
    const before = this.#tail
    void this.#flush()
    return before
  }

  digest(): ReturnType<Checksums['digest']> {
    return this.#checksums.digest()
  }

  /** Everything is in the file at the path it answers, for good; the file may be renamed. */
  async finish(): Promise<string> {
    await this.#flush()
    const file = await this.#opened()
    await file.sync()
    await this.#close()
    return this.#path
  }

  /** Removes the file if there is one. Also twice. */
  async remove(): Promise<void> {
    this.#removed = true
    this.#gathered = []
    await this.#tail.catch(() => undefined)
    await this.#close()
    await unlink(this.#path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
  }

  #flush(): Promise<void> {
    const pieces = this.#gathered
    const from = this.#position
    this.#position += this.#gatheredBytes
    this.#gathered = []
    this.#gatheredBytes = 0
    this.#tail = this.#tail.then(async () => {
      if (this.#removed || pieces.length === 0) return
      const file = await this.#opened()
      await writeAll(file, pieces, from)
    })
    // The next write or `finish` reports a failure; until then nobody listens.
    this.#tail.catch(() => undefined)
    return this.#tail
  }

  async #opened(): Promise<FileHandle> {
    this.#file ??= await open(this.#path, 'wx', 0o600)
    return this.#file
  }

  async #close(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.close()
  }
}

/** Bytes that are written at once. */
const PIECE = 256 * 1024

/**
 * `writev` may write less than it was given.
 * @param from where in the file the pieces belong
 */
export async function writeAll(
  file: FileHandle,
  pieces: Uint8Array[],
  from: number,
): Promise<void> {
  const { bytesWritten } = await file.writev(pieces, from)
  let written = bytesWritten
  let position = from + bytesWritten
  for (const piece of pieces) {
    if (written >= piece.byteLength) {
      written -= piece.byteLength
      continue
    }
    let offset = written
    written = 0
    while (offset < piece.byteLength) {
      const more = await file.write(piece, offset, piece.byteLength - offset, position)
      offset += more.bytesWritten
      position += more.bytesWritten
    }
  }
}
