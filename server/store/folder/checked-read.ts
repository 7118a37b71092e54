import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { CHUNK_BYTES, SUM_BYTES, WHOLE_BYTES } from '../contents.ts'
import type { ContentRecords, OpenContent, ReadOptions, WantedContent } from '../contents.ts'
import { ContentDamaged } from '../errors.ts'
import type { ContentFault } from '../errors.ts'
import { sumOfChunk } from './checksums.ts'
import type { ContentFolder } from './content-files.ts'

export interface ReadPlaces {
  folder: Pick<ContentFolder, 'open' | 'isThere'>
  records: ContentRecords
}

/**
 * Opens a stored file for one reading that never passes on damage as if it were right. What a look at the file tells is
 * told at once; so is what a short content holds.
 * @throws ContentDamaged
 */
export async function openChecked(
  content: WantedContent,
  { range, ahead = false }: ReadOptions,
  places: ReadPlaces,
): Promise<OpenContent> {
  const reading = new CheckedRead(content, places)
  await reading.open()
  try {
    const part = range && (range.start > 0 || range.end < reading.size - 1) ? range : undefined
    if (reading.size <= WHOLE_BYTES) return await reading.short(part)
    return await (part ? reading.part(part) : reading.whole(ahead))
  } catch (error) {
    await reading.close()
    throw error
  }
}

class CheckedRead {
  readonly #content: WantedContent
  readonly #places: ReadPlaces
  #file: FileHandle | undefined
  /** Bytes, once it is open. */
  size = 0

  constructor(content: WantedContent, places: ReadPlaces) {
    this.#content = content
    this.#places = places
  }

  async open(): Promise<void> {
    try {
      this.#file = await this.#places.folder.open(this.#content)
      const { size } = await this.#file.stat()
      this.size = size
      if (size === (this.#content.size ?? size)) return
    } catch (error) {
      throw await this.#failure(error)
    }
    await this.close()
    throw await this.#damage('damaged')
  }

  async close(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.close()
  }

  /** Reads all of a short content before any of it is handed out. */
  async short(part: { start: number; end: number } | undefined): Promise<OpenContent> {
    const bytes = await this.#read(0, this.size)
    if (createHash('sha256').update(bytes).digest('hex') !== this.#content.sha256)
      throw await this.#damage('damaged')
    await this.#settleFault()
    await this.close()
    return {
      // eslint-disable-next-line require-yield -- it has one
      async *bytes() {
        if (bytes.length > 0) yield part ? bytes.subarray(part.start, part.end + 1) : bytes
      },
      close: async () => undefined,
    }
  }

  /** @param ahead whether all of it is read once before; what was found damaged before always is */
  async whole(ahead: boolean): Promise<OpenContent> {
    if (ahead || (await this.#places.records.fault(this.#content))) {
      for await (const _ of this.#hashed());
      await this.#settleFault()
    }
    return this.#opened(() => this.#hashed())
  }

  /** Chunks whose sums are known are handed out only once they are right, the first of them before anything is. */
  async part({ start, end }: { start: number; end: number }): Promise<OpenContent> {
    const from = start - (start % CHUNK_BYTES)
    const chunks = this.#chunks(from, end + 1)
    const first = await chunks.next()
    return this.#opened(async function* () {
      let at = from
      for (let next = first; !next.done; next = await chunks.next()) {
        const chunk = next.value
        yield chunk.subarray(Math.max(0, start - at), end + 1 - at)
        at += chunk.length
      }
    })
  }

  #opened(bytes: () => AsyncGenerator<Uint8Array>): OpenContent {
    const close = () => this.close()
    return {
      async *bytes() {
        try {
          yield* bytes()
        } finally {
          await close()
        }
      },
      close,
    }
  }

  /** The whole, whose last piece comes only when the hash is right. The next piece is read while one is hashed. */
  async *#hashed(): AsyncGenerator<Uint8Array> {
    const { size } = this
    const hash = createHash('sha256')
    const piece = (from: number) => this.#read(from, Math.min(from + READ_BYTES, size))
    let coming: Promise<Buffer> | undefined = piece(0)
    let held: Buffer | undefined
    try {
      for (let at = 0; at < size; at += READ_BYTES) {
        const bytes: Buffer = await coming
        coming = at + READ_BYTES < size ? piece(at + READ_BYTES) : undefined
        hash.update(bytes)
        if (held) yield held
        held = bytes
        if (!coming) break
      }
    } finally {
      // The file is not closed under a reading that nobody waits for any more.
      await coming?.catch(() => undefined)
    }
    if (hash.digest('hex') !== this.#content.sha256) throw await this.#damage('damaged')
    if (held) yield held
  }

  /** @param from where a chunk begins. @param to not included */
  async *#chunks(from: number, to: number): AsyncGenerator<Buffer> {
    const { sha256 } = this.#content
    const { records } = this.#places
    for (let at = from; at < to; at += READ_BYTES) {
      const bytes = await this.#read(at, Math.min(at + READ_BYTES, endOfChunk(to), this.size))
      const first = at / CHUNK_BYTES
      const count = Math.ceil(bytes.length / CHUNK_BYTES)
      // Those of what was stored before there were sums are made by the check.
      const sums = await records.sums(sha256, first, first + count)
      if (sums && !sumsHold(bytes, sums)) throw await this.#damage('damaged')
      yield bytes
    }
  }

  /** @param to not included */
  async #read(from: number, to: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafeSlow(to - from)
    let at = 0
    while (at < bytes.length) {
      const { bytesRead } = await this.#readSome(bytes, at, from)
      // It was as long as it should be a moment ago.
      if (bytesRead === 0) throw await this.#damage('damaged')
      at += bytesRead
    }
    return bytes
  }

  async #readSome(bytes: Buffer, at: number, from: number): Promise<{ bytesRead: number }> {
    if (!this.#file) throw new Error('This content was closed.')
    try {
      return await this.#file.read(bytes, at, bytes.length - at, from + at)
    } catch (error) {
      throw await this.#failure(error)
    }
  }

  /** What an error of the file system says of the content. */
  async #failure(error: unknown): Promise<unknown> {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EIO') return this.#damage('damaged', error)
    // Without the folder of all contents, a missing file says nothing of this one.
    if (code !== 'ENOENT' || !(await this.#places.folder.isThere())) return error
    return this.#damage('missing', error)
  }

  async #damage(fault: ContentFault, cause?: unknown): Promise<ContentDamaged> {
    await this.#places.records.note(this.#content, fault)
    return new ContentDamaged(this.#content.sha256, fault, { cause })
  }

  /** It is whole: what was noted of it before is over. */
  async #settleFault(): Promise<void> {
    const { records } = this.#places
    if (await records.fault(this.#content)) await records.clear(this.#content)
  }
}

function endOfChunk(at: number): number {
  return Math.ceil(at / CHUNK_BYTES) * CHUNK_BYTES
}

function sumsHold(bytes: Buffer, sums: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const sum = sumOfChunk(bytes.subarray(at, at + CHUNK_BYTES))
    const first = (at / CHUNK_BYTES) * SUM_BYTES
    if (Buffer.compare(sum, sums.subarray(first, first + SUM_BYTES)) !== 0) return false
  }
  return true
}

/** Bytes read at a time, a multiple of a chunk's: a slow reader has some of these held for it. */
const READ_BYTES = 128 * 1024
