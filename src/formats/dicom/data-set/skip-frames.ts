import { WholeNeeded } from '../../partial-bytes.ts'
import { MOST_FRAMES, TAG, type ByteRange, type DataSet } from './data-set.ts'
import {
  ITEM,
  readFragments,
  readTag,
  type FragmentSource,
  type SkipFrames,
} from './read-fragments.ts'
import { binaryNumbers, numberOf } from './values.ts'

/** Bytes of a frame from which on going from fragment to fragment reads less than all of it. */
const LARGE = 2 << 20

/**
 * Finds the frames of encapsulated pixel data by its table of offsets (PS3.5 annex A.4), and reads what stands behind the last.
 * Each frame is held against its table when it is read (`fragmentsBetween`).
 *
 * @returns `undefined` where its fragments must be gone through, and may be: there is one frame, or they are large
 * @throws WholeNeeded where without all of it nobody knows where a frame begins
 */
export const skipFrames: SkipFrames = (source, { start, end }, set) => {
  const frames = Math.floor(numberOfFrames(source, set))
  const isMany = frames > 1 && frames <= MOST_FRAMES
  if (!isMany || end - start < 8 || readTag(source, start) !== ITEM) return undefined
  const length = source.view.getUint32(start + 4, source.little)
  const first = start + 8 + length
  const table = { start: start + 8, length }
  const offsets = first < end ? offsetsOf(source, set, table) : []
  if (offsets.length < 2) {
    if ((end - start) / frames >= LARGE) return undefined
    throw new WholeNeeded()
  }
  const places = offsets.map((offset) => first + offset)
  const isOrdered = places.every((place, at) => at === 0 || place > (places[at - 1] ?? 0))
  const last = places.at(-1) ?? end
  if (offsets[0] !== 0 || !isOrdered || last + 8 > end) throw new WholeNeeded()
  const tail = readFragments(source, last, end)
  if (tail.fragments.length === 0) throw new WholeNeeded()
  return { ...tail, fragments: [table, ...tail.fragments], places }
}

function offsetsOf(source: FragmentSource, set: DataSet, table: ByteRange): number[] {
  const element = set.elements.get(TAG.extendedOffsets)
  if (element) touch(source, element)
  const extended = element ? binaryNumbers(set, element, 'OV') : []
  if (extended.length > 1) return extended
  touch(source, table)
  return binaryNumbers(set, { tag: TAG.pixelData, vr: 'UL', missing: 0, ...table })
}

function numberOfFrames(source: FragmentSource, set: DataSet): number {
  const element = set.elements.get(TAG.frames)
  if (element) touch(source, element)
  return numberOf(set, TAG.frames) ?? 1
}

/** Numbers that a table may hold, times eight bytes. */
const MOST = 800_000

/** Looks at it through the view, so that it is loaded before its values are taken. */
function touch({ view }: FragmentSource, { start, length }: ByteRange): void {
  for (let at = start; at < start + Math.min(length, MOST); at += 1) view.getUint8(at)
}

/**
 * The fragments of a frame that is said to lie between two places.
 *
 * @throws WholeNeeded where they do not end where the next frame is said to begin
 */
export function fragmentsBetween(source: FragmentSource, start: number, end: number): ByteRange[] {
  const fragments: ByteRange[] = []
  let at = start
  while (at < end) {
    if (at + 8 > end) throw new WholeNeeded()
    const length = source.view.getUint32(at + 4, source.little)
    if (readTag(source, at) !== ITEM || at + 8 + length > end) throw new WholeNeeded()
    fragments.push({ start: at + 8, length })
    at += 8 + length
  }
  return fragments
}
