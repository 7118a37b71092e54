import { bitmapFile } from './windows-bitmap.ts'

const SRCCOPY = 0x00_cc_00_20
const PLACEABLE = 0x9a_c6_cd_d7
const MOST_RECORDS = 100_000

/**
 * The one bitmap that a Windows metafile (WMF or EMF) is made of, as a BMP file: what a program stored as a metafile though
 * it is a scan or a photograph. [MS-WMF] 2.3, [MS-EMF] 2.3.
 *
 * @returns `undefined` where it draws anything else as well, turns the bitmap, or is broken: nothing of it must be missing
 */
export function bitmapOfMetafile(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (bytes.length < 40) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    if (view.getUint32(0, true) === 1 && view.getUint32(40, true) === 0x46_4d_45_20)
      return bitmapOfEmf(bytes, view)
    const start = view.getUint32(0, true) === PLACEABLE ? 22 : 0
    const isWmf = view.getUint16(start, true) <= 2 && view.getUint16(start + 2, true) === 9
    return isWmf ? bitmapOfWmf(bytes, view, start + 18) : undefined
  } catch (error) {
    // A field lies behind the end.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** By its function, where a bitmap's extents (source and destination) and its data are in the record, in bytes. */
const WMF_BITMAPS = new Map<
  number,
  { rop: number | undefined; extents: readonly number[]; data: number }
>([
  [0x0f_43, { rop: 6, extents: [12, 14, 20, 22], data: 28 }],
  [0x0b_41, { rop: 6, extents: [10, 12, 18, 20], data: 26 }],
  [0x09_40, { rop: 6, extents: [14, 16], data: 22 }],
  [0x0d_33, { rop: undefined, extents: [16, 18], data: 24 }],
])

const SET_WINDOW_EXTENT = 0x02_0c
const WMF_SETTINGS = new Set([
  0x00_00,
  0x00_1e,
  0x00_35,
  0x00_f7,
  0x01_02,
  0x01_03,
  0x01_04,
  0x01_05,
  0x01_06,
  0x01_07,
  0x01_08,
  0x01_27,
  0x01_2d,
  0x01_2e,
  0x01_f0,
  0x02_01,
  0x02_09,
  0x02_0a,
  0x02_0b,
  SET_WINDOW_EXTENT,
  0x02_0d,
  0x02_31,
  0x02_34,
  0x02_fa,
  0x02_fb,
  0x02_fc,
  0x06_26,
])

function bitmapOfWmf(
  bytes: Uint8Array,
  view: DataView,
  start: number,
): Uint8Array<ArrayBuffer> | undefined {
  let found: Uint8Array<ArrayBuffer> | undefined
  let at = start
  for (let count = 0; count < MOST_RECORDS && at + 6 <= bytes.length; count += 1) {
    const size = view.getUint32(at, true) * 2
    const type = view.getUint16(at + 4, true)
    if (type === 0) return found
    if (size < 6) return undefined
    const bitmap = WMF_BITMAPS.get(type)
    if (bitmap) {
      const isPlain =
        (bitmap.rop === undefined || view.getUint32(at + bitmap.rop, true) === SRCCOPY) &&
        bitmap.extents.every((extent) => view.getInt16(at + extent, true) > 0)
      if (!isPlain || found || at + size > bytes.length) return undefined
      found = bitmapFile(bytes.subarray(at + bitmap.data, at + size))
      if (found === undefined) return undefined
    } else if (!WMF_SETTINGS.has(type) || (type === SET_WINDOW_EXTENT && !isUpright(view, at))) {
      return undefined
    }
    at += size
  }
  return undefined
}

function isUpright(view: DataView, at: number): boolean {
  return view.getInt16(at + 6, true) > 0 && view.getInt16(at + 8, true) > 0
}

const EMF_END = 14
const EMF_WINDOW_EXTENT = 9
const EMF_VIEWPORT_EXTENT = 11
const EMF_COMMENT = 70
const EMF_STRETCH = 81
const EMF_SETTINGS = new Set([
  1, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 30, 33, 34, 37, 38, 39, 40, 48, 49,
  52, 58, 70, 75, 82, 95, 98,
])

function bitmapOfEmf(bytes: Uint8Array, view: DataView): Uint8Array<ArrayBuffer> | undefined {
  let found: Uint8Array<ArrayBuffer> | undefined
  let at = 0
  for (let count = 0; count < MOST_RECORDS && at + 8 <= bytes.length; count += 1) {
    const type = view.getUint32(at, true)
    const size = view.getUint32(at + 4, true)
    if (type === EMF_END) return found
    if (size < 8 || at + size > bytes.length) return undefined
    if (type === EMF_STRETCH) {
      if (found) return undefined
      found = stretched(bytes, view, at)
      if (found === undefined) return undefined
    } else if (!EMF_SETTINGS.has(type) || isPlusComment(view, type, at, size)) return undefined
    else if (type === EMF_WINDOW_EXTENT || type === EMF_VIEWPORT_EXTENT) {
      if (view.getInt32(at + 8, true) <= 0 || view.getInt32(at + 12, true) <= 0) return undefined
    }
    at += size
  }
  return undefined
}

/** A comment that holds drawing of a newer kind, EMF+. */
function isPlusComment(view: DataView, type: number, at: number, size: number): boolean {
  return type === EMF_COMMENT && size >= 16 && view.getUint32(at + 12, true) === 0x2b_46_4d_45
}

/** EMR_STRETCHDIBITS, [MS-EMF] 2.3.1.7: header and bits lie where it says. */
function stretched(
  bytes: Uint8Array,
  view: DataView,
  at: number,
): Uint8Array<ArrayBuffer> | undefined {
  const extents = [40, 44, 72, 76]
  const isPlain =
    view.getUint32(at + 68, true) === SRCCOPY &&
    extents.every((extent) => view.getInt32(at + extent, true) > 0)
  if (!isPlain) return undefined
  const part = (offset: number): Uint8Array => {
    const from = at + view.getUint32(at + offset, true)
    return bytes.subarray(from, from + view.getUint32(at + offset + 4, true))
  }
  const header = part(48)
  const bits = part(56)
  if (header.length < 16 || bits.length === 0) return undefined
  const whole = new Uint8Array(header.length + bits.length)
  whole.set(header)
  whole.set(bits, header.length)
  return bitmapFile(whole, header.length)
}
