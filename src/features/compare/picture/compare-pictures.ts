import type { WorkerClient } from '#lib/worker-session.ts'
import type { Compare, Compared } from '../differ.ts'
import { callOnce } from '../work/call-once.ts'
import type { PictureComparison } from './compare-rasters.ts'
import type { PictureMethods } from './pictures-wasm.ts'

export type PictureClient = WorkerClient<PictureMethods>

export function createPictureWorker(): Worker {
  return new Worker(new URL('./pictures-wasm.ts', import.meta.url), { type: 'module' })
}

/** Two pictures, of a TIFF the first pages. See `Compare`. What it draws is given back by `closeComparison`. */
export function comparePictures(
  left: Compared,
  right: Compared,
  signal: AbortSignal,
  choices: { page?: number; tolerant?: boolean } = {},
): Promise<PictureComparison> {
  const { page = 0, tolerant = false } = choices
  const request = { left, right, page, tolerant }
  return callOnce<PictureClient, 'compare'>(createPictureWorker(), 'compare', request, signal)
}

/** Gives back the memory of what was drawn. */
export function closeComparison({ left, right, heat }: PictureComparison): void {
  for (const { shown } of [left, right]) if (shown.type === 'bitmap') shown.bitmap.close()
  heat?.close()
}

/** The same in words alone, for where nothing is drawn. */
export const tellPictures: Compare = async (left, right, signal) => {
  const comparison = await comparePictures(left, right, signal)
  closeComparison(comparison)
  const { summary, changes, total, notCompared, remarks } = comparison
  return { summary, changes, total, notCompared, remarks }
}
