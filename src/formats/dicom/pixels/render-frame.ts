import type { Samples } from './cells.ts'
import type { StoredFrame } from './decode-frame.ts'
import { modalityValue, tabled, windowed, type Modality, type Window } from './grayscale.ts'
import type { LookupTable } from './lookup-table.ts'
import { applyPalette, type Palette } from './palette.ts'

/** How values become greys: by a window, or by a table of the file. */
export type Greys = { type: 'window'; window: Window } | { type: 'table'; table: LookupTable }

/** What a picture is drawn with. */
export interface Drawing {
  modality: Modality
  greys: Greys
  palette: Palette | undefined
  /** Light and dark changed round by whoever looks, on top of what the file says. */
  inverted: boolean
}

/** Whether values are shades of one colour, to which windows apply. */
export function isGrey({
  samples,
  photometric,
}: Pick<StoredFrame, 'samples' | 'photometric'>): boolean {
  return samples === 1 && photometric !== 'PALETTE COLOR'
}

/** Why colours of this kind can't be shown; `undefined` where they can. */
export function colourFault(photometric: string, samples: number): string | undefined {
  const known =
    samples === 1
      ? /^(MONOCHROME[12]|PALETTE COLOR)$/.test(photometric)
      : /^(RGB|YBR_(FULL|PARTIAL)(_42[02])?|YBR_ICT|YBR_RCT)$/.test(photometric)
  return known ? undefined : `Colours in ${photometric} of ${samples} samples can’t be shown.`
}

/**
 * Draws a frame: red, green, blue and opacity from 0 to 255, row by row. Rows that the file lacks are transparent.
 *
 * @throws Error in words for a palette that is missing
 */
export function renderFrame(frame: StoredFrame, drawing: Drawing): Uint8ClampedArray<ArrayBuffer> {
  const { rows, columns, photometric } = frame
  const out = new Uint8ClampedArray(rows * columns * 4)
  const there = frame.wholeRows * columns
  if (isGrey(frame)) drawGreys(out, frame.values, there, drawing, photometric === 'MONOCHROME1')
  else drawColours(out, frame, there, drawing)
  return out
}

function drawGreys(
  out: Uint8ClampedArray,
  values: Samples,
  there: number,
  drawing: Drawing,
  isNegative: boolean,
): void {
  // The lowest value is white in MONOCHROME1 (PS3.3 §C.7.6.3.1.2).
  const flip = isNegative !== drawing.inverted
  const grey = (value: number) => {
    const part = greyOf(drawing, value)
    return Math.round(255 * (flip ? 1 - part : part))
  }
  const known = values.BYTES_PER_ELEMENT <= 2 ? tableOfGreys(values, grey) : undefined
  for (let at = 0, to = 0; at < there; at += 1, to += 4) {
    const value = values[at] ?? 0
    const level = known ? (known.levels[value - known.first] ?? 0) : grey(value)
    out[to] = level
    out[to + 1] = level
    out[to + 2] = level
    out[to + 3] = 255
  }
}

function greyOf({ modality, greys }: Drawing, stored: number): number {
  const value = modalityValue(modality, stored)
  if (Number.isNaN(value)) return 0
  return greys.type === 'table' ? tabled(greys.table, value) : windowed(greys.window, value)
}

/** The greys of all values that there can be: cheaper than those of every pixel. */
function tableOfGreys(values: Samples, grey: (value: number) => number) {
  const signed = values instanceof Int8Array || values instanceof Int16Array
  const count = values.BYTES_PER_ELEMENT === 1 ? 256 : 65_536
  const first = signed ? -count / 2 : 0
  const levels = new Uint8Array(count)
  for (let at = 0; at < count; at += 1) levels[at] = grey(first + at)
  return { first, levels }
}

function drawColours(
  out: Uint8ClampedArray,
  frame: StoredFrame,
  there: number,
  { palette, inverted }: Drawing,
): void {
  const colours = coloursOf(frame, palette)
  const step = frame.photometric === 'PALETTE COLOR' ? 3 : frame.samples
  for (let at = 0, to = 0; at < there; at += 1, to += 4) {
    for (let channel = 0; channel < 3; channel += 1) {
      const value = colours[at * step + channel] ?? 0
      out[to + channel] = inverted ? 255 - value : value
    }
    out[to + 3] = 255
  }
}

function coloursOf(frame: StoredFrame, palette: Palette | undefined): ArrayLike<number> {
  if (frame.photometric === 'PALETTE COLOR') {
    if (!palette) throw new Error('The palette of this picture is missing or damaged.')
    return applyPalette(frame, palette)
  }
  const { values, bits, samples, photometric } = frame
  const scale = bits === 8 ? 1 : 255 / (2 ** bits - 1)
  const scaled = scale === 1 ? values : Float32Array.from(values, (value) => value * scale)
  if (photometric.startsWith('YBR_PARTIAL')) return toRgb(scaled, samples, fromPartial)
  if (photometric.startsWith('YBR_FULL')) return toRgb(scaled, samples, fromFull)
  return scaled
}

type ToRgb = (y: number, cb: number, cr: number) => readonly [number, number, number]

function toRgb(values: ArrayLike<number>, samples: number, convert: ToRgb): Uint8ClampedArray {
  const out = new Uint8ClampedArray(values.length)
  for (let at = 0; at + 2 < values.length; at += samples) {
    out.set(convert(values[at] ?? 0, (values[at + 1] ?? 0) - 128, (values[at + 2] ?? 0) - 128), at)
  }
  return out
}

/** PS3.3 §C.7.6.3.1.2, YBR_FULL, turned round. */
const fromFull: ToRgb = (y, cb, cr) => [
  y + 1.402 * cr,
  y - 0.344_136 * cb - 0.714_136 * cr,
  y + 1.772 * cb,
]

/** The same, YBR_PARTIAL: brightness from 16 to 235. */
const fromPartial: ToRgb = (y, cb, cr) => [
  1.1644 * (y - 16) + 1.596 * cr,
  1.1644 * (y - 16) - 0.3917 * cb - 0.8129 * cr,
  1.1644 * (y - 16) + 2.0173 * cb,
]

interface Range {
  low: number
  high: number
}

/** Of frames that are drawn again and again while a window is dragged. */
const ranges = new WeakMap<StoredFrame, Range>()

/** The lowest and the highest value of what is there of a frame, padding left out. */
export function rangeOf(
  frame: StoredFrame,
  modality: Modality,
  padding: { from: number; to: number } | undefined,
): Range | undefined {
  const stored = ranges.get(frame) ?? storedRange(frame, padding)
  if (stored === undefined) return undefined
  ranges.set(frame, stored)
  const ends = [modalityValue(modality, stored.low), modalityValue(modality, stored.high)]
  const range = { low: Math.min(...ends), high: Math.max(...ends) }
  if (modality.type === 'linear') return range
  // A table may go up and down between its ends.
  for (let value = stored.low; value <= Math.min(stored.high, stored.low + 65_535); value += 1) {
    const looked = modalityValue(modality, value)
    range.low = Math.min(range.low, looked)
    range.high = Math.max(range.high, looked)
  }
  return range
}

function storedRange(
  { values, wholeRows, columns, samples }: StoredFrame,
  padding: { from: number; to: number } | undefined,
): Range | undefined {
  let low = Infinity
  let high = -Infinity
  const there = wholeRows * columns * samples
  for (let at = 0; at < there; at += 1) {
    const stored = values[at] ?? 0
    if (padding && stored >= padding.from && stored <= padding.to) continue
    if (stored < low) low = stored
    if (stored > high) high = stored
  }
  return Number.isFinite(low) && Number.isFinite(high) ? { low, high } : undefined
}

/** A window that shows this range, whole and no more. */
export function windowOfRange({ low, high }: { low: number; high: number }): Window {
  const width = high > low ? high - low : 1
  return { center: low + width / 2, width, shape: 'LINEAR_EXACT' }
}
