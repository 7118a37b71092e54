import type { LoadedBytes } from '../../partial-bytes.ts'
import { TAG, type ByteRange, type DataElement, type DataSet } from '../data-set/data-set.ts'
import { fragmentsBetween } from '../data-set/skip-frames.ts'
import { binaryNumbers } from '../data-set/values.ts'
import type { PixelFormat } from './pixel-format.ts'

/** Where the frames lie: at equal distances, or each as its fragments. */
export type FramePlaces =
  | { type: 'native'; start: number; length: number; bits: number; whole: number; partly: boolean }
  | { type: 'encapsulated'; frames: readonly (readonly ByteRange[])[] }
  /** From each place to the next one, by the table of the file; of the last frame its fragments are known. */
  | { type: 'table'; places: readonly number[]; last: readonly ByteRange[]; frames: number }

/** Bits of one frame in cells. */
function bitsOfFrame(format: PixelFormat): number {
  const { rows, columns, samples, allocated, photometric } = format
  const pixels = rows * columns * allocated
  if (photometric.endsWith('_422')) return pixels * 2
  if (photometric.endsWith('_420')) return Math.ceil((pixels * 3) / 2)
  return pixels * samples
}

/**
 * Finds the frames in the pixel data (PS3.5 §8 and annex A.4): by the extended or the basic offset table, else by the
 * fragments themselves.
 *
 * @param remark takes what is odd
 */
export function findFrames(
  data: DataSet,
  format: PixelFormat,
  remark: (words: string) => void,
): FramePlaces {
  const element = data.elements.get(format.tag)
  if (element?.places) {
    const { places, fragments = [] } = element
    const frames = Math.min(places.length, format.frames)
    return { type: 'table', places, last: fragments.slice(1), frames }
  }
  if (element?.fragments)
    return { type: 'encapsulated', frames: ofFragments(data, element, format, remark) }
  const start = element?.start ?? 0
  const length = element?.length ?? 0
  const bits = bitsOfFrame(format)
  const whole = Math.min(format.frames, Math.floor((length * 8) / bits))
  const partly = whole < format.frames && length * 8 - whole * bits >= bits / format.rows
  return { type: 'native', start, length, bits, whole, partly }
}

function ofFragments(
  data: DataSet,
  element: DataElement,
  { frames }: PixelFormat,
  remark: (words: string) => void,
): (readonly ByteRange[])[] {
  const [table, ...fragments] = element.fragments ?? []
  const first = fragments[0]
  if (table === undefined || first === undefined) return []
  if (frames === 1) return [fragments]
  const offsets = extendedOffsets(data) ?? basicOffsets(data, table)
  if (offsets.length > 1) {
    const cut = cutAt(
      fragments,
      offsets.map((offset) => first.start - 8 + offset),
    )
    if (cut) return cut.slice(0, frames)
    remark('The table of offsets is wrong; frames are told by their fragments.')
  }
  if (fragments.length === frames) return fragments.map((fragment) => [fragment])
  return byBeginnings(data.bytes, fragments).slice(0, frames)
}

/** Each frame's fragments, from one place to the next; `undefined` where a frame would have none. */
function cutAt(
  fragments: readonly ByteRange[],
  places: readonly number[],
): ByteRange[][] | undefined {
  const cut: ByteRange[][] = []
  for (const fragment of fragments) {
    const begin = fragment.start - 8
    const next = places[cut.length]
    if (next !== undefined && begin >= next) cut.push([fragment])
    else if (cut.length === 0) return undefined
    else cut.at(-1)?.push(fragment)
  }
  const isExact = cut.every(
    ([first], index) => first !== undefined && first.start - 8 === places[index],
  )
  return isExact && cut.length === places.length ? cut : undefined
}

function extendedOffsets(data: DataSet): number[] | undefined {
  const element = data.elements.get(TAG.extendedOffsets)
  const offsets = element ? binaryNumbers(data, element, 'OV') : []
  return offsets.length > 1 ? offsets : undefined
}

function basicOffsets(data: DataSet, { start, length }: ByteRange): number[] {
  return binaryNumbers(data, { tag: TAG.pixelData, vr: 'UL', start, length, missing: 0 })
}

/** A fragment that begins as a picture does begins a frame: SOI of the JPEGs, SOC of JPEG 2000. */
function byBeginnings(bytes: Uint8Array, fragments: readonly ByteRange[]): ByteRange[][] {
  const frames: ByteRange[][] = []
  for (const fragment of fragments) {
    const begins =
      bytes[fragment.start] === 0xff && [0xd8, 0x4f].includes(bytes[fragment.start + 1] ?? 0)
    const last = frames.at(-1)
    if (begins || last === undefined) frames.push([fragment])
    else last.push(fragment)
  }
  const isMarked = fragments.some(({ start }) => bytes[start] === 0xff)
  return isMarked ? frames : fragments.map((fragment) => [fragment])
}

/**
 * The fragments of a frame, loaded.
 *
 * @throws Error in words where they are missing, WholeNeeded where the table of the file is wrong
 */
export async function fragmentsOf(
  from: LoadedBytes,
  data: DataSet,
  places: Exclude<FramePlaces, { type: 'native' }>,
  index: number,
): Promise<readonly ByteRange[]> {
  if (places.type === 'table' && index < places.places.length - 1) {
    const [start = 0, end = 0] = places.places.slice(index)
    await from.load(start, end)
    const log = { elements: 0, problems: new Set<string>() }
    return fragmentsBetween({ view: from.view, little: data.little, log }, start, end)
  }
  const fragments = places.type === 'table' ? places.last : places.frames[index]
  const first = fragments?.[0]
  const last = fragments?.at(-1)
  if (!fragments || !first || !last) throw new Error('This frame is missing in the file.')
  await from.load(first.start, last.start + last.length)
  return fragments
}

/** The bytes of a frame in one piece. */
export function joinFragments(
  bytes: Uint8Array<ArrayBuffer>,
  fragments: readonly ByteRange[],
): Uint8Array<ArrayBuffer> {
  const [only] = fragments
  if (only && fragments.length === 1) return bytes.subarray(only.start, only.start + only.length)
  const joined = new Uint8Array(fragments.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const { start, length } of fragments) {
    joined.set(bytes.subarray(start, start + length), at)
    at += length
  }
  return joined
}
