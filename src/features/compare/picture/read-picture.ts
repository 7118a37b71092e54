import wasmUrl from 'pdfjs-dist/wasm/openjpeg.wasm?url'
import { blobSource } from '#formats/content-source.ts'
import type { ImageFacts } from '#formats/image/image-facts.ts'
import { orientPixels } from '#formats/image/orientation.ts'
import { readImage } from '#formats/image/read-image.ts'
import { decodePicture } from '#formats/jpeg2000/decode-picture.ts'
import { openJpeg } from '#formats/jpeg2000/open-jpeg.ts'
import { decodePage } from '#formats/tiff/decode-page.ts'
import { readTiff } from '#formats/tiff/read-tiff.ts'
import type { Compared } from '../differ.ts'
import type { Size } from '../pixels/diff-pixels.ts'
import type { Pixels } from '../pixels/pixel-difference.ts'

/** A decoded picture, upright, that gives its pixels in rows. */
export interface Raster {
  size: Size
  /** Rows of it, as far as it has them. */
  rows: (from: number, to: number) => Pixels
  /** As it is to be shown: what a browser draws by itself as it is, else a bitmap. */
  shown: () => Promise<Shown>
  /** It is one page of several: that it is the same says nothing of the whole. */
  isPart: boolean
  /** What of it is not compared, in sentences. */
  notCompared: readonly string[]
  close: () => void
}

export type Shown = { type: 'blob'; blob: Blob } | { type: 'bitmap'; bitmap: ImageBitmap }

/**
 * Decodes a picture, after its head has been held against the bounds. @param page from 0, of a TIFF
 * @throws Error in words for what can't be decoded
 */
export async function readPicture({ blob, kind }: Compared, page: number): Promise<Raster> {
  if (kind === 'tiff') {
    const { source, pages } = readTiff(new Uint8Array(await blob.arrayBuffer()))
    const found = pages[page]
    if (found === undefined) throw new Error('There is no such page.')
    const { rgba, width, height, remarks } = await decodePage(source, found)
    const limits = [...remarks, ...depthWords(Math.max(...found.bits))]
    return ofPixels({ rgba, width, height }, limits, pages.length > 1)
  }
  if (kind === 'jpeg2000') {
    const [bytes, codec] = await Promise.all([blob.arrayBuffer(), loadCodec()])
    const { rgba, width, height, remarks, words } = decodePicture(
      openJpeg(codec),
      new Uint8Array(bytes),
    )
    const bits = Number(/(\d+) bits/u.exec(words)?.[1] ?? 8)
    return ofPixels({ rgba, width, height }, [...remarks, ...depthWords(bits)])
  }
  const reading = await readImage(blobSource(blob))
  if (reading.type === 'refused') throw new Error(reading.reason)
  return ofImage(blob, reading.facts)
}

async function loadCodec(): Promise<WebAssembly.Module> {
  const response = await fetch(wasmUrl)
  if (!response.ok) throw new Error('The decoder of JPEG 2000 could not be loaded.')
  return WebAssembly.compile(await response.arrayBuffer())
}

interface Decoded extends Size {
  rgba: Uint8ClampedArray<ArrayBuffer>
}

/** Of pixels that lie in memory. */
export function ofPixels(
  { rgba, width, height }: Decoded,
  notCompared: readonly string[],
  isPart = false,
): Raster {
  return {
    size: { width, height },
    rows: (from, to) => ({
      rgba: rgba.subarray(from * width * 4, to * width * 4),
      width,
      top: from,
      rows: to - from,
    }),
    shown: async () => ({
      type: 'bitmap',
      bitmap: await createImageBitmap(new ImageData(rgba, width, height)),
    }),
    isPart,
    notCompared,
    close: () => undefined,
  }
}

async function ofImage(blob: Blob, facts: ImageFacts): Promise<Raster> {
  if (facts.undecodable !== undefined) {
    throw new Error(`It is ${facts.undecodable}, which browsers don’t decode.`)
  }
  const isTurnedHere = facts.format === 'WebP' && facts.orientation !== 1
  const bitmap = await createImageBitmap(blob, {
    imageOrientation: isTurnedHere ? 'none' : 'from-image',
  }).catch((cause: unknown) => {
    const why =
      facts.format === 'HEIC'
        ? 'Browsers don’t decode HEIC pictures.'
        : 'A picture is damaged, or this browser does not know it.'
    throw new Error(why, { cause })
  })
  const raster = ofBitmap(bitmap, blob, limitsOf(facts))
  if (!isTurnedHere) return raster
  // Browsers put all pictures upright but this kind.
  const { width, height } = raster.size
  const { rgba } = raster.rows(0, height)
  const upright = orientPixels(new Uint8ClampedArray(rgba), width, height, facts.orientation)
  bitmap.close()
  return ofPixels(upright, raster.notCompared)
}

/** What of a picture the pixels on a screen do not show. */
function limitsOf({ frames, bits = 8, hdr, isCut, format }: ImageFacts): string[] {
  return [
    ...(frames > 1 ? ['Only the first frame of the animation is compared.'] : []),
    ...depthWords(bits),
    ...(hdr === undefined ? [] : ['Its colours are compared as a usual screen shows them.']),
    ...(isCut ? [`A file is incomplete: what is missing of the ${format} is not compared.`] : []),
  ]
}

function depthWords(bits: number): string[] {
  return bits > 8 ? [`Of the ${bits} bits of each sample, 8 are compared.`] : []
}

function ofBitmap(bitmap: ImageBitmap, blob: Blob, notCompared: readonly string[]): Raster {
  const { width, height } = bitmap
  let canvas: OffscreenCanvas | undefined
  return {
    size: { width, height },
    rows: (from, to) => {
      const rows = to - from
      if (canvas?.height !== rows) canvas = new OffscreenCanvas(width, rows)
      const context = canvas.getContext('2d', { willReadFrequently: true })
      if (context === null) throw new Error('There is not enough memory for the picture.')
      context.clearRect(0, 0, width, rows)
      context.drawImage(bitmap, 0, from, width, rows, 0, 0, width, rows)
      return { rgba: context.getImageData(0, 0, width, rows).data, width, top: from, rows }
    },
    shown: async () => ({ type: 'blob', blob }),
    isPart: false,
    notCompared,
    close: () => {
      bitmap.close()
      canvas = undefined
    },
  }
}
