import type { DataSet } from '../data-set/data-set.ts'
import { bytesOf, numberOf, numbersOf, textOf } from '../data-set/values.ts'
import { tagOf } from '../dictionary/tag-names.ts'
import type { StoredFrame } from './decode-frame.ts'

/** A plane of single bits that lies over the picture (PS3.3 §C.9.2). */
export interface Overlay {
  group: number
  name: string
  rows: number
  columns: number
  /** Of its first row and column on the picture, from 1; may be outside. */
  top: number
  left: number
  frames: number
  /** The frame of the picture that its first one belongs to, from 1. */
  firstFrame: number
  /** In bytes of its own, or in a bit of the cells that the picture leaves free. */
  bits: { type: 'own'; bytes: Uint8Array } | { type: 'cells'; bit: number }
}

export function readOverlays(data: DataSet): Overlay[] {
  const overlays: Overlay[] = []
  for (let group = 0x6000; group <= 0x601e; group += 2) {
    const at = (element: number) => tagOf(group, element)
    const rows = numberOf(data, at(0x0010)) ?? 0
    const columns = numberOf(data, at(0x0011)) ?? 0
    if (rows < 1 || columns < 1 || rows > 65_535 || columns > 65_535) continue
    const [top = 1, left = 1] = numbersOf(data, at(0x0050))
    const bytes = bytesOf(data, at(0x3000))
    const isOwn = bytes !== undefined && bytes.length > 0
    const bit = numberOf(data, at(0x0102)) ?? 0
    if (!isOwn && (numberOf(data, at(0x0100)) ?? 1) === 1) continue
    overlays.push({
      group,
      name:
        textOf(data, at(0x1500)) ??
        textOf(data, at(0x0022)) ??
        `Overlay ${(group - 0x6000) / 2 + 1}`,
      rows,
      columns,
      top,
      left,
      frames: numberOf(data, at(0x0015)) ?? 1,
      firstFrame: numberOf(data, at(0x0051)) ?? 1,
      bits: isOwn
        ? { type: 'own', bytes: swappedIfBig(data, bytes, tagOf(group, 0x3000)) }
        : { type: 'cells', bit },
    })
  }
  return overlays
}

/** In big endian its words are swapped as all words are (PS3.5 §8.1.2). */
function swappedIfBig(data: DataSet, bytes: Uint8Array, tag: number): Uint8Array {
  if (data.little || data.elements.get(tag)?.vr !== 'OW') return bytes
  return bytes.map((_, at) => bytes[at ^ 1] ?? 0)
}

/** Draws what an overlay has for a frame over its picture, in `colour`. @returns whether anything was drawn */
export function drawOverlay(
  picture: Uint8ClampedArray,
  frame: StoredFrame,
  overlay: Overlay,
  { index, colour }: { index: number; colour: readonly [number, number, number] },
): boolean {
  const own = index - (overlay.firstFrame - 1)
  // An overlay of one frame without a place of its own lies over all of them.
  const plane = overlay.frames === 1 && overlay.firstFrame === 1 ? 0 : own
  if (plane < 0 || plane >= overlay.frames) return false
  const isSet = bitsOf(overlay, frame, plane)
  if (!isSet) return false
  let drawn = false
  // Only what lies on the picture, however large the overlay says it is.
  const from = { row: Math.max(0, 1 - overlay.top), column: Math.max(0, 1 - overlay.left) }
  const to = {
    row: Math.min(overlay.rows, frame.rows - overlay.top + 1),
    column: Math.min(overlay.columns, frame.columns - overlay.left + 1),
  }
  for (let row = from.row; row < to.row; row += 1) {
    for (let column = from.column; column < to.column; column += 1) {
      if (!isSet(row, column)) continue
      const at = (row + overlay.top - 1) * frame.columns + column + overlay.left - 1
      picture.set([...colour, 255], at * 4)
      drawn = true
    }
  }
  return drawn
}

function bitsOf(
  { bits, rows, columns }: Overlay,
  frame: StoredFrame,
  plane: number,
): ((row: number, column: number) => boolean) | undefined {
  if (bits.type === 'own') {
    const start = plane * rows * columns
    return (row, column) => {
      const place = start + row * columns + column
      return (((bits.bytes[place >> 3] ?? 0) >> (place & 7)) & 1) === 1
    }
  }
  const { cells } = frame
  if (!cells || rows !== frame.rows || columns !== frame.columns) return undefined
  return (row, column) => (((cells[row * columns + column] ?? 0) >>> bits.bit) & 1) === 1
}
