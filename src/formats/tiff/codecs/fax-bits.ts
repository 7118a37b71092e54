import { BLACK_RUNS, LOOK, MODE_CODES, NO_CODE, WHITE_RUNS } from './fax-codes.ts'

/** The bits of a fax, the first one of a byte in its highest place, read as code words. */
export class FaxBits {
  readonly #data: Uint8Array
  #at = 0

  constructor(data: Uint8Array) {
    this.#data = data
  }

  isAtEnd(): boolean {
    return this.#at >= this.#data.length * 8
  }

  /** The next bits, up to 16, without going on; zeros beyond the end. */
  peek(count: number): number {
    const byte = this.#at >> 3
    const data = this.#data
    const window = ((data[byte] ?? 0) << 16) | ((data[byte + 1] ?? 0) << 8) | (data[byte + 2] ?? 0)
    return (window >> (24 - (this.#at & 7) - count)) & ((1 << count) - 1)
  }

  read(): number {
    const bit = this.peek(1)
    this.#at += 1
    return bit
  }

  align(unit: number): void {
    this.#at = Math.ceil(this.#at / unit) * unit
  }

  /** A run's length from one or more code words; -1 where there is none. */
  run(isBlack: boolean): number {
    const table = isBlack ? BLACK_RUNS : WHITE_RUNS
    for (let pixels = 0; ;) {
      const entry = table[this.peek(LOOK)] ?? NO_CODE
      if (entry === NO_CODE || this.isAtEnd()) return -1
      this.#at += entry & 15
      pixels += entry >> 4
      if (entry >> 4 < 64) return pixels
      if (pixels > 1 << 24) return -1
    }
  }

  mode(): (typeof MODE_CODES)[number][0] | undefined {
    if (this.isAtEnd()) return undefined
    const entry = MODES[this.peek(7)]
    if (entry === undefined) return undefined
    this.#at += entry.length
    return entry.mode
  }

  /** Past the zeros and the one of an end-of-line mark; false where the data ends first. */
  skipEndOfLine(): boolean {
    const end = this.#data.length * 8
    while (this.#at < end) {
      if ((this.#at & 7) === 0 && this.#data[this.#at >> 3] === 0) this.#at += 8
      else if (this.read() === 1) return true
    }
    return false
  }

  /** Forward to the next end-of-line mark; false where there is none. */
  toEndOfLine(): boolean {
    const end = this.#data.length * 8
    for (; this.#at < end; this.#at += 1) if (this.peek(12) === 1) return true
    return false
  }
}

const MODES = modeTable()

function modeTable() {
  const table: ({ mode: (typeof MODE_CODES)[number][0]; length: number } | undefined)[] = []
  for (const [mode, code] of MODE_CODES) {
    const first = Number.parseInt(code, 2) << (7 - code.length)
    const entry = { mode, length: code.length }
    for (let i = 0; i < 1 << (7 - code.length); i += 1) table[first + i] = entry
  }
  return table
}
