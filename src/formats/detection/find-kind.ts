import { decodeText, type Encoding } from '../text/encodings.ts'
import { markedEncoding, wideEncoding } from '../text/find-encoding.ts'
import { oleOf, zipOf } from './containers.ts'
import { dicomOf } from './dicom.ts'
import { type Found, type Head, isAscii, isHex, latin1, little } from './head.ts'
import { imageOf, tiffOf } from './images.ts'
import { mediaOf } from './media.ts'
import { signedOf } from './signed.ts'
import { structureOf } from './text-structure.ts'

/** What the bytes alone tell. */
export interface FoundKind {
  found: Found | undefined
  /** Where they are text, as which `found` may be one of the kinds that are made of text. */
  text: ReadText | undefined
}

/**
 * What a content is by its bytes alone. A signature counts only with the structure behind it ("BM", "ID3" and "MZ"
 * begin words, too): one without it is believed only of bytes that can't be text. What is text is plain text unless
 * its structure says more.
 */
export async function findKind(head: Head): Promise<FoundKind> {
  const text = readText(head.bytes)
  const binary = await binaryOf(head)
  const isText = text !== undefined && !text.isLoose
  // Of all these only a PDF can be made of letters alone.
  const isSound = binary?.kind === 'pdf' && binary.isWeak !== true
  if (binary !== undefined && (isSound || !isText)) return { found: binary, text: undefined }
  if (text === undefined) return { found: undefined, text }
  return { found: structureOf(text.text, head.size <= head.bytes.length), text }
}

async function binaryOf(head: Head): Promise<Found | undefined> {
  const media = dicomOf(head) ?? pdfOf(head) ?? imageOf(head) ?? mediaOf(head)
  if (media !== undefined) return media
  return (await tiffOf(head)) ?? (await zipOf(head)) ?? (await oleOf(head)) ?? otherBinaryOf(head)
}

/**
 * ISO 32000-1 §7.5.2 and its note: readers take a header within the first 1024 bytes. What counts is an object behind
 * it, since a text may well speak of `%PDF-1.4`.
 */
function pdfOf({ bytes }: Head): Found | undefined {
  const at = latin1(bytes.subarray(0, 1024 + 8)).search(/%PDF-\d/)
  if (at === -1) return undefined
  const text = latin1(bytes)
  const hasObject = /\d\s+\d+\s+obj\b|\bstartxref\b/.test(text.slice(at))
  // Words before it may be those of a text that shows a PDF; other bytes are what some transports put there.
  const isQuoted = /^[\t-\r -~]*[!-~][\t-\r -~]*$/.test(text.slice(0, at))
  return { kind: 'pdf', type: 'application/pdf', isWeak: !hasObject || isQuoted }
}

/** Archives other than ZIP, signed files, and SCP recordings. */
function otherBinaryOf({ bytes, size }: Head): Found | undefined {
  if (isHex(bytes, 0, '1f8b08') && (bytes[3] ?? 0xff) < 0x20) {
    return { kind: 'gzip', type: 'application/gzip' }
  }
  if (isHex(bytes, 0, '377abcaf271c')) {
    return { kind: 'archive', type: 'application/x-7z-compressed' }
  }
  if (isHex(bytes, 0, '526172211a07')) return { kind: 'archive', type: 'application/vnd.rar' }
  if (isAscii(bytes, 0, 'BZh') && isHex(bytes, 4, '314159265359')) {
    return { kind: 'archive', type: 'application/x-bzip2' }
  }
  if (isHex(bytes, 0, 'fd377a585a00')) return { kind: 'archive', type: 'application/x-xz' }
  if (isTar(bytes)) return { kind: 'tar', type: 'application/x-tar' }
  // EN 1064 §5.2: a checksum, the size of the record, and a section 0 that names the protocol. One that was cut off has
  // a size that is too large, but no text has that section's number and length.
  const hasSectionZero = little(bytes, 8, 2) === 0 && little(bytes, 10, 4) < 4096
  if (isAscii(bytes, 16, 'SCPECG') && (little(bytes, 2, 4) <= size || hasSectionZero)) {
    return { kind: 'scp', type: 'application/x-scp-ecg' }
  }
  return signedOf(bytes)
}

/** POSIX.1 `ustar`, and the older form without that word: the checksum of the first header has to be right. */
function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < 512 || bytes[0] === 0) return false
  const said = Number.parseInt(latin1(bytes.subarray(148, 156)).replaceAll(/[\0 ]/g, ''), 8)
  let sum = 0
  for (let i = 0; i < 512; i += 1) sum += i >= 148 && i < 156 ? 0x20 : (bytes[i] ?? 0)
  return sum === said
}

interface ReadText {
  /** The letters, or for a one-byte or unknown encoding the bytes as letters: enough to see structure by. */
  text: string
  /** With control characters that no text has: text only if nothing else fits, such as a log with runs of NUL. */
  isLoose: boolean
}

/** The head of a content as text; `undefined` for bytes that are none. */
function readText(bytes: Uint8Array): ReadText | undefined {
  const encoding = markedEncoding(bytes) ?? wideEncoding(bytes.subarray(0, 4096))
  if (encoding !== undefined) return readMarked(bytes, encoding)
  const { controls, zeros } = count(bytes)
  const utf8 = asUtf8(bytes)
  if (controls + zeros === 0) return { text: utf8 ?? latin1(bytes), isLoose: false }
  const isMostlyText = controls === 0 && utf8 !== undefined && zeros < bytes.length * 0.4
  const hasLines = bytes.includes(0x0a) || bytes.includes(0x0d)
  return isMostlyText && hasLines ? { text: utf8.replaceAll('\0', ''), isLoose: true } : undefined
}

function readMarked(bytes: Uint8Array, encoding: Encoding): ReadText | undefined {
  const text = decodeText(bytes, encoding)
  let odd = 0
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (isControl(code) || code >= 0xfffe) odd += 1
  }
  return odd <= text.length / 100 ? { text, isLoose: odd > 0 } : undefined
}

function isControl(code: number): boolean {
  return code === 0x7f || (code < 0x20 && (ALLOWED & (1 << code)) === 0)
}

function count(bytes: Uint8Array): { controls: number; zeros: number } {
  let controls = 0
  let zeros = 0
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0
    if (byte === 0) zeros += 1
    else if (isControl(byte)) controls += 1
  }
  return { controls, zeros }
}

/** What texts have: white space, escapes, the end mark of DOS, and what frames HL7 messages. One bit for each. */
const ALLOWED = [0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1a, 0x1b, 0x1c].reduce(
  (bits, byte) => bits | (1 << byte),
  0,
)

function asUtf8(bytes: Uint8Array): string | undefined {
  try {
    // Streaming, since the head may end within a character.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return undefined
  }
}
