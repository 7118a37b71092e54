import { createCipheriv, createHash, randomInt } from 'node:crypto'
import type { Cipheriv } from 'node:crypto'
import { onTestFailed } from 'vitest'

/**
 * What the suites that fuzz, kill, race and fill disks share. `npm test` runs a few rounds of each; `npm run torture` many,
 * by `TORTURE`, the factor. All of them choose by one seed, which is printed with a failure and given again by
 * `TORTURE_SEED`. Moments of kills and the order of what runs at once are not in its hand: it gives the same requests,
 * not the same run.
 */
const FACTOR = positive(process.env['TORTURE'], 1)
const SEED = positive(process.env['TORTURE_SEED'], randomInt(1, 2 ** 31))

/** How many rounds to run. @param inCi of these `npm test` runs all */
export function rounds(inCi: number): number {
  return Math.ceil(inCi * FACTOR)
}

/** How long so many may take. @param inCi milliseconds for the rounds of `npm test` */
export function timeFor(inCi: number): { timeout: number } {
  return { timeout: inCi * FACTOR }
}

/** For `fc.assert`: a property prints what it needs to be run again by itself. */
export function runs(inCi: number): { numRuns: number; seed: number } {
  return { numRuns: rounds(inCi), seed: SEED }
}

/** Chance for the test that calls it, which says the seed should it fail. @param name tells several of one test apart */
export function seeded(name = ''): Random {
  onTestFailed(() => void process.stderr.write(`Run it again with TORTURE_SEED=${SEED}.\n`))
  return new Random(`${SEED} ${name}`)
}

/** The same numbers and bytes for the same seed. */
export class Random {
  readonly #stream: Cipheriv

  constructor(seed: string) {
    const key = createHash('sha256').update(seed).digest()
    this.#stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  }

  bytes(length: number): Buffer<ArrayBuffer> {
    return this.#stream.update(Buffer.alloc(length))
  }

  /** From 0 up to and without 1. */
  fraction(): number {
    return this.bytes(4).readUInt32LE() / 2 ** 32
  }

  /** From `least` (0) up to and without `end`, as `randomInt` takes them. */
  int(...range: [end: number] | [least: number, end: number]): number {
    const [least, end] = range.length === 1 ? [0, range[0]] : range
    return least + Math.floor(this.fraction() * (end - least))
  }

  /** Once in so many times. */
  once(many: number): boolean {
    return this.int(many) === 0
  }

  pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item {
    return items[this.int(items.length)] as Item
  }

  uuid(): string {
    const hex = this.bytes(16).toString('hex')
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join('-')
  }
}

function positive(text: string | undefined, without: number): number {
  if (text === undefined || text === '') return without
  const number = Number(text)
  if (!(number > 0))
    throw new Error(`TORTURE and TORTURE_SEED are numbers above zero, not "${text}".`)
  return number
}
