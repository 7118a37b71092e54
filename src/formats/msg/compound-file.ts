/**
 * Microsoft's compound file ([MS-CFB]): streams in folders ("storages") in one file, each a chain of sectors. Chains and
 * the tree of names are followed within bounds, as a hostile file may have them run in circles.
 */
export interface Storage {
  name: string
  /** Class of the object, 16 bytes. */
  classId: Uint8Array
  storages: ReadonlyMap<string, Storage>
  streams: ReadonlyMap<string, Stream>
}

interface Stream {
  name: string
  /** Bytes as declared. */
  size: number
  /** As much of it as is there, up to a bound; shorter than `size` where the file is cut or damaged. */
  read: (most?: number) => Uint8Array<ArrayBuffer>
  /** Whether all of it is there. */
  isWhole: () => boolean
}

/** Why a compound file can't be read, in words. */
export class CompoundProblem extends Error {
  override readonly name = 'CompoundProblem'
}

const MOST_ENTRIES = 200_000
const DEEPEST = 60
/** Bytes. */
const LARGEST_STREAM = 500_000_000
const FREE = 0xfffffff0

/** Reads the directory of a compound file. @throws CompoundProblem */
export function readCompoundFile(bytes: Uint8Array): Storage {
  const file = new SectorFile(bytes)
  const entries = directoryOf(file)
  const root = entries[0]
  if (root === undefined || root.type !== 5) {
    throw new CompoundProblem(
      'Its directory, which says where everything lies, is missing or broken.',
    )
  }
  file.mini = file.chain(root.start, root.size)
  const seen = new Set<number>([0])
  return storageOf(file, entries, root, seen, 0)
}

interface Entry {
  name: string
  /** 1 storage, 2 stream, 5 root. */
  type: number
  left: number
  right: number
  child: number
  classId: Uint8Array
  start: number
  size: number
}

function directoryOf(file: SectorFile): Entry[] {
  const bytes = file.chain(file.directoryStart, MOST_ENTRIES * 128)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: Entry[] = []
  for (let at = 0; at + 128 <= bytes.length; at += 128) {
    const length = Math.min(64, view.getUint16(at + 64, true))
    const name = new TextDecoder('utf-16le').decode(
      bytes.subarray(at, at + Math.max(0, length - 2)),
    )
    const high = file.isLarge ? view.getUint32(at + 124, true) : 0
    entries.push({
      name,
      type: bytes[at + 66] ?? 0,
      left: view.getUint32(at + 68, true),
      right: view.getUint32(at + 72, true),
      child: view.getUint32(at + 76, true),
      classId: bytes.slice(at + 80, at + 96),
      start: view.getUint32(at + 116, true),
      size: high * 2 ** 32 + view.getUint32(at + 120, true),
    })
  }
  return entries
}

function storageOf(
  file: SectorFile,
  entries: readonly Entry[],
  entry: Entry,
  seen: Set<number>,
  depth: number,
): Storage {
  const storages = new Map<string, Storage>()
  const streams = new Map<string, Stream>()
  const open = [entry.child]
  while (open.length > 0) {
    const index = open.pop() ?? FREE
    const child = entries[index]
    if (child === undefined || seen.has(index)) continue
    seen.add(index)
    open.push(child.left, child.right)
    if (child.type === 1 && depth < DEEPEST) {
      storages.set(child.name, storageOf(file, entries, child, seen, depth + 1))
    } else if (child.type === 2) {
      const { name, start, size } = child
      const read = (most = LARGEST_STREAM) => file.stream(start, size, most)
      streams.set(name, { name, size, read, isWhole: () => file.lengthOf(start, size) >= size })
    }
  }
  return { name: entry.name, classId: entry.classId, storages, streams }
}

class SectorFile {
  readonly directoryStart: number
  readonly isLarge: boolean
  mini: Uint8Array<ArrayBuffer> = new Uint8Array()
  readonly #bytes: Uint8Array
  readonly #size: number
  readonly #table: Uint32Array
  readonly #miniTable: Uint32Array
  readonly #cutoff: number

  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (bytes.length < 512) throw new CompoundProblem('It ends within its first 512 bytes.')
    if (view.getUint32(0) !== 0xd0cf11e0) throw new CompoundProblem('It is not a compound file.')
    this.#bytes = bytes
    this.isLarge = view.getUint16(26, true) === 4
    this.#size = view.getUint16(30, true) === 12 ? 4096 : 512
    this.#cutoff = Math.min(view.getUint32(56, true) || 4096, 1 << 20)
    this.directoryStart = view.getUint32(48, true)
    this.#table = this.#readTable(view)
    const mini = this.chain(view.getUint32(60, true), bytes.length)
    this.#miniTable = numbersOf(mini)
  }

  /** The allocation table, from the sectors that the header and the chain behind it list (§2.3 and §2.5). */
  #readTable(view: DataView): Uint32Array {
    const most = Math.ceil(this.#bytes.length / this.#size / (this.#size / 4)) + 1
    const sectors: number[] = []
    const add = (sector: number) => {
      if (sector < FREE && sectors.length < most) sectors.push(sector)
    }
    for (let at = 76; at < 512; at += 4) add(view.getUint32(at, true))
    let next = view.getUint32(68, true)
    for (let left = most; next < FREE && left > 0; left -= 1) {
      const list = numbersOf(this.#sector(next))
      for (const sector of list.subarray(0, -1)) add(sector)
      next = list.at(-1) ?? FREE
    }
    const table = new Uint32Array((sectors.length * this.#size) / 4).fill(FREE)
    for (const [index, sector] of sectors.entries()) {
      table.set(numbersOf(this.#sector(sector)), (index * this.#size) / 4)
    }
    return table
  }

  /** A sector, or what is left of it. */
  #sector(index: number): Uint8Array {
    const at = (index + 1) * this.#size
    return this.#bytes.subarray(at, at + this.#size)
  }

  /** The bytes of a chain: no longer than `size`, than the file, or than a circle's beginning. */
  chain(start: number, size: number): Uint8Array<ArrayBuffer> {
    const most = Math.min(size, this.#bytes.length)
    const pieces: Uint8Array[] = []
    let length = 0
    for (let sector = start; sector < FREE && length < most; sector = this.#table[sector] ?? FREE) {
      const piece = this.#sector(sector)
      if (piece.length === 0) break
      pieces.push(piece)
      length += piece.length
    }
    return joined(pieces, Math.min(length, most))
  }

  /** Bytes of a stream that are there, without reading them. */
  lengthOf(start: number, size: number): number {
    if (size < this.#cutoff) return this.stream(start, size, size).length
    let length = 0
    const most = Math.min(size, this.#bytes.length)
    for (let sector = start; sector < FREE && length < most; sector = this.#table[sector] ?? FREE) {
      const piece = this.#sector(sector).length
      if (piece === 0) break
      length += piece
    }
    return length
  }

  stream(start: number, size: number, most: number): Uint8Array<ArrayBuffer> {
    const wanted = Math.min(size, most)
    if (size >= this.#cutoff) return this.chain(start, wanted)
    const pieces: Uint8Array[] = []
    let length = 0
    for (let sector = start; sector < FREE && length < wanted;) {
      const piece = this.mini.subarray(sector * 64, sector * 64 + 64)
      if (piece.length === 0) break
      pieces.push(piece)
      length += piece.length
      sector = this.#miniTable[sector] ?? FREE
    }
    return joined(pieces, Math.min(length, wanted))
  }
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece.subarray(0, size - at), at)
    at += piece.length
  }
  return whole
}

function numbersOf(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = Math.floor(bytes.length / 4)
  return Uint32Array.from({ length: count }, (_, index) => view.getUint32(index * 4, true))
}
