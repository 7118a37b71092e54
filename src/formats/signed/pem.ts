import { latin1 } from '../detection/head.ts'
import { decodeText } from '../text/encodings.ts'
import { markedEncoding } from '../text/find-encoding.ts'
import { SignedProblem } from './signed-file.ts'

/** Bytes of one part of a file, and in PEM what they are called. */
export interface RawPart {
  label: string | undefined
  der: Uint8Array<ArrayBuffer>
}

/** Parts that are read of one file: a list of all authorities has some hundred. */
const MOST_PARTS = 1000

/**
 * The parts of a file: one in bytes; those between the lines of PEM (RFC 7468); or one in base64 alone, as some programs
 * store what a mail had.
 * @throws SignedProblem when it is neither
 */
export function partsOf(bytes: Uint8Array<ArrayBuffer>): { parts: RawPart[]; remarks: string[] } {
  if (bytes[0] === 0x30) return { parts: [{ label: undefined, der: bytes }], remarks: [] }
  const encoding = markedEncoding(bytes)
  const text = encoding === undefined ? latin1(bytes) : decodeText(bytes, encoding)
  if (!text.includes('-----BEGIN ')) {
    const der = base64Of(text)
    if (der?.[0] !== 0x30) throw new SignedProblem('This is not a signed file.')
    return { parts: [{ label: undefined, der }], remarks: [] }
  }
  const parts: RawPart[] = []
  const remarks: string[] = []
  for (let at = text.indexOf(BEGIN); at !== -1; at = text.indexOf(BEGIN, at + 1)) {
    if (parts.length === MOST_PARTS) {
      remarks.push(`The file has more parts: the first ${MOST_PARTS} are shown.`)
      break
    }
    const lineEnd = text.indexOf('-----', at + BEGIN.length)
    const label = lineEnd === -1 ? '' : text.slice(at + BEGIN.length, lineEnd)
    if (!/^[A-Z0-9 #]{1,60}$/.test(label)) continue
    const end = text.indexOf(`-----END ${label}-----`, lineEnd)
    if (end === -1) remarks.push(`The last part (${label}) has no end: the file is cut off.`)
    // Some parts have headers before an empty line, such as how a key is encrypted.
    const body = text
      .slice(lineEnd + 5, end === -1 ? undefined : end)
      .replace(/^\s*[\w-]+:[^]*?\r?\n\r?\n/, '')
    const der = base64Of(body)
    if (der === undefined) remarks.push(`A part (${label}) can’t be read: its base64 is broken.`)
    else parts.push({ label, der })
    if (end === -1) break
    at = end
  }
  if (parts.length === 0) throw new SignedProblem(remarks[0] ?? 'This is not a signed file.')
  return { parts, remarks }
}

const BEGIN = '-----BEGIN '

function base64Of(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.fromBase64(text.replaceAll(/\s+/g, ''))
  } catch {
    return undefined
  }
}
