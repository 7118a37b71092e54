import { latin1 } from '../detection/head.ts'
import type { Kind } from '../kinds.ts'
import { declaredCharset } from './declared-charset.ts'
import { encodingOf, type Encoding } from './encodings.ts'

/** How a text is encoded, and how that is known. */
export interface FoundEncoding {
  encoding: Encoding
  /** A byte order mark; a declaration inside; the label; bytes that can hardly be anything else; or a guess. */
  from: 'mark' | 'declared' | 'label' | 'bytes' | 'guess'
}

/**
 * The encoding of a text: its byte order mark, else what it declares inside, else the `charset` of its label, else what
 * its bytes look like. A declaration or label that can't be right is passed over: one under which the bytes can't be
 * read, and a one-byte encoding for what is sound UTF-8 beyond ASCII, which only a wrong label explains.
 * @param isWhole whether these are all bytes, rather than the first ones, whose last character may be cut
 */
export async function findEncoding(
  bytes: Uint8Array,
  about: { kind: Kind; charset?: string | undefined; isWhole?: boolean },
): Promise<FoundEncoding> {
  const marked = markedEncoding(bytes)
  if (marked !== undefined) return { encoding: marked, from: 'mark' }
  const wide = wideEncoding(bytes.subarray(0, 4096))
  if (wide !== undefined) return { encoding: wide, from: 'bytes' }
  const isWhole = about.isWhole !== false
  const declared = declaredCharset(bytes, about.kind)?.encoding
  if (declared !== undefined && canRead(bytes, declared, isWhole)) {
    return { encoding: declared, from: 'declared' }
  }
  const isUtf8 = canRead(bytes, 'utf-8', isWhole)
  const isAscii = isUtf8 && bytes.every((byte) => byte < 0x80)
  const label = encodingOf(about.charset)
  if (label !== undefined && !label.startsWith('utf-16') && canRead(bytes, label, isWhole)) {
    if (isAscii || !isUtf8 || !ONE_BYTE.test(label)) return { encoding: label, from: 'label' }
  }
  if (isAscii && hasJapaneseEscapes(bytes)) return { encoding: 'iso-2022-jp', from: 'bytes' }
  if (isUtf8) return { encoding: 'utf-8', from: 'bytes' }
  return { encoding: await guess(bytes, isWhole), from: 'guess' }
}

/** The encoding that a byte order mark stands for. */
export function markedEncoding(bytes: Uint8Array): Encoding | undefined {
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined
}

/** Text in Latin letters as UTF-16 has a zero in every other byte, and none in the others. */
export function wideEncoding(head: Uint8Array): Encoding | undefined {
  let even = 0
  let odd = 0
  for (let i = 0; i < head.length; i += 1) {
    if (head[i] !== 0) continue
    if (i % 2 === 0) even += 1
    else odd += 1
  }
  const half = head.length / 2
  if (odd > half * 0.4 && even < half * 0.05) return 'utf-16le'
  if (even > half * 0.4 && odd < half * 0.05) return 'utf-16be'
  return undefined
}

/** In pieces, so that a text that can't be read from its first line on costs nothing. */
function canRead(bytes: Uint8Array, encoding: Encoding, isWhole: boolean): boolean {
  const decoder = new TextDecoder(encoding, { fatal: true })
  try {
    for (let at = 0; at < bytes.length; at += STEP) {
      decoder.decode(bytes.subarray(at, at + STEP), { stream: true })
    }
    if (isWhole) decoder.decode()
    return true
  } catch {
    return false
  }
}

const STEP = 1 << 20
const ONE_BYTE = /^(windows|iso-8859|koi8|ibm866|macintosh)/

function hasJapaneseEscapes(bytes: Uint8Array): boolean {
  const at = bytes.indexOf(0x1b)
  if (at === -1) return false
  const text = latin1(bytes.subarray(at, at + SAMPLE))
  return text.includes('\u001b$B') || text.includes('\u001b$@')
}

/** Bytes that are enough to guess from. */
const SAMPLE = 1 << 16

/** By the frequencies of letters. What it does not know well, or says of too little, is taken for Western text. */
async function guess(bytes: Uint8Array, isWhole: boolean): Promise<Encoding> {
  const { analyse } = await import('chardet')
  for (const { name, confidence } of analyse(bytes.subarray(0, SAMPLE))) {
    const encoding = encodingOf(name)
    if (confidence < CONFIDENT || encoding === undefined || encoding.startsWith('utf')) continue
    if (canRead(bytes, encoding, isWhole)) return encoding
  }
  return 'windows-1252'
}

/** Per cent. */
const CONFIDENT = 20
