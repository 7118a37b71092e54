import { latin1 } from '../detection/head.ts'
import type { Kind } from '../kinds.ts'
import { declaredCharset } from './declared-charset.ts'
import { encodingOf, type Encoding } from './encodings.ts'

/** How a text is encoded, and how that is known. */
export interface FoundEncoding {
  encoding: Encoding
  /** A byte order mark; a declaration inside; the label; bytes that can hardly be anything else; or a guess. */
  from: 'mark' | 'declared' | 'label' | 'bytes' | 'guess'
  /** It is UTF-8 but for some bytes, which are shown as U+FFFD. */
  isDamaged?: boolean
  /** The `charset` of the label, where nothing here can read it, so that the encoding had to be guessed. */
  unreadLabel?: string
}

/**
 * The encoding of a text: its byte order mark, else what it declares inside, else the `charset` of its label, else what
 * its bytes look like. A declaration or label that can't be right is passed over: one under which the bytes can't be
 * read, and a one-byte encoding for what is UTF-8 beyond ASCII, which only a wrong label explains. A label of UTF-8 that
 * the bytes confirm is believed before a declaration, which stays in a text that was encoded anew.
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
  const label = encodingOf(about.charset)
  const utf8 = utf8Health(bytes, isWhole, declared === 'utf-8' || label === 'utf-8')
  const isUtf8 = utf8 === 'sound' || utf8 === 'damaged'
  const fits = (encoding: Encoding | undefined): encoding is Encoding => {
    if (encoding === undefined || (isUtf8 && ONE_BYTE.test(encoding))) return false
    return encoding === 'utf-8' ? utf8 !== 'none' : canRead(bytes, encoding, isWhole)
  }
  const asUtf8 = { encoding: 'utf-8', ...(utf8 === 'damaged' && { isDamaged: true }) } as const
  const found = (encoding: Encoding, from: 'declared' | 'label'): FoundEncoding =>
    encoding === 'utf-8' ? { ...asUtf8, from } : { encoding, from }
  if (isUtf8 && label === 'utf-8' && declared !== 'utf-8') return found(label, 'label')
  if (fits(declared)) return found(declared, 'declared')
  if (label?.startsWith('utf-16') !== true && fits(label)) return found(label, 'label')
  if (utf8 === 'ascii' && hasJapaneseEscapes(bytes))
    return { encoding: 'iso-2022-jp', from: 'bytes' }
  if (utf8 !== 'none') return { ...asUtf8, from: 'bytes' }
  const unread = about.charset !== undefined && label === undefined ? about.charset.trim() : ''
  const encoding = await guess(bytes, isWhole)
  return { encoding, from: 'guess', ...(unread !== '' && { unreadLabel: unread }) }
}

/** What bytes are as UTF-8; `damaged` is what can hardly be anything else, but for some bytes. */
type Utf8Health = 'ascii' | 'sound' | 'damaged' | 'none'

/** @param isTold whether something says that it is UTF-8: then fewer signs are enough */
function utf8Health(bytes: Uint8Array, isWhole: boolean, isTold: boolean): Utf8Health {
  const letters = lettersRead(bytes, 'utf-8', isWhole)
  // Each letter beyond ASCII has more bytes than units in a string.
  if (letters !== undefined) return letters === bytes.length ? 'ascii' : 'sound'
  let sound = 0
  let broken = 0
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] ?? 0
    if (byte < 0x80) {
      at += 1
      continue
    }
    const length = byte < 0xc2 || byte > 0xf4 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    let read = 1
    while (read < length && ((bytes[at + read] ?? 0) & 0xc0) === 0x80) read += 1
    if (length > 1 && read === length) sound += 1
    else broken += 1
    if (broken > BROKEN && broken > sound) return 'none'
    at += read
  }
  return (isTold && sound > 0 && sound >= broken) || sound > 2 * broken ? 'damaged' : 'none'
}

/** Broken letters after which a text of another encoding is not read further. */
const BROKEN = 1000

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

function canRead(bytes: Uint8Array, encoding: Encoding, isWhole: boolean): boolean {
  return lettersRead(bytes, encoding, isWhole) !== undefined
}

/**
 * The length of the text; `undefined` where the bytes can't be read. In pieces, so that a text that can't be read from
 * its first line on costs nothing.
 */
function lettersRead(bytes: Uint8Array, encoding: Encoding, isWhole: boolean): number | undefined {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let letters = 0
  try {
    for (let at = 0; at < bytes.length; at += STEP) {
      letters += decoder.decode(bytes.subarray(at, at + STEP), { stream: true }).length
    }
    return isWhole ? letters + decoder.decode().length : letters
  } catch {
    return undefined
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
