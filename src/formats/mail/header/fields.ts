import { encodingOf } from '../../text/encodings.ts'
import { decodeUtf7 } from '../body/letters.ts'
import { decodeWords } from './encoded-words.ts'

/** A header field; `raw` is unfolded, and each of its characters is one byte. */
export interface RawField {
  name: string
  raw: string
}

/** Fields of a header that are read; more are counted. */
const MOST_FIELDS = 2000
const LONGEST_FIELD = 256_000

/** The fields of a header, and what stands in it that is none. */
export interface HeaderFields {
  fields: RawField[]
  remarks: string[]
  /** Characters from the beginning after which the body begins, since a blank line is missing. */
  bodyAt: number | undefined
}

/** What may begin a field after a line that is none: without the blank line, a body has lines with colons too. */
const USUAL =
  /^(x-[\w-]+|content-[\w-]+|list-[\w-]+|arc-[\w-]+|dkim-[\w-]+|resent-[\w-]+|subject|from|to|cc|bcc|date|sender|reply-to|received|message-id|in-reply-to|references|mime-version|return-path)[ \t]*:/i

/** Reads a header (RFC 5322 §2.2): its fields, unfolded. @param block the header without the blank line, byte by byte */
export function readFields(block: string): HeaderFields {
  const fields: RawField[] = []
  const remarks: string[] = []
  let tooMany = 0
  let tooLong = 0
  let isOdd = false
  let last: { name: string; parts: string[] } | undefined
  const close = () => {
    if (last === undefined) return
    const raw = last.parts.join('').trim()
    if (raw.length > LONGEST_FIELD) tooLong += 1
    if (fields.length < MOST_FIELDS)
      fields.push({ name: last.name, raw: raw.slice(0, LONGEST_FIELD) })
    else tooMany += 1
    last = undefined
  }
  let bodyAt: number | undefined
  for (let at = 0; at < block.length;) {
    const newline = block.indexOf('\n', at)
    const end = newline === -1 ? block.length : newline
    const line = block.slice(at, block[end - 1] === '\r' ? end - 1 : end)
    const colon = line.indexOf(':')
    const name = colon > 0 && colon < 200 ? line.slice(0, colon).trimEnd() : ''
    if (/^[ \t]/.test(line) && last !== undefined) last.parts.push(line.replace(/^\t/, ' '))
    else if (/^[!-9;-~]+$/.test(name) && (!isOdd || USUAL.test(line))) {
      close()
      last = { name, parts: [line.slice(colon + 1)] }
    } else if (!(at === 0 && /^>?From /.test(line))) {
      close()
      if (remarks.length >= 20 || !hasUsual(block, end)) {
        bodyAt = at
        break
      }
      isOdd = true
      remarks.push(`The header holds a line that is not a field: “${line.slice(0, 80)}”.`)
    }
    at = end + 1
  }
  close()
  if (tooMany > 0) remarks.push(`The header has ${tooMany} more fields, which are not read.`)
  if (tooLong > 0) remarks.push('A header field is enormous; only its beginning is read.')
  return { fields, remarks: remarks.slice(0, 5), bodyAt }
}

function hasUsual(block: string, from: number): boolean {
  return block
    .slice(from, from + 20_000)
    .split('\n')
    .some((line) => USUAL.test(line))
}

/** The first field of that name. */
export function fieldOf(fields: readonly RawField[], name: string): string | undefined {
  return fields.find((field) => field.name.toLowerCase() === name)?.raw
}

/** A value with parameters: `text/plain; charset=utf-8`. */
export interface Parameterized {
  /** In lower case, without comments. */
  value: string
  /** By their names in lower case, decoded. */
  parameters: ReadonlyMap<string, string>
}

/**
 * RFC 2045 §5.1 with RFC 2231 (parameters in pieces, with charsets) and what programs write besides: encoded words in
 * quotes, blanks and semicolons without quotes, no closing quote.
 *
 * @param text the field, its bytes beyond ASCII already read
 */
export function readParameters(text: string): Parameterized {
  const pieces = splitParameters(text)
  const value = withoutComments(pieces[0] ?? '')
    .trim()
    .toLowerCase()
  const found = new Map<string, string>()
  const continued = new Map<string, { at: number; text: string; isCoded: boolean }[]>()
  for (const piece of pieces.slice(1, 200)) {
    const equals = piece.indexOf('=')
    if (equals === -1) continue
    const name = piece.slice(0, equals).trim().toLowerCase()
    const written = unquote(piece.slice(equals + 1).trim())
    const [, base, number, coded] = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/.exec(name) ?? []
    if (base === undefined) continue
    if (number === undefined && coded === undefined) {
      if (!found.has(base)) found.set(base, decodeWords(written))
      continue
    }
    const list = continued.get(base) ?? []
    list.push({ at: Number(number ?? 0), text: written, isCoded: coded !== undefined })
    continued.set(base, list)
  }
  for (const [name, list] of continued) found.set(name, decodeContinued(list))
  return { value: value.split(/\s/)[0] ?? '', parameters: found }
}

function splitParameters(text: string): string[] {
  const pieces: string[] = []
  let start = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    if (isQuoted && char === '\\') at += 1
    else if (char === '"') isQuoted = !isQuoted && text.indexOf('"', at + 1) !== -1
    else if (char === ';' && !isQuoted) {
      pieces.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...pieces, text.slice(start)]
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return withoutComments(text).trim()
  const [, inside = ''] = /^"((?:[^"\\]|\\[^])*)/.exec(text) ?? []
  // A path of Windows has backslashes that escape nothing.
  return /^[A-Za-z]:\\/.test(inside) ? inside : inside.replaceAll(/\\([^])/g, '$1')
}

function withoutComments(text: string): string {
  return /\s\(|^\(/.test(text) ? text.replaceAll(/(^|\s)\([^()]*\)/g, '$1') : text
}

function decodeContinued(list: { at: number; text: string; isCoded: boolean }[]): string {
  const sorted = list.toSorted((a, b) => a.at - b.at)
  const [, charset, rest] = /^([\w.:+-]*)'[^']*'([^]*)$/.exec(sorted[0]?.text ?? '') ?? []
  const isCharset = sorted[0]?.isCoded === true && rest !== undefined
  const bytes: number[] = []
  for (const [index, piece] of sorted.entries()) {
    const text = index === 0 && isCharset ? (rest ?? '') : piece.text
    pushBytes(text, piece.isCoded, bytes)
  }
  const name = isCharset && charset !== undefined && charset !== '' ? charset : 'utf-8'
  const raw = Uint8Array.from(bytes)
  if (/utf-?7$/i.test(name)) return decodeUtf7(new TextDecoder().decode(raw))
  return new TextDecoder(encodingOf(name) ?? 'windows-1252').decode(raw)
}

function pushBytes(text: string, isCoded: boolean, bytes: number[]): void {
  for (let at = 0; at < text.length; at += 1) {
    const code = isCoded ? /^%([0-9a-f]{2})/i.exec(text.slice(at, at + 3))?.[1] : undefined
    if (code !== undefined) {
      bytes.push(Number.parseInt(code, 16))
      at += 2
    } else bytes.push(...new TextEncoder().encode(text.charAt(at)))
  }
}
