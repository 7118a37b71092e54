import { latin1 } from '../../detection/head.ts'
import { decodeText, encodingOf, type Encoding } from '../../text/encodings.ts'
import { findEncoding } from '../../text/find-encoding.ts'

/** Letters, and how they were read. */
export interface DecodedLetters {
  text: string
  encoding: Encoding
  /** "utf-8", or "windows-1252 (guessed)". */
  words: string
  /** To be told: the declared encoding is unknown, or does not fit. */
  problem?: string
}

/** Names by which programs say that they do not know the encoding (RFC 1428 has the first). */
const SAYS_NOTHING = /^(unknown-8bit|x-unknown|unknown|default|_iso-2022-jp\$esc)$/i

/**
 * Decodes the bytes of a text part. What the part's header declares comes before what an HTML text says of itself, since
 * mail servers convert texts without looking into them (https://html.spec.whatwg.org/#determining-the-character-encoding).
 */
export async function decodeLetters(
  bytes: Uint8Array,
  charset: string | undefined,
  kind: 'text' | 'html',
): Promise<DecodedLetters> {
  const declared = charset === undefined || SAYS_NOTHING.test(charset) ? undefined : charset
  if (/^(unicode-1-1-)?utf-?7$/i.test(declared ?? '')) {
    return { text: decodeUtf7(latin1(bytes)), encoding: 'utf-8', words: 'utf-7' }
  }
  const label = encodingOf(declared)
  const found = await findEncoding(bytes, { kind: label === undefined ? kind : 'text', charset })
  const { encoding } = found
  const text = decodeText(bytes, encoding)
  const words = found.from === 'guess' ? `${encoding} (guessed)` : encoding
  const isAscii = bytes.every((byte) => byte < 0x80)
  const problem = isAscii ? undefined : problemOf(declared, label, found.from, encoding)
  return { text, encoding, words, ...(problem !== undefined && { problem }) }
}

function problemOf(
  declared: string | undefined,
  label: Encoding | undefined,
  from: string,
  encoding: Encoding,
): string | undefined {
  if (declared === undefined) {
    if (from === 'declared' || from === 'mark') return undefined
    return from === 'guess'
      ? `A text does not declare its encoding; it was read as ${encoding}, which is a guess: letters may be wrong.`
      : `A text does not declare its encoding; it was read as ${encoding}.`
  }
  if (label === encoding) return undefined
  return label === undefined
    ? `A text declares the encoding “${declared.slice(0, 60)}”, which is not known here; it was read as ${encoding}: letters may be wrong.`
    : `A text declares ${declared.slice(0, 60)}, but its bytes are not that; it was read as ${encoding}.`
}

/** RFC 2152, which no browser decodes any more. What is not sound stays as it is written. */
export function decodeUtf7(text: string): string {
  return text.replaceAll(/\+([A-Za-z0-9+/]*)-?/g, (all, coded: string) => {
    if (coded === '') return '+'
    try {
      const bytes = Uint8Array.fromBase64(coded, { lastChunkHandling: 'loose' })
      return new TextDecoder('utf-16be').decode(bytes.subarray(0, bytes.length & ~1))
    } catch {
      return all
    }
  })
}

/**
 * The text of a header field, whose bytes are the characters below U+0100: UTF-8 (RFC 6532), else the escapes of
 * ISO-2022-JP, else what the message uses elsewhere.
 */
export function decodeField(
  raw: string,
  fallback: Encoding,
): { text: string; from: 'ascii' | 'utf-8' | 'fallback' } {
  // oxlint-disable-next-line no-control-regex -- the escapes of ISO-2022-JP
  const hasEscapes = /\u001b\$[@B]/.test(raw)
  if (!hasEscapes && isAsciiText(raw)) return { text: raw, from: 'ascii' }
  const bytes = Uint8Array.from(raw, (char) => char.charCodeAt(0))
  if (hasEscapes) return { text: decodeText(bytes, 'iso-2022-jp'), from: 'ascii' }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), from: 'utf-8' }
  } catch {
    return { text: decodeText(bytes, fallback), from: 'fallback' }
  }
}

function isAsciiText(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) > 0x7f) return false
  }
  return true
}

/** Marks that turn the order of the letters around them, and characters that show nothing. */
const TURNING =
  // oxlint-disable-next-line no-control-regex -- what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]/g

/** A name with what would turn or hide its letters written out, `invoice[U+202E]fdp.exe`. */
export function showHidden(text: string): string {
  return text.replaceAll(TURNING, (char) => {
    const code = char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    return `[U+${code}]`
  })
}
