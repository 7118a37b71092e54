import { fillUp, halvingsOf, readCodeStream, type CodeStream } from './code-stream.ts'
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
  return decodeFile(codec, readJp2(bytes), 0)
}

/** Pixels from which a coarse picture is worth its time, and those of its longer side. */
const WORTH = 3_000_000
const COARSE = 1_400

/**
 * The same picture with fewer pixels, in a fraction of the time: it is coded from coarse to fine. `undefined` where it would not
 * look the same but for that, where it is not coded so or can’t be decoded so, and where the whole is there as soon.
 *
 * @throws Error in words
 */
export function decodeCoarse(
  codec: OpenJpeg,
  bytes: Uint8Array,
): { whole: { width: number; height: number }; coarse: Jpeg2000Picture } | undefined {
  const file = readJp2(bytes)
  const { width, height, components } = readCodeStream(file.stream)
  const wanted = Math.ceil(Math.log2(Math.max(width, height) / COARSE))
  const halvings = Math.min(wanted, halvingsOf(file.stream))
  // Means of a palette's numbers are other colours, and the range of deep greys is that of all of them.
  const isAlike =
    file.palette === undefined && components.every(({ bits, signed }) => bits <= 8 && !signed)
  if (halvings < 1 || width * height < WORTH || !isAlike) return undefined
  if (file.isCut || fillUp(file.stream).isCut) return undefined
  try {
    return { whole: { width, height }, coarse: decodeFile(codec, file, halvings) }
  } catch {
    // A component or a tile may have fewer levels than the main header says: the whole decides.
    return undefined
  }
}

function decodeFile(codec: OpenJpeg, file: Jp2File, halvings: number): Jpeg2000Picture {
  const { head, channels, isCut } = decodeComponents(codec, file.stream, undefined, halvings)
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
  const { colours, alpha, kind, range } = of
  const out = new Uint8ClampedArray(width * height * 4)
  PAINTS[kind](
    out,
    colours.map((channel) => planeOf(channel, range)),
  )
  if (alpha === undefined) {
    for (let to = 3; to < out.length; to += 4) out[to] = 255
  } else paintAlpha(out, planeOf(alpha.channel, undefined), alpha.isMultiplied)
  return out
}

/** A channel, and what makes its values ones from 0 to 255. */
interface Plane {
  values: Int32Array
  low: number
  scale: number
}

function planeOf(
  { values, bits, signed }: Channel,
  range: { low: number; high: number } | undefined,
): Plane {
  const low = range?.low ?? (signed ? -(2 ** (bits - 1)) : 0)
  return { values, low, scale: 255 / ((range?.high ?? low + 2 ** bits - 1) - low) }
}

function levelAt({ values, low, scale }: Plane, pixel: number): number {
  return ((values[pixel] ?? 0) - low) * scale
}

const NONE: Plane = { values: new Int32Array(), low: 0, scale: 0 }

/** Loops of their own, which take nothing from the heap: a page has millions of pixels. */
const PAINTS: Record<Kind, (out: Uint8ClampedArray, planes: readonly Plane[]) => void> = {
  grey(out, [grey = NONE]) {
    for (let pixel = 0, to = 0; to < out.length; pixel += 1, to += 4) {
      const level = levelAt(grey, pixel)
      out[to] = level
      out[to + 1] = level
      out[to + 2] = level
    }
  },
  RGB(out, [red = NONE, green = red, blue = green]) {
    for (let pixel = 0, to = 0; to < out.length; pixel += 1, to += 4) {
      out[to] = levelAt(red, pixel)
      out[to + 1] = levelAt(green, pixel)
      out[to + 2] = levelAt(blue, pixel)
    }
  },
  CMYK(out, [cyan = NONE, magenta = cyan, yellow = magenta, black = yellow]) {
    for (let pixel = 0, to = 0; to < out.length; pixel += 1, to += 4) {
      const paper = (255 - levelAt(black, pixel)) / 255
      out[to] = (255 - levelAt(cyan, pixel)) * paper
      out[to + 1] = (255 - levelAt(magenta, pixel)) * paper
      out[to + 2] = (255 - levelAt(yellow, pixel)) * paper
    }
  },
  YCC(out, [luminance = NONE, blueness = luminance, redness = blueness]) {
    for (let pixel = 0, to = 0; to < out.length; pixel += 1, to += 4) {
      const level = levelAt(luminance, pixel)
      const blue = levelAt(blueness, pixel) - 128
      const red = levelAt(redness, pixel) - 128
      out[to] = level + 1.402 * red
      out[to + 1] = level - 0.344136 * blue - 0.714136 * red
      out[to + 2] = level + 1.772 * blue
    }
  },
}

function paintAlpha(out: Uint8ClampedArray, alpha: Plane, isMultiplied: boolean): void {
  for (let pixel = 0, to = 0; to < out.length; pixel += 1, to += 4) {
    const opaque = levelAt(alpha, pixel)
    out[to + 3] = opaque
    if (!isMultiplied || opaque <= 0) continue
    for (let i = to; i < to + 3; i += 1) out[i] = ((out[i] ?? 0) * 255) / opaque
  }
}
