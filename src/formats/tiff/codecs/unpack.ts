import type { SampleFormat } from '../tiff-page.ts'

/** Samples as numbers, one after the other. */
export type Samples = Uint8Array | Uint16Array | Float32Array

export interface Packing {
  /** Of each sample of a pixel, in turn. */
  bits: readonly number[]
  format: SampleFormat
  isLittle: boolean
  /** TIFF 6.0 §14 and supplement 3: 1 none, 2 differences, 3 differences of floating-point numbers. */
  predictor: number
  /** Pixels in a row of the part. */
  width: number
  height: number
}

/** Bytes of a row: rows begin at bytes. */
export function rowBytes({ bits, width }: Pick<Packing, 'bits' | 'width'>): number {
  return Math.ceil((width * bits.reduce((sum, each) => sum + each, 0)) / 8)
}

/** Whether samples of these sizes can be read. */
export function canUnpack(bits: readonly number[], format: SampleFormat): boolean {
  if (format === 'complex') return false
  const isEven = bits.every((each) => each === bits[0])
  const [first = 0] = bits
  if (format === 'float') return isEven && [16, 32, 64].includes(first)
  if (bits.every((each) => each >= 1 && each <= 16)) return format === 'unsigned' || isEven
  return isEven && (first === 24 || first === 32 || first === 64)
}

/** Takes the rows of a strip or tile apart. What is missing at the end is zero. */
export function unpack(data: Uint8Array, packing: Packing): Samples {
  const { bits, format, isLittle, width, height, predictor } = packing
  const [first = 8] = bits
  const isEven = bits.every((each) => each === first)
  const count = width * height * bits.length
  if (!isEven || ![8, 16, 24, 32, 64].includes(first)) return unpackBits(data, packing)
  const step = first / 8
  const rowLength = width * bits.length * step
  const whole = new Uint8Array(count * step)
  whole.set(data.subarray(0, whole.length))
  if (predictor === 3 && format === 'float') {
    for (let y = 0; y < height; y += 1) {
      undoFloatPredictor(whole.subarray(y * rowLength, (y + 1) * rowLength), bits.length, step)
    }
  }
  const isLowFirst = predictor === 3 && format === 'float' ? false : isLittle
  if (step === 1) {
    if (predictor === 2) addUp(whole, width * bits.length, bits.length)
    return format === 'signed' ? Float32Array.from(new Int8Array(whole.buffer)) : whole
  }
  const view = new DataView(whole.buffer)
  if (step === 2 && format === 'unsigned') {
    const words = new Uint16Array(count)
    for (let i = 0; i < count; i += 1) words[i] = view.getUint16(i * 2, isLowFirst)
    if (predictor === 2) addUp(words, width * bits.length, bits.length)
    return words
  }
  if (predictor === 2) addUpInPlace(view, { count, step, isLowFirst, width, samples: bits.length })
  const read = readerOf(view, step, format, isLowFirst)
  const out = new Float32Array(count)
  for (let i = 0; i < count; i += 1) out[i] = read(i * step)
  return out
}

function readerOf(
  view: DataView,
  step: number,
  format: SampleFormat,
  low: boolean,
): (at: number) => number {
  if (format === 'float') {
    if (step === 2) return (at) => halfFloat(view.getUint16(at, low))
    return step === 4 ? (at) => view.getFloat32(at, low) : (at) => view.getFloat64(at, low)
  }
  const isSigned = format === 'signed'
  switch (step) {
    case 2:
      return (at) => view.getInt16(at, low)
    case 3:
      return (at) => {
        const [a, b, c] = [view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2)]
        const value = low ? (c << 16) | (b << 8) | a : (a << 16) | (b << 8) | c
        return isSigned ? (value << 8) >> 8 : value
      }
    case 4:
      return isSigned ? (at) => view.getInt32(at, low) : (at) => view.getUint32(at, low)
    default:
      return isSigned
        ? (at) => Number(view.getBigInt64(at, low))
        : (at) => Number(view.getBigUint64(at, low))
  }
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN
  return exponent === 0
    ? sign * fraction * 2 ** -24
    : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** Samples of any number of bits up to 16, the highest bit first. */
function unpackBits(data: Uint8Array, packing: Packing): Samples {
  const { bits, width, height, format, predictor } = packing
  const perRow = width * bits.length
  const isSmall = bits.every((each) => each <= 8)
  const out = isSmall ? new Uint8Array(perRow * height) : new Uint16Array(perRow * height)
  const length = rowBytes(packing)
  for (let y = 0; y < height; y += 1) {
    let bit = y * length * 8
    for (let i = 0; i < perRow; i += 1) {
      const count = bits[i % bits.length] ?? 1
      const byte = bit >> 3
      const window =
        ((data[byte] ?? 0) << 16) | ((data[byte + 1] ?? 0) << 8) | (data[byte + 2] ?? 0)
      out[y * perRow + i] = (window >> (24 - (bit & 7) - count)) & ((1 << count) - 1)
      bit += count
    }
  }
  if (predictor === 2) {
    addUp(out, perRow, bits.length)
    for (let i = 0; i < out.length; i += 1) out[i] = (out[i] ?? 0) & ((1 << (bits[0] ?? 1)) - 1)
  }
  if (format !== 'signed') return out
  const high = 1 << ((bits[0] ?? 1) - 1)
  return Float32Array.from(out, (value) => (value ^ high) - high)
}

/** Undoes horizontal differences; the arrays wrap as the numbers do. */
function addUp(values: Uint8Array | Uint16Array, perRow: number, samples: number): void {
  for (let row = 0; row < values.length; row += perRow) {
    for (let i = row + samples; i < row + perRow; i += 1) {
      values[i] = (values[i] ?? 0) + (values[i - samples] ?? 0)
    }
  }
}

function addUpInPlace(
  view: DataView,
  of: { count: number; step: number; isLowFirst: boolean; width: number; samples: number },
): void {
  const { count, step, isLowFirst: low, width, samples } = of
  const perRow = width * samples
  for (let i = 0; i < count; i += 1) {
    if (i % perRow < samples) continue
    const [at, before] = [i * step, (i - samples) * step]
    if (step === 2) view.setUint16(at, view.getUint16(at, low) + view.getUint16(before, low), low)
    else if (step === 4) {
      view.setUint32(at, view.getUint32(at, low) + view.getUint32(before, low), low)
    } else if (step === 8) {
      view.setBigUint64(at, view.getBigUint64(at, low) + view.getBigUint64(before, low), low)
    }
  }
}

/** TIFF technical note 3: bytes are differences, and all first bytes of a row come before all second ones. */
function undoFloatPredictor(row: Uint8Array, samples: number, step: number): void {
  for (let i = samples; i < row.length; i += 1) row[i] = (row[i] ?? 0) + (row[i - samples] ?? 0)
  const planes = row.slice()
  const count = row.length / step
  for (let i = 0; i < count; i += 1) {
    for (let byte = 0; byte < step; byte += 1) row[i * step + byte] = planes[byte * count + i] ?? 0
  }
}
