import { createHash } from 'node:crypto'
import { CHUNK_BYTES, SUM_BYTES, WHOLE_BYTES } from '../contents.ts'
import type {
  ContentName,
  ContentRecords,
  OpenContent,
  ReadOptions,
  WantedContent,
} from '../contents.ts'
import { ContentDamaged } from '../errors.ts'
import type { ContentFault } from '../errors.ts'
import { sumOfChunk } from './checksums.ts'

export interface ReadPlaces {
  home: ContentBytes
  records: ContentRecords
}

/** Where the bytes of contents are read from. */
export interface ContentBytes {
  /** Bytes of the whole. @throws what `faultIn` understands, as the others do */
  sizeOf(content: ContentName, signal?: AbortSignal): Promise<number>
  /**
   * A run of bytes from `from` up to, not including, `to`, opened: what is missing is known by then, and what has another
   * size. It has to be read, or closed.
   * @param signal ends opening and reading, with its reason
   */
  open(
    content: ContentName,
    run: { from: number; to: number; size: number },
    signal?: AbortSignal,
  ): Promise<OpenRun>
  /** What an error of the above says of this content; `undefined` for nothing: its place can't be reached. */
  faultIn(error: unknown, content: ContentName): Promise<ContentFault | undefined>
}

export interface OpenRun {
  /** In pieces of `READ_BYTES`, the last of which may be shorter. Ends early where there is no more. */
  pieces(): AsyncIterable<Buffer>
  /** Also after the last piece, and twice. */
  close(): Promise<void>
}

/** A content that is not as long as it has to be. */
export class OtherSize extends Error {}

/**
 * Opens a stored content for one reading that never passes on damage as if it were right. What a look at it tells is
 * told at once; so is what a short content holds.
 * @throws ContentDamaged
 */
export async function openChecked(
  content: WantedContent,
  { range, ahead = false, signal }: ReadOptions,
  places: ReadPlaces,
): Promise<OpenContent> {
  const reading = new CheckedRead(content, places, signal)
  await reading.measure()
  const part = range && (range.start > 0 || range.end < reading.size - 1) ? range : undefined
  if (reading.size <= WHOLE_BYTES) return reading.short(part)
  return part ? reading.part(part) : reading.whole(ahead)
}

/** With the bytes that it has to come to. */
type Run = OpenRun & { bytes: number }

class CheckedRead {
  readonly #content: WantedContent
  readonly #places: ReadPlaces
  readonly #signal: AbortSignal | undefined
  /** Bytes, once it is measured. */
  size = 0

  constructor(content: WantedContent, places: ReadPlaces, signal: AbortSignal | undefined) {
    this.#content = content
    this.#places = places
    this.#signal = signal
  }

  async measure(): Promise<void> {
    this.size =
      this.#content.size ??
      (await this.#told(this.#places.home.sizeOf(this.#content, this.#signal)))
  }

  /** Reads all of a short content before any of it is handed out. */
  async short(part: { start: number; end: number } | undefined): Promise<OpenContent> {
    const read: Buffer[] = []
    for await (const piece of this.#pieces(await this.#open(0, this.size))) read.push(piece)
    const bytes = read.length === 1 && read[0] ? read[0] : Buffer.concat(read)
    if (createHash('sha256').update(bytes).digest('hex') !== this.#content.sha256)
      throw await this.#damage('damaged')
    await this.#settleFault()
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
      for await (const _ of this.#hashed(await this.#open(0, this.size)));
      await this.#settleFault()
    }
    const run = await this.#open(0, this.size)
    return { bytes: () => this.#hashed(run), close: () => run.close() }
  }

  /** Chunks whose sums are known are handed out only once they are right, the first of them before anything is. */
  async part({ start, end }: { start: number; end: number }): Promise<OpenContent> {
    const from = start - (start % CHUNK_BYTES)
    const run = await this.#open(from, Math.min(endOfChunk(end + 1), this.size))
    const chunks = this.#chunks(run, from)
    const first = await chunks.next()
    return {
      async *bytes() {
        let at = from
        try {
          for (let next = first; !next.done; next = await chunks.next()) {
            const chunk = next.value
            yield chunk.subarray(Math.max(0, start - at), end + 1 - at)
            at += chunk.length
          }
        } finally {
          await run.close()
        }
      },
      close: () => run.close(),
    }
  }

  /** The whole, whose last piece comes only when the hash is right. */
  async *#hashed(run: Run): AsyncGenerator<Uint8Array> {
    const hash = createHash('sha256')
    let held: Buffer | undefined
    for await (const piece of this.#pieces(run)) {
      hash.update(piece)
      if (held) yield held
      held = piece
    }
    if (hash.digest('hex') !== this.#content.sha256) throw await this.#damage('damaged')
    if (held) yield held
  }

  /** @param from where the run begins: where a chunk does */
  async *#chunks(run: Run, from: number): AsyncGenerator<Buffer> {
    const { sha256 } = this.#content
    let at = from
    for await (const bytes of this.#pieces(run)) {
      const first = at / CHUNK_BYTES
      const count = Math.ceil(bytes.length / CHUNK_BYTES)
      // Those of what was stored before there were sums are made by the check.
      const sums = await this.#places.records.sums(sha256, first, first + count)
      if (sums && !sumsHold(bytes, sums)) throw await this.#damage('damaged')
      at += bytes.length
      yield bytes
    }
  }

  /** @param to not included */
  async #open(from: number, to: number): Promise<Run> {
    const { home } = this.#places
    this.#signal?.throwIfAborted()
    const asked = { from, to, size: this.size }
    const run = await this.#told(home.open(this.#content, asked, this.#signal))
    return { pieces: () => run.pieces(), close: () => run.close(), bytes: to - from }
  }

  /** All pieces of a run, which is closed in the end. @throws ContentDamaged where there are too few bytes */
  async *#pieces(run: Run): AsyncGenerator<Buffer> {
    let left = run.bytes
    try {
      const reading = run.pieces()[Symbol.asyncIterator]()
      for (;;) {
        this.#signal?.throwIfAborted()
        const next = await this.#told(reading.next())
        if (next.done === true) break
        left -= next.value.length
        yield next.value
      }
    } finally {
      await run.close()
    }
    // It was as long as it should be a moment ago.
    if (left !== 0) throw await this.#damage('damaged')
  }

  /** What an error of where the bytes are says of the content. */
  async #told<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work
    } catch (error) {
      this.#signal?.throwIfAborted()
      const fault = await this.#places.home.faultIn(error, this.#content)
      throw fault ? await this.#damage(fault, error) : error
    }
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
export const READ_BYTES = 128 * 1024
