/** Small contents of many kinds for tests of detection, made byte by byte. */

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** One byte for each character below U+0100. */
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (char) => char.charCodeAt(0))

export const hex = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.fromHex(text.replaceAll(' ', ''))

export function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.concat(parts))
}

export function utf16(text: string, isBig = false): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(text, 'utf16le')
  return Uint8Array.from(isBig ? bytes.swap16() : bytes)
}

/** @param size in all: what is missing is zeros */
function padded(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size)
  whole.set(bytes)
  return whole
}

const number16 = (value: number, isBig = false) =>
  isBig ? [value >> 8, value & 255] : [value & 255, value >> 8]
const number32 = (value: number, isBig = false) => {
  const bytes = [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24]
  return isBig ? bytes.reverse() : bytes
}

export const PNG = hex('89504e470d0a1a0a 0000000d 49484452 00000001 00000001 0806000000 1f15c489')
export const JPEG = hex('ffd8ffe0 0010 4a46494600010100000100010000 ffdb 0043 00')
export const GIF = hex(
  '474946383961 0100 0100 80 00 00 000000ffffff 2c00000000 01000100 00 02024401003b',
)
export const BMP = hex(
  '424d 3a000000 00000000 36000000 28000000 01000000 01000000 0100 1800 00000000',
)
export const WAV = join(bytesOf('RIFF'), hex('24000000'), bytesOf('WAVEfmt '), hex('10000000 0100'))
export const MP4 = join(hex('00000018'), bytesOf('ftypisom'), hex('00000200'), bytesOf('isommp41'))
export const HEIC = join(hex('00000018'), bytesOf('ftypheic'), hex('00000000'), bytesOf('mif1heic'))
export const QUICKTIME = join(
  hex('00000008'),
  bytesOf('wide'),
  hex('00000010'),
  bytesOf('mdat12345678'),
)
export const PDF = bytesOf('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n')
export const GZIP = hex('1f8b0800000000000003 4bcacc03 00')
export const SEVEN_ZIP = hex('377abcaf271c 0004 00000000')
export const RAR = hex('526172211a070100')

/** A frame of MPEG 1 layer III at 128 kbit/s and 44.1 kHz is 417 bytes long. */
export const MP3 = join(...[0, 1, 2].map(() => padded(hex('fffb9000'), 417)))
export const MP3_WITH_TAG = join(bytesOf('ID3'), hex('0300 00 0000000a'), new Uint8Array(10), MP3)

/** @param at where the directory lies */
export function tiff(at: number, isBig = false): Uint8Array<ArrayBuffer> {
  const entries = [256, 257].flatMap((tag) => [
    ...number16(tag, isBig),
    ...number16(3, isBig),
    ...number32(1, isBig),
    ...(isBig ? [0, 1, 0, 0] : [1, 0, 0, 0]),
  ])
  const head = Uint8Array.from([...number16(isBig ? 0x4d4d : 0x4949), ...number16(42, isBig)])
  const directory = Uint8Array.from([...number16(2, isBig), ...entries, 0, 0, 0, 0])
  return join(padded(join(head, Uint8Array.from(number32(at, isBig))), at), directory)
}

/** Three elements of group 0008. */
export function dataSet(coding: 'explicit' | 'big' | 'implicit'): Uint8Array<ArrayBuffer> {
  const isBig = coding === 'big'
  return join(
    ...[0x05, 0x16, 0x18].map((element) => {
      const tag = [...number16(8, isBig), ...number16(element, isBig)]
      const value = bytesOf('1.2.84')
      const length =
        coding === 'implicit' ? number32(6) : [0x55, 0x49, ...number16(value.length, isBig)]
      return join(Uint8Array.from([...tag, ...length]), value)
    }),
  )
}

/** @param preamble its first bytes */
export function dicom(preamble = new Uint8Array()): Uint8Array<ArrayBuffer> {
  const meta = hex('02000000 554c 0400 00000000 02001000 5549 0400 312e3200')
  return join(padded(preamble, 128), bytesOf('DICM'), meta, dataSet('explicit'))
}

/** A ZIP of stored parts, without checksums, which nobody looks at here. */
export function zip(parts: Record<string, string>): Uint8Array<ArrayBuffer> {
  const locals: Uint8Array[] = []
  const centrals: Uint8Array[] = []
  let offset = 0
  for (const [name, content] of Object.entries(parts)) {
    const sizes = [
      ...number32(content.length),
      ...number32(content.length),
      ...number16(name.length),
    ]
    const common = [20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...sizes, 0, 0]
    const local = join(hex('504b0304'), Uint8Array.from(common), bytesOf(name), bytesOf(content))
    const rest = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...number32(offset)]
    centrals.push(join(hex('504b0102 1400'), Uint8Array.from([...common, ...rest]), bytesOf(name)))
    locals.push(local)
    offset += local.length
  }
  const directory = join(...centrals)
  const count = number16(locals.length)
  const end = [
    0,
    0,
    0,
    0,
    ...count,
    ...count,
    ...number32(directory.length),
    ...number32(offset),
    0,
    0,
  ]
  return join(...locals, directory, hex('504b0506'), Uint8Array.from(end))
}

/** A compound file of these entries: header, allocation table, and two sectors of directory that are not neighbours. */
export function ole(...names: string[]): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(512)
  header.set(hex('d0cf11e0a1b11ae1'))
  header.set(hex('3e00 0300 feff 0900 0600'), 24)
  header.set(number32(1), 48)
  header.set(number32(0), 76)
  const table = new Uint8Array(512).fill(0xff)
  table.set([
    ...number32(0xfffffffd),
    ...number32(3),
    ...number32(0xfffffffe),
    ...number32(0xfffffffe),
  ])
  const entries = ['Root Entry', 'a', 'b', 'c', ...names].map((name) => {
    const entry = new Uint8Array(128)
    entry.set(utf16(name))
    entry.set(number16(name.length * 2 + 2), 64)
    return entry
  })
  const directory = padded(join(...entries), 1024)
  return join(
    header,
    table,
    directory.subarray(0, 512),
    new Uint8Array(512),
    directory.subarray(512),
  )
}

/** One file's header, its checksum right. */
export function tar(): Uint8Array<ArrayBuffer> {
  const header = padded(bytesOf('letter.txt'), 512)
  header.set(
    bytesOf('0000644_0001750_0001750_00000000003_14000000000_'.replaceAll('_', '\x00')),
    100,
  )
  header.fill(0x20, 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.set(bytesOf(`${sum.toString(8).padStart(6, '0')}\0 `), 148)
  return join(header, padded(bytesOf('abc'), 512))
}

export const SIGNED = hex(
  '30820123 06092a864886f70d010702 a0820114 30820110 020101 3100 3080 06092a864886f70d010701 a080 2480',
)
export const SIGNATURE = hex(
  '30820123 06092a864886f70d010702 a0820114 30820110 020101 3100 300b 06092a864886f70d010701 3100',
)

export function scp(): Uint8Array<ArrayBuffer> {
  return join(hex('0000 40000000 0000 0000 88000000 0d 0d'), bytesOf('SCPECG'), new Uint8Array(42))
}
