import type { TiffPage } from './tiff-page.ts'

/** Which samples of a page are looked at, and what is to be said of it. */
export interface ColourPlan {
  /** Samples that make the colour. */
  colours: number
  /** Whether the sample after them says how transparent a pixel is, and whether the colours are multiplied with it. */
  alpha: 'none' | 'straight' | 'multiplied'
  remarks: readonly string[]
}

/** What the colours of a page are called. */
export function photometricWords({ photometric, samples, bits }: TiffPage): string {
  const deep = bits[0] ?? 1
  if (photometric <= 1) return deep === 1 ? 'black and white' : 'grey'
  if (photometric === 5) return samples === 4 ? 'CMYK' : 'inks'
  return PHOTOMETRICS[photometric] ?? `colours of the unknown kind ${photometric}`
}

const PHOTOMETRICS: Record<number, string> = {
  2: 'RGB',
  3: 'palette',
  4: 'mask',
  6: 'YCbCr',
  8: 'CIELab',
  9: 'ICCLab',
  32_803: 'raw sensor data of a camera',
  32_844: 'LogL',
  32_845: 'LogLuv',
  34_892: 'linear raw data of a camera',
}

const COLOURS: Record<number, number> = { 0: 1, 1: 1, 2: 3, 3: 1, 4: 1, 5: 4, 6: 3, 8: 3, 9: 3 }

/**
 * Which samples are shown.
 *
 * @throws Error in words, where these colours can't be shown truthfully
 */
export function planColours(page: TiffPage, inkSet: number | undefined): ColourPlan {
  const { photometric, samples, extra } = page
  const colours = COLOURS[photometric]
  if (colours === undefined) {
    throw new Error(`It holds ${photometricWords(page)}, which can’t be shown here.`)
  }
  if (photometric === 5 && inkSet === 2) {
    throw new Error('Its inks are not cyan, magenta, yellow and black; their colours are not told.')
  }
  if (samples < colours) {
    throw new Error(
      `It has ${samples} samples a pixel; ${photometricWords(page)} needs ${colours}.`,
    )
  }
  const remarks: string[] = []
  const kind = extra[0]
  const alpha =
    samples === colours ? 'none' : kind === 1 ? 'multiplied' : kind === 2 ? 'straight' : 'none'
  const unshown = samples - colours - (alpha === 'none' ? 0 : 1)
  if (unshown > 0) {
    remarks.push(
      unshown === 1
        ? 'Each pixel has one more value, whose meaning is not told; it is not shown.'
        : `Each pixel has ${unshown} more values, whose meaning is not told; they are not shown.`,
    )
  }
  if (photometric === 5) remarks.push('Its inks (CMYK) are shown without a colour profile.')
  return { colours, alpha, remarks }
}

/** The range of values that is shown from black to white. */
export interface ValueRange {
  low: number
  high: number
  remark?: string
}

/**
 * Eight bits and less, and colours of 16, are shown as they are. Grey values of more bits are shown from the lowest to the
 * highest one where they fill little of what their bits could hold, as they would be all but black, and this is said.
 */
export function rangeOf(
  page: TiffPage,
  samples: Uint8Array | Uint16Array | Float32Array,
  perPixel: number,
  colours: number,
): ValueRange {
  const deepest = Math.max(...page.bits)
  const whole = { low: 0, high: 2 ** deepest - 1 }
  const isWhole = page.format === 'unsigned' && (deepest <= 8 || page.photometric === 3)
  if (isWhole) return whole
  let [low, high, odd] = [Infinity, -Infinity, 0]
  for (let pixel = 0; pixel < samples.length; pixel += perPixel) {
    for (let i = 0; i < colours; i += 1) {
      const value = samples[pixel + i] ?? 0
      if (!Number.isFinite(value)) odd += 1
      else {
        if (value < low) low = value
        if (value > high) high = value
      }
    }
  }
  if (low > high) return { ...whole, remark: 'None of its values is a number.' }
  const oddWords =
    odd === 0
      ? ''
      : odd === 1
        ? ' One value is not a number; it is left empty.'
        : ` ${numbers.format(odd)} values are not numbers; they are left empty.`
  const isUnit = page.format === 'float' && low >= 0 && high <= 1 && high > 0.25
  if (isUnit) return { low: 0, high: 1, ...(odd > 0 && { remark: oddWords.trim() }) }
  if (page.format === 'unsigned' && high > whole.high / 4) return whole
  if (low === high) [low, high] = [Math.min(0, low), Math.max(high, low + 1)]
  const words = `Its values from ${said(low)} to ${said(high)} are shown from dark to bright.`
  return {
    low,
    high,
    remark:
      page.photometric === 0
        ? `${words.replace('dark to bright', 'bright to dark')}${oddWords}`
        : words + oddWords,
  }
}

function said(value: number): string {
  return numbers.format(value)
}

const numbers = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 })
