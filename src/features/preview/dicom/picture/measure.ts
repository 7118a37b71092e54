import type { ScaledRegion, Spacing } from '#formats/dicom/pixels/geometry.ts'
import type { Window } from '#formats/dicom/pixels/grayscale.ts'

/** A place on the picture, in pixels of it; a whole number is the corner between pixels. */
export interface PicturePoint {
  x: number
  y: number
}

export interface Line {
  /** The frame that it was drawn on. */
  frame: number
  from: PicturePoint
  to: PicturePoint
}

export interface Length {
  text: string
  /** A sentence that belongs to it. */
  caution: string | undefined
}

interface Scale {
  spacing: Spacing | undefined
  regions: readonly ScaledRegion[]
  ratio: number
}

const UNKNOWN = 'The file does not say how large a pixel is.'
const NO_LENGTHS = 'This part of the picture has no scale of lengths; it is measured in pixels.'

/** How long a line is: in millimetres where one scale holds for all of it, else in pixels, which is said. */
export function lengthOf({ from, to }: Pick<Line, 'from' | 'to'>, scale: Scale): Length {
  const found = scaleAt(from, to, scale)
  const across = to.x - from.x
  const down = to.y - from.y
  if (typeof found !== 'string') {
    const length = Math.hypot(across * found.column, down * found.row)
    return { text: millimetres(length), caution: found.caution }
  }
  // Pixels that are not square have no length to count in.
  const text =
    scale.ratio === 1
      ? Math.hypot(across, down).toFixed(1)
      : `${Math.abs(across).toFixed(1)} × ${Math.abs(down).toFixed(1)}`
  return { text: `${text} px`, caution: found }
}

/** Sentences that belong to the lines on a frame, each once. */
export function cautionsOf(lines: readonly Line[], drawn: Scale & { index: number }): string[] {
  const cautions = lines
    .filter(({ frame }) => frame === drawn.index)
    .map((line) => lengthOf(line, drawn).caution)
  return [...new Set(cautions)].filter((caution) => caution !== undefined)
}

/**
 * Of the region that the line lies in, the smallest of several; of the whole picture where it lies in none. Else why there
 * is none.
 */
function scaleAt(
  from: PicturePoint,
  to: PicturePoint,
  { spacing, regions }: Scale,
): Spacing | string {
  const around = regions.filter((region) => holds(region, from) && holds(region, to))
  const sizeOf = ({ left, top, right, bottom }: ScaledRegion) => (right - left) * (bottom - top)
  const smallest = around.toSorted((one, other) => sizeOf(one) - sizeOf(other))[0]
  if (smallest) return smallest.spacing ?? NO_LENGTHS
  if (regions.some((region) => crosses(region, from, to))) return NO_LENGTHS
  return spacing ?? UNKNOWN
}

/** Whether some of a line lies within a region: what is left of it between the edges (Liang and Barsky). */
function crosses(region: ScaledRegion, from: PicturePoint, to: PicturePoint): boolean {
  const { left, top, right, bottom } = region
  const [across, down] = [to.x - from.x, to.y - from.y]
  let [start, end] = [0, 1]
  const edges = [
    { by: -across, room: from.x - left },
    { by: across, room: right + 1 - from.x },
    { by: -down, room: from.y - top },
    { by: down, room: bottom + 1 - from.y },
  ]
  for (const { by, room } of edges) {
    if (by === 0 && room < 0) return false
    if (by < 0) start = Math.max(start, room / by)
    if (by > 0) end = Math.min(end, room / by)
  }
  return start < end
}

function holds({ left, top, right, bottom }: ScaledRegion, { x, y }: PicturePoint): boolean {
  return x >= left && x <= right + 1 && y >= top && y <= bottom + 1
}

function millimetres(length: number): string {
  return length < 1 ? `${length.toFixed(2)} mm` : `${length.toFixed(1)} mm`
}

/** Screen pixels of a drag over which a window doubles its width, or moves by its whole width. */
const REACH = 250

/**
 * The window after a drag: to the right wider (less contrast), down brighter, as at most stations.
 *
 * @param start the window when the drag began
 * @param by screen pixels since then
 */
export function draggedWindow(start: Window, by: PicturePoint): Window {
  const smallest = start.shape === 'LINEAR' ? 1 : 1e-6
  const width = Math.max(smallest, start.width * 2 ** (by.x / REACH))
  const center = start.center - (by.y * start.width) / REACH
  const round = (value: number) =>
    start.width >= 20 ? Math.round(value) : Number(value.toPrecision(5))
  return { ...start, center: round(center), width: Math.max(smallest, round(width)) }
}

/** "C 40, W 400" in as few digits as tell it. */
export function windowWords({ center, width }: Window): string {
  return `C ${shortNumber(center)}, W ${shortNumber(width)}`
}

/** A number for reading: whole as it is, others with what matters of them. */
export function shortNumber(value: number): string {
  if (Number.isInteger(value)) return String(value)
  return String(Number(Math.abs(value) >= 100 ? value.toFixed(1) : value.toPrecision(4)))
}
