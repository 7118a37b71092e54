import { latin1 } from './base64-decoder.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import { JsonGrammar } from './json-grammar.ts'

/**
 * A long string of a JSON text, read as its bytes come and never whole: so a text of many megabytes costs one piece of it at
 * a time, in a parser as for whoever uses it, and is held once.
 */
export class LongText {
  /** Bytes are characters of ASCII: kept as they came, they cost the heap nothing. */
  readonly #pieces: (string | Uint8Array)[] = []
  /** What has come and was not read yet: gathered, since it may come byte by byte. */
  #block = NOTHING
  #used = 0
  /** The place of the byte after the last one, for errors. */
  #end = 0
  #length = 0
  #weight = 0

  /** @param pieces of one that is known already */
  constructor(pieces: readonly string[] = []) {
    for (const piece of pieces) this.#keep(piece, piece.length)
  }

  /** Characters (UTF-16 code units). */
  get length(): number {
    return this.#length
  }

  /** Bytes of memory, about: one for each character where all of a piece are ASCII. */
  get weight(): number {
    return this.#weight + this.#block.length
  }

  /** In order, each made when it is asked for. */
  *pieces(): Generator<string> {
    for (const piece of this.#pieces) yield typeof piece === 'string' ? piece : latin1(piece)
  }

  /**
   * @param bytes of the string's inside, as they stand in JSON
   * @param offset the place of `bytes[0]` in the body
   * @throws ScanError for what no string may hold
   */
  add(bytes: Uint8Array, offset: number): void {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + PIECE - this.#used)
      this.#gather(part)
      at += part.length
      this.#end = offset + at
      if (this.#used === PIECE) this.flush()
    }
  }

  /** Reads all that has come, but for a character or an escape that goes on in what comes next. @throws ScanError */
  flush(): void {
    const begun = this.#block.subarray(0, this.#used)
    const whole = lengthOfWhole(begun)
    const start = this.#end - this.#used
    this.#used = 0
    this.#block = NOTHING
    // Where it is full it is kept as it is.
    const isFull = begun.length === PIECE
    if (whole > 0) this.#read(isFull ? begun.subarray(0, whole) : begun.slice(0, whole), start)
    if (isFull) this.#block = new Uint8Array(PIECE)
    if (whole < begun.length) this.#gather(begun.slice(whole))
  }

  /** To be called at the closing quote. @throws ScanError where an escape or a character is not complete */
  end(): void {
    this.flush()
    const rest = this.#block.subarray(0, this.#used)
    if (rest.length > 0) this.#read(rest, this.#end - rest.length)
    this.#block = NOTHING
    this.#used = 0
  }

  /** The whole of it, for what is known to be short enough. */
  toString(): string {
    return [...this.pieces()].join('')
  }

  #read(bytes: Uint8Array, offset: number): void {
    if (isPlain(bytes)) return this.#keep(bytes, bytes.length)
    const inside = decodeUtf8(bytes, offset)
    let piece: string
    try {
      // oxlint-disable-next-line no-restricted-properties -- a string has no names
      piece = JSON.parse(`"${inside}"`) as string
    } catch (error) {
      throw faultIn(bytes, offset) ?? error
    }
    this.#keep(piece, 2 * piece.length)
  }

  #gather(bytes: Uint8Array): void {
    const length = this.#used + bytes.length
    if (length > this.#block.length) {
      const longer = new Uint8Array(Math.min(PIECE, Math.max(length, this.#block.length * 2)))
      longer.set(this.#block.subarray(0, this.#used))
      this.#block = longer
    }
    this.#block.set(bytes, this.#used)
    this.#used = length
  }

  #keep(piece: string | Uint8Array, weight: number): void {
    this.#pieces.push(piece)
    this.#length += piece.length
    this.#weight += weight
  }
}

/** Whether each is a character of its own, as which it may stand in a string. */
function isPlain(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte < 0x20 || byte >= 0x7f || byte === BACKSLASH) return false
  }
  return true
}

/** Whether both say the same, however each is cut into pieces. */
export function sameText(one: LongText, other: LongText): boolean {
  if (one.length !== other.length) return false
  const pieces = other.pieces()
  let beside = ''
  for (const piece of one.pieces()) {
    for (let from = 0; from < piece.length;) {
      if (beside === '') beside = pieces.next().value ?? ''
      const count = Math.min(piece.length - from, beside.length)
      if (piece.slice(from, from + count) !== beside.slice(0, count)) return false
      from += count
      beside = beside.slice(count)
    }
  }
  return true
}

/** How many bytes from the start hold whole characters and escapes alone. */
function lengthOfWhole(bytes: Uint8Array): number {
  return beforeOpenEscape(bytes, beforeOpenCharacter(bytes))
}

function beforeOpenCharacter(bytes: Uint8Array): number {
  const { length } = bytes
  for (let back = 1; back <= Math.min(3, length); back += 1) {
    const byte = bytes[length - back] ?? 0
    if (byte < 0x80) return length
    if (byte < 0xc0) continue
    const due = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return due > back ? length - back : length
  }
  return length
}

function beforeOpenEscape(bytes: Uint8Array, end: number): number {
  const last = bytes.subarray(0, end).lastIndexOf(BACKSLASH)
  if (last === -1 || last + LONGEST_ESCAPE <= end) return end
  let first = last
  while (bytes[first - 1] === BACKSLASH) first -= 1
  // Two of them stand for one, and begin nothing.
  if ((last - first) % 2 === 1) return end
  const length = bytes[last + 1] === LETTER_U ? LONGEST_ESCAPE : 2
  return last + length > end ? last : end
}

/** The first byte that no string can hold there. */
function faultIn(bytes: Uint8Array, offset: number): unknown {
  const grammar = new JsonGrammar()
  try {
    grammar.step(QUOTE, offset)
    for (let at = 0; at < bytes.length; at += 1) grammar.step(bytes[at] ?? 0, offset + at)
    grammar.step(QUOTE, offset + bytes.length)
    return undefined
  } catch (error) {
    return error
  }
}

const NOTHING = new Uint8Array(0)
/** Bytes that are read at a time, in well under a millisecond. */
const PIECE = 1 << 16
const QUOTE = 0x22
const BACKSLASH = 0x5c
const LETTER_U = 0x75
/** Of `\uXXXX`. */
const LONGEST_ESCAPE = 6
