import { big } from '../detection/head.ts'
import { lettersAt } from './range-reader.ts'

/** A box (ISO 14496-12 §4.2), by its places in the bytes that it was found in. */
export interface Box {
  type: string
  at: number
  /** Of its content. */
  start: number
  end: number
}

/** The boxes that follow one another. @param base what is added to their places; @param room what a box without a size fills */
export function* boxes(bytes: Uint8Array, base = 0, room = bytes.length): Generator<Box> {
  for (let at = 0; at + 8 <= bytes.length;) {
    const short = big(bytes, at, 4)
    const isLong = short === 1
    const length = isLong ? big(bytes, at + 8, 8) : short === 0 ? room - at : short
    const head = isLong ? 16 : 8
    if (!(length >= head)) return
    yield {
      type: lettersAt(bytes, at + 4, 4),
      at: base + at,
      start: base + at + head,
      end: base + at + length,
    }
    at += length
  }
}

/** The content of the first box down a path of types. */
export function findBox(bytes: Uint8Array, ...path: string[]): Uint8Array | undefined {
  let inside: Uint8Array = bytes
  for (const wanted of path) {
    const found = [...boxes(inside)].find(({ type }) => type === wanted)
    if (found === undefined) return undefined
    inside = inside.subarray(found.start, found.end)
  }
  return inside
}
