import { END, get, moduleOf, set, unsigned, V128, value } from '../wasm/assemble.ts'

/**
 * Base64 (RFC 4648, section 4) as a WebAssembly module, written here instruction by instruction: the platform gives a
 * string, and to make bytes of it again costs four times what the encoding does.
 *
 * The module exports `memory` and `groups(from, to, count)`, which encodes so many groups of 12 bytes into 16 each. It
 * looks at the four bytes after the last group, too.
 */
export function base64Module(): Uint8Array<ArrayBuffer> {
  return moduleOf({ name: 'groups', parameters: 3, locals: [[2, V128]], code: loop() })
}

const [FROM, TO, COUNT, GROUP, SIXES] = [0, 1, 2, 3, 4] as const
const [ADD, SUB] = [0x6a, 0x6b] as const

function loop(): number[] {
  const isDone = [...get(COUNT), 0x45, 0x0d, 1]
  const next = [
    ...joined(...get(FROM), ...value(12), ADD, ...set(FROM)),
    ...joined(...get(TO), ...value(16), ADD, ...set(TO)),
    ...joined(...get(COUNT), ...value(1), SUB, ...set(COUNT)),
  ]
  return [0x02, 0x40, 0x03, 0x40, ...isDone, ...group(), ...next, 0x0c, 0, END, END]
}

function group(): number[] {
  // Of three bytes each 32 bits have a number of 24; of it four of 6 bits become a byte each, the first one the lowest.
  const numbers = bytes(2, 1, 0, 255, 5, 4, 3, 255, 8, 7, 6, 255, 11, 10, 9, 255)
  const sixes = [
    ...joined(...get(GROUP), ...value(18), ...RIGHT),
    ...joined(...get(GROUP), ...value(4), ...RIGHT, ...words(0x3f00), ...AND, ...OR),
    ...joined(...get(GROUP), ...value(10), ...LEFT, ...words(0x3f_0000), ...AND, ...OR),
    ...joined(...get(GROUP), ...value(24), ...LEFT, ...words(0x3f00_0000), ...AND, ...OR),
  ]
  // 0 for small letters, 1 to 10 for digits, then + and /, and 13 for capitals: where in the table stands what to add.
  const kinds = [
    ...joined(...get(SIXES), ...bytes(...same(51)), ...SUB_SATURATED),
    ...joined(...get(SIXES), ...bytes(...same(26)), ...LESS, ...bytes(...same(13)), ...AND, ...OR),
  ]
  const additions = bytes(71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 65, 0, 0)
  return [
    ...joined(...get(FROM), ...simd(0), 0, 0, ...numbers, ...SWIZZLE, ...set(GROUP)),
    ...joined(...sixes, ...set(SIXES)),
    ...joined(...get(TO), ...additions, ...kinds, ...SWIZZLE, ...get(SIXES), ...ADD_BYTES),
    ...joined(...simd(11), 0, 0),
  ]
}

function simd(instruction: number): number[] {
  return [0xfd, ...unsigned(instruction)]
}

const [SWIZZLE, LESS, AND, OR] = [simd(14), simd(37), simd(78), simd(80)] as const
const [ADD_BYTES, SUB_SATURATED, LEFT, RIGHT] = [
  simd(110),
  simd(115),
  simd(171),
  simd(173),
] as const

/** A constant of sixteen bytes. */
function bytes(...of: number[]): number[] {
  return [...simd(12), ...of.map((byte) => byte & 0xff)]
}

/** A constant of four times the same 32 bits. */
function words(of: number): number[] {
  const word = [0, 8, 16, 24].map((by) => of >>> by)
  return bytes(...word, ...word, ...word, ...word)
}

function same(byte: number): number[] {
  return Array.from({ length: 16 }, () => byte)
}

/** Keeps on one line what belongs together. */
function joined(...code: number[]): number[] {
  return code
}
