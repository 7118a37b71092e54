import { areaFinder, type Area } from './find-areas.ts'
import { differenceAt, isSmoothedEdge, type Band } from './pixel-difference.ts'

export interface Size {
  width: number
  height: number
}

/** How two pictures differ, pixel by pixel, laid on each other at their upper left corners and never scaled. */
export interface PixelDiff {
  /** What both cover together. */
  size: Size
  /** Pixels of any difference within what both cover. */
  differing: number
  /** Of these, the ones that can be seen: no slight change of brightness, and no edge that is smoothed in another way. */
  visible: number
  /** Pixels that one of the two alone has. */
  outside: number
  /** How strongly each pixel differs, the strongest of `scale` × `scale` of them, from 0 to 255. */
  heat: { size: Size; scale: number; cells: Uint8Array<ArrayBuffer> }
  /** Parts of the picture that differ, in reading order. */
  areas: readonly Area[]
  /** Parts that differ beyond those that are listed. */
  moreAreas: number
}

export interface DiffChoices {
  /** Only what can be seen counts as differing in the heat map and the areas. */
  tolerant: boolean
}

/** Pixels of the heat map. */
const MOST_CELLS = 4_000_000

/** Rows around a band that its smoothed edges are told by. */
export const MARGIN = 2

/**
 * Compares two pictures band by band, so that neither has to lie in memory as pixels as a whole.
 * The bands come in order from the top; each holds rows `from` to before `to`, with up to `MARGIN` rows around them.
 */
export function pixelDiffer(left: Size, right: Size, { tolerant }: DiffChoices) {
  const size = {
    width: Math.max(left.width, right.width),
    height: Math.max(left.height, right.height),
  }
  const both = {
    width: Math.min(left.width, right.width),
    height: Math.min(left.height, right.height),
  }
  const scale = Math.max(1, Math.ceil(Math.sqrt((size.width * size.height) / MOST_CELLS)))
  const heatSize = { width: Math.ceil(size.width / scale), height: Math.ceil(size.height / scale) }
  const cells = new Uint8Array(heatSize.width * heatSize.height)
  const finder = areaFinder(both)
  let differing = 0
  let visible = 0

  const addPixel = (x: number, y: number, strength: number) => {
    const cell = Math.floor(y / scale) * heatSize.width + Math.floor(x / scale)
    if ((cells[cell] ?? 0) < strength) cells[cell] = strength
    finder.add(x, y)
  }
  return {
    size,
    /** Rows and columns that both have: the bands are to cover them. */
    both,
    addBand(band: Band): void {
      for (let y = band.from; y < band.to; y += 1) {
        for (let x = 0; x < both.width; x += 1) {
          const difference = differenceAt(band, x, y)
          if (difference === 0) continue
          differing += 1
          const isVisible = difference > SLIGHT && !isSmoothedEdge(band, x, y)
          if (isVisible) visible += 1
          if (isVisible || !tolerant) addPixel(x, y, strengthOf(difference))
        }
      }
    },
    end(): PixelDiff {
      const { areas, more } = finder.end()
      const outside =
        left.width * left.height + right.width * right.height - 2 * both.width * both.height
      return {
        size,
        differing,
        visible,
        outside,
        heat: { size: heatSize, scale, cells },
        areas: [...areas, ...outsideAreas(size, both)],
        moreAreas: more,
      }
    },
  }
}

/** The largest difference there can be, in the units of `differenceAt`. */
const LARGEST = 35_215
/** 3 % of it: about eight of 256 steps of grey. */
const SLIGHT = LARGEST * 0.03 ** 2

function strengthOf(difference: number): number {
  return Math.max(1, Math.min(255, Math.round(Math.sqrt(difference / LARGEST) * 255)))
}

/** What is to the right of and below what both cover. */
function outsideAreas(size: Size, both: Size): Area[] {
  const areas: Area[] = []
  if (size.width > both.width) {
    const width = size.width - both.width
    areas.push({ x: both.width, y: 0, width, height: size.height, pixels: width * size.height })
  }
  if (size.height > both.height) {
    const height = size.height - both.height
    areas.push({ x: 0, y: both.height, width: both.width, height, pixels: both.width * height })
  }
  return areas
}
