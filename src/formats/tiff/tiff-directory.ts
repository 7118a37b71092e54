import type { LoadedBytes } from '../partial-bytes.ts'

/**
 * The skeleton of a TIFF: its header and its image file directories (TIFF 6.0 §2, and BigTIFF), read without looking at
 * any picture. All places and counts are held against the bytes that are there.
 */
export interface TiffDirectory {
  /** Where it begins. Bytes from the start. */
  at: number
  entries: ReadonlyMap<number, TiffEntry>
  /** Where the next one begins; 0 after the last one. */
  next: number
  /** Entries that could not be read, or are beyond the end. */
  broken: number
}

export interface TiffEntry {
  type: number
  count: number
  /** Where its first value is. */
  at: number
}

/** Bytes of a value, by its type (TIFF 6.0 page 15; 16 to 18 are BigTIFF's). */
const SIZES: Record<number, number> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
}

/** Entries of one directory that are read. */
const MOST_ENTRIES = 4096

export class TiffBytes {
  readonly from: LoadedBytes<ArrayBufferLike>
  readonly view: DataView
  /** Bytes. */
  readonly size: number
  readonly isLittle: boolean
  readonly isBig: boolean
  /** Where the first directory is. */
  readonly first: number

  /** @throws Error in words, where this is not a TIFF */
  constructor(from: LoadedBytes<ArrayBufferLike>) {
    this.from = from
    this.view = from.view
    this.size = from.bytes.length
    if (this.size < 8) throw new Error('It ends within its first eight bytes.')
    const order = this.view.getUint16(0)
    if (order !== 0x4949 && order !== 0x4d4d) throw new Error('It does not begin as a TIFF does.')
    this.isLittle = order === 0x4949
    const version = this.view.getUint16(2, this.isLittle)
    if (version !== 42 && version !== 43) {
      throw new Error(`It is of the unknown version ${version}.`)
    }
    this.isBig = version === 43
    this.first = this.isBig ? this.offset(8) : this.view.getUint32(4, this.isLittle)
  }

  /** The directory at a place; `undefined` where none can begin there. */
  directory(at: number): TiffDirectory | undefined {
    const [head, step, tail] = this.isBig ? [8, 20, 8] : [2, 12, 4]
    if (at < 8 || at + head > this.size) return undefined
    const declared = this.isBig ? this.offset(at) : this.view.getUint16(at, this.isLittle)
    if (declared === 0 || declared > MOST_ENTRIES) return undefined
    const entries = new Map<number, TiffEntry>()
    let broken = 0
    for (let i = 0; i < declared; i += 1) {
      const place = at + head + i * step
      const entry = place + step <= this.size ? this.#entry(place) : undefined
      if (entry === undefined) broken += 1
      // The first one counts, as it does for other readers.
      else if (!entries.has(this.#short(place))) entries.set(this.#short(place), entry)
    }
    if (entries.size === 0) return undefined
    const end = at + head + declared * step
    const isWhole = end + tail <= this.size
    const next = !isWhole
      ? 0
      : this.isBig
        ? this.offset(end)
        : this.view.getUint32(end, this.isLittle)
    return { at, entries, next, broken }
  }

  #entry(place: number): TiffEntry | undefined {
    const type = this.#short(place + 2)
    const size = SIZES[type]
    const count = this.isBig
      ? this.offset(place + 4)
      : this.view.getUint32(place + 4, this.isLittle)
    if (size === undefined) return undefined
    const [inline, value] = this.isBig ? [8, place + 12] : [4, place + 8]
    const at =
      count * size <= inline
        ? value
        : this.isBig
          ? this.offset(value)
          : this.view.getUint32(value, this.isLittle)
    return at + count * size <= this.size ? { type, count, at } : undefined
  }

  /** Its values as numbers, up to `most` of them. A rational is its quotient. */
  numbers({ type, count, at }: TiffEntry, most = 1024): number[] {
    const size = SIZES[type] ?? 1
    return Array.from({ length: Math.min(count, most) }, (_, i) => this.#value(type, at + i * size))
  }

  /** An ASCII value; its parts, which zeros end, on lines of their own. */
  text({ count, at }: TiffEntry): string {
    const bytes = this.part(at, Math.min(count, 2000))
    return new TextDecoder('windows-1252')
      .decode(bytes)
      .replace(/\0+$/, '')
      .replaceAll('\0', '\n')
      .trim()
  }

  /** A part of the bytes, shorter where the file ends before. */
  part(at: number, size: number): Uint8Array {
    this.from.need(at, at + size)
    return this.from.bytes.subarray(at, at + size)
  }

  #value(type: number, at: number): number {
    const { view, isLittle } = this
    switch (type) {
      case 3:
        return view.getUint16(at, isLittle)
      case 4:
      case 13:
        return view.getUint32(at, isLittle)
      case 5:
        return view.getUint32(at, isLittle) / view.getUint32(at + 4, isLittle)
      case 6:
        return view.getInt8(at)
      case 8:
        return view.getInt16(at, isLittle)
      case 9:
        return view.getInt32(at, isLittle)
      case 10:
        return view.getInt32(at, isLittle) / view.getInt32(at + 4, isLittle)
      case 11:
        return view.getFloat32(at, isLittle)
      case 12:
        return view.getFloat64(at, isLittle)
      case 16:
      case 17:
      case 18:
        return this.offset(at)
      default:
        return view.getUint8(at)
    }
  }

  /** Of eight bytes; beyond all files where it is larger than a number can say. */
  offset(at: number): number {
    if (at + 8 > this.size) return Number.MAX_SAFE_INTEGER
    return Math.min(Number(this.view.getBigUint64(at, this.isLittle)), Number.MAX_SAFE_INTEGER)
  }

  #short(at: number): number {
    return this.view.getUint16(at, this.isLittle)
  }
}
