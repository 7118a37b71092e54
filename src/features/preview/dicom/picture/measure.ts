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

/** How long a line is: in millimetres where the scale at both of its ends is known, else in pixels, which is said. */
export function lengthOf(
  { from, to }: Pick<Line, 'from' | 'to'>,
  scale: { spacing: Spacing | undefined; regions: readonly ScaledRegion[]; ratio: number },
): Length {
  const spacing = spacingAt(from, to, scale)
  const across = to.x - from.x
  const down = to.y - from.y
  if (spacing) {
    const length = Math.hypot(across * spacing.column, down * spacing.row)
    return { text: millimetres(length), caution: spacing.caution }
  }
  // Pixels that are not square have no length to count in.
  if (scale.ratio !== 1) {
    return {
      text: `${Math.abs(across).toFixed(1)} × ${Math.abs(down).toFixed(1)} px`,
      caution: 'The file does not say how large a pixel is.',
    }
  }
  return {
    text: `${Math.hypot(across, down).toFixed(1)} px`,
    caution: 'The file does not say how large a pixel is.',
  }
}

/** Of the region that both ends lie in, the smallest of several; else of the whole picture. */
function spacingAt(
  from: PicturePoint,
  to: PicturePoint,
  { spacing, regions }: { spacing: Spacing | undefined; regions: readonly ScaledRegion[] },
): Spacing | undefined {
  const around = regions.filter((region) => holds(region, from) && holds(region, to))
  const sizeOf = ({ left, top, right, bottom }: ScaledRegion) => (right - left) * (bottom - top)
  const smallest = around.toSorted((one, other) => sizeOf(one) - sizeOf(other))[0]
  return smallest?.spacing ?? spacing
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
