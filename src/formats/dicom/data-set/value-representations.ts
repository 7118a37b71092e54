import { attributeOf, isPrivate } from '../dictionary/tag-names.ts'
import { TAG, type DataSet } from './data-set.ts'

/** Value representations (PS3.5 §6.2) and how wide their numbers are. */
const LONG = new Set('OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '))
const SHORT = new Set('AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '))

/** Whether two letters are a value representation. */
export function isVr(letters: string): boolean {
  return SHORT.has(letters) || LONG.has(letters)
}

/** Whether its length takes four bytes in explicit coding. */
export function isLongVr(vr: string): boolean {
  return LONG.has(vr)
}

/** Bytes of one binary number; `undefined` for a representation that isn't a row of numbers. */
export function widthOfVr(vr: string): 1 | 2 | 4 | 8 | undefined {
  switch (vr) {
    case 'US':
    case 'SS':
    case 'OW':
      return 2
    case 'UL':
    case 'SL':
    case 'FL':
    case 'OF':
    case 'OL':
    case 'AT':
      return 4
    case 'FD':
    case 'OD':
    case 'SV':
    case 'UV':
    case 'OV':
      return 8
    case 'OB':
      return 1
    default:
      return undefined
  }
}

/** Whether the specific character set holds for it (PS3.5 §6.1.2.3). */
export function hasCharacterSet(vr: string): boolean {
  return ['SH', 'LO', 'ST', 'LT', 'UC', 'UT', 'PN'].includes(vr)
}

/** Whether a backslash in it is a letter, not the sign between values. */
export function isSingleText(vr: string): boolean {
  return ['ST', 'LT', 'UT', 'UR'].includes(vr)
}

/** Whether a value of it is text. */
export function isTextVr(vr: string): boolean {
  return (
    hasCharacterSet(vr) || ['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'TM', 'UI', 'UR'].includes(vr)
  )
}

/**
 * The representation that the dictionary knows; "US or SS" is settled by the representation of the pixels.
 *
 * @param view of the bytes that the data set is read from
 */
export function vrOfTag(tag: number, view: DataView, set: DataSet): string {
  if (isPrivate(tag)) return (tag & 0xffff) >= 0x10 && (tag & 0xffff) <= 0xff ? 'LO' : 'UN'
  const vr = attributeOf(tag)?.vr ?? 'UN'
  if (vr === 'XS') return isSigned(view, set) ? 'SS' : 'US'
  return vr === 'OX' ? 'OW' : vr
}

function isSigned(view: DataView, set: DataSet | undefined): boolean {
  for (let around = set; around; around = around.parent) {
    const own = around.elements.get(TAG.pixelRepresentation)
    if (!own) continue
    const at = around.little ? own.start : own.start + 1
    return at < view.byteLength && view.getUint8(at) === 1
  }
  return false
}
