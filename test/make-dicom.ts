/** Makes small DICOM files byte by byte (PS3.5 §7, PS3.10 §7). */

/** A value: text, numbers of the representation's width, bytes, items of a sequence, or fragments of pixel data. */
export type DicomValue =
  | string
  | readonly number[]
  | Uint8Array
  | { items: readonly (readonly DicomEntry[])[]; open?: boolean }
  | { fragments: readonly Uint8Array[]; table?: Uint8Array }

export type DicomEntry = readonly [tag: number, vr: string, value: DicomValue]

interface DicomCoding {
  explicit: boolean
  little: boolean
}

export const SYNTAX = {
  implicit: '1.2.840.10008.1.2',
  explicit: '1.2.840.10008.1.2.1',
  deflated: '1.2.840.10008.1.2.1.99',
  big: '1.2.840.10008.1.2.2',
  jpeg: '1.2.840.10008.1.2.4.50',
  lossless: '1.2.840.10008.1.2.4.70',
  jpegLs: '1.2.840.10008.1.2.4.80',
  jpeg2000: '1.2.840.10008.1.2.4.90',
  htj2k: '1.2.840.10008.1.2.4.201',
  rle: '1.2.840.10008.1.2.5',
} as const

const LONG = new Set(['OB', 'OW', 'OF', 'OD', 'OL', 'OV', 'SQ', 'UN', 'UT', 'UC', 'UR', 'SV', 'UV'])
const EXPLICIT: DicomCoding = { explicit: true, little: true }
const PREAMBLE = 128

/** A whole file with its head. */
export function makeDicom(
  entries: readonly DicomEntry[],
  syntax: string = SYNTAX.explicit,
): Uint8Array<ArrayBuffer> {
  const meta = dataSet([[0x0002_0010, 'UI', syntax]], EXPLICIT)
  const isImplicit = syntax === SYNTAX.implicit || syntax === '1.2.840.113619.5.2'
  const coding = { explicit: !isImplicit, little: syntax !== SYNTAX.big }
  return joined([new Uint8Array(PREAMBLE), ascii('DICM'), meta, dataSet(entries, coding)])
}

/** Elements alone. */
export function dataSet(
  entries: readonly DicomEntry[],
  coding = EXPLICIT,
): Uint8Array<ArrayBuffer> {
  return joined(entries.map((entry) => element(entry, coding)))
}

/** The attributes of a picture, and its pixels; `also` replaces and adds. */
export function picture(
  size: { rows: number; columns: number; bits?: number; photometric?: string; samples?: number },
  pixels: DicomValue,
  also: readonly DicomEntry[] = [],
): DicomEntry[] {
  const { rows, columns, bits = 8, photometric = 'MONOCHROME2', samples = 1 } = size
  const entries = new Map<number, DicomEntry>()
  const base: DicomEntry[] = [
    [0x0028_0002, 'US', [samples]],
    [0x0028_0004, 'CS', photometric],
    [0x0028_0010, 'US', [rows]],
    [0x0028_0011, 'US', [columns]],
    [0x0028_0100, 'US', [bits]],
    [0x0028_0101, 'US', [bits]],
    [0x0028_0102, 'US', [bits - 1]],
    [0x0028_0103, 'US', [0]],
    [0x7fe0_0010, bits > 8 ? 'OW' : 'OB', pixels],
  ]
  for (const entry of [...base, ...also]) entries.set(entry[0], entry)
  return [...entries.values()].toSorted(([one], [other]) => one - other)
}

/** Words of 16 bits, the low byte first. */
export function words(...numbers: number[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(numbers.flatMap((number) => [number & 0xff, (number >> 8) & 0xff]))
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export function ascii(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}

function element([tag, vr, value]: DicomEntry, coding: DicomCoding): Uint8Array<ArrayBuffer> {
  const body = bytesOf(value, vr, coding)
  const isOpen =
    typeof value === 'object' && ('fragments' in value || ('open' in value && value.open))
  const length = isOpen ? 0xffff_ffff : body.length
  const isLong = LONG.has(vr)
  const head = new DataView(new ArrayBuffer(coding.explicit && isLong ? 12 : 8))
  head.setUint16(0, tag >>> 16, coding.little)
  head.setUint16(2, tag & 0xffff, coding.little)
  if (coding.explicit) {
    head.setUint8(4, vr.charCodeAt(0))
    head.setUint8(5, vr.charCodeAt(1))
    if (isLong) head.setUint32(8, length, coding.little)
    else head.setUint16(6, length, coding.little)
  } else head.setUint32(4, length, coding.little)
  return joined([new Uint8Array(head.buffer), body])
}

function bytesOf(value: DicomValue, vr: string, coding: DicomCoding): Uint8Array {
  if (typeof value === 'string') return padded(ascii(value), vr === 'UI' ? 0 : 0x20)
  if (value instanceof Uint8Array) return padded(value, 0)
  if ('fragments' in value) {
    const table = item(value.table ?? new Uint8Array(), coding)
    const parts = value.fragments.map((fragment) => item(padded(fragment, 0), coding))
    return joined([table, ...parts, delimiter(0xe0dd, coding)])
  }
  if ('items' in value) {
    const parts = value.items.map((entries) => {
      const body = dataSet(entries, coding)
      if (value.open !== true) return item(body, coding)
      return joined([delimiter(0xe000, coding, 0xffff_ffff), body, delimiter(0xe00d, coding)])
    })
    return joined(value.open === true ? [...parts, delimiter(0xe0dd, coding)] : parts)
  }
  return numbers(value, vr, coding.little)
}

function item(body: Uint8Array, coding: DicomCoding): Uint8Array {
  return joined([delimiter(0xe000, coding, body.length), body])
}

function delimiter(element: number, { little }: DicomCoding, length = 0): Uint8Array {
  const view = new DataView(new ArrayBuffer(8))
  view.setUint16(0, 0xfffe, little)
  view.setUint16(2, element, little)
  view.setUint32(4, length, little)
  return new Uint8Array(view.buffer)
}

function numbers(values: readonly number[], vr: string, little: boolean): Uint8Array {
  const width = { US: 2, SS: 2, OW: 2, UL: 4, SL: 4, FL: 4, AT: 4, OF: 4, FD: 8 }[vr] ?? 1
  const view = new DataView(new ArrayBuffer(values.length * width))
  for (const [index, value] of values.entries()) {
    const at = index * width
    if (vr === 'FL' || vr === 'OF') view.setFloat32(at, value, little)
    else if (vr === 'FD') view.setFloat64(at, value, little)
    else if (vr === 'AT') {
      view.setUint16(at, value >>> 16, little)
      view.setUint16(at + 2, value & 0xffff, little)
    } else if (width === 4) view.setInt32(at, value, little)
    else if (width === 2) view.setInt16(at, value, little)
    else view.setInt8(at, value)
  }
  return padded(new Uint8Array(view.buffer), 0)
}

function padded(bytes: Uint8Array, fill: number): Uint8Array {
  return bytes.length % 2 === 0 ? bytes : joined([bytes, Uint8Array.of(fill)])
}
