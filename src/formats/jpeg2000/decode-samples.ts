import { decodeComponents, type DecodedComponents } from './decode-components.ts'
import type { OpenJpeg } from './open-jpeg.ts'

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

/**
 * Decodes a JPEG 2000 code stream, or one in its JP2 file, to its values, without a look at what a JP2 file says of colours.
 * A colour transformation that the stream itself declares is undone. One that is cut off is decoded as far as it goes.
 *
 * @param mostPixels above which nothing is decoded
 * @returns also what is odd or missing, in words
 * @throws Error in words
 */
export function decodeSamples(
  codec: OpenJpeg,
  bytes: Uint8Array,
  mostPixels: number,
): CodedSamples & { problems: string[] } {
  const at = findCodeStream(bytes)
  if (at === undefined) throw new Error('There is no JPEG 2000 picture in it.')
  const decoded = decodeComponents(codec, bytes.subarray(at), ({ width, height, components }) => {
    const [first, ...others] = components
    if (width * height > mostPixels)
      return `Its size of ${width} × ${height} can’t be decoded here.`
    if (first === undefined || first.bits > 16)
      return `Samples of ${first?.bits} bits can’t be decoded here.`
    return others.some(({ bits, signed }) => bits !== first.bits || signed !== first.signed)
      ? 'Its components differ in bits or sign, which can’t be shown here.'
      : undefined
  })
  const { head, channels, isCut, warnings } = decoded
  if (isCut && isEmpty(decoded)) throw new Error('It is cut off before its first pixels.')
  const { bits = 8, signed = false } = channels[0] ?? {}
  const problems = warnings.map((words) => `Its JPEG 2000 may be damaged (OpenJPEG: ${words}).`)
  if (isCut) problems.push(CUT)
  const { width, height } = head
  const components = channels.length
  const Wide = signed ? Int16Array : Uint16Array
  const Narrow = signed ? Int8Array : Uint8Array
  const samples = new (bits > 8 ? Wide : Narrow)(width * height * components)
  // Lossy coding may go beyond the range, which must not turn round.
  const low = signed ? -(2 ** (bits - 1)) : 0
  const high = low + 2 ** bits - 1
  for (const [component, { values }] of channels.entries()) {
    for (let from = 0, to = component; from < values.length; from += 1, to += components) {
      samples[to] = Math.max(low, Math.min(high, values[from] ?? 0))
    }
  }
  return { width, height, components, bits, signed, samples, problems }
}

const CUT =
  'This picture is cut off: the end of its JPEG 2000 is missing. What is there is shown; parts may be blurred, wrong or missing, and its values are not to be relied on.'

/** Whether there is nothing but the value that stands for no data. */
function isEmpty({ channels }: DecodedComponents): boolean {
  return channels.every(({ values, bits, signed }) => {
    const none = signed ? 0 : 2 ** (bits - 1)
    return values.every((value) => value === none)
  })
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
