import { joined } from './make-dicom.ts'

/** Makes small JPEGs out of their coefficients or samples, with tables in which each symbol is its own code of 8 bits. */

/** Of one component: blocks of 64 coefficients in the order of rows, one after the other. */
export interface JpegPlane {
  h?: number
  v?: number
  blocks: readonly (readonly number[])[]
}

export interface JpegLook {
  width: number
  height: number
  precision?: number
  /** Segments behind SOI, such as those of JFIF and Adobe. */
  extra?: Uint8Array
  ids?: readonly number[]
}

export const ADOBE_RGB = segment(0xee, [...Array.from('Adobe', code), 0, 100, 0, 0, 0, 0, 0])
export const JFIF = segment(0xe0, [...Array.from('JFIF\0', code), 1, 1, 0, 0, 1, 0, 1, 0, 0])

/** Zigzag (T.81 figure 5), worked out rather than copied. */
const ORDER = Array.from({ length: 64 }, (_, index) => index).toSorted((one, other) => {
  const key = (index: number) => {
    const [row, column] = [Math.floor(index / 8), index % 8]
    const sum = row + column
    return sum * 8 + (sum % 2 === 0 ? column : row)
  }
  return key(one) - key(other)
})

/** A sequential JPEG in one scan. Planes of 2 by 2 give their blocks unit by unit. */
export function sequentialJpeg(
  look: JpegLook,
  planes: readonly JpegPlane[],
): Uint8Array<ArrayBuffer> {
  const bits = new BitWriter()
  const units = (planes[0]?.blocks.length ?? 0) / sizeOf(planes[0])
  const predicted = planes.map(() => 0)
  for (let unit = 0; unit < units; unit += 1) {
    for (const [index, plane] of planes.entries()) {
      const size = sizeOf(plane)
      for (const block of plane.blocks.slice(unit * size, (unit + 1) * size)) {
        bits.number((block[0] ?? 0) - (predicted[index] ?? 0))
        predicted[index] = block[0] ?? 0
        writeAc(bits, block)
      }
    }
  }
  return joined([...headOf(look, planes, 0xc1), scanOf(planes.length, [0, 63, 0]), bits.end(), EOI])
}

/** A grey progressive JPEG of one block: the highest bits of the first coefficient, its lowest bit, then the others. */
export function progressiveJpeg(look: JpegLook, block: readonly number[]): Uint8Array<ArrayBuffer> {
  const planes = [{ blocks: [block] }]
  const first = new BitWriter()
  first.number((block[0] ?? 0) >> 1)
  const second = new BitWriter()
  second.bits((block[0] ?? 0) & 1, 1)
  const others = new BitWriter()
  writeAc(others, block)
  return joined([
    ...headOf(look, planes, 0xc2),
    scanOf(1, [0, 0, 0x01]),
    first.end(),
    scanOf(1, [0, 0, 0x10]),
    second.end(),
    scanOf(1, [1, 63, 0]),
    others.end(),
    EOI,
  ])
}

/** A lossless JPEG (T.81 annex H) of samples, pixel after pixel. */
export function losslessJpeg(
  look: JpegLook & { components?: number; predictor?: number; restartRows?: number },
  samples: readonly number[],
): Uint8Array<ArrayBuffer> {
  const { width, height, precision = 8, components = 1, predictor = 1, restartRows = 0 } = look
  const bits = new BitWriter()
  const at = (x: number, y: number, c: number) => samples[(y * width + x) * components + c] ?? 0
  let marker = 0
  for (let y = 0; y < height; y += 1) {
    const begins = y === 0 || (restartRows > 0 && y % restartRows === 0)
    if (begins && y > 0) {
      bits.restart(marker)
      marker = (marker + 1) % 8
    }
    for (let x = 0; x < width; x += 1) {
      for (let c = 0; c < components; c += 1) {
        const [a, b, d] = [at(x - 1, y, c), at(x, y - 1, c), at(x - 1, y - 1, c)]
        const plain = [0, a, b, d, a + b - d, a + ((b - d) >> 1), b + ((a - d) >> 1), (a + b) >> 1]
        const guess = begins
          ? x === 0
            ? 1 << (precision - 1)
            : a
          : x === 0
            ? b
            : (plain[predictor] ?? 0)
        const difference = (at(x, y, c) - guess) & 0xffff
        bits.number(difference > 32_767 ? difference - 65_536 : difference)
      }
    }
  }
  const planes = Array.from({ length: components }, () => ({ blocks: [] }))
  const interval = restartRows * width
  const restarts = restartRows > 0 ? [segment(0xdd, [interval >> 8, interval & 255])] : []
  return joined([
    ...headOf({ ...look, precision }, planes, 0xc3),
    ...restarts,
    scanOf(components, [predictor, 0, 0]),
    bits.end(),
    EOI,
  ])
}

const EOI = Uint8Array.of(0xff, 0xd9)

function sizeOf({ h = 1, v = 1 }: JpegPlane = { blocks: [] }): number {
  return h * v
}

function headOf(look: JpegLook, planes: readonly JpegPlane[], process: number): Uint8Array[] {
  const { width, height, precision = 8, extra = new Uint8Array(), ids } = look
  const frame = planes.flatMap(({ h = 1, v = 1 }, index) => [
    ids?.[index] ?? index + 1,
    h * 16 + v,
    0,
  ])
  const symbols = Array.from({ length: 255 }, (_, index) => index)
  const counts = [0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0]
  return [
    Uint8Array.of(0xff, 0xd8),
    extra,
    segment(0xdb, [0, ...ORDER.map((_, index) => (index === 0 ? 2 : 3))]),
    segment(process, [
      precision,
      height >> 8,
      height & 255,
      width >> 8,
      width & 255,
      planes.length,
      ...frame,
    ]),
    segment(0xc4, [0x00, ...counts, ...symbols, 0x10, ...counts, ...symbols]),
  ]
}

function scanOf(
  components: number,
  [start, end, bits]: readonly [number, number, number],
): Uint8Array {
  const parts = Array.from({ length: components }, (_, index) => [index + 1, 0]).flat()
  return segment(0xda, [components, ...parts, start, end, bits])
}

function segment(marker: number, body: readonly number[]): Uint8Array<ArrayBuffer> {
  const length = body.length + 2
  return Uint8Array.of(0xff, marker, length >> 8, length & 255, ...body)
}

function writeAc(bits: BitWriter, block: readonly number[]): void {
  let zeros = 0
  for (const place of ORDER.slice(1)) {
    const value = block[place] ?? 0
    if (value === 0) zeros += 1
    else {
      for (; zeros > 15; zeros -= 16) bits.bits(0xf0, 8)
      bits.number(value, zeros)
      zeros = 0
    }
  }
  if (zeros > 0) bits.bits(0, 8)
}

class BitWriter {
  readonly #out: number[] = []
  #held = ''

  bits(value: number, count: number): void {
    this.#held += value.toString(2).padStart(count, '0').slice(-count)
    for (; this.#held.length >= 8; this.#held = this.#held.slice(8)) {
      const byte = Number.parseInt(this.#held.slice(0, 8), 2)
      this.#out.push(byte)
      if (byte === 0xff) this.#out.push(0)
    }
  }

  /** Its length as a symbol, with zeros before it, and its bits (T.81 §F.1.2.1). */
  number(value: number, zeros = 0): void {
    const size = value === 0 ? 0 : Math.abs(value).toString(2).length
    this.bits(zeros * 16 + size, 8)
    if (size > 0 && size < 16) this.bits(value > 0 ? value : value + (1 << size) - 1, size)
  }

  restart(number: number): void {
    this.#fill()
    this.#out.push(0xff, 0xd0 + number)
  }

  end(): Uint8Array<ArrayBuffer> {
    this.#fill()
    return Uint8Array.from(this.#out)
  }

  #fill(): void {
    if (this.#held.length > 0) this.bits(255, 8 - this.#held.length)
  }
}

function code(letter: string): number {
  return letter.charCodeAt(0)
}
