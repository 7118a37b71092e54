const EMPTY = new Uint8Array()

/** Bits of a stream that comes in pieces, the lowest of a byte first (RFC 1951 §3.1.1). */
export class BitReader {
  /** The piece, where reading goes on in it, and the bits that were read ahead: for loops that can't afford calls. */
  bytes: Uint8Array = EMPTY
  at = 0
  buffer = 0
  count = 0
  /** Bytes of the pieces before this one. */
  #before = 0
  #short = false

  /** Adds a piece; what is left of the one before it stays in front. */
  add(piece: Uint8Array): void {
    const rest = this.bytes.subarray(this.at)
    this.#before += this.at
    this.at = 0
    if (rest.length === 0) {
      this.bytes = piece
      return
    }
    const joined = new Uint8Array(rest.length + piece.length)
    joined.set(rest)
    joined.set(piece, rest.length)
    this.bytes = joined
  }

  /** Whole bytes that were not touched yet. */
  get left(): number {
    return this.bytes.length - this.at
  }

  /** Whether so many whole bytes are there; of the last piece, whether any bit is. */
  isEnough(needed: number, isLast: boolean): boolean {
    return isLast ? this.left > 0 || this.count > 0 : this.left >= needed
  }

  /** Whether more bits were asked for than there are. */
  get isShort(): boolean {
    return this.#short
  }

  /** Bytes used so far, one of which a bit was read counting whole. */
  get consumed(): number {
    return this.#before + this.at - (this.count >> 3)
  }

  /** Up to 16 bits as a number; zeros where there are no more. */
  read(count: number): number {
    this.fill(count)
    const value = this.buffer & ((1 << count) - 1)
    this.drop(count)
    return value
  }

  /** The next bits without taking them. Up to 15 of them; zeros where there are no more. */
  peek(count: number): number {
    this.fill(count)
    return this.buffer & ((1 << count) - 1)
  }

  drop(count: number): void {
    if (count > this.count) {
      this.#short = true
      this.buffer = 0
      this.count = 0
      return
    }
    this.buffer >>>= count
    this.count -= count
  }

  fill(count: number): void {
    while (this.count < count && this.at < this.bytes.length) {
      this.buffer |= (this.bytes[this.at] ?? 0) << this.count
      this.at += 1
      this.count += 8
    }
  }

  /** Leaves out what is left of a byte that was begun. */
  toByte(): void {
    this.drop(this.count & 7)
  }

  /** Up to so many whole bytes. Only at the beginning of a byte. */
  take(most: number): Uint8Array {
    // What was read ahead goes back first.
    this.at -= this.count >> 3
    this.buffer = 0
    this.count = 0
    const bytes = this.bytes.subarray(this.at, this.at + most)
    this.at += bytes.length
    return bytes
  }
}
