// oxlint-disable-next-line import/default -- an address, by Vite
import charLsUrl from '@cornerstonejs/codec-charls/decodewasm?url'
// oxlint-disable-next-line import/default -- an address, by Vite
import openJpegUrl from 'pdfjs-dist/wasm/openjpeg.wasm?url'
import { loadCodecs } from '#formats/dicom/codecs/load-codecs.ts'
import { openDicom } from '#formats/dicom/data-set/open-dicom.ts'
import { describeObject } from '#formats/dicom/objects/describe-object.ts'
import { openPicture } from '#formats/dicom/pixels/picture-reader.ts'
import { readTiff } from '#formats/tiff/read-tiff.ts'
import { handOver, serveCalls } from '#lib/worker-session.ts'
import { patientOf } from '../dicom/patient-identity.ts'
import type { Compared } from '../differ.ts'
import { readPicture } from '../picture/read-picture.ts'
import { MOST_PIXELS, PIXELS, type PictureFrame, type PlayFrame } from './frame.ts'

/** Draws one picture. The server lets files of this name, and no others, compile WebAssembly. */
const methods = {
  /** @param page from 0: of a TIFF, or the frame of a DICOM object */
  async draw({ of, page }: { of: Compared; page: number }): Promise<PlayFrame> {
    const frame = of.kind === 'dicom' ? await drawDicom(of.blob, page) : await drawPicture(of, page)
    return frame.type === 'picture' ? handOver(frame, [frame.bitmap]) : frame
  },
}

async function drawPicture(of: Compared, page: number): Promise<PlayFrame> {
  const pages =
    of.kind === 'tiff' ? readTiff(new Uint8Array(await of.blob.arrayBuffer())).pages.length : 1
  if (page >= pages) return { type: 'no-page', pages }
  const raster = await readPicture(of, page)
  try {
    const { size } = raster
    const shown = await raster.shown()
    const source = shown.type === 'blob' ? shown.blob : shown.bitmap
    return await framed(source, { size, pages, notes: [] })
  } finally {
    raster.close()
  }
}

async function drawDicom(blob: Blob, index: number): Promise<PlayFrame> {
  const codecs = loadCodecs({ charLs: charLsUrl, openJpeg: openJpegUrl })
  const file = await openDicom(new Uint8Array(await blob.arrayBuffer()))
  if (describeObject(file).type !== 'picture') {
    return { type: 'skipped', what: 'DICOM without a picture' }
  }
  const reader = openPicture(file, codecs, () => undefined)
  if ('fault' in reader) throw new Error(reader.fault)
  const { frames: pages } = reader.model
  if (index >= pages) return { type: 'no-page', pages }
  const drawn = await reader.draw(index, { greys: undefined, inverted: false, overlays: false })
  const { pixels, columns, rows, problems } = drawn
  const size = { width: columns, height: rows }
  const frame = await framed(new ImageData(pixels, columns, rows), {
    size,
    pages,
    notes: [...problems],
  })
  return { ...frame, patient: patientOf(file.data) }
}

async function framed(
  source: ImageBitmapSource,
  { size, pages, notes }: Pick<PictureFrame, 'size' | 'pages' | 'notes'>,
): Promise<PictureFrame> {
  const { width, height } = size
  const share = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)))
  const smaller = {
    resizeWidth: Math.max(1, Math.floor(width * share)),
    resizeHeight: Math.max(1, Math.floor(height * share)),
    resizeQuality: 'high',
  } as const
  const bitmap = await createImageBitmap(source, share < 1 ? smaller : {})
  return {
    type: 'picture',
    size,
    bitmap,
    pages,
    sizeWords: PIXELS(size),
    notes: share < 1 ? [...notes, 'It is drawn with fewer pixels than it has.'] : notes,
  }
}

export type FrameMethods = typeof methods

serveCalls(methods)
