/** What a compound file is to hold. */
export interface Folder {
  classId?: Uint8Array
  /** By their names, at most 31 characters. */
  storages: ReadonlyMap<string, Folder>
  streams: ReadonlyMap<string, Uint8Array>
}

const SECTOR = 512
const MINI = 64
const CUTOFF = 4096
const END = 0xfffffffe
const FREE = 0xffffffff
const TABLE = 0xfffffffd
const LIST = 0xfffffffc

/** Writes a compound file of version 3 ([MS-CFB]): a message that is stored in another one becomes a file of its own. */
export function writeCompoundFile(root: Folder): Uint8Array<ArrayBuffer> {
  const entries = flatten(root)
  const mini = new Chains(MINI)
  const large = new Chains(SECTOR)
  for (const entry of entries) {
    if (entry.data === undefined) continue
    entry.size = entry.data.length
    if (entry.size === 0) entry.start = END
    else entry.start = (entry.size < CUTOFF ? mini : large).add(entry.data)
  }
  const first = entries[0]
  const miniBytes = mini.bytes()
  if (first !== undefined) {
    first.size = miniBytes.length
    first.start = miniBytes.length === 0 ? END : large.add(miniBytes)
  }
  const miniTable = mini.table()
  const miniTableStart = miniTable.length === 0 ? END : large.add(numbers(miniTable, FREE))
  const directoryStart = large.add(directoryBytes(entries))
  return assemble(large, {
    directoryStart,
    miniTableStart,
    miniSectors: Math.ceil(miniTable.length / 128),
  })
}

interface FlatEntry {
  name: string
  type: 1 | 2 | 5
  child: number
  right: number
  classId: Uint8Array | undefined
  data: Uint8Array | undefined
  start: number
  size: number
}

/**
 * Entries in the order of the directory. The children of a folder are a chain of right siblings in the order of their
 * names, which is a search tree, if a lopsided one (§2.6.4 asks for more, which readers do not).
 */
function flatten(root: Folder): FlatEntry[] {
  const entries: FlatEntry[] = []
  const add = (name: string, type: 1 | 2 | 5, classId?: Uint8Array, data?: Uint8Array) => {
    entries.push({ name, type, child: FREE, right: FREE, classId, data, start: 0, size: 0 })
    return entries.length - 1
  }
  const fill = (folder: Folder, index: number) => {
    const names = [...folder.storages.keys(), ...folder.streams.keys()].toSorted(compareNames)
    let before: FlatEntry | undefined
    for (const name of names) {
      const inner = folder.storages.get(name)
      const at =
        inner === undefined
          ? add(name, 2, undefined, folder.streams.get(name))
          : add(name, 1, inner.classId)
      const owner = entries[index]
      if (before) before.right = at
      else if (owner) owner.child = at
      before = entries[at]
      if (inner) fill(inner, at)
    }
  }
  fill(root, add('Root Entry', 5, root.classId))
  return entries
}

/** Shorter names come first, then the order of their capital letters (§2.6.4). */
function compareNames(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  const [upperA, upperB] = [a.toUpperCase(), b.toUpperCase()]
  return upperA < upperB ? -1 : upperA > upperB ? 1 : 0
}

function directoryBytes(entries: readonly FlatEntry[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(entries.length / 4) * SECTOR)
  const view = new DataView(bytes.buffer)
  for (const [index, entry] of entries.entries()) {
    const at = index * 128
    for (let i = 0; i < entry.name.length; i += 1) {
      view.setUint16(at + i * 2, entry.name.charCodeAt(i), true)
    }
    view.setUint16(at + 64, entry.name.length * 2 + 2, true)
    bytes[at + 66] = entry.type
    bytes[at + 67] = 1
    view.setUint32(at + 68, FREE, true)
    view.setUint32(at + 72, entry.right, true)
    view.setUint32(at + 76, entry.child, true)
    if (entry.classId) bytes.set(entry.classId.subarray(0, 16), at + 80)
    view.setUint32(at + 116, entry.type === 1 ? 0 : entry.start, true)
    view.setUint32(at + 120, entry.size, true)
  }
  for (let at = entries.length * 128; at < bytes.length; at += 128) {
    for (const field of [68, 72, 76]) view.setUint32(at + field, FREE, true)
  }
  return bytes
}

/** Sectors in a row, and which one follows which. */
class Chains {
  readonly #sector: number
  readonly #pieces: Uint8Array[] = []
  readonly #next: number[] = []

  constructor(sector: number) {
    this.#sector = sector
  }

  add(data: Uint8Array): number {
    const start = this.#next.length
    const count = Math.ceil(data.length / this.#sector)
    const padded = new Uint8Array(count * this.#sector)
    padded.set(data)
    this.#pieces.push(padded)
    for (let i = 1; i <= count; i += 1) this.#next.push(i === count ? END : start + i)
    return start
  }

  bytes(): Uint8Array {
    const whole = new Uint8Array(this.#next.length * this.#sector)
    let at = 0
    for (const piece of this.#pieces) {
      whole.set(piece, at)
      at += piece.length
    }
    return whole
  }

  table(): number[] {
    return this.#next
  }
}

function assemble(
  large: Chains,
  at: { directoryStart: number; miniTableStart: number; miniSectors: number },
): Uint8Array<ArrayBuffer> {
  const next = [...large.table()]
  const used = next.length
  // The table lists its own sectors, and those of the list of its sectors.
  let tables = 0
  let lists = 0
  while (tables * 128 < used + tables + lists) {
    tables += 1
    lists = Math.ceil(Math.max(0, tables - 109) / 127)
  }
  for (let i = 0; i < tables; i += 1) next.push(TABLE)
  for (let i = 0; i < lists; i += 1) next.push(LIST)
  const file = new Uint8Array((used + tables + lists + 1) * SECTOR)
  const view = new DataView(file.buffer)
  file.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
  for (const [offset, value] of [
    [24, 0x3e],
    [26, 3],
    [28, 0xfffe],
    [30, 9],
    [32, 6],
  ] as const) {
    view.setUint16(offset, value, true)
  }
  const firstList = lists > 0 ? used + tables : END
  for (const [offset, value] of [
    [44, tables],
    [48, at.directoryStart],
    [56, CUTOFF],
    [60, at.miniTableStart],
    [64, at.miniSectors],
    [68, firstList],
    [72, lists],
  ] as const) {
    view.setUint32(offset, value, true)
  }
  for (let i = 0; i < 109; i += 1) view.setUint32(76 + i * 4, i < tables ? used + i : FREE, true)
  file.set(large.bytes(), SECTOR)
  file.set(numbers(next, FREE), (used + 1) * SECTOR)
  for (let list = 0; list < lists; list += 1) {
    const start = (used + tables + list + 1) * SECTOR
    for (let i = 0; i < 127; i += 1) {
      const table = 109 + list * 127 + i
      view.setUint32(start + i * 4, table < tables ? used + table : FREE, true)
    }
    view.setUint32(start + 508, list + 1 < lists ? used + tables + list + 1 : END, true)
  }
  return file
}

/** Whole sectors of numbers, filled up with `rest`. */
function numbers(values: readonly number[], rest: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 128) * SECTOR)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i * 4 < bytes.length; i += 1) view.setUint32(i * 4, values[i] ?? rest, true)
  return bytes
}
