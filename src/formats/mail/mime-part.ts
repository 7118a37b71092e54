import { latin1 } from '../detection/head.ts'
import { decodeField } from './body/letters.ts'
import { transferEncodingOf, type TransferEncoding } from './body/transfer.ts'
import {
  fieldOf,
  readFields,
  readParameters,
  type Parameterized,
  type RawField,
} from './header/fields.ts'

/** A part of a message (RFC 2046): where it lies, what it says of itself, and its own parts. */
export interface MimePart {
  fields: RawField[]
  /** In lower case, `text/plain` unless told. */
  type: string
  parameters: ReadonlyMap<string, string>
  disposition: Parameterized
  encoding: TransferEncoding
  /** As the header writes it, where `encoding` is not known. */
  unknownEncoding: string | undefined
  /** Bytes of the content within the message. */
  start: number
  end: number
  parts: MimePart[]
  /** Of a multipart: what stands before the first and after the last of its parts. */
  around: { start: number; end: number }[]
}

/** Bytes. */
const LONGEST_HEADER = 1 << 20
export const LONGEST_BOUNDARY = 1000

/** Behind a byte order mark and blank lines, which no message begins with but some files do. */
export function firstLine(bytes: Uint8Array): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (bytes[at] === 0x0d || bytes[at] === 0x0a) at += 1
  return at
}

/** Reads the header at `start`, up to a blank line or a delimiter. */
export function openPart(
  bytes: Uint8Array,
  start: number,
  usual: string,
  remarks: string[],
  boundaries: ReadonlyMap<string, number> = new Map(),
): MimePart {
  let at = start
  let bodyAt = bytes.length
  const limit = Math.min(bytes.length, start + LONGEST_HEADER)
  while (at < limit) {
    const newline = bytes.indexOf(0x0a, at)
    const end = newline === -1 ? bytes.length : newline + 1
    const isBlank = end - at === 1 || (end - at === 2 && bytes[at] === 0x0d)
    const delimiter = delimiterOf(bytes, at, end)
    if (isBlank || (delimiter !== undefined && placeOf(delimiter, boundaries) !== undefined)) {
      bodyAt = isBlank ? end : at
      break
    }
    at = end
  }
  if (at >= limit && limit < bytes.length) bodyAt = at
  const header = readFields(latin1(bytes.subarray(start, Math.min(at, limit))))
  remarks.push(...header.remarks)
  const body = header.bodyAt === undefined ? bodyAt : start + header.bodyAt
  return partOf(header.fields, usual, body, bytes.length)
}

function partOf(fields: RawField[], usual: string, start: number, end: number): MimePart {
  const read = (name: string) => {
    const raw = fieldOf(fields, name)
    return raw === undefined ? undefined : decodeField(raw, 'windows-1252').text
  }
  const content = readParameters(read('content-type') ?? usual)
  const written = read('content-transfer-encoding')
  const encoding = transferEncodingOf(written?.replace(/[;(].*$/, ''))
  const isType = /^[\w.+-]+\/[\w.+-]+$/.test(content.value)
  return {
    fields,
    type: isType ? content.value : content.value === 'text' ? 'text/plain' : usual,
    parameters: content.parameters,
    disposition: readParameters(read('content-disposition') ?? ''),
    encoding: encoding ?? 'none',
    unknownEncoding: encoding === undefined ? written : undefined,
    start,
    end,
    parts: [],
    around: [],
  }
}

/** A line that begins with `--`, without its end; `undefined` for all others. */
export function delimiterOf(bytes: Uint8Array, at: number, end: number): string | undefined {
  if (bytes[at] !== 0x2d || bytes[at + 1] !== 0x2d || end - at > LONGEST_BOUNDARY) return undefined
  return latin1(bytes.subarray(at + 2, end)).trimEnd()
}

export function placeOf(
  line: string,
  boundaries: ReadonlyMap<string, number>,
): { depth: number; isEnd: boolean } | undefined {
  const depth = boundaries.get(line)
  if (depth !== undefined) return { depth, isEnd: false }
  const closing = line.endsWith('--') ? boundaries.get(line.slice(0, -2)) : undefined
  return closing === undefined ? undefined : { depth: closing, isEnd: true }
}
