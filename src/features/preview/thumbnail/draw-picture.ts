import { createWorkerPool } from '#lib/worker-pool.ts'
import { NoThumbnail, THUMBNAIL_SIDE, type ThumbnailContent } from './drawers.ts'
import { readPictureSize } from './picture-size.ts'

/** What the worker is asked, see `worker-pool.ts`. */
export interface PictureTask {
  request: { blob: Blob; width: number; height: number; side: number }
  progress: never
  chunk: never
  result: Blob
}

/** Pixels that may be decoded for a thumbnail: 200 MB of memory. */
const MOST_PIXELS = 50_000_000

const workers = createWorkerPool<PictureTask>({
  create: () => new Worker(new URL('./picture-worker.ts', import.meta.url), { type: 'module' }),
  running: 2,
  kept: 1,
})

/** A picture in small, turned as its EXIF says. What its header declares is held against the bound before it is decoded. */
export async function drawPicture({ blob }: ThumbnailContent, signal: AbortSignal): Promise<Blob> {
  const size = await readPictureSize(blob)
  if (size === undefined) throw new NoThumbnail('its size in pixels is not known')
  if (size.width * size.height > MOST_PIXELS) throw new NoThumbnail('over 50 megapixels')
  return workers.run({ blob, ...size, side: THUMBNAIL_SIDE }, { signal })
}
