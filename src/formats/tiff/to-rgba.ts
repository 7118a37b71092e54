import type { Samples } from './codecs/unpack.ts'
import type { ColourPlan, ValueRange } from './page-colours.ts'
import type { TiffPage } from './tiff-page.ts'

export interface StoredPixels {
  samples: Samples
  perPixel: number
  plan: ColourPlan
  range: ValueRange
  /** Of a palette: all reds, then greens, then blues, of 16 bits. */
  palette: readonly number[]
  /** TIFF 6.0 §20: what counts as black and white of each component; for luminance and colour differences. */
  reference: readonly number[]
  isRgb: boolean
}

/** Colours of a pixel, red, green and blue, written where it goes. */
type Paint = (from: number, out: Uint8ClampedArray, to: number) => void

/** Makes the samples of a page what a canvas draws. Values that are not numbers are left empty. */
export function toRgba(page: TiffPage, pixels: StoredPixels): Uint8ClampedArray<ArrayBuffer> {
  const { samples } = pixels
  const count = page.width * page.height
  if (pixels.perPixel > 1 || samples instanceof Float32Array) return paintAll(page, pixels, count)
  // So few values are possible that each is painted once.
  const ramp = Uint16Array.from({ length: 2 ** (page.bits[0] ?? 1) }, (_, value) => value)
  const painted = new Uint32Array(paintAll(page, { ...pixels, samples: ramp }, ramp.length).buffer)
  const out = new Uint32Array(count)
  for (let pixel = 0; pixel < count; pixel += 1) out[pixel] = painted[samples[pixel] ?? 0] ?? 0
  return new Uint8ClampedArray(out.buffer)
}

function paintAll(page: TiffPage, pixels: StoredPixels, count: number) {
  const { samples, perPixel, plan, range } = pixels
  const out = new Uint8ClampedArray(count * 4)
  const paint = painter(page, pixels)
  const highest = page.format === 'float' ? 1 : 2 ** Math.max(...page.bits) - 1
  for (let pixel = 0; pixel < count; pixel += 1) {
    const [from, to] = [pixel * perPixel, pixel * 4]
    paint(from, out, to)
    out[to + 3] = Number.isNaN(samples[from]) ? 0 : 255
    if (plan.alpha === 'none') continue
    const alpha = (samples[from + plan.colours] ?? 0) / highest
    out[to + 3] = alpha * 255
    if (plan.alpha === 'multiplied' && alpha > 0 && range.low === 0) {
      for (let i = 0; i < 3; i += 1) out[to + i] = (out[to + i] ?? 0) / alpha
    }
  }
  return out
}

function painter(page: TiffPage, pixels: StoredPixels): Paint {
  const { samples, range, palette, isRgb } = pixels
  const scale = 255 / (range.high - range.low)
  const level = (at: number) => ((samples[at] ?? 0) - range.low) * scale
  switch (isRgb ? 2 : page.photometric) {
    case 0:
      return (from, out, to) => out.fill(255 - level(from), to, to + 3)
    case 1:
    case 4:
      return (from, out, to) => out.fill(level(from), to, to + 3)
    case 3:
      return palettePainter(samples, palette)
    case 5:
      return (from, out, to) => {
        const paper = 255 - Math.min(255, level(from + 3))
        for (let i = 0; i < 3; i += 1) out[to + i] = ((255 - level(from + i)) * paper) / 255
      }
    case 6:
      return yccPainter(samples, scale, pixels.reference)
    case 8:
    case 9:
      return labPainter(page, samples)
    default:
      return (from, out, to) => {
        for (let i = 0; i < 3; i += 1) out[to + i] = level(from + i)
      }
  }
}

/** Some writers give a palette eight bits where TIFF has sixteen. */
function palettePainter(samples: Samples, palette: readonly number[]): Paint {
  const size = palette.length / 3
  const divisor = palette.every((value) => value < 256) ? 1 : 257
  return (from, out, to) => {
    const index = samples[from] ?? 0
    for (let i = 0; i < 3; i += 1) out[to + i] = (palette[i * size + index] ?? 0) / divisor
  }
}

/** TIFF 6.0 §21, with the coefficients of BT.601. */
function yccPainter(samples: Samples, scale: number, reference: readonly number[]): Paint {
  const [black = 0, white = 255, b0 = 128, b1 = 255, r0 = 128, r1 = 255] = reference
  return (from, out, to) => {
    const y = (((samples[from] ?? 0) * scale - black) * 255) / (white - black || 255)
    const b = (((samples[from + 1] ?? 0) * scale - b0) * 127) / (b1 - b0 || 127)
    const r = (((samples[from + 2] ?? 0) * scale - r0) * 127) / (r1 - r0 || 127)
    out[to] = y + 1.402 * r
    out[to + 1] = y - 0.344136 * b - 0.714136 * r
    out[to + 2] = y + 1.772 * b
  }
}

/** TIFF 6.0 §23: CIE L*a*b* under D50, here by way of XYZ to sRGB. ICCLab has no signs. */
function labPainter({ photometric, bits, format }: TiffPage, samples: Samples): Paint {
  const unit = 2 ** ((bits[0] ?? 8) - 8)
  const half = 128 * unit
  const difference = (value: number) => {
    if (photometric === 9) return (value - half) / unit
    if (format === 'signed') return value / unit
    return (value >= half ? value - 2 * half : value) / unit
  }
  return (from, out, to) => {
    const lightness = ((samples[from] ?? 0) / (256 * unit - 1)) * 100
    const fy = (lightness + 16) / 116
    const fx = fy + difference(samples[from + 1] ?? 0) / 500
    const fz = fy - difference(samples[from + 2] ?? 0) / 200
    const [x, y, z] = [0.9642 * cube(fx), cube(fy), 0.8249 * cube(fz)]
    out[to] = gamma(3.1339 * x - 1.6169 * y - 0.4906 * z)
    out[to + 1] = gamma(-0.9788 * x + 1.9161 * y + 0.0335 * z)
    out[to + 2] = gamma(0.0719 * x - 0.229 * y + 1.4052 * z)
  }
}

function cube(value: number): number {
  return value > 6 / 29 ? value ** 3 : (value - 4 / 29) * 3 * (6 / 29) ** 2
}

function gamma(value: number): number {
  const light = Math.max(0, Math.min(1, value))
  return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055)
}
