import { JsonBounds, LONG_STRING, parseChecked, type JsonLimits } from './json-bounds.ts'
import { LongText, sameText } from './long-text.ts'
import { ScanError } from './scan-error.ts'

/**
 * The long strings of a JSON value, each of which has a short one in its place that nobody else can have written. A copy of
 * that is a copy of the text; who wants the text asks here.
 */
export class LongTexts {
  readonly #mark: string
  /** By what stands in its place. */
  readonly #texts = new Map<string, LongText>()
  /** How many there have been. */
  #count = 0

  /** @param mark what begins each string in a text's place: nothing that a caller could guess */
  constructor(mark: string) {
    this.#mark = mark
  }

  /** @returns what stands in its place */
  put(text: LongText): string {
    const instead = `${this.#mark}${this.#count}`
    this.#count += 1
    this.#texts.set(instead, text)
    return instead
  }

  /** Lets go of a text that nobody will ask for again. @param instead what stands in its place */
  drop(instead: string): void {
    this.#texts.delete(instead)
  }

  /** The text in whose place this stands; `undefined` for every other value. */
  of(value: unknown): LongText | undefined {
    if (typeof value !== 'string' || !value.startsWith(this.#mark)) return undefined
    return this.#texts.get(value)
  }

  /** Whether two strings say the same, be they in the place of a text or not. */
  same(one: string, other: string): boolean {
    return one === other || sameText(this.#textOf(one), this.#textOf(other))
  }

  /**
   * Puts each text into its place again. The value is changed.
   * @param most characters of all texts together
   * @returns false, with some places left as they were, when there are more
   */
  restore(value: object, most: number): boolean {
    if (this.#texts.size === 0) return true
    let left = most
    const stack: object[] = [value]
    for (let next = stack.pop(); next; next = stack.pop()) {
      const holder = next as Record<string, unknown>
      for (const name of Object.keys(holder)) {
        const member = holder[name]
        if (typeof member === 'object' && member !== null) stack.push(member)
        const text = this.of(member)
        if (!text) continue
        left -= text.length
        if (left < 0) return false
        holder[name] = text.toString()
      }
    }
    return true
  }

  #textOf(text: string): LongText {
    return this.of(text) ?? new LongText([text])
  }
}

/**
 * Reads JSON as it comes, in chunks, within bounds. Strings of more than `LONG_STRING` bytes are taken out on the way, so
 * that what is left for `JSON.parse`, which does all in one piece, is short however long the body is.
 */
export class TextReader {
  readonly texts: LongTexts
  readonly #bounds: JsonBounds
  #kept = new Uint8Array(1024)
  #keptLength = 0
  /** Bytes of all chunks before this one. */
  #offset = 0
  /** Of this chunk, what is not kept yet begins here. */
  #from = 0
  /** Bytes of the string that is open, where it is none that is taken out. */
  #inside = 0
  #open: LongText | undefined
  #weight = 0
  /** Whether a text has just ended: it must not have been a name. */
  #isAfterText = false
  /** From where on among the kept bytes they stood further on in the body, and by how much. */
  readonly #gaps: { from: number; ahead: number }[] = []
  /** How many of them are before the byte that was asked of last. */
  #gapsBefore = 0

  /** @param mark see `LongTexts` */
  constructor(limits: JsonLimits, mark: string) {
    this.texts = new LongTexts(mark)
    this.#bounds = new JsonBounds(limits, {
      between: (chunk, start, end) => this.#between(chunk, start, end),
      inside: (chunk, start, end, closes) => this.#string(chunk, start, end, closes),
    })
  }

  /** How many values were counted so far. */
  get values(): number {
    return this.#bounds.values
  }

  /** Bytes of JSON beside what was taken out. */
  get kept(): number {
    return this.#keptLength
  }

  /** Bytes of memory that hold what was taken out. */
  get weight(): number {
    return this.#weight + (this.#open?.weight ?? 0)
  }

  /** @throws ScanError */
  push(chunk: Uint8Array): void {
    this.#from = 0
    this.#bounds.push(chunk)
    this.#keep(chunk, this.#from, chunk.length)
    this.#offset += chunk.length
  }

  /** To be called once, after the last chunk. @returns the value, with the texts still out of it @throws ScanError */
  end(): unknown {
    if (this.#open) {
      this.#open.flush()
      const message = `The JSON ends too early, at byte ${this.#offset}.`
      throw new ScanError('truncated', this.#offset, message)
    }
    return parseChecked(this.#kept.subarray(0, this.#keptLength), (index) => this.#placeOf(index))
  }

  #between(chunk: Uint8Array, start: number, end: number): void {
    for (let at = start; this.#isAfterText && at < end; at += 1) {
      const byte = chunk[at] ?? 0
      if (byte === COLON) throw longName(this.#offset + at)
      if (byte > SPACE) this.#isAfterText = false
    }
  }

  #string(chunk: Uint8Array, start: number, end: number, closes: boolean): void {
    this.#inside += end - start
    if (this.#open || this.#inside > LONG_STRING) {
      const text = this.#open ?? this.#takeOut(chunk, start, end)
      text.add(chunk.subarray(start, end), this.#offset + start)
      this.#from = end
    }
    if (!closes) return
    this.#inside = 0
    if (this.#open) this.#close(this.#open, this.#offset + end)
  }

  /** Together with what has come of it in the chunks before. */
  #takeOut(chunk: Uint8Array, start: number, end: number): LongText {
    this.#keep(chunk, this.#from, start)
    const before = this.#inside - (end - start)
    const text = (this.#open = new LongText())
    const held = this.#kept.slice(this.#keptLength - before, this.#keptLength)
    this.#keptLength -= before
    text.add(held, this.#offset + start - before)
    return text
  }

  #close(text: LongText, place: number): void {
    text.end()
    this.#open = undefined
    this.#weight += text.weight
    const instead = new TextEncoder().encode(this.texts.put(text))
    this.#keep(instead, 0, instead.length)
    this.#gaps.push({ from: this.#keptLength, ahead: place - this.#keptLength })
    this.#isAfterText = true
  }

  #keep(bytes: Uint8Array, start: number, end: number): void {
    const length = this.#keptLength + end - start
    if (length > this.#kept.length) {
      const longer = new Uint8Array(Math.max(length, this.#kept.length * 2))
      longer.set(this.#kept.subarray(0, this.#keptLength))
      this.#kept = longer
    }
    this.#kept.set(bytes.subarray(start, end), this.#keptLength)
    this.#keptLength = length
  }

  /** Where a kept byte stood in the body. Asked of one byte after the other, so that it goes on from the last one's gap. */
  #placeOf(index: number): number {
    const from = (gap: number) => this.#gaps[gap]?.from ?? Infinity
    while (from(this.#gapsBefore) <= index) this.#gapsBefore += 1
    while (this.#gapsBefore > 0 && from(this.#gapsBefore - 1) > index) this.#gapsBefore -= 1
    return index + (this.#gaps[this.#gapsBefore - 1]?.ahead ?? 0)
  }
}

function longName(offset: number): ScanError {
  const message = `The name of a member is longer than ${LONG_STRING} bytes, by byte ${offset}.`
  return new ScanError('limits', offset, message)
}

const COLON = 0x3a
const SPACE = 0x20
