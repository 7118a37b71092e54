import type { DataElement, DataSet } from '#formats/dicom/data-set/data-set.ts'
import { tagText } from '#formats/dicom/dictionary/tag-names.ts'
import { isPersonal, isPrivateText } from '#formats/dicom/objects/patient-data.ts'
import { rowOf, wholeValue } from '#formats/dicom/objects/tag-rows.ts'

/** An attribute that differs. */
export interface TagChange {
  kind: 'added' | 'removed' | 'changed'
  tag: number
  /** As the dictionary names it, with the sequences it is in: "Patient ID", "Referenced Series, item 1, Series Instance UID". */
  name: string
  /** "(0010,0020)", with those of its sequences. */
  path: string
  before: string
  after: string
  /** Whether it may tell who the patient is. */
  isPersonal: boolean
  /** It differs from every file to the next. */
  isMinor: boolean
}

/** Attributes that are compared; hostile files nest and repeat without end. */
const MOST = 200_000
const DEEPEST = 32

/** Pixels are compared as pixels. */
const PIXELS = new Set([0x7fe0_0008, 0x7fe0_0009, 0x7fe0_0010])

/** Numbers, times and programs that a copy of the same object has anew: file, instance, creation. */
const MINOR = new Set([
  0x0002_0003, 0x0002_0012, 0x0002_0013, 0x0002_0016, 0x0008_0012, 0x0008_0013, 0x0008_0018,
])

/**
 * The attributes that differ between two data sets, by tag, in sequences item by item. Values count as they are read,
 * so that the same value in another transfer syntax is the same.
 */
export function compareTags(
  left: DataSet | undefined,
  right: DataSet | undefined,
  change: (change: TagChange) => void,
): { isCut: boolean } {
  let compared = 0
  let isDeep = false
  const inside = (one: DataSet | undefined, other: DataSet | undefined, at: At): void => {
    if (at.depth > DEEPEST) {
      isDeep = true
      return
    }
    for (const tag of tagsOf(one, other)) {
      compared += 1
      if (compared > MOST) return
      // Those of an icon inside are an attribute like others.
      if ((PIXELS.has(tag) && at.depth === 0) || (tag & 0xffff) === 0) continue
      element(one, other, tag, at)
    }
  }
  const element = (one: DataSet | undefined, other: DataSet | undefined, tag: number, at: At) => {
    const [l, r] = [one?.elements.get(tag), other?.elements.get(tag)]
    const place = placeOf(one, l, at) ?? placeOf(other, r, at)
    if (place === undefined) return
    if (l?.items !== undefined || r?.items !== undefined) {
      const items = Math.max(l?.items?.length ?? 0, r?.items?.length ?? 0)
      if (l === undefined || r === undefined || items === 0) tell(one, other, tag, place)
      for (let item = 0; item < items; item += 1) {
        const name = `${place.name}, item ${item + 1}`
        const path = `${place.path}[${item + 1}]`
        inside(l?.items?.[item], r?.items?.[item], { name, path, depth: at.depth + 1 })
      }
      return
    }
    tell(one, other, tag, place)
  }
  const tell = (
    one: DataSet | undefined,
    other: DataSet | undefined,
    tag: number,
    place: Named,
  ) => {
    const [l, r] = [one?.elements.get(tag), other?.elements.get(tag)]
    const before = valueOf(one, l)
    const after = valueOf(other, r)
    if (l !== undefined && r !== undefined) {
      if (l.items !== undefined && r.items !== undefined) return
      if (before === after && !(one && other && differsBeyond(one, l, other, r))) return
    }
    const kind = l === undefined ? 'added' : r === undefined ? 'removed' : 'changed'
    change({ kind, tag, ...place, before, after, ...natureOf(tag, (l ?? r)?.vr ?? '') })
  }
  inside(left, right, { name: '', path: '', depth: 0 })
  return { isCut: isDeep || compared > MOST }
}

function natureOf(tag: number, vr: string): Pick<TagChange, 'isPersonal' | 'isMinor'> {
  return { isPersonal: isPersonal(tag, vr) || isPrivateText(tag, vr), isMinor: MINOR.has(tag) }
}

interface Named {
  name: string
  path: string
}

type At = Named & { depth: number }

function placeOf(
  set: DataSet | undefined,
  element: DataElement | undefined,
  at: At,
): Named | undefined {
  if (set === undefined || element === undefined) return undefined
  const { name } = rowOf({ set, depth: 0, element, item: 0, of: 0 }, true)
  const tag = tagText(element.tag)
  const shown = /^(Unknown|Private)/.test(name) ? `${name} ${tag}` : name
  return {
    name: at.name === '' ? shown : `${at.name}, ${shown}`,
    path: at.path === '' ? tag : `${at.path}.${tag}`,
  }
}

function tagsOf(one: DataSet | undefined, other: DataSet | undefined): number[] {
  const tags = new Set([...(one?.elements.keys() ?? []), ...(other?.elements.keys() ?? [])])
  return [...tags].toSorted((a, b) => a - b)
}

function valueOf(set: DataSet | undefined, element: DataElement | undefined): string {
  if (set === undefined || element === undefined) return ''
  if (element.items !== undefined) return `${element.items.length} items`
  return wholeValue({ set, depth: 0, element, item: 0, of: 0 }, true)
}

/** Values whose read forms are cut, or say only how many there are, can differ in what is not read. */
function differsBeyond(one: DataSet, l: DataElement, other: DataSet, r: DataElement): boolean {
  const pieces = (element: DataElement) => element.fragments ?? [element]
  const [before, after] = [pieces(l), pieces(r)]
  const isShort = l.length < 50_000 && r.length < 50_000 && !l.fragments && !r.fragments
  if (isShort) return false
  if (before.length !== after.length) return true
  return before.some((piece, index) => {
    const twin = after[index]
    if (twin === undefined || twin.length !== piece.length) return true
    const [a, b] = [
      one.bytes.subarray(piece.start, piece.start + piece.length),
      other.bytes.subarray(twin.start, twin.start + twin.length),
    ]
    return one.little === other.little && a.some((byte, at) => byte !== b[at])
  })
}
