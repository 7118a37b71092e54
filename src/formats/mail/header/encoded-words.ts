import { decodeText, encodingOf } from '../../text/encodings.ts'
import { decodeUtf7 } from '../body/letters.ts'
import { decodeTransfer } from '../body/transfer.ts'

/**
 * Decodes the encoded words of a header field (RFC 2047, with the language of RFC 2231 §5). Words in a row that share
 * encoding and charset are put together as bytes first, since programs cut letters in two. One that is broken, or whose
 * charset is not known, stays as it is written.
 *
 * @param onBroken called where one was left as it is
 */
export function decodeWords(text: string, onBroken?: () => void): string {
  if (!text.includes('=?')) return text
  const parts: (string | Word)[] = []
  let end = 0
  for (const match of text.matchAll(WORD)) {
    const between = text.slice(end, match.index)
    const isJoined = /^\s*$/.test(between) && typeof parts.at(-1) === 'object'
    if (between !== '' && !isJoined) parts.push(between)
    end = match.index + match[0].length
    const [written, charset = '', coding = '', data = ''] = match
    const word = wordOf(charset, coding, data)
    const last = parts.at(-1)
    if (word === undefined) {
      onBroken?.()
      parts.push(isJoined ? `${between}${written}` : written)
    } else if (isJoined && typeof last === 'object' && last.charset === word.charset) {
      last.pieces.push(...word.pieces)
    } else parts.push(word)
  }
  parts.push(text.slice(end))
  const decoded = parts.map((part) => (typeof part === 'string' ? part : textOf(part))).join('')
  if (/=\?[\w.:-]+\?[BQ]\?/i.test(text.slice(end))) onBroken?.()
  return decoded
}

/** Blanks within it are not allowed but common; the bound keeps the search linear. */
const WORD = /=\?([\w.:+-]{1,60})(?:\*[\w-]{0,20})?\?([BQbq])\?([^?\r\n]{0,4000})\?=/g

interface Word {
  charset: string
  pieces: Uint8Array[]
}

function wordOf(charset: string, coding: string, data: string): Word | undefined {
  const name = charset.toLowerCase()
  if (encodingOf(name) === undefined && !/utf-?7$/.test(name)) return undefined
  const spaced = coding.toUpperCase() === 'Q' ? data.replaceAll('_', '=20') : data
  const raw = Uint8Array.from(spaced, (char) => Math.min(char.charCodeAt(0), 255))
  const { bytes, odd } = decodeTransfer(
    raw,
    coding.toUpperCase() === 'Q' ? 'quoted-printable' : 'base64',
  )
  return coding.toUpperCase() === 'B' && odd > 0 ? undefined : { charset: name, pieces: [bytes] }
}

function textOf({ charset, pieces }: Word): string {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  const encoding = encodingOf(charset)
  if (encoding === undefined) return decodeUtf7(String.fromCharCode(...whole.subarray(0, 60_000)))
  // A line break that comes out of a word is an attempt to begin another field.
  return decodeText(whole, encoding).replaceAll(/[\r\n]+/g, ' ')
}
