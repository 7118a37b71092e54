import type { DataElement, DataSet } from '../data-set/data-set.ts'
import { isTextVr, widthOfVr } from '../data-set/value-representations.ts'
import { binaryNumbers, textsOfElement } from '../data-set/values.ts'
import { storageClassName } from '../dictionary/storage-classes.ts'
import { attributeOf, isPrivate, tagOf, tagText } from '../dictionary/tag-names.ts'
import { transferSyntaxOf } from '../dictionary/transfer-syntaxes.ts'
import { isPersonal, isPrivateText } from './patient-data.ts'

/** A line of the list of tags. */
export interface TagRow {
  /** Of its sequence, from 0. */
  depth: number
  /** "(0010,0020)", or "" for an item of a sequence. */
  tag: string
  vr: string
  name: string
  value: string
  /** Bytes; items for a sequence. */
  length: string
  /** The value is there and not shown. */
  hidden: boolean
}

/** A row before its texts are made. */
interface Place {
  set: DataSet
  depth: number
  /** `undefined` for the head of an item. */
  element: DataElement | undefined
  item: number
  of: number
}

/** Rows of one file. */
const MOST_ROWS = 500_000
/** Letters of a value in the list; the whole is asked for apart. */
const SHORT = 400
const WHOLE = 200_000
/** Letters of a value that are searched. */
const SEARCHED = 20_000

/** All elements of data sets in their order, those of sequences behind them. @param remark takes that some are left out */
export function placesOf(
  sets: readonly (DataSet | undefined)[],
  remark: (words: string) => void,
): Place[] {
  const places: Place[] = []
  for (const set of sets) if (set) addPlaces(set, 0, places)
  if (places.length >= MOST_ROWS) remark('The file has more tags than are listed here.')
  return places
}

function addPlaces(set: DataSet, depth: number, places: Place[]): void {
  for (const element of set.elements.values()) {
    if (places.length >= MOST_ROWS) return
    places.push({ set, depth, element, item: 0, of: 0 })
    for (const [item, inner] of (element.items ?? []).entries()) {
      places.push({
        set: inner,
        depth: depth + 1,
        element: undefined,
        item,
        of: element.items?.length ?? 0,
      })
      addPlaces(inner, depth + 2, places)
    }
  }
}

/** @param revealed whether values that may tell who somebody is are shown */
export function rowOf({ set, depth, element, item, of }: Place, revealed: boolean): TagRow {
  if (element === undefined) {
    const name = `Item ${item + 1} of ${of}`
    return { depth, tag: '', vr: '', name, value: '', length: '', hidden: false }
  }
  const { tag, vr } = element
  const value = valueText(set, element, SHORT)
  const hidden = !revealed && value !== '' && isHidden(element)
  return {
    depth,
    tag: tagText(tag),
    vr,
    name: nameOf(set, tag),
    value: hidden ? '' : value,
    length: element.items ? countOf(element.items.length, 'item') : countOf(element.length, 'byte'),
    hidden,
  }
}

/** What a row can be found by, in small letters: nothing of it is hidden. */
export function searchText(place: Place, revealed: boolean): string {
  const { tag, vr, name, value } = rowOf(place, revealed)
  const { set, element } = place
  const isLong = value.endsWith('…') && element !== undefined
  const text = isLong ? valueText(set, element, SEARCHED) : value
  return [tag, tag.replaceAll(/[(),]/g, ''), vr, name, text].join(' ').toLowerCase()
}

/** The whole value of a row, up to a bound. */
export function wholeValue({ set, element }: Place, revealed: boolean): string {
  if (!element || (!revealed && isHidden(element))) return ''
  return valueText(set, element, WHOLE)
}

function isHidden({ tag, vr }: DataElement): boolean {
  return isPersonal(tag, vr) || isPrivateText(tag, vr)
}

function countOf(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`
}

/** From the dictionary; a private one by who made it (PS3.5 §7.8.1). */
function nameOf(set: DataSet, tag: number): string {
  const known = attributeOf(tag)
  if (known) return known.name
  if (!isPrivate(tag)) return 'Unknown'
  const element = tag & 0xffff
  if (element >= 0x10 && element <= 0xff) return 'Private creator'
  const creator = set.elements.get(tagOf(tag >>> 16, element >>> 8))
  const words = creator ? textsOfElement(set, creator).join(' ') : ''
  return words === '' ? 'Private' : `Private, ${words}`
}

function valueText(set: DataSet, element: DataElement, most: number): string {
  const { vr, length, items, fragments, places } = element
  if (items) return ''
  // Nobody has counted the fragments of the others.
  if (places) return countOf(places.length, 'frame')
  if (fragments) return countOf(Math.max(0, fragments.length - 1), 'fragment')
  if (length === 0) return ''
  const cut = Math.min(length, most * 4)
  const part = cut < length ? { ...element, length: cut } : element
  const text = isTextVr(vr) ? textOfText(set, part) : textOfBytes(set, part, most)
  const ends = cut < length || text.length > most
  return ends ? `${text.slice(0, most)}…` : text
}

function textOfText(set: DataSet, element: DataElement): string {
  const text = textsOfElement(set, element).join('\\')
  if (element.vr !== 'UI') return text
  const syntax = transferSyntaxOf(text).name
  const words = storageClassName(text) ?? (syntax.startsWith('Unknown') ? undefined : syntax)
  return words === undefined ? text : `${text} (${words})`
}

function textOfBytes(set: DataSet, element: DataElement, most: number): string {
  const { vr, start, length } = element
  const width = widthOfVr(vr)
  if (vr === 'AT') return binaryNumbers(set, element).map(tagText).join('\\')
  if (width !== undefined && !vr.startsWith('O')) return binaryNumbers(set, element).join('\\')
  const bytes = set.bytes.subarray(start, start + Math.min(length, most))
  // Nobody knows what UN is, and most of it is text.
  if (vr === 'UN' && bytes.every((byte) => byte === 0 || (byte >= 0x20 && byte < 0x7f))) {
    return String.fromCharCode(...bytes).replace(/[ \0]+$/, '')
  }
  return Array.from(bytes.subarray(0, Math.ceil(most / 3)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join(' ')
}
