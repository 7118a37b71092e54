import { crc32 } from '../deflate/checksum.ts'

/** A file to be put into a ZIP. */
export interface ZipInput {
  /** With `/` between folders, without one at the start; unique. */
  path: string
  blob: Blob
  modified: Date
}

/**
 * Writes ZIP files (APPNOTE.TXT 6.3.10) without compressing: what hospitals store is compressed mostly, and the parts of
 * the result are the blobs that were given, so that no content is held in memory. Names are UTF-8, and archives of over
 * 4 GiB or 65,535 files are written as ZIP64.
 */
export class ZipWriter {
  readonly #parts: BlobPart[] = []
  readonly #directory: Uint8Array<ArrayBuffer>[] = []
  #offset = 0

  /**
   * Puts one file behind the others; not to be called again before it has resolved.
   * @throws RangeError for a file of 4 GiB or more; whatever reading the blob throws; the signal's reason
   */
  async add({ path, blob, modified }: ZipInput, signal?: AbortSignal): Promise<void> {
    if (blob.size >= MAX_32) throw new RangeError('A file of 4 GiB or more does not fit.')
    const name = new TextEncoder().encode(path)
    const facts = { name, crc: await crcOf(blob, signal), size: blob.size, time: dosTime(modified) }
    const head = new Record(30 + name.length).u32(0x04034b50).u16(20)
    common(head, facts).u16(name.length).u16(0).bytes(name)
    this.#directory.push(directoryEntry(facts, this.#offset))
    this.#parts.push(head.done(), blob)
    this.#offset += head.length + blob.size
  }

  /** The whole archive. */
  finish(): Blob {
    const size = this.#directory.reduce((sum, { length }) => sum + length, 0)
    const end = endOf(this.#directory.length, size, this.#offset)
    return new Blob([...this.#parts, ...this.#directory, ...end], { type: 'application/zip' })
  }
}

interface Facts {
  name: Uint8Array
  crc: number
  size: number
  time: [time: number, date: number]
}

const MAX_16 = 0xffff
const MAX_32 = 0xffffffff
/** Names are UTF-8. */
const UTF_8 = 1 << 11

/** What the head of a file and its entry in the directory share: APPNOTE.TXT 4.3.7 and 4.3.12. */
function common(record: Record, { crc, size, time }: Facts): Record {
  return record.u16(UTF_8).u16(0).u16(time[0]).u16(time[1]).u32(crc).u32(size).u32(size)
}

function directoryEntry(facts: Facts, offset: number): Uint8Array<ArrayBuffer> {
  const { name } = facts
  const isLarge = offset >= MAX_32
  const extra = isLarge ? new Record(12).u16(1).u16(8).u64(offset).done() : new Uint8Array(0)
  const entry = new Record(46 + name.length + extra.length).u32(0x02014b50).u16(45).u16(20)
  common(entry, facts).u16(name.length).u16(extra.length)
  entry
    .u16(0)
    .u16(0)
    .u16(0)
    .u32(0)
    .u32(isLarge ? MAX_32 : offset)
  return entry.bytes(name).bytes(extra).done()
}

/** The end of the directory, with that of ZIP64 before it where the numbers are too large (4.3.14 to 4.3.16). */
function endOf(count: number, size: number, offset: number): Uint8Array<ArrayBuffer>[] {
  const end = new Record(22).u32(0x06054b50).u16(0).u16(0)
  end.u16(Math.min(count, MAX_16)).u16(Math.min(count, MAX_16))
  end.u32(Math.min(size, MAX_32)).u32(Math.min(offset, MAX_32)).u16(0)
  if (count < MAX_16 && size < MAX_32 && offset < MAX_32) return [end.done()]
  const large = new Record(56).u32(0x06064b50).u64(44).u16(45).u16(45).u32(0).u32(0)
  large.u64(count).u64(count).u64(size).u64(offset)
  const locator = new Record(20)
    .u32(0x07064b50)
    .u32(0)
    .u64(offset + size)
    .u32(1)
  return [large.done(), locator.done(), end.done()]
}

/** Bytes at a time: the page stays free between them. */
const STEP = 1024 * 1024

async function crcOf(blob: Blob, signal?: AbortSignal): Promise<number> {
  let crc = 0
  for (let start = 0; start < blob.size; start += STEP) {
    const bytes = new Uint8Array(await blob.slice(start, start + STEP).arrayBuffer())
    signal?.throwIfAborted()
    crc = crc32(bytes, crc)
  }
  return crc
}

/** In the reader's own zone, in steps of two seconds; what is before 1980 is the first of that year (4.4.6). */
function dosTime(at: Date): [time: number, date: number] {
  const year = at.getFullYear()
  if (!(year >= 1980 && year <= 2107)) return [0, 33]
  return [
    (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1),
    ((year - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate(),
  ]
}

/** Little-endian numbers, one behind the other. */
class Record {
  readonly length: number
  readonly #view: DataView<ArrayBuffer>
  #at = 0

  constructor(length: number) {
    this.length = length
    this.#view = new DataView(new ArrayBuffer(length))
  }

  u16(value: number): this {
    this.#view.setUint16(this.#at, value, true)
    this.#at += 2
    return this
  }

  u32(value: number): this {
    this.#view.setUint32(this.#at, value, true)
    this.#at += 4
    return this
  }

  u64(value: number): this {
    this.#view.setBigUint64(this.#at, BigInt(value), true)
    this.#at += 8
    return this
  }

  bytes(bytes: Uint8Array): this {
    new Uint8Array(this.#view.buffer).set(bytes, this.#at)
    this.#at += bytes.length
    return this
  }

  done(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#view.buffer)
  }
}
