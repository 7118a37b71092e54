import { decodeSamples, type CodecDecoder, type CodedSamples } from '../jpeg2000/decode-jpeg2000.ts'

/** What is used of `@cornerstonejs/codec-charls`, once its WebAssembly is compiled. */
export interface CharLs {
  JpegLSDecoder: new () => CodecDecoder & { getInterleaveMode: () => number }
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
