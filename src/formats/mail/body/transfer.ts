/** The transfer encodings of MIME (RFC 2045 §6), and what was wrong in decoding one. */
export interface Decoded {
  bytes: Uint8Array<ArrayBuffer>
  /** Characters that do not belong to the encoding. */
  odd: number
  /** Whether its end is missing. */
  isCut: boolean
}

export type TransferEncoding = 'none' | 'base64' | 'quoted-printable' | 'uuencode'

/** The encoding by its name; `undefined` for one that is not known. */
export function transferEncodingOf(name: string | undefined): TransferEncoding | undefined {
  const plain = (name ?? '').toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  if (['', '7bit', '8bit', 'binary', 'none', '7bits', '8bits', 'utf8'].includes(plain))
    return 'none'
  if (plain === 'base64') return 'base64'
  if (plain === 'quotedprintable') return 'quoted-printable'
  return ['xuuencode', 'uuencode', 'xuue', 'uue'].includes(plain) ? 'uuencode' : undefined
}

export function decodeTransfer(bytes: Uint8Array, encoding: TransferEncoding): Decoded {
  switch (encoding) {
    case 'none':
      return { bytes: new Uint8Array(bytes), odd: 0, isCut: false }
    case 'base64':
      return decodeLooseBase64(bytes)
    case 'quoted-printable':
      return decodeQuotedPrintable(bytes)
    case 'uuencode':
      return decodeUu(bytes)
  }
}

/** The value of each base64 letter: 64 for padding, 65 for white space, 255 for what does not belong there. */
const BASE64 = new Uint8Array(256).fill(255)
for (const [value, char] of Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
).entries()) {
  BASE64[char.charCodeAt(0)] = value
}
BASE64[0x3d] = 64
for (const space of [0x09, 0x0a, 0x0d, 0x20]) BASE64[space] = 65

/** Bytes that base64 comes to, without decoding it. */
export function base64Size(bytes: Uint8Array): number {
  let letters = 0
  for (let at = 0; at < bytes.length; at += 1) {
    if ((BASE64[bytes[at] ?? 0] ?? 255) < 64) letters += 1
  }
  return Math.floor((letters * 3) / 4)
}

/** Base64 as mail has it: with line breaks, with what gateways put between, and several padded runs in a row. */
function decodeLooseBase64(bytes: Uint8Array): Decoded {
  const out = new Uint8Array(Math.ceil((bytes.length * 3) / 4) + 3)
  let size = 0
  let bits = 0
  let count = 0
  let odd = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const value = BASE64[bytes[at] ?? 0] ?? 255
    if (value < 64) {
      bits = (bits << 6) | value
      count += 1
      if (count < 4) continue
      out[size] = (bits >> 16) & 255
      out[size + 1] = (bits >> 8) & 255
      out[size + 2] = bits & 255
      size += 3
    } else if (value === 64 && count > 1) {
      if (count === 2) out[size] = (bits >> 4) & 255
      else {
        out[size] = (bits >> 10) & 255
        out[size + 1] = (bits >> 2) & 255
      }
      size += count - 1
    } else {
      if (value === 255) odd += 1
      continue
    }
    bits = 0
    count = 0
  }
  const isCut = count > 0
  if (count === 2) out[size] = (bits >> 4) & 255
  if (count === 3) {
    out[size] = (bits >> 10) & 255
    out[size + 1] = (bits >> 2) & 255
  }
  if (count > 1) size += count - 1
  return { bytes: out.subarray(0, size), odd, isCut }
}

/** RFC 2045 §6.7. What is not an escape stays as it is written; blanks at the end of a line were added on the way. */
function decodeQuotedPrintable(bytes: Uint8Array): Decoded {
  const out = new Uint8Array(bytes.length)
  let size = 0
  let odd = 0
  let solid = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte === 0x0a) {
      const hasReturn = bytes[at - 1] === 0x0d && size > solid
      size = solid
      if (hasReturn) out[size++] = 0x0d
      out[size++] = 0x0a
      solid = size
      continue
    }
    if (byte !== 0x3d) {
      out[size++] = byte
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) solid = size
      continue
    }
    const end = softBreakEnd(bytes, at + 1)
    if (end !== undefined) {
      at = end
      solid = size
      continue
    }
    const [high, low] = [hexValue(bytes[at + 1]), hexValue(bytes[at + 2])]
    if (high === undefined || low === undefined) {
      odd += 1
      out[size++] = byte
    } else {
      out[size++] = high * 16 + low
      at += 2
    }
    solid = size
  }
  return { bytes: out.subarray(0, size), odd, isCut: false }
}

/** The last byte of a soft line break whose `=` stands before `at`; `undefined` where there is none. */
function softBreakEnd(bytes: Uint8Array, start: number): number | undefined {
  let at = start
  while ((bytes[at] === 0x20 || bytes[at] === 0x09) && at - start < 200) at += 1
  if (at >= bytes.length) return bytes.length
  if (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) return at + 1
  return bytes[at] === 0x0a || bytes[at] === 0x0d ? at : undefined
}

function hexValue(byte: number | undefined): number | undefined {
  if (byte === undefined) return undefined
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte & ~0x20
  return letter >= 0x41 && letter <= 0x46 ? letter - 0x37 : undefined
}

/** The lines between `begin` and `end` of uuencoding (POSIX uuencode), or lines alone. */
export function decodeUu(bytes: Uint8Array): Decoded {
  const out = new Uint8Array(Math.ceil((bytes.length * 3) / 4) + 3)
  let size = 0
  let odd = 0
  let isCut = true
  for (let at = 0; at < bytes.length;) {
    const newline = bytes.indexOf(0x0a, at)
    const end = newline === -1 ? bytes.length : newline
    const first = bytes[at] ?? 0
    const length = (first - 0x20) & 63
    const isBegin = first === 0x62 && bytes[at + 1] === 0x65 && bytes[at + 5] === 0x20
    const isEnd = first === 0x65 && bytes[at + 1] === 0x6e && bytes[at + 2] === 0x64
    if (isEnd && end - at <= 5) {
      isCut = false
      break
    }
    if (!isBegin && end - at > 1 && length > 0) {
      for (let done = 0, from = at + 1; done < length; done += 3, from += 4) {
        if (from >= end) {
          odd += 1
          break
        }
        const value = [0, 1, 2, 3].reduce((sum, i) => {
          const byte = from + i < end ? (bytes[from + i] ?? 0x20) : 0x20
          return sum * 64 + ((byte - 0x20) & 63)
        }, 0)
        const left = Math.min(3, length - done)
        for (let i = 0; i < left; i += 1) out[size++] = (value >> (16 - 8 * i)) & 255
      }
    }
    at = end + 1
  }
  return { bytes: out.subarray(0, size), odd, isCut }
}
