import { latin1 } from '../detection/head.ts'

/** Bytes of a block: a header is one, contents fill whole ones (POSIX.1-2024, `pax`, "ustar Interchange Format"). */
export const BLOCK = 512

/** One header as it stands. */
export interface TarHeader {
  rawName: Uint8Array
  rawLink: Uint8Array
  size: number
  /** Seconds since 1970. */
  modified: number | undefined
  type: string
  mode: string
  owner: string
  group: string
}

/** The header in a block; a reason where it is none. */
export function readHeader(block: Uint8Array): TarHeader | 'empty' | 'broken' {
  if (block.every((byte) => byte === 0)) return 'empty'
  if (!isChecked(block)) return 'broken'
  const size = number(block.subarray(124, 136))
  if (size === undefined || size < 0) return 'broken'
  const isPosix = latin1(block.subarray(257, 262)) === 'ustar' && block[262] === 0
  const prefix = isPosix ? untilZero(block.subarray(345, 500)) : new Uint8Array()
  const name = untilZero(block.subarray(0, 100))
  return {
    rawName: prefix.length === 0 ? name : joinedName(prefix, name),
    rawLink: untilZero(block.subarray(157, 257)),
    size,
    modified: number(block.subarray(136, 148)),
    type: String.fromCharCode(block[156] ?? 0),
    mode: latin1(untilZero(block.subarray(100, 108))).trim(),
    owner: nameOrNumber(block.subarray(265, 297), block.subarray(108, 116)),
    group: nameOrNumber(block.subarray(297, 329), block.subarray(116, 124)),
  }
}

/** The sum of all bytes, those of the sum as spaces; some old programs summed up signed ones. */
function isChecked(block: Uint8Array): boolean {
  const said = number(block.subarray(148, 156))
  let sum = 0
  let signed = 0
  for (let at = 0; at < BLOCK; at += 1) {
    const byte = at >= 148 && at < 156 ? 0x20 : (block[at] ?? 0)
    sum += byte
    signed += byte > 127 ? byte - 256 : byte
  }
  return said === sum || said === signed
}

/** Octal digits, or where the first bit is set a number in base 256, as GNU writes what is larger (its manual, "Extensions"). */
function number(field: Uint8Array): number | undefined {
  const first = field[0] ?? 0
  if (first & 0x80) {
    let value = first & 0x40 ? -1 : 0
    value = value * 64 + (first & 0x3f)
    for (const byte of field.subarray(1)) value = value * 256 + byte
    return Number.isSafeInteger(value) ? value : undefined
  }
  const digits = latin1(untilZero(field)).trim()
  if (digits === '') return 0
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined
}

function nameOrNumber(name: Uint8Array, id: Uint8Array): string {
  const text = latin1(untilZero(name))
  return /^[\x20-\x7e]+$/.test(text) ? text : String(number(id) ?? '')
}

export function untilZero(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0)
  return end === -1 ? bytes : bytes.subarray(0, end)
}

function joinedName(prefix: Uint8Array, name: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(prefix.length + 1 + name.length)
  bytes.set(prefix)
  bytes[prefix.length] = 0x2f
  bytes.set(name, prefix.length + 1)
  return bytes
}

/** The records of a pax header, `27 path=name with spaces\n`, by their keys; lengths count bytes. */
export function paxRecords(bytes: Uint8Array): Map<string, string> {
  const records = new Map<string, string>()
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at)
    const length = Number(latin1(bytes.subarray(at, Math.max(at, Math.min(space, at + 12)))))
    if (space === -1 || !Number.isInteger(length) || length <= space - at) break
    const text = new TextDecoder().decode(bytes.subarray(space + 1, at + length - 1))
    const equals = text.indexOf('=')
    if (equals > 0) records.set(text.slice(0, equals), text.slice(equals + 1))
    at += length
  }
  return records
}
