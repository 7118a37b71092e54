import type { CodeStream } from './code-stream.ts'
import { decodeComponents, type Channel } from './decode-components.ts'
import { readJp2, type Jp2File } from './jp2-file.ts'
import type { OpenJpeg } from './open-jpeg.ts'

/** A JPEG 2000 picture as it is drawn: four bytes a pixel. */
export interface Jpeg2000Picture {
  width: number
  height: number
  rgba: Uint8ClampedArray<ArrayBuffer>
  /** What it is, as `grey, 12 bits a sample`. */
  words: string
  remarks: readonly string[]
}

/**
 * Decodes a JP2 file or a bare code stream. Its size is held against the bounds before anything is decoded; one whose end is
 * missing is shown as far as it goes.
 *
 * @throws Error in words
 */
export function decodePicture(codec: OpenJpeg, bytes: Uint8Array): Jpeg2000Picture {
  const file = readJp2(bytes)
  const { head, channels, isCut } = decodeComponents(codec, file.stream)
  const { colours, alpha, unshown, kind } = sortChannels(channelsOf(file, channels), file)
  const remarks: string[] = []
  if (isCut || file.isCut) remarks.push(CUT)
  if (unshown > 0)
    remarks.push(
      `${unshown} more ${unshown === 1 ? 'channel' : 'channels'} of each pixel, whose meaning is not a colour, can’t be shown.`,
    )
  if (file.hasProfile || kind === 'CMYK')
    remarks.push('Its colours are shown without its colour profile.')
  const [first] = colours
  const range = first && kind === 'grey' ? greyRange(first) : undefined
  if (range?.remark !== undefined) remarks.push(range.remark)
  const rgba = paint(head, { colours, alpha, kind, range })
  const { bits = 8, signed = false } = first ?? {}
  const words = `${kind}, ${bits} bits a sample${signed ? ' with a sign' : ''}${alpha ? ', with transparency' : ''}`
  return { width: head.width, height: head.height, rgba, words, remarks }
}

const CUT =
  'The file is incomplete: its end is missing. What is there is shown; parts of the picture may be blurred, wrong or missing.'

/** The channels behind the palette (§I.5.3.4 and §I.5.3.5). */
function channelsOf({ palette, mapping }: Jp2File, components: readonly Channel[]): Channel[] {
  if (palette === undefined) return [...components]
  const { columns, bits, values } = palette
  const wanted =
    mapping ?? Array.from({ length: columns }, (_, column) => ({ component: 0, column }))
  return wanted.flatMap(({ component, column }) => {
    const source = components[component]
    if (source === undefined) return []
    if (column === undefined) return [source]
    const last = values.length / columns - 1
    const through = source.values.map(
      (index) => values[Math.max(0, Math.min(last, index)) * columns + column] ?? 0,
    )
    return [{ values: through, bits: bits[column] ?? 8, signed: false }]
  })
}

type Kind = 'grey' | 'RGB' | 'YCC' | 'CMYK'

/** Which channels are the colours, in their order, and which one the transparency. */
function sortChannels(channels: readonly Channel[], { roles, colour }: Jp2File) {
  const byColour = new Map<number, Channel>()
  let alpha: { channel: Channel; isMultiplied: boolean } | undefined
  let unshown = 0
  for (const [index, channel] of channels.entries()) {
    const role = roles.get(index) ?? index
    if (typeof role === 'number') byColour.set(role, channel)
    else if (role === 'other') unshown += 1
    else alpha ??= { channel, isMultiplied: role === 'multiplied-alpha' }
  }
  const given = [...byColour].toSorted(([a], [b]) => a - b).map(([, channel]) => channel)
  const kind: Kind =
    colour === 'CMYK' && given.length >= 4
      ? 'CMYK'
      : colour === 'grey' || given.length < 3
        ? 'grey'
        : colour === 'sYCC'
          ? 'YCC'
          : 'RGB'
  const wanted = kind === 'CMYK' ? 4 : kind === 'grey' ? 1 : 3
  if (given.length === 0) throw new Error('None of its channels is a colour.')
  return { colours: given.slice(0, wanted), alpha, unshown: unshown + given.length - wanted, kind }
}

/** Deep grey values that fill little of their range are shown from the lowest to the highest one, which is said. */
function greyRange({ values, bits, signed }: Channel) {
  const lowest = signed ? -(2 ** (bits - 1)) : 0
  const whole = { low: lowest, high: lowest + 2 ** bits - 1, remark: undefined }
  if (bits <= 8 && !signed) return whole
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low === high || (high > whole.high / 4 && !signed)) return whole
  const numbers = new Intl.NumberFormat('en')
  const remark = `Its values from ${numbers.format(low)} to ${numbers.format(high)} are shown from dark to bright.`
  return { low, high, remark }
}

function paint(
  { width, height }: CodeStream,
  of: {
    colours: readonly Channel[]
    alpha: { channel: Channel; isMultiplied: boolean } | undefined
    kind: Kind
    range: { low: number; high: number } | undefined
  },
): Uint8ClampedArray<ArrayBuffer> {
  const { kind, alpha, range } = of
  const levels = of.colours.map((channel) => levelOf(channel, range))
  const [first = () => 0, second = first, third = first, fourth = first] = levels
  const out = new Uint8ClampedArray(width * height * 4)
  const opacity = alpha && levelOf(alpha.channel, undefined)
  for (let pixel = 0, to = 0; pixel < width * height; pixel += 1, to += 4) {
    const [a, b, c] =
      kind === 'grey' ? [first(pixel), 0, 0] : [first(pixel), second(pixel), third(pixel)]
    if (kind === 'grey') out.fill(a, to, to + 3)
    else if (kind === 'RGB') out.set([a, b, c], to)
    else if (kind === 'CMYK') {
      const paper = (255 - fourth(pixel)) / 255
      out.set([(255 - a) * paper, (255 - b) * paper, (255 - c) * paper], to)
    } else {
      const [blue, red] = [b - 128, c - 128]
      out.set([a + 1.402 * red, a - 0.344136 * blue - 0.714136 * red, a + 1.772 * blue], to)
    }
    const opaque = opacity?.(pixel) ?? 255
    out[to + 3] = opaque
    if (alpha?.isMultiplied === true && opaque > 0) {
      for (let i = 0; i < 3; i += 1) out[to + i] = ((out[to + i] ?? 0) * 255) / opaque
    }
  }
  return out
}

/** A channel's values from 0 to 255. */
function levelOf(
  { values, bits, signed }: Channel,
  range: { low: number; high: number } | undefined,
): (pixel: number) => number {
  const low = range?.low ?? (signed ? -(2 ** (bits - 1)) : 0)
  const scale = 255 / ((range?.high ?? low + 2 ** bits - 1) - low)
  return (pixel) => ((values[pixel] ?? 0) - low) * scale
}
