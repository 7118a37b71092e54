import type { ImageFacts } from '#formats/image/image-facts.ts'
import { isOnItsSide, orientationWords } from '#formats/image/orientation.ts'
import type { PictureLook } from './PictureFrame.tsx'

/** The size of a picture as it is shown: upright. */
export function uprightSize({ width, height, orientation }: ImageFacts): {
  width: number
  height: number
} {
  return isOnItsSide(orientation) ? { width: height, height: width } : { width, height }
}

/** Browsers put all pictures upright but WebP: its orientation is undone here. */
export function uprightLook(look: PictureLook, facts: ImageFacts): PictureLook {
  const turn = TURNS[facts.orientation]
  if (facts.format !== 'WebP' || turn === undefined) return look
  const { width, height } = facts
  return {
    ...look,
    style: {
      ...look.style,
      imageOrientation: 'none',
      inlineSize: width,
      blockSize: height,
      transform: `${look.style.transform} ${turn}`,
    },
  }
}

/** From how it is stored (EXIF 2.32, tag 274) to upright. */
const TURNS: Record<number, string> = {
  2: 'scaleX(-1)',
  3: 'rotate(180deg)',
  4: 'scaleY(-1)',
  5: 'rotate(90deg) scaleY(-1)',
  6: 'rotate(90deg)',
  7: 'rotate(90deg) scaleX(-1)',
  8: 'rotate(-90deg)',
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
    facts.hdr !== undefined && `${facts.hdr}, shown in the range of this screen`,
    stored !== undefined && `stored ${stored}, shown upright`,
  ]
    .filter((part) => typeof part === 'string')
    .join(', ')
}

function count(value: number): string {
  return numbers.format(value)
}

const numbers = new Intl.NumberFormat('en')
