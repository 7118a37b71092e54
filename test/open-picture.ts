import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { openDicom } from '#formats/dicom/data-set/open-dicom.ts'
import type { Codecs } from '#formats/dicom/pixels/decode-frame.ts'
import type { Display, DrawnFrame } from '#formats/dicom/pixels/picture-model.ts'
import { openPicture, type PictureReader } from '#formats/dicom/pixels/picture-reader.ts'
import { openJpeg } from '#formats/jpeg2000/open-jpeg.ts'
import { makeDicom, type DicomEntry } from './make-dicom.ts'

/** Opens pictures of DICOM files in Node, with the codecs' WebAssembly from the disk. */
const require = createRequire(import.meta.url)

async function load<Module>(script: string, wasm: string): Promise<Module> {
  const create = require(script) as (options: object) => Promise<Module>
  return create({ wasmBinary: readFileSync(wasm), print() {}, printErr() {} })
}

/** With their encoders, which the console does not load. */
export const codecs: Codecs & { encoders: () => Promise<Encoders> } = {
  jpegLs: () =>
    load(
      require.resolve('@cornerstonejs/codec-charls/decodewasmjs'),
      require.resolve('@cornerstonejs/codec-charls/decodewasm'),
    ),
  jpeg2000: async () => {
    const wasm = readFileSync(require.resolve('pdfjs-dist/wasm/openjpeg.wasm'))
    return openJpeg(await WebAssembly.compile(wasm))
  },
  encoders: async () => ({
    ...(await load<Pick<Encoders, 'JpegLSEncoder'>>(
      require.resolve('@cornerstonejs/codec-charls/wasmjs'),
      require.resolve('@cornerstonejs/codec-charls/wasm'),
    )),
    ...(await load<Pick<Encoders, 'J2KEncoder'>>(
      require.resolve('@cornerstonejs/codec-openjpeg/wasmjs'),
      require.resolve('@cornerstonejs/codec-openjpeg/wasm'),
    )),
  }),
}

interface Encoder {
  getDecodedBuffer: (frame: {
    width: number
    height: number
    bitsPerSample: number
    componentCount: number
    isSigned: boolean
  }) => Uint8Array
  getEncodedBuffer: () => Uint8Array
  encode: () => void
  setInterleaveMode?: (mode: number) => void
  setDecompositions?: (levels: number) => void
}

interface Encoders {
  JpegLSEncoder: new () => Encoder
  J2KEncoder: new () => Encoder
}

/** A code stream of samples, pixel after pixel. */
export async function encode(
  codec: 'JpegLSEncoder' | 'J2KEncoder',
  frame: Parameters<Encoder['getDecodedBuffer']>[0],
  bytes: Uint8Array,
): Promise<Uint8Array> {
  const encoders = await codecs.encoders()
  const encoder = new encoders[codec]()
  encoder.getDecodedBuffer(frame).set(bytes)
  if (frame.componentCount > 1) encoder.setInterleaveMode?.(2)
  // Small pictures have no room for the usual five.
  encoder.setDecompositions?.(0)
  encoder.encode()
  return encoder.getEncodedBuffer().slice()
}

/** @throws Error with the fault where the picture can't be shown */
export async function openEntries(
  entries: readonly DicomEntry[],
  syntax?: string,
): Promise<PictureReader & { remarks: string[] }> {
  return openBytes(makeDicom(entries, syntax))
}

export async function openBytes(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<PictureReader & { remarks: string[] }> {
  const file = await openDicom(bytes)
  const remarks = [...file.problems]
  const reader = openPicture(file, codecs, (words) => void remarks.push(words))
  if ('fault' in reader) throw new Error(reader.fault)
  return { ...reader, remarks }
}

export const PLAIN: Display = { greys: undefined, inverted: false, overlays: false }

/** The drawn colours of all pixels; greys as one number. */
export async function drawn(
  entries: readonly DicomEntry[],
  options: { syntax?: string; index?: number; display?: Partial<Display> } = {},
): Promise<(number | number[])[]> {
  const reader = await openEntries(entries, options.syntax)
  return colours(await reader.draw(options.index ?? 0, { ...PLAIN, ...options.display }))
}

export function colours({ pixels }: DrawnFrame): (number | number[])[] {
  return Array.from({ length: pixels.length / 4 }, (_, at) => {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(at * 4, at * 4 + 3)
    return red === green && green === blue ? red : [red, green, blue]
  })
}
