import UTIF from 'utif2'
import { whyTooLarge } from '../../image/bounds.ts'
import { frameOf, jpegSegments, whyUndecodable, type JpegFrame } from '../../image/jpeg-segments.ts'

/** Pixels of a JPEG, their samples side by side, eight bits each. */
export interface JpegPixels {
  width: number
  height: number
  components: number
  data: Uint8Array
  /** Whether its data end too early: what is missing of it is grey. */
  isCut: boolean
}

/** The decoder of pdf.js as utif2 carries it; its type definitions leave it out. */
interface JpegDecoder {
  width: number
  height: number
  parse: (data: Uint8Array) => void
  getData: (options: {
    width: number
    height: number
    forceRGB: boolean
    isSourcePDF: boolean
  }) => Uint8Array
}

const { JpegDecoder } = UTIF as unknown as {
  JpegDecoder: new (options: { w: 0 | 1 }) => JpegDecoder
}

/** Whether the decoder has met the end of a picture before the picture was full. */
let endedEarly = false

/** It throws both of these at an early end, but neither is defined in its file: so it looks for them here. */
Object.assign(globalThis, {
  EOIMarkerError: class EOIMarkerError extends Error {
    constructor(message: string) {
      super(message)
      endedEarly = true
    }
  },
  DNLMarkerError: class DNLMarkerError extends Error {},
})

/**
 * Decodes a JPEG within a TIFF (TIFF technical note 2), whose tables may be kept once for all strips.
 *
 * @param ycc whether its three components are luminance and colour differences, to be made red, green and blue
 * @throws Error in words, where it can't be decoded
 */
export function decodeJpeg(
  data: Uint8Array,
  tables: Uint8Array | undefined,
  ycc: boolean,
): JpegPixels {
  const stream = assemble(data, tables)
  const frame = findFrame(stream)
  if (frame === undefined) throw new Error('A JPEG in it has no head.')
  const why = whyUndecodable(frame)
  if (why !== undefined) throw new Error(`It is coded as ${why}, which can’t be decoded here.`)
  const tooLarge = whyTooLarge(frame.width, frame.height)
  if (tooLarge !== undefined) throw new Error(`A JPEG in it is too large. ${tooLarge}`)
  const decoder = new JpegDecoder({ w: ycc ? 1 : 0 })
  endedEarly = false
  try {
    decoder.parse(stream)
    const { width, height } = decoder
    const pixels = decoder.getData({ width, height, forceRGB: false, isSourcePDF: true })
    const isCut = endedEarly || !hasEnd(stream)
    return { width, height, components: frame.components, data: pixels, isCut }
  } catch (cause) {
    throw new Error('A JPEG in it is damaged.', { cause })
  }
}

function findFrame(stream: Uint8Array): JpegFrame | undefined {
  for (const segment of jpegSegments(stream)) {
    const frame = frameOf(stream, segment)
    if (frame !== undefined) return frame
  }
  return undefined
}

/** One stream of tables and picture, without the notes of applications: a TIFF says by its own tags what the colours are. */
function assemble(data: Uint8Array, tables: Uint8Array | undefined): Uint8Array {
  const pieces: Uint8Array[] = [Uint8Array.of(0xff, 0xd8)]
  for (const part of tables === undefined ? [data] : [tables, data]) {
    for (const { marker, at, end } of jpegSegments(part)) {
      const isNote = (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe
      if (marker === 0xda) {
        pieces.push(part.subarray(at))
        break
      }
      if (!isNote && marker !== 0xd8 && marker !== 0xd9) pieces.push(part.subarray(at, end))
    }
  }
  return joined(pieces)
}

/** Whether there is an end-of-image marker in its last bytes; a strip may be filled up. */
function hasEnd(stream: Uint8Array): boolean {
  const end = stream.lastIndexOf(0xd9)
  return end > 0 && end >= stream.length - 16 && stream[end - 1] === 0xff
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
