import { crc32 } from '#formats/deflate/checksum.ts'

/** An entry of a ZIP file as a test wants it, wrong numbers included. What is left out is right. */
export interface ZipPart {
  name: string | Uint8Array
  data?: string | Uint8Array
  /** As it stands in the file; stored unless told. */
  packed?: Uint8Array
  method?: number
  flags?: number
  crc?: number
  size?: number
  packedSize?: number
  /** Extra fields of the central header. */
  extra?: Uint8Array
  /** Where its local header is said to be. */
  offset?: number
  localName?: string
  host?: number
  attributes?: number
  dosTime?: number
  disk?: number
  comment?: string
}

export interface ZipFile {
  parts: readonly ZipPart[]
  before?: Uint8Array
  behind?: Uint8Array
  comment?: string
  /** Of the end record. */
  entries?: number
  disk?: number
  /** Leaves the list and its end out. */
  hasList?: boolean
}

/** 3 May 2026, 14:05:10. */
const DOS_TIME = ((46 << 9) | (5 << 5) | 3) * 65_536 + ((14 << 11) | (5 << 5) | 5)

/** A ZIP file, byte by byte (APPNOTE 4.3). */
export function makeZip(file: ZipFile): Uint8Array<ArrayBuffer> {
  const before = file.before ?? new Uint8Array()
  const pieces: Uint8Array[] = [before]
  const central: Uint8Array[] = []
  let at = before.length
  for (const part of file.parts) {
    const { local, header } = partBytes(part, at - before.length)
    pieces.push(local)
    central.push(header)
    at += local.length
  }
  const list = joined(central)
  if (file.hasList === false) return joined(pieces)
  const comment = bytesOf(file.comment ?? '')
  const count = file.entries ?? file.parts.length
  const disk = file.disk ?? 0
  const end = [
    0x50,
    0x4b,
    5,
    6,
    ...two(disk),
    ...two(disk),
    ...two(count),
    ...two(count),
    ...four(list.length),
    ...four(at - before.length),
    ...two(comment.length),
  ]
  return joined([...pieces, list, Uint8Array.from(end), comment, file.behind ?? new Uint8Array()])
}

function partBytes(part: ZipPart, at: number): { local: Uint8Array; header: Uint8Array } {
  const data = bytesOf(part.data ?? '')
  const packed = part.packed ?? data
  const name = bytesOf(part.name)
  const extra = part.extra ?? new Uint8Array()
  const comment = bytesOf(part.comment ?? '')
  const common = [
    ...two(part.flags ?? 0),
    ...two(part.method ?? 0),
    ...four(part.dosTime ?? DOS_TIME),
    ...four(part.crc ?? crc32(data)),
    ...four(part.packedSize ?? packed.length),
    ...four(part.size ?? data.length),
  ]
  const localName = part.localName === undefined ? name : bytesOf(part.localName)
  const local = [0x50, 0x4b, 3, 4, 20, 0, ...common, ...two(localName.length), 0, 0]
  const header = [
    0x50,
    0x4b,
    1,
    2,
    20,
    part.host ?? 3,
    20,
    0,
    ...common,
    ...two(name.length),
    ...two(extra.length),
    ...two(comment.length),
    ...two(part.disk ?? 0),
    0,
    0,
    ...four(part.attributes ?? 0),
    ...four(part.offset ?? at),
  ]
  return {
    local: joined([Uint8Array.from(local), localName, packed]),
    header: joined([Uint8Array.from(header), name, extra, comment]),
  }
}

export function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? new TextEncoder().encode(text) : text
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

function two(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff]
}

function four(value: number): number[] {
  return [...two(value % 65_536), ...two(Math.floor(value / 65_536))]
}
