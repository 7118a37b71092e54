import { BitReader } from './bit-reader.ts'
import {
  decodeTable,
  DISTANCES,
  fixedTables,
  LENGTH_BITS,
  LENGTHS,
  readTables,
  type Tables,
} from './huffman.ts'

/** Bytes behind the place of writing that a copy can reach back to: 32 KiB, of Deflate64 64 KiB. */
const WINDOW = 65_536
/** Bytes that are given out at a time. */
const ROOM = 262_144
/** The longest copy: 258 bytes, of Deflate64 65,538. */
const LONGEST = 65_538
/** Bytes of input that no symbol, or no head of a block, is longer than. */
const SYMBOL = 16
const HEAD = 400

/** A compressed stream that is broken at some place. */
export class DeflateProblem extends Error {
  override readonly name = 'DeflateProblem'
}

type State =
  | { type: 'head' }
  | { type: 'stored'; left: number }
  | { type: 'codes'; tables: Tables }
  | { type: 'done' }

/**
 * Unpacks Deflate (RFC 1951) piece by piece. The browser's DecompressionStream can't be asked where a stream ended, which
 * gzip files of several members need, gives nothing of a stream that is cut, and knows no Deflate64.
 */
export class Inflater {
  #bits = new BitReader()
  readonly #out = new Uint8Array(WINDOW + ROOM + LONGEST)
  readonly #is64: boolean
  #state: State = { type: 'head' }
  #isLastBlock = false
  /** Where writing goes on, and where what was not given out yet begins. */
  #at = 0
  #given = 0

  /** @param is64 for Deflate64, method 9 of ZIP: longer copies from further back */
  constructor(is64 = false) {
    this.#is64 = is64
  }

  get isDone(): boolean {
    return this.#state.type === 'done'
  }

  /** Bytes of input that belong to the stream, once it is done. */
  get consumed(): number {
    return this.#bits.consumed
  }

  /** Begins another stream. */
  restart(): void {
    this.#bits = new BitReader()
    this.#state = { type: 'head' }
    this.#isLastBlock = false
    this.#at = 0
    this.#given = 0
  }

  /**
   * What the next piece of input unpacks to, in pieces that are the caller's to keep.
   * @param isLast nothing comes after it: a stream that is not done then is cut
   * @throws DeflateProblem when the stream is broken; what came before it is right
   */
  *push(input: Uint8Array, isLast: boolean): Generator<Uint8Array<ArrayBuffer>> {
    this.#bits.add(input)
    while (this.#state.type !== 'done') {
      const isMoving = yield* this.#stepOrGive(isLast)
      if (this.#at - this.#given >= ROOM) yield this.#give()
      if (!isMoving) break
    }
    if (this.#at > this.#given) yield this.#give()
  }

  /** What was unpacked before a fault is given out before the fault is told. */
  *#stepOrGive(isLast: boolean): Generator<Uint8Array<ArrayBuffer>, boolean> {
    try {
      return this.#step(isLast)
    } catch (error) {
      if (this.#at > this.#given) yield this.#give()
      throw error
    }
  }

  /** Goes on until there is much to give out or more input is needed. @returns whether it can go on at once */
  #step(isLast: boolean): boolean {
    const state = this.#state
    switch (state.type) {
      case 'head':
        return this.#head(isLast)
      case 'stored':
        return this.#stored(state)
      case 'codes':
        return this.#codes(state.tables, isLast)
      case 'done':
        return false
    }
  }

  #head(isLast: boolean): boolean {
    const bits = this.#bits
    if (this.#isLastBlock) {
      this.#state = { type: 'done' }
      return false
    }
    if (!bits.isEnough(HEAD, isLast)) return false
    this.#isLastBlock = bits.read(1) === 1
    const type = bits.read(2)
    if (type === 0) {
      bits.toByte()
      const left = bits.read(16)
      const check = bits.read(16)
      if (bits.isShort) return false
      if ((left ^ check) !== 0xffff) throw new DeflateProblem('a block’s length is wrong')
      this.#state = { type: 'stored', left }
    } else if (type === 3) throw new DeflateProblem('a block is of no known type')
    else {
      const tables = type === 1 ? fixedTables() : readTables(bits)
      if (bits.isShort) return false
      if (tables === undefined) throw new DeflateProblem('a block’s codes are wrong')
      this.#state = { type: 'codes', tables }
    }
    return true
  }

  #stored(state: { left: number }): boolean {
    const bytes = this.#bits.take(Math.min(state.left, ROOM - (this.#at - this.#given)))
    this.#out.set(bytes, this.#at)
    this.#at += bytes.length
    state.left -= bytes.length
    if (state.left === 0) this.#state = { type: 'head' }
    return state.left === 0 || bytes.length > 0
  }

  #codes(tables: Tables, isLast: boolean): boolean {
    const bits = this.#bits
    const full = this.#given + ROOM
    while (this.#at < full) {
      this.#fast(tables, full)
      if (!bits.isEnough(SYMBOL, isLast)) return false
      const symbol = decodeTable(tables.literals, bits)
      if (bits.isShort) return false
      if (symbol < 256) {
        if (symbol < 0) throw new DeflateProblem('a code stands for nothing')
        this.#out[this.#at] = symbol
        this.#at += 1
      } else if (symbol === 256) {
        this.#state = { type: 'head' }
        return true
      } else if (!this.#copy(symbol - 257, tables)) return false
    }
    return true
  }

  /**
   * The same for what makes up nearly all of a stream: literals and copies in the middle of a piece. It ends before
   * anything else, which the careful way then takes.
   */
  #fast({ literals, distances }: Tables, full: number): void {
    if (this.#is64) return
    const bits = this.#bits
    const { bytes } = bits
    const out = this.#out
    const end = bytes.length - SYMBOL
    const literalMask = literals.entries.length - 1
    const distanceMask = distances.entries.length - 1
    let { at: from, buffer, count } = bits
    let to = this.#at
    while (to < full && from < end) {
      for (; count < 17; count += 8) buffer |= (bytes[from++] ?? 0) << count
      const entry = literals.entries[buffer & literalMask] ?? 0
      const symbol = entry >> 4
      if (symbol < 256) {
        if (entry === 0) break
        out[to++] = symbol
        buffer >>>= entry & 15
        count -= entry & 15
        continue
      }
      if (symbol === 256 || symbol > 285) break
      buffer >>>= entry & 15
      count -= entry & 15
      const lengthBits = LENGTH_BITS[symbol - 257] ?? 0
      const length = (LENGTHS[symbol - 257] ?? 0) + (buffer & ((1 << lengthBits) - 1))
      buffer >>>= lengthBits
      count -= lengthBits
      for (; count < 17; count += 8) buffer |= (bytes[from++] ?? 0) << count
      const far = distances.entries[buffer & distanceMask] ?? 0
      buffer >>>= far & 15
      count -= far & 15
      for (; count < 17; count += 8) buffer |= (bytes[from++] ?? 0) << count
      const code = far >> 4
      const distanceBits = code < 4 ? 0 : (code >> 1) - 1
      const distance = (DISTANCES[code] ?? 0) + (buffer & ((1 << distanceBits) - 1))
      buffer >>>= distanceBits
      count -= distanceBits
      if (far === 0 || code > 29 || distance > to) {
        this.#at = to
        throw new DeflateProblem('a distance is wrong')
      }
      for (const last = to + length; to < last; to += 1) out[to] = out[to - distance] ?? 0
    }
    Object.assign(bits, { at: from, buffer, count })
    this.#at = to
  }

  #copy(code: number, tables: Tables): boolean {
    const bits = this.#bits
    const isLong = this.#is64 && code === 28
    if (code > 28) throw new DeflateProblem('a code stands for nothing')
    const length = isLong
      ? 3 + bits.read(16)
      : (LENGTHS[code] ?? 0) + bits.read(LENGTH_BITS[code] ?? 0)
    const far = decodeTable(tables.distances, bits)
    if (bits.isShort) return false
    if (far < 0 || far > (this.#is64 ? 31 : 29)) throw new DeflateProblem('a distance is wrong')
    const distance = (DISTANCES[far] ?? 0) + bits.read(far < 4 ? 0 : (far >> 1) - 1)
    if (bits.isShort) return false
    if (distance > this.#at) throw new DeflateProblem('a copy reaches back before the beginning')
    const out = this.#out
    let from = this.#at - distance
    for (const end = from + length; from < end; from += 1) {
      out[this.#at] = out[from] ?? 0
      this.#at += 1
    }
    return true
  }

  #give(): Uint8Array<ArrayBuffer> {
    const piece = this.#out.slice(this.#given, this.#at)
    if (this.#at > WINDOW) {
      this.#out.copyWithin(0, this.#at - WINDOW, this.#at)
      this.#at = WINDOW
    }
    this.#given = this.#at
    return piece
  }
}
