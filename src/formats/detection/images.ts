import { big, isAscii, isHex, little, rangeOf, type Found, type Head } from './head.ts'

/** Pictures, each by its signature and the structure right behind it. */
export function imageOf({ bytes, size }: Head): Found | undefined {
  if (isHex(bytes, 0, '89504e470d0a1a0a')) {
    return { kind: 'image', type: 'image/png', isWeak: !isAscii(bytes, 12, 'IHDR') }
  }
  if (isHex(bytes, 0, 'ffd8ff')) return jpegOf(bytes)
  if (/^GIF8[79]a$/.test(String.fromCharCode(...bytes.subarray(0, 6)))) return gifOf(bytes)
  if (isAscii(bytes, 0, 'RIFF') && isAscii(bytes, 8, 'WEBPVP8')) {
    return { kind: 'image', type: 'image/webp' }
  }
  if (isAscii(bytes, 0, 'BM') && isBmp(bytes)) return { kind: 'image', type: 'image/bmp' }
  if (isHex(bytes, 0, '00000100') && isIcon(bytes, size)) {
    return { kind: 'image', type: 'image/x-icon' }
  }
  if (isHex(bytes, 0, '0000000c6a5020200d0a870a')) return { kind: 'jpeg2000', type: 'image/jp2' }
  if (isHex(bytes, 0, 'ff4fff51')) return { kind: 'jpeg2000', type: 'image/j2c' }
  return undefined
}

/** ITU T.81 §B.1.1: after the start marker come segments, each with a marker and, nearly always, a length. */
function jpegOf(bytes: Uint8Array): Found | undefined {
  const found = { kind: 'image', type: 'image/jpeg' } as const
  const marker = bytes[3] ?? 0
  const length = big(bytes, 4, 2)
  const next = bytes[4 + length]
  const isSound = marker >= 0xc0 && marker < 0xff && length >= 2
  return { ...found, isWeak: !(isSound && (next === undefined || next === 0xff)) }
}

function gifOf(bytes: Uint8Array): Found {
  const flags = bytes[10] ?? 0
  const table = (flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1)
  const block = bytes[13 + table]
  return { kind: 'image', type: 'image/gif', isWeak: ![0x21, 0x2c, 0x3b].includes(block ?? 0) }
}

/** Two letters begin many texts: it takes the reserved zeros, a known header and a known depth of colour as well. */
function isBmp(bytes: Uint8Array): boolean {
  const header = little(bytes, 14, 4)
  const [planes, depth] = header === 12 ? [22, 24] : [26, 28]
  return (
    little(bytes, 6, 4) === 0 &&
    little(bytes, 10, 4) >= 26 &&
    [12, 16, 40, 52, 56, 64, 108, 124].includes(header) &&
    little(bytes, planes, 2) === 1 &&
    [1, 2, 4, 8, 16, 24, 32].includes(little(bytes, depth, 2))
  )
}

function isIcon(bytes: Uint8Array, size: number): boolean {
  const count = little(bytes, 4, 2)
  const [length, offset] = [little(bytes, 14, 4), little(bytes, 18, 4)]
  return count >= 1 && count <= 256 && offset >= 6 + 16 * count && offset + length <= size
}

/**
 * TIFF 6.0 §2, and BigTIFF: the first directory may lie anywhere. One that can't be reached (the content is cut, or
 * nothing reads ranges) leaves a header of eight bytes that fits, two of them zero.
 */
export async function tiffOf(head: Head): Promise<Found | undefined> {
  const { bytes, size } = head
  const isLittle = isAscii(bytes, 0, 'II')
  if (!isLittle && !isAscii(bytes, 0, 'MM')) return undefined
  const number = isLittle ? little : big
  const version = number(bytes, 2, 2)
  if (version !== 42 && version !== 43) return undefined
  const isBig = version === 43
  const at = isBig ? number(bytes, 8, 8) : number(bytes, 4, 4)
  if (Number.isNaN(at) || at < 8) return undefined
  const found = { kind: 'tiff', type: 'image/tiff' } as const
  const directory = at < size ? await rangeOf(head, at, at + 64) : undefined
  if (directory === undefined) return { ...found, isWeak: true }
  const [step, first] = isBig ? [20, 8] : [12, 2]
  const count = number(directory, 0, first)
  const types = [0, 1].filter((entry) => entry < count)
  const isSound = types.every((entry) => {
    const type = number(directory, first + entry * step + 2, 2)
    return Number.isNaN(type) || (type >= 1 && type <= 18)
  })
  return count >= 1 && count < 4096 && isSound ? found : undefined
}
