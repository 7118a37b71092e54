import { characterSetOf, decodeValue, type CharacterSet } from './character-set.ts'
import { TAG, type DataElement, type DataSet } from './data-set.ts'
import { hasCharacterSet, isSingleText, widthOfVr } from './value-representations.ts'

/** Numbers and texts of a value that are read at most. */
const MOST = 100_000

/** The bytes of a value, as far as they are there; `undefined` without the element. */
export function bytesOf(
  set: DataSet | undefined,
  tag: number,
): Uint8Array<ArrayBuffer> | undefined {
  const element = set?.elements.get(tag)
  if (set === undefined || element === undefined || element.items || element.fragments)
    return undefined
  return set.bytes.subarray(element.start, element.start + element.length)
}

/** All texts of a value, in the character set that holds, without what only fills them up. */
export function textsOf(set: DataSet | undefined, tag: number): string[] {
  const element = set?.elements.get(tag)
  return set && element ? textsOfElement(set, element) : []
}

/** The first text of a value that isn't empty. */
export function textOf(set: DataSet | undefined, tag: number): string | undefined {
  return textsOf(set, tag).find((text) => text !== '')
}

/** The numbers of a value, however they are written. What is not a number is left out. */
export function numbersOf(set: DataSet | undefined, tag: number, signed?: boolean): number[] {
  const element = set?.elements.get(tag)
  if (set === undefined || element === undefined || element.items) return []
  if (widthOfVr(element.vr) === undefined) {
    return textsOfElement(set, element)
      .map((text) => (text === '' ? Number.NaN : Number(text)))
      .filter((number) => Number.isFinite(number))
  }
  const vr = signed === undefined ? element.vr : signed ? 'SS' : 'US'
  return binaryNumbers(set, element, vr)
}

/** The numbers of a value, each in its place: what is empty or no number is `undefined`. */
export function slotsOf(set: DataSet | undefined, tag: number): (number | undefined)[] {
  const element = set?.elements.get(tag)
  if (set === undefined || element === undefined || element.items) return []
  if (widthOfVr(element.vr) !== undefined) return binaryNumbers(set, element)
  const texts = textsOfElement(set, element)
  if (texts.every((text) => text === '')) return []
  return texts.map((text) => {
    const number = text === '' ? Number.NaN : Number(text)
    return Number.isFinite(number) ? number : undefined
  })
}

export function numberOf(set: DataSet | undefined, tag: number): number | undefined {
  return numbersOf(set, tag)[0]
}

export function itemsOf(set: DataSet | undefined, tag: number): readonly DataSet[] {
  return set?.elements.get(tag)?.items ?? []
}

export function itemOf(set: DataSet | undefined, tag: number): DataSet | undefined {
  return itemsOf(set, tag)[0]
}

/** @param fault called for letters whose set is only guessed */
export function textsOfElement(set: DataSet, element: DataElement, fault?: () => void): string[] {
  const bytes = set.bytes.subarray(element.start, element.start + element.length)
  const { vr } = element
  const text = hasCharacterSet(vr)
    ? decodeValue(bytes, characterSetAt(set), fault)
    : decodeValue(bytes, ASCII)
  const values = isSingleText(vr) ? [text] : text.split('\\', MOST)
  // Leading blanks are of weight in long texts alone (PS3.5 §6.2).
  return values.map((value) => (isSingleText(vr) ? value.replace(/[\s\0]+$/, '') : trimmed(value)))
}

/** Binary numbers, 64-bit ones as near as a number comes to them. */
export function binaryNumbers(set: DataSet, element: DataElement, vr = element.vr): number[] {
  const width = widthOfVr(vr) ?? 1
  const { bytes, little } = set
  const view = new DataView(bytes.buffer, bytes.byteOffset + element.start, element.length)
  const count = Math.min(MOST, Math.floor(element.length / width))
  return Array.from({ length: count }, (_, index) => readNumber(view, index * width, vr, little))
}

function readNumber(view: DataView, at: number, vr: string, little: boolean): number {
  switch (vr) {
    case 'US':
    case 'OW':
      return view.getUint16(at, little)
    case 'SS':
      return view.getInt16(at, little)
    case 'UL':
    case 'OL':
      return view.getUint32(at, little)
    case 'SL':
      return view.getInt32(at, little)
    case 'FL':
    case 'OF':
      return view.getFloat32(at, little)
    case 'FD':
    case 'OD':
      return view.getFloat64(at, little)
    case 'SV':
      return Number(view.getBigInt64(at, little))
    case 'UV':
    case 'OV':
      return Number(view.getBigUint64(at, little))
    case 'AT':
      return view.getUint16(at, little) * 65_536 + view.getUint16(at + 2, little)
    default:
      return view.getUint8(at)
  }
}

const ASCII: CharacterSet = { encoding: 'utf-8', switches: false, isGuess: true, unknown: [] }
const known = new WeakMap<DataSet, CharacterSet>()

/** The character set that holds in a data set: its own, or that of the one around it (PS3.5 §7.5.3). */
export function characterSetAt(set: DataSet): CharacterSet {
  const cached = known.get(set)
  if (cached) return cached
  const element = set.elements.get(TAG.characterSet)
  const found =
    element === undefined && set.parent
      ? characterSetAt(set.parent)
      : characterSetOf(element ? textsOfElement(set, element) : [])
  known.set(set, found)
  return found
}

function trimmed(text: string): string {
  return text.replaceAll(/^[ \0]+|[\s\0]+$/g, '')
}
