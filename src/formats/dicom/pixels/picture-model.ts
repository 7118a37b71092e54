import { TAG, type DataSet } from '../data-set/data-set.ts'
import { numberOf, numbersOf, textOf } from '../data-set/values.ts'
import { isLossySyntax, type TransferSyntax } from '../dictionary/transfer-syntaxes.ts'
import type { Edges, ScaledRegion, Spacing } from './geometry.ts'
import type { Window } from './grayscale.ts'

/** How the greys of a frame are chosen. */
export type GreyChoice =
  /** As the file proposes, by the place in its list. */
  | { type: 'proposal'; index: number }
  /** From the lowest to the highest value. */
  | { type: 'range' }
  | { type: 'window'; window: Window }

/** How a frame is to be drawn. */
export interface Display {
  /** `undefined`: as the file wants it. */
  greys: GreyChoice | undefined
  inverted: boolean
  overlays: boolean
}

/** What is known of a picture before any of its frames is decoded. */
export interface PictureModel {
  rows: number
  columns: number
  /** Frames that are there, and those that are declared. */
  frames: number
  declaredFrames: number
  /** Values are greys, to which windows apply. */
  grey: boolean
  photometric: string
  bits: number
  /** Names of what the file proposes, for a choice. */
  proposals: readonly string[]
  /** Of the values, where it is known. */
  unit: string | undefined
  overlays: readonly string[]
  /** Milliseconds from frame to frame. */
  frameTime: number
  /** What must be said of every frame, in words. */
  notices: readonly string[]
}

/** A frame, drawn. */
export interface DrawnFrame {
  index: number
  rows: number
  columns: number
  /** Red, green, blue and opacity. */
  pixels: Uint8ClampedArray<ArrayBuffer>
  /** How many times as wide as high a pixel is. */
  ratio: number
  /** The window that it is drawn with; `undefined` for colours and for a table of the file. */
  window: Window | undefined
  /** The lowest and highest value in it, for what begins from there. */
  range: { low: number; high: number } | undefined
  edges: Edges | undefined
  spacing: Spacing | undefined
  regions: readonly ScaledRegion[]
  /** Whether overlays lie over this frame. */
  hasOverlay: boolean
  problems: readonly string[]
}

/** What must be known whoever looks at any frame of it. */
export function noticesOf(data: DataSet, syntax: TransferSyntax): string[] {
  const notices: string[] = []
  const lossy = textOf(data, 0x0028_2110)
  if (lossy === '01' || isLossySyntax(syntax)) {
    const ratio = numberOf(data, 0x0028_2112)
    const by = ratio === undefined ? '' : `, to about 1/${Number(ratio.toFixed(1))} of its size`
    notices.push(`Lossy compression: detail was lost when this was compressed${by}.`)
  } else if (lossy === undefined && syntax.uid.endsWith('.4.91')) {
    notices.push('The file does not say whether its JPEG 2000 compression lost detail.')
  }
  if (textOf(data, 0x0028_0301)?.toUpperCase() === 'YES') {
    notices.push('The patient’s data may be part of the picture itself (burned-in annotation).')
  }
  if (textOf(data, 0x0028_0302)?.toUpperCase() === 'YES') {
    notices.push('The picture may show the patient recognizably.')
  }
  if (textOf(data, 0x0008_0068)?.toUpperCase() === 'FOR PROCESSING') {
    notices.push('The file is meant for further processing, not for being looked at.')
  }
  if (numberOf(data, 0x0028_1053) === 0) {
    notices.push('The file scales its values by 0, which can’t be; they are not scaled.')
  }
  const shape = textOf(data, 0x2050_0020)?.toUpperCase()
  const photometric = textOf(data, TAG.photometric)
  const isNegative = photometric === 'MONOCHROME1'
  if (
    shape !== undefined &&
    /^MONOCHROME[12]$/.test(photometric ?? '') &&
    (shape === 'INVERSE') !== isNegative
  ) {
    notices.push(
      `The file contradicts itself about light and dark (${photometric}, presentation ${shape}); it is shown as ${photometric}. “Invert” shows the other way.`,
    )
  }
  if (photometric !== 'PALETTE COLOR' && data.elements.has(0x0028_1201)) {
    notices.push(
      'The file has colours for some of its values (a supplemental palette); they are shown grey.',
    )
  }
  return notices
}

/** Values that only fill the picture up (PS3.3 §C.7.5.1.1.2). */
export function paddingOf(
  data: DataSet,
  signed: boolean,
): { from: number; to: number } | undefined {
  const first = numbersOf(data, 0x0028_0120, signed)[0]
  if (first === undefined) return undefined
  const last = numbersOf(data, 0x0028_0121, signed)[0] ?? first
  return { from: Math.min(first, last), to: Math.max(first, last) }
}

/** Milliseconds from frame to frame, from what the file says; ten frames a second where it says nothing. */
export function frameTimeOf(data: DataSet): number {
  const rate = numberOf(data, 0x0008_2144) ?? numberOf(data, 0x0018_0040)
  const first = numbersOf(data, 0x0018_1065).find((time) => time > 0)
  const time =
    numberOf(data, 0x0018_1063) ?? first ?? (rate !== undefined && rate > 0 ? 1000 / rate : 100)
  return time >= 5 && time <= 10_000 ? time : 100
}
