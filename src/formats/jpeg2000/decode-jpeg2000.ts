/** A picture out of its code stream: samples pixel after pixel, as wide as they are there. */
export interface CodedSamples {
  width: number
  height: number
  components: number
  /** Of a sample, from 1 to 16. */
  bits: number
  signed: boolean
  samples: Uint8Array | Int8Array | Uint16Array | Int16Array
}

/** What is used of `@cornerstonejs/codec-openjpeg`, once its WebAssembly is compiled. */
export interface OpenJpeg {
  J2KDecoder: new () => CodecDecoder
}

/** The decoders of both codecs are called alike. */
export interface CodecDecoder {
  getEncodedBuffer: (size: number) => Uint8Array
  getDecodedBuffer: () => Uint8Array
  getFrameInfo: () => FrameInfo
  decode: () => void
  /** Gives the memory back. */
  delete: () => void
}

interface FrameInfo {
  width: number
  height: number
  bitsPerSample: number
  componentCount: number
  isSigned?: boolean
}

/**
 * Decodes a JPEG 2000 code stream, or one in its JP2 file. A colour transformation that the stream itself declares is undone.
 *
 * @param mostPixels above which nothing is decoded
 * @throws Error in words
 */
export function decodeJpeg2000(
  { J2KDecoder }: OpenJpeg,
  bytes: Uint8Array,
  mostPixels: number,
): CodedSamples {
  const size = codeStreamSize(bytes)
  if (size === undefined) throw new Error('There is no JPEG 2000 picture in it.')
  if (size.width * size.height === 0 || size.width * size.height > mostPixels) {
    throw new Error(`Its size of ${size.width} × ${size.height} can’t be decoded here.`)
  }
  const decoder = new J2KDecoder()
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes)
    return decodeSamples(decoder, 'This JPEG 2000 picture is cut off or damaged.')
  } finally {
    decoder.delete()
  }
}

/**
 * Decodes, and gives the samples in memory of their own, since the codec's goes.
 *
 * @throws Error with `fault` where nothing was decoded
 */
export function decodeSamples(decoder: CodecDecoder, fault: string): CodedSamples {
  try {
    decoder.decode()
  } catch {
    // What is thrown is a number of the WebAssembly's.
    throw new Error(fault)
  }
  const {
    width,
    height,
    bitsPerSample: bits,
    componentCount: components,
    isSigned,
  } = decoder.getFrameInfo()
  const decoded = decoder.getDecodedBuffer()
  const signed = isSigned === true
  const count = width * height * components
  const wide = bits > 8
  if (count === 0 || bits > 16 || decoded.length < count * (wide ? 2 : 1)) throw new Error(fault)
  const copy = decoded.slice(0, count * (wide ? 2 : 1)).buffer
  const samples = wide
    ? new (signed ? Int16Array : Uint16Array)(copy)
    : new (signed ? Int8Array : Uint8Array)(copy)
  return { width, height, components, bits, signed, samples }
}

/** What the SIZ marker declares (ISO/IEC 15444-1 §A.5.1), in reference grid points. */
function codeStreamSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  const at = findCodeStream(bytes)
  if (at === undefined || at + 24 > bytes.length) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    width: view.getUint32(at + 8) - view.getUint32(at + 16),
    height: view.getUint32(at + 12) - view.getUint32(at + 20),
  }
}

/** Whether the stream says that its colours are transformed (COD marker, §A.6.1), so that they come out as red, green, blue. */
export function transformsColours(bytes: Uint8Array): boolean {
  let at = findCodeStream(bytes)
  if (at === undefined) return false
  at += 2
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]
    if (marker === 0x52) return bytes[at + 8] === 1
    if (marker === 0x90) return false
    at += 2 + (bytes[at + 2] ?? 0) * 256 + (bytes[at + 3] ?? 0)
  }
  return false
}

/** SOC and SIZ, at the very beginning or behind the boxes of a JP2 file. */
function findCodeStream(bytes: Uint8Array): number | undefined {
  const last = Math.min(bytes.length - 4, 65_536)
  for (let at = 0; at <= last; at += 1) {
    if (bytes[at] !== 0xff || bytes[at + 1] !== 0x4f) continue
    if (bytes[at + 2] === 0xff && bytes[at + 3] === 0x51) return at
  }
  return undefined
}
