import { decodeText, type Encoding } from '../text/encodings.ts'
import { markedEncoding, wideEncoding } from '../text/find-encoding.ts'
import { latin1 } from './head.ts'

export interface ReadText {
  /** The letters, or for a one-byte or unknown encoding the bytes as letters: enough to see structure by. */
  text: string
  /** With control characters that no text has: text only if nothing else fits, such as a log with runs of NUL. */
  isLoose: boolean
}

/** The head of a content as text; `undefined` for bytes that are none. */
export function readText(bytes: Uint8Array): ReadText | undefined {
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
