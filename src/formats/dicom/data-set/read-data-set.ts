import type { LoadedBytes } from '../../partial-bytes.ts'
import { attributeOf, isPrivate, tagText } from '../dictionary/tag-names.ts'
import { TAG, type DataElement, type DataSet } from './data-set.ts'
import {
  ITEM,
  ITEM_END,
  readFragments,
  readTag,
  SEQUENCE_END,
  UNKNOWN,
  type ReadLog,
  type SkipFrames,
} from './read-fragments.ts'
import { isLongVr, isVr, vrOfTag } from './value-representations.ts'

/** How elements are written. */
export interface Coding {
  explicit: boolean
  little: boolean
}

/** Sequences within sequences. Real files have a dozen at most. */
const DEEPEST = 48
/** Elements of one file; each costs some hundred bytes here. */
export const MOST_ELEMENTS = 1_000_000

interface Place extends Coding {
  bytes: Uint8Array<ArrayBuffer>
  view: DataView
  log: ReadLog
  depth: number
  /** Finds frames without going through all of them; `undefined` where they have to be gone through. */
  skip: SkipFrames | undefined
}

/**
 * Reads the elements from `start` to the end of the bytes (PS3.5 §7). Nothing it meets makes it throw: what is broken or
 * cut off is told in the log, and what was read before it stays.
 *
 * @param options.until tells from a tag that the reading ends before it
 */
export function readDataSet(
  { bytes, view }: Pick<LoadedBytes, 'bytes' | 'view'>,
  start: number,
  coding: Coding,
  log: ReadLog,
  {
    until = () => false,
    skip,
  }: { until?: (tag: number) => boolean; skip?: SkipFrames | undefined } = {},
): { set: DataSet; end: number } {
  const place = { ...coding, bytes, view, log, depth: 0, skip }
  return readElements(place, { start, end: bytes.length }, undefined, until)
}

interface Span {
  start: number
  end: number
}

function readElements(
  place: Place,
  { start, end }: Span,
  parent: DataSet | undefined,
  until: (tag: number) => boolean,
): { set: DataSet; end: number } {
  const elements = new Map<number, DataElement>()
  const set: DataSet = { bytes: place.bytes, little: place.little, elements, parent }
  const { log } = place
  let at = start
  while (at + 8 <= end) {
    const tag = readTag(place, at)
    if (until(tag)) return { set, end: at }
    if (tag === ITEM_END || tag === SEQUENCE_END) {
      at += 8
      if (place.depth > 0) return { set, end: at }
      continue
    }
    if (tag === 0 && isBlank(place.view, at, end)) return { set, end }
    if (log.elements <= 0) {
      log.problems.add('The file has more elements than are read here; the rest is left out.')
      return { set, end }
    }
    log.elements -= 1
    const head = readHead(place, at, end, set)
    if (head === undefined) {
      log.problems.add(`From byte ${at} on the file could not be read.`)
      return { set, end }
    }
    const { element, next } = readValue(place, head, end, set)
    if (elements.has(tag)) log.problems.add(`${tagText(tag)} is there twice; the first is used.`)
    else elements.set(tag, element)
    at = next
  }
  if (at < end) log.problems.add('The file ends in the middle of an element.')
  return { set, end: Math.max(at, end) }
}

interface Head {
  tag: number
  vr: string
  start: number
  length: number
}

/** Tag, value representation and length; `undefined` where no reading makes sense. */
function readHead(place: Place, at: number, end: number, set: DataSet): Head | undefined {
  const { view, little, explicit, log } = place
  const tag = readTag(place, at)
  const plain = () => ({
    tag,
    vr: vrOfTag(tag, place.view, set),
    start: at + 8,
    length: view.getUint32(at + 4, little),
  })
  if (!explicit || tag === ITEM) return plain()
  const vr = String.fromCharCode(view.getUint8(at + 4), view.getUint8(at + 5))
  const short = { tag, vr, start: at + 8, length: view.getUint16(at + 6, little) }
  if (isVr(vr) && !isLongVr(vr)) return short
  const long =
    at + 12 <= end ? { tag, vr, start: at + 12, length: view.getUint32(at + 8, little) } : undefined
  if (isLongVr(vr)) return long
  // A value representation of the future has the long form (PS3.5 §6.2), one that is broken any form.
  const unknown = [long, short, plain()].find((head) => head && leads(place, head, end))
  if (unknown) {
    log.problems.add(`${tagText(tag)} has no known value representation.`)
    return { ...unknown, vr: vrOfTag(tag, place.view, set) }
  }
  return undefined
}

/** Whether behind an element of this length stands a later one, or the end. */
function leads(place: Place, { tag, start, length }: Head, end: number): boolean {
  const next = start + length
  if (next === end) return true
  if (length === UNKNOWN || next + 8 > end) return false
  const after = readTag(place, next)
  return after > tag && (after >>> 16) - (tag >>> 16) < 0x4000
}

function readValue(
  place: Place,
  head: Head,
  end: number,
  set: DataSet,
): { element: DataElement; next: number } {
  const { tag, vr, start } = head
  const { log } = place
  if (head.length === UNKNOWN) {
    if (tag === TAG.pixelData || (vr.startsWith('O') && readTag(place, start) === ITEM)) {
      const isMain = tag === TAG.pixelData && place.depth === 0
      const skipped = isMain ? place.skip?.(place, { start, end }, set) : undefined
      if (skipped) {
        const { fragments, next, missing, places } = skipped
        return {
          element: { tag, vr, start, length: next - start, missing, fragments, places },
          next,
        }
      }
      const { fragments, next, missing } = readFragments(place, start, end)
      return { element: { tag, vr, start, length: next - start, missing, fragments }, next }
    }
    // Of unknown length and unknown kind is a sequence in implicit little endian (PS3.5 §6.2.2 note 4).
    const inner =
      vr === 'UN' && place.explicit ? { ...place, explicit: false, little: true } : place
    const { items, next } = readItems(inner, { start, end }, set)
    return { element: { tag, vr: 'SQ', start, length: next - start, missing: 0, items }, next }
  }
  const length = Math.min(head.length, Math.max(0, end - start))
  const missing = head.length - length
  if (missing > 0) {
    log.problems.add(`The file is cut off in ${tagText(tag)}: ${missing} of its bytes are missing.`)
  }
  const element: DataElement = { tag, vr, start, length, missing }
  const next = start + length
  const inner = isHidden(place, element)
    ? { ...place, explicit: false, little: true }
    : vr === 'SQ' || holdsItems(place, element)
      ? place
      : undefined
  if (inner === undefined) {
    // Nobody who wrote it knew the attribute, but the dictionary may (PS3.5 §6.2.2).
    const isKnown = vr === 'UN' && place.explicit && place.little
    return { element: isKnown ? { ...element, vr: knownVr(place, tag, set) } : element, next }
  }
  const { items } = readItems(inner, { start, end: next }, set)
  return { element: { ...element, vr: 'SQ', items }, next }
}

/** That of the dictionary; a sequence that could not be read stays what it is. */
function knownVr(place: Place, tag: number, set: DataSet): string {
  const vr = vrOfTag(tag, place.view, set)
  return vr === 'SQ' ? 'UN' : vr
}

/** A sequence behind the representation UN, which hides it in implicit little endian (PS3.5 §6.2.2). */
function isHidden({ explicit, view }: Place, { tag, vr, start, length }: DataElement): boolean {
  if (!explicit || vr !== 'UN' || length < 8) return false
  const begins = readTag({ view, little: true }, start) === ITEM
  return begins && (attributeOf(tag)?.vr ?? 'SQ') === 'SQ'
}

/** Without representations a private sequence is known by its first item alone. */
function holdsItems(place: Place, { tag, vr, start, length }: DataElement): boolean {
  if (place.explicit || vr !== 'UN' || length < 8 || !(isPrivate(tag) || !attributeOf(tag)))
    return false
  return readTag(place, start) === ITEM
}

function readItems(
  place: Place,
  { start, end }: Span,
  parent: DataSet,
): { items: DataSet[]; next: number } {
  const { view, little, log } = place
  const items: DataSet[] = []
  let at = start
  if (place.depth >= DEEPEST) {
    log.problems.add('Sequences are nested deeper than is read here.')
    return { items, next: end }
  }
  while (at + 8 <= end) {
    const tag = readTag(place, at)
    if (tag === SEQUENCE_END) return { items, next: at + 8 }
    if (tag !== ITEM) {
      log.problems.add(`A sequence is broken at byte ${at}.`)
      return { items, next: tag === ITEM_END ? at + 8 : at }
    }
    const length = view.getUint32(at + 4, little)
    const known = length !== UNKNOWN
    if (known && length > end - at - 8) log.problems.add('The file is cut off in a sequence.')
    const itemEnd = known ? Math.min(end, at + 8 + length) : end
    const inner = { ...place, depth: place.depth + 1 }
    const read = readElements(
      inner,
      { start: at + 8, end: itemEnd },
      parent,
      (next) => !known && next === ITEM,
    )
    items.push(read.set)
    at = Math.max(known ? itemEnd : read.end, at + 8)
  }
  return { items, next: end }
}

function isBlank(view: DataView, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (view.getUint8(at) !== 0) return false
  return true
}
