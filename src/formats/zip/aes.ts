/** AES (FIPS 197), one block at a time, for the counter of WinZip, which counts the other way round than WebCrypto's. */

const SBOX = new Uint8Array(256)
const MIXED = new Uint32Array(256)

makeTables()

function makeTables(): void {
  const double = (value: number) => ((value << 1) ^ (value & 0x80 ? 0x11b : 0)) & 0xff
  let p = 1
  let q = 1
  do {
    // p runs through all numbers, q through their inverses (multiplying and dividing by 3).
    p = p ^ double(p)
    q ^= q << 1
    q ^= q << 2
    q ^= q << 4
    q &= 0xff
    if (q & 0x80) q ^= 0x09
    const rotated = q ^ rotl8(q, 1) ^ rotl8(q, 2) ^ rotl8(q, 3) ^ rotl8(q, 4)
    SBOX[p] = (rotated ^ 0x63) & 0xff
  } while (p !== 1)
  SBOX[0] = 0x63
  for (let value = 0; value < 256; value += 1) {
    const s = SBOX[value] ?? 0
    MIXED[value] = ((double(s) << 24) | (s << 16) | (s << 8) | (double(s) ^ s)) >>> 0
  }
}

function rotl8(value: number, by: number): number {
  return ((value << by) | (value >> (8 - by))) & 0xff
}

function rotr(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by))
}

function substitute(word: number): number {
  const at = (shift: number) => (SBOX[(word >>> shift) & 0xff] ?? 0) << shift
  return at(24) | at(16) | at(8) | at(0)
}

/** @param key of 16, 24 or 32 bytes */
export function expandKey(key: Uint8Array): Int32Array {
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength)
  const count = key.length / 4
  const words = new Int32Array(4 * (count + 7))
  let round = 1
  for (let at = 0; at < words.length; at += 1) {
    if (at < count) {
      words[at] = view.getInt32(at * 4)
      continue
    }
    let word = words[at - 1] ?? 0
    if (at % count === 0) {
      word = substitute(rotr(word, 24)) ^ (round << 24)
      round = (round << 1) ^ (round & 0x80 ? 0x11b : 0)
    } else if (count === 8 && at % 8 === 4) word = substitute(word)
    words[at] = (words[at - count] ?? 0) ^ word
  }
  return words
}

/** Encrypts four words into `out`. */
export function encryptBlock(key: Int32Array, block: Int32Array, out: Int32Array): void {
  const k = (at: number) => key[at] ?? 0
  let [a, b, c, d] = [
    (block[0] ?? 0) ^ k(0),
    (block[1] ?? 0) ^ k(1),
    (block[2] ?? 0) ^ k(2),
    (block[3] ?? 0) ^ k(3),
  ]
  let at = 4
  for (; at < key.length - 4; at += 4) {
    const next0 = mixed(a, b, c, d) ^ k(at)
    const next1 = mixed(b, c, d, a) ^ k(at + 1)
    const next2 = mixed(c, d, a, b) ^ k(at + 2)
    d = mixed(d, a, b, c) ^ k(at + 3)
    a = next0
    b = next1
    c = next2
  }
  out[0] = shifted(a, b, c, d) ^ k(at)
  out[1] = shifted(b, c, d, a) ^ k(at + 1)
  out[2] = shifted(c, d, a, b) ^ k(at + 2)
  out[3] = shifted(d, a, b, c) ^ k(at + 3)
}

function mixed(a: number, b: number, c: number, d: number): number {
  return (
    (MIXED[a >>> 24] ?? 0) ^
    rotr(MIXED[(b >>> 16) & 0xff] ?? 0, 8) ^
    rotr(MIXED[(c >>> 8) & 0xff] ?? 0, 16) ^
    rotr(MIXED[d & 0xff] ?? 0, 24)
  )
}

function shifted(a: number, b: number, c: number, d: number): number {
  return (
    ((SBOX[a >>> 24] ?? 0) << 24) |
    ((SBOX[(b >>> 16) & 0xff] ?? 0) << 16) |
    ((SBOX[(c >>> 8) & 0xff] ?? 0) << 8) |
    (SBOX[d & 0xff] ?? 0)
  )
}
