import { big, isAscii, latin1, little, type Found, type Head } from './head.ts'

const DICOM: Found = { kind: 'dicom', type: 'application/dicom' }

/**
 * DICOM PS3.10 §7.1: 128 bytes that may hold anything (another format's head, too), then "DICM", then group 0002. Files
 * without all that, as old systems write them, are known by their elements: each says how long it is, and tags ascend.
 */
export function dicomOf({ bytes, size }: Head): Found | undefined {
  if (isAscii(bytes, 128, 'DICM')) {
    const group = little(bytes, 132, 2)
    return group <= 8 || size < 140 ? DICOM : { ...DICOM, isWeak: true }
  }
  if (isDataSet(bytes, size)) return DICOM
  // Where a head was cut off, the byte that made its last value even may have stayed.
  const isPadding = bytes[0] === 0x20 || bytes[0] === 0
  return isPadding && isDataSet(bytes.subarray(1), size - 1) ? DICOM : undefined
}

function isDataSet(bytes: Uint8Array, size: number): boolean {
  return [explicit(little), explicit(big), implicit].some((read) => walk(bytes, size, read))
}

interface Element {
  tag: number
  /** Where the next one begins; `undefined` behind a sequence of unknown length. */
  next: number | undefined
}

type ReadElement = (bytes: Uint8Array, at: number) => Element | undefined

/** At least three elements of the first groups, or all there are. */
function walk(bytes: Uint8Array, size: number, read: ReadElement): boolean {
  let at = 0
  let last = -1
  for (let count = 0; count < 8; count += 1) {
    const element = read(bytes, at)
    if (element === undefined || element.tag <= last) return false
    if (count === 0 && !FIRST_GROUPS.has(element.tag >>> 16)) return false
    const { next } = element
    if (next === undefined || next >= bytes.length) return count >= 2 || next === size
    last = element.tag
    at = next
  }
  return true
}

const FIRST_GROUPS = new Set([0x0002, 0x0004, 0x0008])

function explicit(number: typeof little): ReadElement {
  return (bytes, at) => {
    const vr = latin1(bytes.subarray(at + 4, at + 6))
    if (!VRS.has(vr)) return undefined
    const isLong = LONG_VRS.has(vr)
    const length = isLong ? number(bytes, at + 8, 4) : number(bytes, at + 6, 2)
    const tag = number(bytes, at, 2) * 65_536 + number(bytes, at + 2, 2)
    const start = at + (isLong ? 12 : 8)
    return Number.isNaN(tag) || Number.isNaN(length)
      ? undefined
      : { tag, next: length === UNKNOWN ? undefined : start + length }
  }
}

/** PS3.5 §7.1.3. Without value representations only lengths and tags can be wrong, so lengths must be even and small. */
function implicit(bytes: Uint8Array, at: number): Element | undefined {
  const tag = little(bytes, at, 2) * 65_536 + little(bytes, at + 2, 2)
  const length = little(bytes, at + 4, 4)
  if (Number.isNaN(tag) || Number.isNaN(length)) return undefined
  if (length === UNKNOWN) return { tag, next: undefined }
  return length % 2 === 0 && length < 65_536 ? { tag, next: at + 8 + length } : undefined
}

const UNKNOWN = 0xffffffff
const LONG_VRS = new Set('OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '))
const VRS = new Set([
  ...LONG_VRS,
  ...'AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '),
])
