import { writeCompoundFile, type Folder } from '#formats/msg/write-compound-file.ts'

/** What a message, a recipient or an attachment of Outlook is to have, by the numbers of its properties. */
export interface MsgParts {
  /** As Unicode. */
  texts?: Record<number, string>
  /** In one byte for each character. */
  ansi?: Record<number, string>
  binaries?: Record<number, Uint8Array>
  numbers?: Record<number, number>
  /** ISO 8601. */
  times?: Record<number, string>
  recipients?: MsgParts[]
  attachments?: MsgParts[]
  /** A message that is attached. */
  inside?: MsgParts
  /** GUIDs as the file has them, and entries of eight bytes. */
  names?: { guids: Uint8Array; entries: Uint8Array }
}

/** A file of an Outlook message ([MS-OXMSG]), made part by part. */
export function makeMsg(parts: MsgParts): Uint8Array<ArrayBuffer> {
  return writeCompoundFile(folderOf(parts, 32))
}

function folderOf(parts: MsgParts, headerSize: number): Folder {
  const streams = new Map<string, Uint8Array>()
  const storages = new Map<string, Folder>()
  const put = (id: string, type: string, bytes: Uint8Array) =>
    streams.set(`__substg1.0_${hex(Number(id), 4)}${type}`, bytes)
  for (const [id, text] of Object.entries(parts.texts ?? {})) {
    put(id, '001F', Uint8Array.from(Buffer.from(text, 'utf16le')))
  }
  for (const [id, text] of Object.entries(parts.ansi ?? {})) {
    put(
      id,
      '001E',
      Uint8Array.from(text, (char) => char.charCodeAt(0)),
    )
  }
  for (const [id, bytes] of Object.entries(parts.binaries ?? {})) put(id, '0102', bytes)
  streams.set('__properties_version1.0', fixed(parts, headerSize))
  for (const [index, one] of (parts.recipients ?? []).entries()) {
    storages.set(`__recip_version1.0_#${hex(index, 8)}`, folderOf(one, 8))
  }
  for (const [index, one] of (parts.attachments ?? []).entries()) {
    storages.set(`__attach_version1.0_#${hex(index, 8)}`, folderOf(one, 8))
  }
  if (parts.inside) storages.set('__substg1.0_3701000D', folderOf(parts.inside, 24))
  if (parts.names) {
    const names = new Map([
      ['__substg1.0_00020102', parts.names.guids],
      ['__substg1.0_00030102', parts.names.entries],
    ])
    storages.set('__nameid_version1.0', { storages: new Map(), streams: names })
  }
  return { storages, streams }
}

function fixed({ numbers = {}, times = {} }: MsgParts, headerSize: number): Uint8Array {
  const rows = [
    ...Object.entries(numbers).map(([id, value]) => ({ id, type: 3, value: BigInt(value) })),
    ...Object.entries(times).map(([id, iso]) => {
      const ticks = (BigInt(Date.parse(iso)) + 11_644_473_600_000n) * 10_000n
      return { id, type: 0x40, value: ticks }
    }),
  ]
  const bytes = new Uint8Array(headerSize + rows.length * 16)
  const view = new DataView(bytes.buffer)
  for (const [index, { id, type, value }] of rows.entries()) {
    const at = headerSize + index * 16
    view.setUint16(at, type, true)
    view.setUint16(at + 2, Number(id), true)
    view.setBigUint64(at + 8, value, true)
  }
  return bytes
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0')
}
