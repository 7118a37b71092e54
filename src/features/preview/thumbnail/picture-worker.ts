/** Decodes a picture in small, apart from the page. */
import { answerTasks } from '#lib/worker-task.ts'
import type { PictureTask } from './draw-picture.ts'

answerTasks<PictureTask>(async ({ blob, width, height, side }) => {
  const factor = Math.min(1, side / Math.max(width, height))
  const bitmap = await createImageBitmap(blob, {
    // One side alone keeps the ratio, also of a picture that its EXIF lays on its side.
    ...(width >= height
      ? { resizeWidth: Math.max(1, Math.round(width * factor)) }
      : { resizeHeight: Math.max(1, Math.round(height * factor)) }),
    resizeQuality: 'medium',
    imageOrientation: 'from-image',
  })
  try {
    return await encode(bitmap, side)
  } finally {
    bitmap.close()
  }
})

async function encode(bitmap: ImageBitmap, side: number): Promise<Blob> {
  const factor = Math.min(1, side / Math.max(bitmap.width, bitmap.height))
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(bitmap.width * factor)),
    Math.max(1, Math.round(bitmap.height * factor)),
  )
  const context = canvas.getContext('2d')
  if (!context) throw new Error('There is no canvas to draw on.')
  // Dark drawings on a transparent ground would vanish in the dark theme.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  return canvas.convertToBlob({ type: 'image/webp', quality: 0.85 })
}
