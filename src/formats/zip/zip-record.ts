import { decodeUtf8 } from '../archive/entry-names.ts'
import { crc32 } from '../deflate/checksum.ts'
import { little } from '../detection/head.ts'

/** Where and how an entry of a ZIP file is packed: all that unpacking needs. Cloneable. */
export interface ZipPlace {
  /** Of its local header, from the beginning of the file. */
  offset: number
  packedSize: number
  /** `undefined` where only unpacking tells. */
  size: number | undefined
  crc: number
  flags: number
  method: number
  /** Date and time of DOS, the time in the lower half (APPNOTE 4.4.6). */
  dosTime: number
  /** Which part of a split archive it begins in, from 0. */
  disk: number
  aes: AesFacts | undefined
}

/** WinZip's extra field 0x9901 (https://www.winzip.com/en/support/aes-encryption/). */
interface AesFacts {
  /** Of version 2 the checksum is not stored. */
  version: number
  /** 1, 2, 3 for keys of 128, 192, 256 bits. */
  strength: number
  /** How it was compressed before. */
  method: number
}

export interface ZipRecord extends ZipPlace {
  rawName: Uint8Array
  rawComment: Uint8Array
  /** Info-ZIP's own name in UTF-8. */
  unicodeName: string | undefined
  /** Of the system that packed it: 0 DOS and Windows, 3 Unix. */
  host: number
  attributes: number
  /** Milliseconds since 1970, where an extra field has them. */
  instant: number | undefined
}

/** General purpose bits (APPNOTE 4.4.4). */
export const ENCRYPTED = 1
export const SIZES_BEHIND = 1 << 3
export const STRONG = 1 << 6
export const UTF8 = 1 << 11

/** Bytes of the fixed parts of a central and of a local header (APPNOTE 4.3.12, 4.3.7). */
const CENTRAL = 46
export const LOCAL = 30

/** The central header at `at`, and where the next begins; `undefined` where there is none, or it is cut. */
export function centralRecord(
  bytes: Uint8Array,
  at: number,
  shift: number,
): { record: ZipRecord; end: number } | undefined {
  if (little(bytes, at, 4) !== 0x02014b50) return undefined
  const nameEnd = at + CENTRAL + little(bytes, at + 28, 2)
  const extraEnd = nameEnd + little(bytes, at + 30, 2)
  const end = extraEnd + little(bytes, at + 32, 2)
  if (!(end <= bytes.length)) return undefined
  const rawName = bytes.subarray(at + CENTRAL, nameEnd)
  const fields = {
    size: little(bytes, at + 24, 4),
    packedSize: little(bytes, at + 20, 4),
    offset: little(bytes, at + 42, 4),
    disk: little(bytes, at + 34, 2),
  }
  const extra = readExtra(bytes.subarray(nameEnd, extraEnd), rawName, fields)
  const record: ZipRecord = {
    ...fields,
    ...extra,
    offset: fields.offset + shift,
    rawName,
    rawComment: bytes.subarray(extraEnd, end),
    host: bytes[at + 5] ?? 0,
    flags: little(bytes, at + 8, 2),
    method: little(bytes, at + 10, 2),
    dosTime: little(bytes, at + 12, 4),
    crc: little(bytes, at + 16, 4),
    attributes: little(bytes, at + 38, 4),
  }
  return { record, end }
}

interface Extra {
  aes: AesFacts | undefined
  unicodeName: string | undefined
  instant: number | undefined
}

/**
 * The extra fields (APPNOTE 4.5). What is too large for its 32 bits is put right in `wide`, in the order of 4.5.3.
 */
export function readExtra(
  extra: Uint8Array,
  rawName: Uint8Array,
  wide: { size: number; packedSize: number; offset?: number; disk?: number },
): Extra {
  const found: Extra = { aes: undefined, unicodeName: undefined, instant: undefined }
  for (let at = 0; at + 4 <= extra.length;) {
    const id = little(extra, at, 2)
    const end = at + 4 + little(extra, at + 2, 2)
    if (end > extra.length) break
    const field = extra.subarray(at + 4, end)
    if (id === 0x0001) widen(field, wide)
    else if (id === 0x9901 && field.length >= 7) {
      found.aes = {
        version: little(field, 0, 2),
        strength: field[4] ?? 0,
        method: little(field, 5, 2),
      }
    } else if (id === 0x7075 && little(field, 1, 4) === crc32(rawName)) {
      found.unicodeName = decodeUtf8(field.subarray(5))
    } else if (id === 0x5455 && ((field[0] ?? 0) & 1) === 1 && field.length >= 5) {
      // Seconds since 1970, signed.
      found.instant = (little(field, 1, 4) | 0) * 1000
    } else if (id === 0x000a && little(field, 4, 2) === 1 && field.length >= 16) {
      // NTFS: tenths of microseconds since 1601.
      found.instant ??= little(field, 8, 8) / 10_000 - 11_644_473_600_000
    }
    at = end
  }
  return found
}

function widen(
  field: Uint8Array,
  wide: { size: number; packedSize: number; offset?: number; disk?: number },
): void {
  let at = 0
  for (const key of ['size', 'packedSize', 'offset'] as const) {
    if (wide[key] !== 0xffffffff || at + 8 > field.length) continue
    wide[key] = little(field, at, 8)
    at += 8
  }
  if (wide.disk === 0xffff && at + 4 <= field.length) wide.disk = little(field, at, 4)
}

/** Date and time of DOS as they stand, to two seconds: `2026-05-03T14:05:10`; `undefined` for what is not a date. */
export function dosClock(dosTime: number): string | undefined {
  const [date, time] = [dosTime >>> 16, dosTime & 0xffff]
  const parts = [
    1980 + (date >> 9),
    (date >> 5) & 15,
    date & 31,
    time >> 11,
    (time >> 5) & 63,
    (time & 31) * 2,
  ]
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  const isDate = month >= 1 && month <= 12 && day >= 1 && hour < 24 && minute < 60 && second < 60
  if (!isDate) return undefined
  const two = (part: number) => String(part).padStart(2, '0')
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`
}

/** APPNOTE 4.4.5. */
const METHODS: Record<number, string> = {
  0: 'stored',
  1: 'shrunk',
  2: 'reduced',
  3: 'reduced',
  4: 'reduced',
  5: 'reduced',
  6: 'imploded',
  8: 'Deflate',
  9: 'Deflate64',
  10: 'imploded (PKWARE)',
  12: 'bzip2',
  14: 'LZMA',
  16: 'IBM CMPSC',
  18: 'IBM TERSE',
  19: 'IBM LZ77',
  93: 'Zstandard',
  94: 'MP3',
  95: 'XZ',
  96: 'JPEG',
  97: 'WavPack',
  98: 'PPMd',
}

export function methodName(method: number): string {
  return METHODS[method] ?? `method ${method}`
}

/** How the content itself is packed, below an encryption. */
export function methodOf({ method, aes }: ZipPlace): number {
  return method === 99 && aes !== undefined ? aes.method : method
}
