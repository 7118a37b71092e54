import type { ImageFacts } from '#formats/image/image-facts.ts'
import { isOnItsSide, orientationWords } from '#formats/image/orientation.ts'

/** The size of a picture as it is shown: upright. */
export function uprightSize({ width, height, orientation }: ImageFacts): {
  width: number
  height: number
} {
  return isOnItsSide(orientation) ? { width: height, height: width } : { width, height }
}

/** What a picture is, in a line: `PNG, 512 × 512 pixels, grey, 16 bits a sample (8 are shown)`. */
export function factsWords(facts: ImageFacts): string {
  const { width, height } = uprightSize(facts)
  const { bits, frames, orientation } = facts
  const stored = orientationWords(orientation)
  const isTold = bits !== undefined && bits !== 8 && facts.colour !== 'palette'
  return [
    facts.format,
    `${count(width)} × ${count(height)} pixels`,
    facts.colour,
    isTold && `${bits} bits a sample${bits > 8 ? ' (screens show 8 or 10)' : ''}`,
    facts.hasAlpha && 'with transparency',
    frames > 1 && `animated, ${count(frames)} frames`,
    facts.hdr,
    stored !== undefined && `stored ${stored}, shown upright`,
  ]
    .filter((part) => typeof part === 'string')
    .join(', ')
}

function count(value: number): string {
  return numbers.format(value)
}

const numbers = new Intl.NumberFormat('en')
