import { readTiff } from '#formats/tiff/read-tiff.ts'
import { handOver, serveCalls } from '#lib/worker-session.ts'
import type { Compared } from '../differ.ts'
import { compareRasters, diffRasters, limitsOfBoth, partsOf } from './compare-rasters.ts'
import { ofPixels, readPicture, type Raster } from './read-picture.ts'

interface Pair {
  left: Compared
  right: Compared
}

/** A picture that was drawn elsewhere, by its pixels, which are handed over. */
export interface Drawn {
  data: Uint8ClampedArray<ArrayBuffer>
  width: number
  height: number
}

export interface DrawnPair {
  left: Drawn
  right: Drawn
  tolerant: boolean
}

/** How a page of the one stands to that of the same number of the other. */
export type PageState = 'same' | 'changed' | 'added' | 'removed' | 'failed'

export interface ComparedPage {
  state: PageState
  /** What of the page is not compared, in sentences. */
  notCompared: readonly string[]
}

/** Decodes and compares pictures. The server lets files of this name, and no others, compile WebAssembly. */
const methods = {
  /** @param page from 0, the same of both */
  async compare({ left, right, page, tolerant }: Pair & { page: number; tolerant: boolean }) {
    const rasters: Raster[] = []
    try {
      const one = await readPicture(left, page)
      rasters.push(one)
      const other = await readPicture(right, page)
      rasters.push(other)
      const comparison = await compareRasters(one, other, tolerant)
      return handOver(comparison, partsOf(comparison))
    } finally {
      for (const raster of rasters) raster.close()
    }
  },
  async compareDrawn({ left, right, tolerant }: DrawnPair) {
    const comparison = await compareRasters(rasterOf(left), rasterOf(right), tolerant)
    return handOver(comparison, partsOf(comparison))
  },
  /** How many pages both have. */
  async pages({ left, right }: Pair): Promise<{ left: number; right: number }> {
    const count = async ({ blob }: Compared) =>
      readTiff(new Uint8Array(await blob.arrayBuffer())).pages.length
    return { left: await count(left), right: await count(right) }
  },
  async pageState({ left, right, page }: Pair & { page: number }): Promise<ComparedPage> {
    try {
      const [one, other] = [await readPicture(left, page), await readPicture(right, page)]
      const { differing, outside } = diffRasters(one, other, false)
      const state = differing + outside === 0 ? 'same' : 'changed'
      return { state, notCompared: limitsOfBoth(one, other) }
    } catch {
      return { state: 'failed', notCompared: [] }
    }
  },
}

function rasterOf({ data: rgba, width, height }: Drawn): Raster {
  return ofPixels({ rgba, width, height }, [], true)
}

export type PictureMethods = typeof methods

serveCalls(methods)
