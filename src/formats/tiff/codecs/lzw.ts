/**
 * LZW as TIFF has it (TIFF 6.0 §13), and in the older way with the lowest bit first and codes that grow one later.
 * @param length bytes that are wanted; decoding ends there
 * @returns what could be decoded, which is shorter where the data is cut or damaged
 */
export function decodeLzw(data: Uint8Array, length: number): Uint8Array {
  // The older way begins with the same clear code, written from the other end.
  const isOld = data[0] === 0 && ((data[1] ?? 0) & 1) === 1
  const out = new Uint8Array(length)
  const before = new Uint16Array(4097)
  const last = new Uint8Array(4097)
  const first = new Uint8Array(4097)
  const lengths = new Uint16Array(4097)
  for (let code = 0; code < 256; code += 1) {
    last[code] = code
    first[code] = code
    lengths[code] = 1
  }
  let [at, bit, width, next, previous] = [0, 0, 9, FIRST, -1]
  const bits = data.length * 8
  while (bit + width <= bits && at < length) {
    const code = isOld ? lowFirst(data, bit, width) : highFirst(data, bit, width)
    bit += width
    if (code === END) break
    if (code === CLEAR) {
      ;[width, next, previous] = [9, FIRST, -1]
      continue
    }
    if (previous === -1 ? code > 255 : code > next || next > 4096) break
    if (previous !== -1 && next < 4096) {
      before[next] = previous
      lengths[next] = (lengths[previous] ?? 0) + 1
      first[next] = first[previous] ?? 0
      last[next] = first[code === next ? previous : code] ?? 0
      next += 1
    }
    write(code)
    previous = code
    // One code earlier than need be, but for the older way.
    if (next + (isOld ? 0 : 1) >= 1 << width && width < 12) width += 1
  }
  return out.subarray(0, Math.min(at, length))

  function write(code: number): void {
    const count = lengths[code] ?? 0
    let walk = code
    for (let place = at + count - 1; place >= at; place -= 1) {
      if (place < length) out[place] = last[walk] ?? 0
      walk = before[walk] ?? 0
    }
    at += count
  }
}

const CLEAR = 256
const END = 257
const FIRST = 258

function highFirst(data: Uint8Array, bit: number, width: number): number {
  const byte = bit >> 3
  const window = ((data[byte] ?? 0) << 16) | ((data[byte + 1] ?? 0) << 8) | (data[byte + 2] ?? 0)
  return (window >> (24 - (bit & 7) - width)) & ((1 << width) - 1)
}

function lowFirst(data: Uint8Array, bit: number, width: number): number {
  const byte = bit >> 3
  const window = (data[byte] ?? 0) | ((data[byte + 1] ?? 0) << 8) | ((data[byte + 2] ?? 0) << 16)
  return (window >> (bit & 7)) & ((1 << width) - 1)
}
