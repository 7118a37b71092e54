/**
 * XLI, the compression of Philips recorders: for each lead a chunk (bytes, two unused, first value; little endian) of
 * LZW codes of 10 bits, whose bytes are the high halves of 16-bit numbers followed by the low halves; these are second
 * differences. As published by the Sierra ECG tools.
 *
 * @returns for each lead its samples, or `undefined` where its chunk is damaged: halves that are not whole would be
 * put together wrongly
 */
export function readXli(bytes: Uint8Array, mostLeads: number): (Int16Array | undefined)[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const leads: (Int16Array | undefined)[] = []
  for (let at = 0; at + 8 <= bytes.length && leads.length < mostLeads;) {
    const size = view.getUint32(at, true)
    const first = view.getInt16(at + 6, true)
    const chunk = bytes.subarray(at + 8, at + 8 + size)
    const unpacked = chunk.length < size ? undefined : unpackLzw(chunk)
    leads.push(unpacked && undoDifferences(unpacked, first))
    at += 8 + size
  }
  return leads
}

const BITS = 10
const END = (1 << BITS) - 1
/** Bytes of one lead: half an hour of the fastest recorders. */
const MOST = 4_000_000

/** LZW with codes of one width, high bit first. @returns `undefined` without the code of all ones, which ends it */
function unpackLzw(chunk: Uint8Array): Uint8Array | undefined {
  // Each code is the string of another and one byte more; its length tells where to write it.
  const prefix = new Int16Array(END + 1)
  const last = new Uint8Array(END + 1)
  const lengths = new Uint16Array(END + 1)
  for (let code = 0; code < 256; code += 1) {
    last[code] = code
    lengths[code] = 1
  }
  // A code of 10 bits stands for 768 bytes at most.
  const most = Math.min(MOST, chunk.length * 640)
  const out = new Uint8Array(most)
  let size = 0
  let next = 256
  let before = -1
  let buffer = 0
  let bits = 0
  for (const byte of chunk) {
    buffer = (buffer << 8) | byte
    bits += 8
    if (bits < BITS) continue
    bits -= BITS
    const code = (buffer >> bits) & END
    buffer &= (1 << bits) - 1
    if (code === END) return out.subarray(0, size)
    if (size >= most || code > next || (code === next && before < 0)) return undefined
    if (before >= 0 && next < END) {
      prefix[next] = before
      lengths[next] = (lengths[before] ?? 0) + 1
      last[next] = code === next ? firstOf(before, prefix) : firstOf(code, prefix)
      next += 1
    }
    const length = lengths[code] ?? 0
    if (length === 0 || size + length > most) return undefined
    for (let to = size + length - 1, one = code; to >= size; to -= 1) {
      out[to] = last[one] ?? 0
      one = prefix[one] ?? 0
    }
    size += length
    before = code
  }
  return undefined
}

function firstOf(code: number, prefix: Int16Array): number {
  let one = code
  while (one > 255) one = prefix[one] ?? 0
  return one
}

/** The third value and those behind it are extrapolated from the two before; what is stored corrects the next, plus 64. */
function undoDifferences(bytes: Uint8Array, first: number): Int16Array {
  const half = (bytes.length + 1) >> 1
  const values = new Int16Array(half)
  for (let at = 0; at < half; at += 1)
    values[at] = ((bytes[at] ?? 0) << 8) | (bytes[half + at] ?? 0)
  let correction = first
  for (let at = 2; at < half; at += 1) {
    const stored = values[at] ?? 0
    values[at] = 2 * (values[at - 1] ?? 0) - (values[at - 2] ?? 0) - correction
    correction = stored - 64
  }
  return values
}

/**
 * The four limb leads that are stored as what is missing to their equations, made whole in place.
 * @param leads I, II, III, aVR, aVL, aVF in this order, then others
 */
export function restoreLimbLeads(leads: readonly Int16Array[]): void {
  const [one, two, three, avr, avl, avf] = leads
  if (!one || !two || !three || !avr || !avl || !avf) return
  for (let at = 0; at < one.length; at += 1) {
    const first = one[at] ?? 0
    const second = two[at] ?? 0
    const third = second - first - (three[at] ?? 0)
    three[at] = third
    avr[at] = -(avr[at] ?? 0) - Math.floor((first + second) / 2)
    avl[at] = Math.floor((first - third) / 2) - (avl[at] ?? 0)
    avf[at] = Math.floor((second + third) / 2) - (avf[at] ?? 0)
  }
}
