import { tagOf } from '../dictionary/tag-names.ts'
import type { ByteRange, DataSet } from './data-set.ts'

/** What a reading may take, and what it has met. */
export interface ReadLog {
  /** Elements that may still be read. */
  elements: number
  problems: Set<string>
}

/** Delimiters of PS3.5 §7.5, and the length that stands for "up to the delimiter". */
export const ITEM = 0xfffe_e000
export const ITEM_END = 0xfffe_e00d
export const SEQUENCE_END = 0xfffe_e0dd
export const UNKNOWN = 0xffff_ffff

export interface FragmentSource {
  view: DataView
  little: boolean
  log: ReadLog
}

/** The fragments of encapsulated pixel data, and what stands behind them. */
export interface ReadFragments {
  fragments: ByteRange[]
  next: number
  missing: number
}

/** Finds where frames begin by what a data set says of that, and reads the fragments of the last one alone. */
export type SkipFrames = (
  source: FragmentSource,
  span: { start: number; end: number },
  set: DataSet,
) => (ReadFragments & { places: readonly number[] }) | undefined

/** The fragments of encapsulated pixel data, up to the end of the file where the delimiter is missing. */
export function readFragments(place: FragmentSource, start: number, end: number): ReadFragments {
  const { view, little, log } = place
  const fragments: ByteRange[] = []
  let at = start
  while (at + 8 <= end) {
    const tag = readTag(place, at)
    const length = view.getUint32(at + 4, little)
    if (tag === SEQUENCE_END) return { fragments, next: at + 8, missing: 0 }
    if (tag !== ITEM || log.elements <= 0) break
    log.elements -= 1
    const there = Math.min(length, end - at - 8)
    fragments.push({ start: at + 8, length: there })
    if (there < length) {
      const missing = length === UNKNOWN ? 0 : length - there
      log.problems.add('The file is cut off in its pixel data.')
      return { fragments, next: end, missing }
    }
    at += 8 + length
  }
  log.problems.add('The end of the pixel data is missing.')
  return { fragments, next: at + 8 > end ? end : at, missing: 0 }
}

/** The tag at a place; 0 behind the end. */
export function readTag(
  { view, little }: Pick<FragmentSource, 'view' | 'little'>,
  at: number,
): number {
  if (at + 4 > view.byteLength) return 0
  return tagOf(view.getUint16(at, little), view.getUint16(at + 2, little))
}
