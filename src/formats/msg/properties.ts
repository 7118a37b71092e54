import { decodeText, type Encoding } from '../text/encodings.ts'
import type { Storage } from './compound-file.ts'

/** Bytes of one text of a message, and of a recipient or an attachment. */
const LONGEST_TEXT = 50_000_000
const LONGEST_NAME = 100_000
const MOST_PROPERTIES = 20_000

/** The properties of a message, a recipient or an attachment, by their numbers ([MS-OXMSG] §2.4). */
export interface Properties {
  text: (id: number) => string | undefined
  binary: (id: number) => Uint8Array<ArrayBuffer> | undefined
  /** The bytes of a text that is not Unicode. */
  ansi: (id: number) => Uint8Array<ArrayBuffer> | undefined
  /** Whole numbers and truth values. */
  number: (id: number) => number | undefined
  /** Milliseconds since 1970. */
  time: (id: number) => number | undefined
}

/** What reading the properties of one file shares. */
export interface PropertyContext {
  encoding: Encoding
  remarks: Set<string>
}

/** @param headerSize of the property stream: 32 in a file's root, 24 in a message within, 8 elsewhere */
export function propertiesOf(
  storage: Storage,
  headerSize: number,
  context: PropertyContext,
): Properties {
  const fixed = fixedOf(storage, headerSize)
  const most = headerSize === 8 ? LONGEST_NAME : LONGEST_TEXT
  const stream = (id: number, type: string) =>
    storage.streams.get(`__substg1.0_${id.toString(16).toUpperCase().padStart(4, '0')}${type}`)
  const read = (id: number, type: string) => {
    const found = stream(id, type)
    if (found === undefined) return undefined
    const bytes = found.read(most)
    if (bytes.length < Math.min(found.size, most)) {
      context.remarks.add('The file is cut off or damaged: parts of what it holds are missing.')
    } else if (found.size > most) {
      context.remarks.add('A text is enormous: only its beginning is shown.')
    }
    return bytes
  }
  return {
    text(id) {
      const wide = read(id, '001F')
      if (wide !== undefined) return trimmed(decodeText(wide, 'utf-16le'))
      const bytes = read(id, '001E')
      if (bytes === undefined) return undefined
      const text = trimmed(decodeText(bytes, context.encoding))
      if (text.includes('\ufffd')) {
        context.remarks.add(
          `Some letters are not valid in ${context.encoding}, the encoding of this message: they are shown as “\ufffd”.`,
        )
      }
      return text
    },
    binary: (id) => read(id, '0102'),
    ansi: (id) => read(id, '001E'),
    number: (id) => fixed.get(id)?.getInt32(0, true),
    time(id) {
      const value = fixed.get(id)
      if (value === undefined) return undefined
      const ticks = value.getUint32(4, true) * 2 ** 32 + value.getUint32(0, true)
      const time = Math.round(ticks / 10_000 - 11_644_473_600_000)
      // Outlook writes the year 4501 where there is none.
      return ticks === 0 || time > 79_000_000_000_000 ? undefined : time
    },
  }
}

function trimmed(text: string): string {
  return text.replace(/\0+$/, '')
}

/** Values that need no stream of their own. */
function fixedOf(storage: Storage, headerSize: number): Map<number, DataView> {
  const bytes = storage.streams.get('__properties_version1.0')?.read(MOST_PROPERTIES * 16)
  const found = new Map<number, DataView>()
  if (bytes === undefined) return found
  for (let at = headerSize; at + 16 <= bytes.length; at += 16) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, 16)
    found.set(view.getUint16(2, true), new DataView(bytes.buffer, bytes.byteOffset + at + 8, 8))
  }
  return found
}

/** Sets of named properties ([MS-OXPROPS] §1.3.2), by the first number of their GUIDs. */
const SETS: Record<number, string> = {
  0x00062002: 'appointment',
  0x00062003: 'task',
  0x00062004: 'address',
}

/** The numbers that a file gives its named properties ([MS-OXMSG] §2.2.3), by `appointment:820d`. */
export function namedProperties(root: Storage): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  const names = root.storages.get('__nameid_version1.0')
  const guids = names?.streams.get('__substg1.0_00020102')?.read(100_000)
  const entries = names?.streams.get('__substg1.0_00030102')?.read(1_000_000)
  if (guids === undefined || entries === undefined) return found
  const guidView = new DataView(guids.buffer, guids.byteOffset, guids.byteLength)
  const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength)
  for (let at = 0; at + 8 <= entries.length; at += 8) {
    const kind = view.getUint16(at + 4, true)
    const guid = ((kind >> 1) - 3) * 16
    if ((kind & 1) === 1 || guid < 0 || guid + 16 > guids.length) continue
    const set = SETS[guidView.getUint32(guid, true)]
    if (set === undefined) continue
    found.set(
      `${set}:${view.getUint32(at, true).toString(16)}`,
      0x8000 + view.getUint16(at + 6, true),
    )
  }
  return found
}
