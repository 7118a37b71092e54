/** The encodings that a reader can choose from, by their WHATWG labels (https://encoding.spec.whatwg.org/). */
export const ENCODINGS = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'utf-16le', label: 'UTF-16 LE' },
  { value: 'utf-16be', label: 'UTF-16 BE' },
  { value: 'windows-1252', label: 'Western (Windows-1252)' },
  { value: 'iso-8859-15', label: 'Western (ISO 8859-15)' },
  { value: 'windows-1250', label: 'Central European' },
  { value: 'windows-1251', label: 'Cyrillic' },
  { value: 'windows-1253', label: 'Greek' },
  { value: 'windows-1254', label: 'Turkish' },
  { value: 'macintosh', label: 'Western (Mac)' },
  { value: 'shift_jis', label: 'Japanese (Shift JIS)' },
  { value: 'euc-jp', label: 'Japanese (EUC)' },
  { value: 'gb18030', label: 'Chinese (GB 18030)' },
  { value: 'big5', label: 'Chinese (Big5)' },
  { value: 'euc-kr', label: 'Korean (EUC)' },
] as const

export type Encoding = (typeof ENCODINGS)[number]['value']

/**
 * The encoding of a text: its byte order mark, else UTF-16 by where its zeros lie, else UTF-8 where all of it is valid
 * UTF-8, else the `charset` of its label, else Windows-1252, which gives every byte a meaning.
 */
export function detectEncoding(bytes: Uint8Array, charset?: string): Encoding {
  if (startsWith(bytes, [0xef, 0xbb, 0xbf])) return 'utf-8'
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le'
  if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be'
  const wide = wideEncoding(bytes.subarray(0, 4096))
  if (wide !== undefined) return wide
  if (isUtf8(bytes)) return 'utf-8'
  return knownEncoding(charset) ?? 'windows-1252'
}

/** The text, without its byte order mark; what the encoding cannot read becomes U+FFFD. */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(bytes)
}

/** The entry of the list that a label such as `latin1` or `UTF8` names; UTF-8 and UTF-16 are left to the bytes. */
function knownEncoding(charset: string | undefined): Encoding | undefined {
  if (charset === undefined) return undefined
  try {
    const name = new TextDecoder(charset).encoding
    if (name.startsWith('utf-')) return undefined
    return ENCODINGS.find(({ value }) => value === name)?.value
  } catch {
    return undefined
  }
}

function startsWith(bytes: Uint8Array, mark: number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte)
}

/** Text in Latin letters as UTF-16 has a zero in every other byte, and none in the others. */
function wideEncoding(head: Uint8Array): Encoding | undefined {
  let even = 0
  let odd = 0
  for (const [index, byte] of head.entries()) {
    if (byte !== 0) continue
    if (index % 2 === 0) even += 1
    else odd += 1
  }
  const half = head.length / 2
  if (odd > half * 0.4 && even < half * 0.05) return 'utf-16le'
  if (even > half * 0.4 && odd < half * 0.05) return 'utf-16be'
  return undefined
}

/** In pieces, so that a text that is no UTF-8 from its first line on costs nothing. */
function isUtf8(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const step = 1 << 20
  try {
    for (let at = 0; at < bytes.length; at += step) {
      decoder.decode(bytes.subarray(at, at + step), { stream: true })
    }
    decoder.decode()
    return true
  } catch {
    return false
  }
}
