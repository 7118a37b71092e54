import { END, get, I32, moduleOf, set, unsigned, value } from '../wasm/assemble.ts'

/**
 * SHA-256's compression (FIPS 180-4, section 6.2.2) as a WebAssembly module, written here instruction by instruction: the
 * platform hashes only what it is given whole, and JavaScript takes twice as long.
 *
 * The module exports `memory`, of which the first 32 bytes are the state as eight little-endian words, and
 * `blocks(at, count)`, which takes so many blocks of 64 bytes from there.
 */
export function sha256Module(): Uint8Array<ArrayBuffer> {
  const locals = [[...unsigned(LOCALS), I32]]
  return moduleOf({ name: 'blocks', parameters: 2, locals, code: compression() })
}

/** The first 32 bits of the fractional parts of the square roots of the first eight primes. */
export const FIRST_STATE = roots(8, Math.sqrt)

/** The same of the cube roots of the first 64 primes. */
const ROUNDS = roots(64, Math.cbrt)

const [ADD, SUB, AND, OR, XOR, SHIFT, LEFT, RIGHT] = [
  0x6a, 0x6b, 0x71, 0x72, 0x73, 0x76, 0x77, 0x78,
] as const
/** Parameters come first, then the eight working variables, the schedule, what a round reckons once, and the state. */
const [AT, COUNT, WORK, SCHEDULE, ONCE, STATE] = [0, 1, 2, 10, 26, 27] as const
const LOCALS = 33
const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7] as const

function compression(): number[] {
  const load = EIGHT.flatMap((at) => [
    ...value(0),
    0x28,
    2,
    ...unsigned(at * 4),
    ...set(STATE + at),
  ])
  const begin = EIGHT.flatMap((at) => [...get(STATE + at), ...set(WORK + at)])
  const words = Array.from({ length: 16 }, (_, at) => bigEndianWord(at)).flat()
  const rounds = Array.from({ length: 64 }, (_, at) => round(at)).flat()
  const end = EIGHT.flatMap((at) => [
    ...get(STATE + at),
    ...get(WORK + at),
    ADD,
    ...set(STATE + at),
  ])
  const next = [
    ...get(AT),
    ...value(64),
    ADD,
    ...set(AT),
    ...get(COUNT),
    ...value(1),
    SUB,
    ...set(COUNT),
  ]
  const save = EIGHT.flatMap((at) => [
    ...value(0),
    ...get(STATE + at),
    0x36,
    2,
    ...unsigned(at * 4),
  ])
  const isDone = [...get(COUNT), 0x45, 0x0d, 1]
  const loop = [0x02, 0x40, 0x03, 0x40, ...isDone, ...begin, ...words, ...rounds, ...end, ...next]
  return [...load, ...loop, 0x0c, 0, END, END, ...save]
}

function bigEndianWord(at: number): number[] {
  return [
    ...joined(...get(AT), 0x28, 0, ...unsigned(at * 4), 0x22, ONCE),
    ...joined(...value(8), LEFT, ...value(0x00ff00ff), AND),
    ...joined(...get(ONCE), ...value(8), RIGHT, ...value(0xff00ff00), AND, OR),
    ...set(SCHEDULE + at),
  ]
}

/** In place of moving the eight variables along, each round knows which is which. */
function round(at: number): number[] {
  const [a, b, c, d, e, f, g, h] = EIGHT.map((one) => WORK + ((one + 64 - at) % 8)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const word = (offset: number) => SCHEDULE + ((at + offset) % 16)
  const extended = [
    ...joined(...get(word(0)), ...sigma(word(1), 7, 18, 3, SHIFT), ADD, ...get(word(9)), ADD),
    ...joined(...sigma(word(14), 17, 19, 10, SHIFT), ADD, ...set(word(0))),
  ]
  const choice = [...get(g), ...get(e), ...get(f), ...get(g), XOR, AND, XOR]
  const majority = [...get(a), ...get(b), AND, ...get(c), ...get(a), ...get(b), OR, AND, OR]
  return [
    ...(at < 16 ? [] : extended),
    ...joined(...get(h), ...sigma(e, 6, 11, 25, RIGHT), ADD, ...choice, ADD),
    ...joined(...value(ROUNDS[at] ?? 0), ADD, ...get(word(0)), ADD, ...set(ONCE)),
    ...joined(...get(d), ...get(ONCE), ADD, ...set(d)),
    ...joined(...get(ONCE), ...sigma(a, 2, 13, 22, RIGHT), ADD, ...majority, ADD, ...set(h)),
  ]
}

/** @param last how the third of the three is taken: turned or shifted */
function sigma(of: number, one: number, two: number, three: number, last: number): number[] {
  const first = [...get(of), ...value(one), RIGHT, ...get(of), ...value(two), RIGHT, XOR]
  return [...first, ...get(of), ...value(three), last, XOR]
}

/** Keeps on one line what belongs together. */
function joined(...code: number[]): number[] {
  return code
}

function roots(count: number, root: (of: number) => number): number[] {
  const primes: number[] = []
  for (let next = 2; primes.length < count; next += 1) {
    if (primes.every((prime) => next % prime !== 0)) primes.push(next)
  }
  return primes.map((prime) => Math.floor((root(prime) % 1) * 2 ** 32))
}
