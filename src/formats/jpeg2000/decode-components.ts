import { MOST_PIXELS, whyTooLarge } from '../image/bounds.ts'
import { fillUp, readCodeStream, type CodeStream, type Component } from './code-stream.ts'
import type { OpenJpeg } from './open-jpeg.ts'

/** Samples of a picture with all its components: each takes four bytes while it is decoded. */
const MOST_SAMPLES = 4 * MOST_PIXELS
const MOST_COMPONENTS = 64
const MOST_TILES = 65_535

/** Values of one component for every pixel. */
export interface Channel {
  values: Int32Array
  bits: number
  signed: boolean
}

export interface DecodedComponents {
  head: CodeStream
  channels: readonly Channel[]
  /** Whether the end is missing, so that values may be coarse or none at all. */
  isCut: boolean
  /** What the decoder found odd in a stream whose end is there, in its words. */
  warnings: readonly string[]
}

/**
 * Decodes a bare code stream. Its size is held against the bounds before anything is decoded.
 *
 * @param why more reasons not to decode it, in words
 * @param halvings how often the picture is halved as it is decoded
 * @throws Error in words
 */
export function decodeComponents(
  codec: OpenJpeg,
  stream: Uint8Array,
  why: (head: CodeStream) => string | undefined = () => undefined,
  halvings = 0,
): DecodedComponents {
  const whole = readCodeStream(stream)
  const reason = why(whole) ?? whyNot(whole)
  if (reason !== undefined) throw new Error(reason)
  const head = readCodeStream(stream, halvings)
  const { bytes, isCut } = fillUp(stream)
  const sizes = head.components.map(({ width, height }) => width * height)
  const warnings = new Set<string>()
  const decoded = codec.decode(bytes, sizes, (words) => void warnings.add(words), halvings)
  const channels = decoded.map((values, index) => spread(values, head, index))
  // What was filled up is odd to the decoder, of course.
  return { head, channels, isCut, warnings: isCut ? [] : [...warnings] }
}

function whyNot({ width, height, components, tiles }: CodeStream): string | undefined {
  const tooLarge = whyTooLarge(width, height)
  if (tooLarge !== undefined) return tooLarge
  if (components.length > MOST_COMPONENTS)
    return `It has ${components.length} components, more than can be shown.`
  if (tiles > MOST_TILES) return 'It is cut into more tiles than a picture of its size can have.'
  const samples = components.reduce((sum, each) => sum + each.width * each.height, 0)
  if (samples > MOST_SAMPLES) return 'It has more samples than there is memory for.'
  if (components.some(({ bits, dx, dy }) => bits > 31 || dx === 0 || dy === 0)) {
    return 'Its samples are of a kind that can’t be decoded.'
  }
  return undefined
}

/** Gives every pixel a sample where a component has fewer. */
function spread(values: Int32Array, head: CodeStream, index: number): Channel {
  const { bits, signed, dx, dy, width, height } = head.components[index] as Component
  if (width === head.width && height === head.height) return { values, bits, signed }
  const out = new Int32Array(head.width * head.height)
  for (let y = 0; y < head.height; y += 1) {
    const row = Math.min(height - 1, Math.floor(y / dy)) * width
    for (let x = 0; x < head.width; x += 1) {
      out[y * head.width + x] = values[row + Math.min(width - 1, Math.floor(x / dx))] ?? 0
    }
  }
  return { values: out, bits, signed }
}
