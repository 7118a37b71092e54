/** Rows of two pictures, red, green, blue and opacity, four bytes a pixel. */
export interface Band {
  left: Pixels
  right: Pixels
  /** The first row to be compared, and the one behind the last. */
  from: number
  to: number
}

export interface Pixels {
  rgba: Uint8ClampedArray
  width: number
  /** The picture's row that is the first in `rgba`, and how many there are. */
  top: number
  rows: number
}

/**
 * How much two pixels differ, as people see it: the squared distance of brightness and of both colour differences
 * (Kotsarenko and Ramos 2010, "Measuring perceived color difference using YIQ NTSC transmission color space"); 0 only
 * where they are the same. What is not opaque is laid on white and on black, and the larger difference counts.
 */
export function differenceAt({ left, right }: Band, x: number, y: number): number {
  const [l, r] = [offset(left, x, y), offset(right, x, y)]
  const [one, other] = [left.rgba, right.rgba]
  if (
    one[l] === other[r] &&
    one[l + 1] === other[r + 1] &&
    one[l + 2] === other[r + 2] &&
    one[l + 3] === other[r + 3]
  ) {
    return 0
  }
  const isOpaque = one[l + 3] === 255 && other[r + 3] === 255
  const onWhite = distance(one, l, other, r, 255)
  return Math.max(TINY, isOpaque ? onWhite : Math.max(onWhite, distance(one, l, other, r, 0)))
}

/** For pixels that differ in something that can't be seen at all. */
const TINY = 1e-6

function distance(
  one: Uint8ClampedArray,
  l: number,
  other: Uint8ClampedArray,
  r: number,
  ground: number,
): number {
  const [a, b] = [(one[l + 3] ?? 0) / 255, (other[r + 3] ?? 0) / 255]
  const red = laid(one[l], a, ground) - laid(other[r], b, ground)
  const green = laid(one[l + 1], a, ground) - laid(other[r + 1], b, ground)
  const blue = laid(one[l + 2], a, ground) - laid(other[r + 2], b, ground)
  const y = red * 0.298_895_31 + green * 0.586_622_47 + blue * 0.114_482_23
  const i = red * 0.595_977_99 - green * 0.274_176_1 - blue * 0.321_801_89
  const q = red * 0.211_470_17 - green * 0.522_617_11 + blue * 0.311_146_94
  return 0.5053 * y * y + 0.299 * i * i + 0.1957 * q * q
}

function laid(value: number | undefined, opacity: number, ground: number): number {
  return ground + ((value ?? 0) - ground) * opacity
}

/**
 * Whether a pixel belongs to an edge that is smoothed in either picture (after Vyšniauskas 2009, "Anti-aliased pixel and
 * intensity slope detector"): between a darker and a brighter neighbour, one of which is part of an even area in both.
 */
export function isSmoothedEdge(band: Band, x: number, y: number): boolean {
  return isSmoothed(band.left, band.right, x, y) || isSmoothed(band.right, band.left, x, y)
}

function isSmoothed(one: Pixels, other: Pixels, x: number, y: number): boolean {
  const here = brightness(one, x, y)
  let equal = isAtBorder(one, x, y) ? 1 : 0
  let [darkest, brightest] = [0, 0]
  let dark: [number, number] = [x, y]
  let bright: [number, number] = [x, y]
  for (const [nx, ny] of around(one, x, y)) {
    const step = brightness(one, nx, ny) - here
    if (step === 0) {
      equal += 1
      if (equal > 2) return false
    } else if (step < darkest) {
      darkest = step
      dark = [nx, ny]
    } else if (step > brightest) {
      brightest = step
      bright = [nx, ny]
    }
  }
  if (darkest === 0 || brightest === 0) return false
  return (
    (isEven(one, ...dark) && isEven(other, ...dark)) ||
    (isEven(one, ...bright) && isEven(other, ...bright))
  )
}

/** Whether three pixels or more around one are the same as it. */
function isEven(pixels: Pixels, x: number, y: number): boolean {
  if (x >= pixels.width || y >= pixels.top + pixels.rows) return false
  const here = offset(pixels, x, y)
  let equal = isAtBorder(pixels, x, y) ? 1 : 0
  for (const [nx, ny] of around(pixels, x, y)) {
    const at = offset(pixels, nx, ny)
    const { rgba } = pixels
    if (
      rgba[at] === rgba[here] &&
      rgba[at + 1] === rgba[here + 1] &&
      rgba[at + 2] === rgba[here + 2] &&
      rgba[at + 3] === rgba[here + 3]
    ) {
      equal += 1
    }
  }
  return equal > 2
}

function* around({ width, top, rows }: Pixels, x: number, y: number): Generator<[number, number]> {
  for (let ny = Math.max(top, y - 1); ny <= Math.min(top + rows - 1, y + 1); ny += 1) {
    for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx += 1) {
      if (nx !== x || ny !== y) yield [nx, ny]
    }
  }
}

function isAtBorder({ width, top, rows }: Pixels, x: number, y: number): boolean {
  return x === 0 || y === top || x === width - 1 || y === top + rows - 1
}

function brightness({ rgba, ...rest }: Pixels, x: number, y: number): number {
  const at = offset(rest, x, y)
  const opacity = (rgba[at + 3] ?? 0) / 255
  const light = (value: number | undefined, weight: number) => laid(value, opacity, 255) * weight
  return (
    light(rgba[at], 0.298_895_31) +
    light(rgba[at + 1], 0.586_622_47) +
    light(rgba[at + 2], 0.114_482_23)
  )
}

function offset({ width, top }: { width: number; top: number }, x: number, y: number): number {
  return ((y - top) * width + x) * 4
}
