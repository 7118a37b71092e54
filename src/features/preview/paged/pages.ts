import type { WorkerClient } from '#lib/worker-session.ts'

/** A content of one or more pictures, as the worker that keeps it tells of it. */
export interface OpenedPages {
  /** What each page is called after its number, where it has a name. */
  names: readonly (string | undefined)[]
  /** What is to be said of the whole. */
  remarks: readonly string[]
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
  open: (blob: Blob) => Promise<OpenedPages>
  page: (index: number) => Promise<DrawnPage>
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

/** Half as wide and high, each pixel the mean of four; a side of one pixel stays. */
export function halve({ rgba, width, height }: Pixels): Pixels {
  const [across, down] = [Math.max(1, width >> 1), Math.max(1, height >> 1)]
  const out = new Uint8ClampedArray(across * down * 4)
  const [right, below] = [width > 1 ? 4 : 0, height > 1 ? width * 4 : 0]
  const [stepX, stepY] = [width > 1 ? 8 : 4, (height > 1 ? 2 : 1) * width * 4]
  for (let y = 0, to = 0; y < down; y += 1) {
    for (let x = 0, at = y * stepY; x < across; x += 1, at += stepX, to += 4) {
      for (let i = at; i < at + 4; i += 1) {
        const sum =
          (rgba[i] ?? 0) +
          (rgba[i + right] ?? 0) +
          (rgba[i + below] ?? 0) +
          (rgba[i + right + below] ?? 0)
        out[to + i - at] = (sum + 2) >> 2
      }
    }
  }
  return { rgba: out, width: across, height: down }
}
