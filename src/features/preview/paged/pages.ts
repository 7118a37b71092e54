import type { SourcePort } from '#formats/source-port.ts'
import type { WorkerClient } from '#lib/worker-session.ts'

/** A content of one or more pictures, as the worker that keeps it tells of it. */
export interface OpenedPages {
  /** What each page is called after its number, where it has a name. */
  names: readonly (string | undefined)[]
  /** What is to be said of the whole. */
  remarks: readonly string[]
  /** Whether there may be more pages, which `rest` tells. */
  isBegun: boolean
}

/** A page, upright. */
export interface DrawnPage {
  /** Pixels. */
  width: number
  height: number
  /** How tall a pixel is for its width: those of a fax may be twice as tall. */
  tallness: number
  /** The page in its own size or the largest that can be drawn, then each time half as large. */
  levels: readonly PageLevel[]
  /** What it is, in a line. */
  facts: string
  remarks: readonly string[]
}

/** A page at one fineness. A bitmap that a canvas has taken over has no size any more. */
export interface PageLevel {
  bitmap: ImageBitmap
  /** Pixels. */
  width: number
  height: number
}

/** What a worker that keeps such a content offers; pages count from 0. Each fails with words that say why. */
export interface PageMethods {
  open: (content: Blob | SourcePort) => Promise<OpenedPages>
  /** All pages; those that were told before stay at their places. */
  rest: () => Promise<OpenedPages>
  page: (index: number) => Promise<DrawnPage>
  /** The same page with fewer pixels, where it is there much sooner. */
  coarse: (index: number) => Promise<DrawnPage | undefined>
  /** The page in small, as it lies in the list. */
  small: (index: number) => Promise<{ picture: ImageBitmap; tallness: number }>
  [name: string]: (argument: never) => unknown
}

export type PageClient = WorkerClient<PageMethods>

/** Pixels in one direction of the largest canvas that all browsers draw. */
const LONGEST_CANVAS = 16_384
const SMALL = 160

/** Makes a page ready to be drawn at any size: browsers shrink a canvas by leaving pixels out, which loses thin strokes. */
export async function makeLevels(
  rgba: Uint8ClampedArray<ArrayBuffer>,
  width: number,
  height: number,
): Promise<PageLevel[]> {
  const levels: PageLevel[] = []
  let level = { rgba, width, height }
  for (;;) {
    if (Math.max(level.width, level.height) <= LONGEST_CANVAS) {
      levels.push({ bitmap: await bitmapOf(level), width: level.width, height: level.height })
    }
    if (levels.length > 0 && Math.max(level.width, level.height) <= 2 * SMALL) return levels
    level = halve(level)
  }
}

/** A page in small, for the list of pages. */
export async function makeSmall(
  rgba: Uint8ClampedArray<ArrayBuffer>,
  width: number,
  height: number,
): Promise<ImageBitmap> {
  let level = { rgba, width, height }
  while (Math.max(level.width, level.height) > 2 * SMALL) level = halve(level)
  return bitmapOf(level)
}

interface Pixels {
  rgba: Uint8ClampedArray<ArrayBuffer>
  width: number
  height: number
}

async function bitmapOf({ rgba, width, height }: Pixels): Promise<ImageBitmap> {
  return createImageBitmap(new ImageData(rgba, width, height))
}

/** Of a word that holds a pixel, every other byte. */
const EVEN = 0x00ff_00ff

/** Half as wide and high, each pixel the mean of four; a side of one pixel stays. */
export function halve({ rgba, width, height }: Pixels): Pixels {
  const [across, down] = [Math.max(1, width >> 1), Math.max(1, height >> 1)]
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, width * height)
  const out = new Uint32Array(across * down)
  const [right, below] = [width > 1 ? 1 : 0, height > 1 ? width : 0]
  const [stepX, stepY] = [width > 1 ? 2 : 1, (height > 1 ? 2 : 1) * width]
  for (let y = 0, to = 0; y < down; y += 1) {
    for (let x = 0, at = y * stepY; x < across; x += 1, at += stepX, to += 1) {
      const a = pixels[at] ?? 0
      const b = pixels[at + right] ?? 0
      const c = pixels[at + below] ?? 0
      const d = pixels[at + right + below] ?? 0
      // Two bytes of a pixel at a time: sums of four have room in the bytes between them.
      const even = (a & EVEN) + (b & EVEN) + (c & EVEN) + (d & EVEN) + 0x0002_0002
      const odd = ((a >>> 8) & EVEN) + ((b >>> 8) & EVEN) + ((c >>> 8) & EVEN) + ((d >>> 8) & EVEN)
      out[to] = ((even >>> 2) & EVEN) | ((((odd + 0x0002_0002) >>> 2) & EVEN) << 8)
    }
  }
  return { rgba: new Uint8ClampedArray(out.buffer), width: across, height: down }
}
