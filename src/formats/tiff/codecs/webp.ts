import { blobSource } from '../../content-source.ts'
import { readImage } from '../../image/read-image.ts'

/** Whether WebP can be decoded here: by the browser, in a worker or a page. */
export function canDecodeWebp(): boolean {
  return 'createImageBitmap' in globalThis && 'OffscreenCanvas' in globalThis
}

/**
 * Decodes a WebP within a TIFF by the browser's own decoder, as it is stored: without a colour profile.
 * @param samples of each pixel that are wanted: three, or four with the transparency
 * @throws Error in words
 */
export async function decodeWebp(data: Uint8Array, samples: number) {
  const blob = new Blob([data.slice()], { type: 'image/webp' })
  const reading = await readImage(blobSource(blob))
  if (reading.type === 'refused') throw new Error(`A WebP in it can’t be shown. ${reading.reason}`)
  const options = { premultiplyAlpha: 'none', colorSpaceConversion: 'none' } as const
  const bitmap = await createImageBitmap(blob, options).catch(() => {
    throw new Error('A WebP in it is damaged.')
  })
  const { width, height } = bitmap
  const context = new OffscreenCanvas(width, height).getContext('2d')
  context?.drawImage(bitmap, 0, 0)
  bitmap.close()
  const rgba = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray()
  const out = new Uint8Array(width * height * samples)
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let i = 0; i < samples; i += 1) out[pixel * samples + i] = rgba[pixel * 4 + i] ?? 255
  }
  return { width, height, components: samples, data: out, isCut: reading.facts.isCut }
}
