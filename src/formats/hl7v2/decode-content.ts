import { decodeText, detectEncoding, type Encoding } from '../text/encoding.ts'

/** A text and the encoding it was read in. */
export interface DecodedContent {
  text: string
  /** Its WHATWG name. */
  encoding: string
  /** What told the encoding. */
  toldBy: 'byte order mark' | 'content' | 'bytes' | 'label' | 'guess'
  /** What is to be said: the declared encoding does not exist, or does not fit the bytes. */
  problem?: string | undefined
}

/**
 * Reads a text in the encoding that its byte order mark, the content itself, its label or its bytes tell, in this order.
 *
 * @param inside the encoding that the content declares (XML declaration, MSH-18), as it stands there
 * @param label the `charset` of the content type
 */
export function decodeContent(
  bytes: Uint8Array,
  inside: string | undefined,
  label: string | undefined,
): DecodedContent {
  const marked = markedEncoding(bytes)
  if (marked !== undefined) return read(bytes, marked, 'byte order mark')
  const guessed = detectEncoding(bytes, label)
  // Zero bytes in every other place prove UTF-16, whatever an ASCII-looking declaration says.
  if (guessed.startsWith('utf-16')) return read(bytes, guessed, 'bytes')
  if (inside !== undefined && inside !== '') {
    const name = encodingName(inside)
    if (name === undefined) {
      const problem = `The file declares the encoding “${inside}”, which this browser does not know; it was read as ${guessed}.`
      return { ...read(bytes, guessed, 'guess'), problem }
    }
    if (name === 'utf-8' && guessed !== 'utf-8') {
      const problem = `The file declares UTF-8, but its bytes are not valid UTF-8; it was read as ${guessed}.`
      return { ...read(bytes, guessed, 'guess'), problem }
    }
    if (!name.startsWith('utf-16')) return read(bytes, name, 'content')
  }
  const labelled = label === undefined ? undefined : encodingName(label)
  // All of it being valid UTF-8 is a proof, not a guess.
  if (guessed === 'utf-8') return read(bytes, guessed, 'bytes')
  return read(bytes, guessed, labelled === guessed ? 'label' : 'guess')
}

/** Decodes XML in the encoding that its declaration names, else as any text. @param label the content type's charset */
export function decodeXml(bytes: Uint8Array, label?: string): DecodedContent {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024))
  const declared = /^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([^"']{1,40})["']/.exec(head)?.[1]
  return decodeContent(bytes, declared, label)
}

function read(
  bytes: Uint8Array,
  encoding: string,
  toldBy: DecodedContent['toldBy'],
): DecodedContent {
  return { text: decodeText(bytes, encoding as Encoding), encoding, toldBy }
}

function markedEncoding(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8'
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  return undefined
}

function encodingName(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding
  } catch {
    return undefined
  }
}
