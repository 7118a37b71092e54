import type { CodedSamples } from '../jpeg2000/decode-samples.ts'

/** What is used of `@cornerstonejs/codec-charls`, once its WebAssembly is compiled. */
export interface CharLs {
  JpegLSDecoder: new () => Decoder
}

interface Decoder {
  getEncodedBuffer: (size: number) => Uint8Array
  getDecodedBuffer: () => Uint8Array
  getFrameInfo: () => {
    width: number
    height: number
    bitsPerSample: number
    componentCount: number
  }
  getInterleaveMode: () => number
  decode: () => void
  /** Gives the memory back. */
  delete: () => void
}

/**
 * Decodes a JPEG-LS picture (ISO/IEC 14495-1), lossless or near-lossless.
 *
 * @param mostPixels above which nothing is decoded
 * @throws Error in words
 */
export function decodeJpegLs(
  { JpegLSDecoder }: CharLs,
  bytes: Uint8Array,
  mostPixels: number,
): CodedSamples {
  const size = frameSize(bytes)
  if (size === undefined) throw new Error('There is no JPEG-LS picture in it.')
  if (size.width * size.height === 0 || size.width * size.height > mostPixels) {
    throw new Error(`Its size of ${size.width} × ${size.height} can’t be decoded here.`)
  }
  const decoder = new JpegLSDecoder()
  const fault = 'This JPEG-LS picture is cut off or damaged.'
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes)
    const coded = decodeSamples(decoder, fault)
    return decoder.getInterleaveMode() === 0 && coded.components > 1 ? interleaved(coded) : coded
  } finally {
    decoder.delete()
  }
}

/**
 * Decodes, and gives the samples in memory of their own, since the codec's goes.
 *
 * @throws Error with `fault` where nothing was decoded
 */
function decodeSamples(decoder: Decoder, fault: string): CodedSamples {
  try {
    decoder.decode()
  } catch {
    // What is thrown is a number of the WebAssembly's.
    throw new Error(fault)
  }
  const { width, height, bitsPerSample: bits, componentCount: components } = decoder.getFrameInfo()
  const decoded = decoder.getDecodedBuffer()
  const count = width * height * components
  const bytes = count * (bits > 8 ? 2 : 1)
  if (count === 0 || bits > 16 || decoded.length < bytes) throw new Error(fault)
  const samples = new (bits > 8 ? Uint16Array : Uint8Array)(decoded.slice(0, bytes).buffer)
  return { width, height, components, bits, signed: false, samples }
}

/** Components that come one after the other, pixel by pixel. */
function interleaved(coded: CodedSamples): CodedSamples {
  const { width, height, components, samples } = coded
  const pixels = width * height
  const out = samples.slice()
  for (let component = 0; component < components; component += 1) {
    for (let at = 0; at < pixels; at += 1) {
      out[at * components + component] = samples[component * pixels + at] ?? 0
    }
  }
  return { ...coded, samples: out }
}

/** From the marker SOF55. */
function frameSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  let at = 2
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const word = (place: number) => (bytes[place] ?? 0) * 256 + (bytes[place + 1] ?? 0)
    if (bytes[at + 1] === 0xf7) return { height: word(at + 5), width: word(at + 7) }
    at += 2 + word(at + 2)
  }
  return undefined
}
