/**
 * What a picture may be to be decoded at all. Its size is read from its head, and held against these before anything is
 * decoded or allocated: a few hundred bytes can claim any number of pixels.
 */

/** Pixels; four bytes are needed for each of them to show it. */
export const MOST_PIXELS = 100_000_000

/** Pixels in one direction, for each of which a decoder keeps a little. */
const LONGEST_SIDE = 1_000_000

/** Pixels of all frames of an animation together. */
const MOST_ANIMATED_PIXELS = 4_000_000_000

/** Why a picture of this size is not decoded, in words; `undefined` where it may be. */
export function whyTooLarge(width: number, height: number, frames = 1): string | undefined {
  const size = `${count(width)} × ${count(height)} pixels`
  if (width * height > MOST_PIXELS) {
    return `It is ${size}, which is ${count(Math.round((width * height) / 1e6))} megapixels; up to ${count(MOST_PIXELS / 1e6)} are shown.`
  }
  if (Math.max(width, height) > LONGEST_SIDE) {
    return `It is ${size}; up to ${count(LONGEST_SIDE)} pixels in a row or column are shown.`
  }
  if (width * height * frames > MOST_ANIMATED_PIXELS) {
    return `It is ${size} in ${count(frames)} frames, which is more than can be shown.`
  }
  return undefined
}

function count(value: number): string {
  return numbers.format(value)
}

const numbers = new Intl.NumberFormat('en')
