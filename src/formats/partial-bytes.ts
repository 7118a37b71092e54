import type { ByteRanges } from './source-port.ts'

/** A content for readers that want one array, whether or not all of it has come. */
export interface LoadedBytes<Buffer extends ArrayBufferLike = ArrayBuffer> {
  /** As long as the content. What has not been loaded is zero in it, and must not be looked at. */
  readonly bytes: Uint8Array<Buffer>
  /** The same; a look at what has not been loaded throws, and `read` tries again. */
  readonly view: DataView<Buffer>
  readonly isWhole: boolean
  /** Says that a range is about to be looked at in `bytes`. @throws what `read` waits for, where it has not been loaded */
  need(start: number, end: number): void
  /** Loads a range, as far as the content goes. @throws Error in words */
  load(start: number, end: number): Promise<void>
  /**
   * Runs a reader, again whenever it met what had to be loaded first. It must leave nothing behind when it is broken off, or
   * go on from there.
   *
   * @param most times that it begins. @throws WholeNeeded after them
   */
  read<Value>(run: () => Value | Promise<Value>, most?: number): Promise<Value>
}

/** The content can't be read in parts. */
export class WholeNeeded extends Error {
  override readonly name = 'WholeNeeded'
  constructor() {
    super(WHOLE_NEEDED)
  }
}

/** As it comes from a worker, which gives words alone. */
export const WHOLE_NEEDED = 'All of the file is needed to show this.'

/** Bytes were looked at that have not come yet. */
class NotHere extends Error {
  override readonly name = 'NotHere'
  readonly start: number
  readonly end: number
  constructor(start: number, end: number) {
    super('These bytes have not come yet.')
    this.start = start
    this.end = end
  }
}

/** Whether a failure only says that something has to be loaded: whoever keeps failures lets these through. */
export function isNotHere(error: unknown): boolean {
  return error instanceof NotHere
}

export function wholeBytes<Buffer extends ArrayBufferLike>(
  bytes: Uint8Array<Buffer>,
): LoadedBytes<Buffer> {
  return {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    isWhole: true,
    need: () => undefined,
    load: async () => undefined,
    read: async (run) => run(),
  }
}

/** Bytes that are loaded at once: as many as a ranged source fetches anyway. */
const BLOCK = 1 << 20
/** Times that a reader begins again. More would take longer than loading all of it. */
const MOST_RUNS = 64

/** Bytes that come in blocks as they are wanted. Memory is taken for what has come alone: the rest of the array is never touched. */
export class PartialBytes implements LoadedBytes {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly view: DataView<ArrayBuffer>
  readonly isWhole = false
  readonly #ranges: ByteRanges
  readonly #block: number
  /** 1 for each block that is here. */
  readonly #here: Uint8Array
  readonly #coming = new Map<number, Promise<void>>()

  /** @param block bytes. @throws RangeError where there is no room for it */
  constructor(ranges: ByteRanges, block = BLOCK) {
    this.#ranges = ranges
    this.#block = block
    this.bytes = new Uint8Array(ranges.size)
    this.#here = new Uint8Array(Math.ceil(ranges.size / block))
    this.view = new CheckedView(this.bytes.buffer, (start, end) => this.need(start, end))
  }

  need(start: number, end: number): void {
    const [first, last] = this.#blocksOf(start, end)
    for (let index = first; index < last; index += 1) {
      if (this.#here[index] === 0) throw new NotHere(start, end)
    }
  }

  async load(start: number, end: number): Promise<void> {
    const [first, last] = this.#blocksOf(start, end)
    const waits = new Set<Promise<void>>()
    for (let index = first; index < last;) {
      const coming = this.#coming.get(index)
      if (coming) waits.add(coming)
      if (coming || this.#here[index] === 1) index += 1
      else {
        const from = index
        while (index < last && this.#here[index] === 0 && !this.#coming.has(index)) index += 1
        waits.add(this.#fetch(from, index))
      }
    }
    await Promise.all(waits)
  }

  async read<Value>(run: () => Value | Promise<Value>, most = MOST_RUNS): Promise<Value> {
    for (let runs = 0; runs < most; runs += 1) {
      try {
        return await run()
      } catch (error) {
        if (!(error instanceof NotHere)) throw error
        await this.load(error.start, error.end)
      }
    }
    throw new WholeNeeded()
  }

  #blocksOf(start: number, end: number): [first: number, last: number] {
    const from = Math.max(0, Math.min(start, this.bytes.length))
    const to = Math.max(from, Math.min(end, this.bytes.length))
    return [Math.floor(from / this.#block), from === to ? 0 : Math.ceil(to / this.#block)]
  }

  #fetch(first: number, last: number): Promise<void> {
    const [start, end] = [first * this.#block, Math.min(last * this.#block, this.bytes.length)]
    const take = async () => {
      try {
        const part = new Uint8Array(await this.#ranges.slice(start, end).arrayBuffer())
        if (part.length !== end - start) throw new Error('A part of the file came too short.')
        this.bytes.set(part, start)
        this.#here.fill(1, first, last)
      } finally {
        for (let index = first; index < last; index += 1) this.#coming.delete(index)
      }
    }
    const taken = take()
    for (let index = first; index < last; index += 1) this.#coming.set(index, taken)
    return taken
  }
}

/** Readers look at numbers through this; each is held against what has come. */
class CheckedView extends DataView<ArrayBuffer> {
  readonly #need: (start: number, end: number) => void

  constructor(buffer: ArrayBuffer, need: (start: number, end: number) => void) {
    super(buffer)
    this.#need = need
  }

  override getUint8(at: number): number {
    this.#need(at, at + 1)
    return super.getUint8(at)
  }

  override getInt8(at: number): number {
    this.#need(at, at + 1)
    return super.getInt8(at)
  }

  override getUint16(at: number, little?: boolean): number {
    this.#need(at, at + 2)
    return super.getUint16(at, little)
  }

  override getInt16(at: number, little?: boolean): number {
    this.#need(at, at + 2)
    return super.getInt16(at, little)
  }

  override getUint32(at: number, little?: boolean): number {
    this.#need(at, at + 4)
    return super.getUint32(at, little)
  }

  override getInt32(at: number, little?: boolean): number {
    this.#need(at, at + 4)
    return super.getInt32(at, little)
  }

  override getFloat32(at: number, little?: boolean): number {
    this.#need(at, at + 4)
    return super.getFloat32(at, little)
  }

  override getFloat64(at: number, little?: boolean): number {
    this.#need(at, at + 8)
    return super.getFloat64(at, little)
  }

  override getBigUint64(at: number, little?: boolean): bigint {
    this.#need(at, at + 8)
    return super.getBigUint64(at, little)
  }
}
