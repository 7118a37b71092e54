import { decodeText, encodingOf } from '../../text/encodings.ts'

/** What Outlook packs into `winmail.dat` ([MS-OXTNEF]). */
export interface TnefContent {
  files: TnefFile[]
  /** The message's text without formatting. */
  text: string | undefined
  /** The packed RTF of the message's text, see `decompressRtf`. */
  rtf: Uint8Array | undefined
  /** Whether all that is announced is there. */
  isWhole: boolean
}

interface TnefFile {
  name: string
  bytes: Uint8Array
}

const MOST_FILES = 1000
const MOST_PROPERTIES = 10_000

/** Numbers of attributes ([MS-OXTNEF] §2.1.3.3.1). */
const CODE_PAGE = 0x00069007
const BODY = 0x0002800c
const MESSAGE = 0x00069003
const NEXT_FILE = 0x00069002
const FILE_NAME = 0x00018010
const FILE_DATA = 0x0006800f
const FILE_PROPERTIES = 0x00069005

/** Reads the attributes of a TNEF stream; `undefined` where it is none. Nothing is copied. */
export function readTnef(bytes: Uint8Array): TnefContent | undefined {
  const view = viewOf(bytes)
  if (bytes.length < 6 || view.getUint32(0, true) !== 0x223e9f78) return undefined
  const content: TnefContent = { files: [], text: undefined, rtf: undefined, isWhole: true }
  let page = 1252
  let file: TnefFile | undefined
  for (let at = 6; at < bytes.length;) {
    // A line break may follow the last attribute.
    if (at + 9 > bytes.length) return { ...content, isWhole: bytes.length - at < 3 }
    const id = view.getUint32(at + 1, true)
    const length = view.getUint32(at + 5, true)
    const data = bytes.subarray(at + 9, at + 9 + length)
    if (id === CODE_PAGE && data.length >= 4) page = viewOf(data).getUint32(0, true)
    else if (id === BODY) content.text ??= lettersOf(data, page)
    else if (id === MESSAGE) content.rtf ??= propertiesIn(data).get(0x1009)
    else if (id === NEXT_FILE && content.files.length < MOST_FILES) {
      file = { name: '', bytes: new Uint8Array() }
      content.files.push(file)
    } else if (file !== undefined) takeInto(file, id, data, page)
    if (data.length < length) return { ...content, isWhole: false }
    at += 9 + length + 2
  }
  return content
}

function takeInto(file: TnefFile, id: number, data: Uint8Array, page: number): void {
  if (id === FILE_DATA) file.bytes = data
  // The long name of the properties comes before the short one.
  if (id === FILE_NAME && file.name === '') file.name = lettersOf(data, page)
  if (id !== FILE_PROPERTIES) return
  const properties = propertiesIn(data)
  const wide = properties.get(0x3707, 0x1f) ?? properties.get(0x3001, 0x1f)
  const narrow = properties.get(0x3707, 0x1e)
  if (wide !== undefined) file.name = decodeText(wide, 'utf-16le').replace(/\0+$/, '')
  else if (narrow !== undefined) file.name = lettersOf(narrow, page)
}

function lettersOf(bytes: Uint8Array, page: number): string {
  return decodeText(bytes, encodingOf(`windows-${page}`) ?? 'windows-1252').replace(/\0+$/, '')
}

/** The text and binary properties of a message or a file (§2.1.3.4), as far as they can be followed. */
function propertiesIn(bytes: Uint8Array) {
  const found = new Map<string, Uint8Array>()
  const view = viewOf(bytes)
  const count = bytes.length < 4 ? 0 : Math.min(view.getUint32(0, true), MOST_PROPERTIES)
  let at = 4
  for (let left = count; left > 0 && at + 8 <= bytes.length; left -= 1) {
    const type = view.getUint16(at, true)
    const id = view.getUint16(at + 2, true)
    at += 4
    if (id >= 0x8000) at = afterName(view, at)
    const size = fixedSize(type)
    if (size !== undefined) {
      at += size
      continue
    }
    // What is not a single value of changing length is passed over, and nothing behind an unknown type can be found.
    if (at + 4 > bytes.length || !isVariable(type)) break
    const values = Math.min(view.getUint32(at, true), 1000)
    at += 4
    for (let value = 0; value < values && at + 4 <= bytes.length; value += 1) {
      const length = view.getUint32(at, true)
      if (value === 0) found.set(`${id} ${type & 0xfff}`, bytes.subarray(at + 4, at + 4 + length))
      at += 4 + Math.ceil(length / 4) * 4
    }
  }
  return { get: (id: number, type = 0x102) => found.get(`${id} ${type}`) }
}

/** Bytes of a value of a fixed type, filled up to four; `undefined` for all others. */
function fixedSize(type: number): number | undefined {
  if ([0x02, 0x03, 0x04, 0x0a, 0x0b].includes(type)) return 4
  if ([0x05, 0x06, 0x07, 0x14, 0x40].includes(type)) return 8
  if (type === 0x48) return 16
  return type === 0x01 ? 0 : undefined
}

function isVariable(type: number): boolean {
  return [0x0d, 0x1e, 0x1f, 0x102].includes(type & 0xfff)
}

/** Behind the name of a named property: its set, and a number or letters. */
function afterName(view: DataView, at: number): number {
  if (at + 24 > view.byteLength) return view.byteLength
  const value = view.getUint32(at + 20, true)
  return view.getUint32(at + 16, true) === 0 ? at + 24 : at + 24 + Math.ceil(value / 4) * 4
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
