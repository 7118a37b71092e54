import { BLACK, type RunCodes, WHITE } from './g4-codes.ts'
import { pixel, type Plane } from './plane.ts'

/**
 * A TIFF 6.0 of bilevel pages in CCITT Group 4 (ITU-T T.6), as fax machines write it.
 * @param pages black where the value is over 0.5; at most 1,791 pixels wide
 */
export function writeTiff(pages: readonly Plane[], software: string): Uint8Array {
  const parts: Buffer[] = [Buffer.from('49492a0008000000', 'hex')]
  let offset = 8
  for (const [index, page] of pages.entries()) {
    const strip = encodeGroup4(page)
    const last = index === pages.length - 1
    const directory = writeDirectory(page, strip.length, offset, software, last)
    parts.push(directory, strip)
    offset += directory.length + strip.length
  }
  return Buffer.concat(parts)
}

const SHORT = 3
const LONG = 4

/** The page's directory with its long values behind it; the strip follows, and the next directory after that. */
function writeDirectory(
  page: Plane,
  stripLength: number,
  offset: number,
  software: string,
  last: boolean,
): Buffer {
  const COUNT = 14
  const extra = offset + 2 + COUNT * 12 + 4
  const name = Buffer.from(`${software}\0`.padEnd(32, '\0'), 'latin1')
  const strip = extra + 16 + name.length
  const entries: [tag: number, type: number, count: number, value: number][] = [
    [254, LONG, 1, 2], // one page of several
    [256, LONG, 1, page.width],
    [257, LONG, 1, page.height],
    [258, SHORT, 1, 1],
    [259, SHORT, 1, 4], // Group 4
    [262, SHORT, 1, 0], // 0 is white
    [266, SHORT, 1, 1], // most significant bit first
    [273, LONG, 1, strip],
    [277, SHORT, 1, 1],
    [278, LONG, 1, page.height],
    [279, LONG, 1, stripLength],
    [282, 5, 1, extra], // 204 × 196 dots an inch: "fine" fax
    [283, 5, 1, extra + 8],
    [305, 2, software.length + 1, extra + 16],
  ]
  const out = Buffer.alloc(strip - offset)
  out.writeUInt16LE(COUNT, 0)
  for (const [i, [tag, type, count, value]] of entries.entries()) {
    const at = 2 + i * 12
    out.writeUInt16LE(tag, at)
    out.writeUInt16LE(type, at + 2)
    out.writeUInt32LE(count, at + 4)
    out.writeUInt32LE(value, at + 8)
  }
  // Directories must begin on an even offset: encodeGroup4 pads its strip for that.
  out.writeUInt32LE(last ? 0 : strip + stripLength, 2 + COUNT * 12)
  for (const [i, number] of [204, 1, 196, 1].entries())
    out.writeUInt32LE(number, extra - offset + i * 4)
  name.copy(out, extra - offset + 16)
  return out
}

/** ITU-T T.6 §2.2, by the difference of each line to the one above. */
function encodeGroup4(page: Plane): Buffer {
  const bits = bitWriter()
  let above = new Uint8Array(page.width)
  for (let y = 0; y < page.height; y++) {
    const line = Uint8Array.from({ length: page.width }, (_, x) =>
      pixel(page, x, y) > 0.5 ? 1 : 0,
    )
    encodeLine(line, above, bits.put)
    above = line
  }
  bits.put('000000000001000000000001')
  return bits.finish()
}

const VERTICAL = ['0000010', '000010', '010', '1', '011', '000011', '0000011']

function encodeLine(line: Uint8Array, above: Uint8Array, put: (code: string) => void): void {
  const width = line.length
  let a0 = -1
  let colour = 0
  while (a0 < width) {
    const a1 = nextOther(line, a0, colour)
    const b1 = nextChange(above, a0, colour)
    const b2 = nextOther(above, b1, 1 - colour)
    if (b2 < a1) {
      put('0001')
      a0 = b2
    } else if (Math.abs(a1 - b1) <= 3) {
      put(VERTICAL[a1 - b1 + 3] ?? '')
      a0 = a1
      colour = 1 - colour
    } else {
      const a2 = nextOther(line, a1, 1 - colour)
      const [first, second] = colour === 0 ? [WHITE, BLACK] : [BLACK, WHITE]
      put('001')
      put(runCode(first, a1 - Math.max(0, a0)))
      put(runCode(second, a2 - a1))
      a0 = a2
    }
  }
}

/** The next pixel right of `from` that is not of this colour, or the line's end. */
function nextOther(line: Uint8Array, from: number, colour: number): number {
  let x = Math.min(from + 1, line.length)
  while (x < line.length && line[x] === colour) x++
  return x
}

/** The next pixel right of `from` that changes away from `colour`, or the line's end. */
function nextChange(line: Uint8Array, from: number, colour: number): number {
  for (let x = from + 1; x < line.length; x++)
    if (line[x] !== colour && (x === 0 ? 0 : line[x - 1]) === colour) return x
  return line.length
}

function runCode(codes: RunCodes, run: number): string {
  const makeUp = run >= 64 ? (codes.makeUp[(run >> 6) - 1] ?? '') : ''
  return makeUp + (codes.terminating[run & 63] ?? '')
}

function bitWriter(): { put: (code: string) => void; finish: () => Buffer } {
  const bytes: number[] = []
  let byte = 0
  let filled = 0
  const put = (code: string): void => {
    for (const bit of code) {
      byte = (byte << 1) | (bit === '1' ? 1 : 0)
      if (++filled < 8) continue
      bytes.push(byte)
      byte = 0
      filled = 0
    }
  }
  const finish = (): Buffer => {
    put('0'.repeat((8 - filled) % 8))
    if (bytes.length % 2 === 1) bytes.push(0)
    return Buffer.from(bytes)
  }
  return { put, finish }
}
