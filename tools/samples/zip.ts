import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  /** With `/` between folders, and at the end of a folder's own entry. */
  name: string
  content: string | Uint8Array
}

/** A zip archive (PKWARE APPNOTE 6.3.3), deflated, all entries of 12 October 2026, 08:00. */
export function writeZip(entries: readonly ZipEntry[]): Uint8Array {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content } of entries) {
    const bytes = Buffer.from(content)
    const deflated = name.endsWith('/') ? bytes : deflateRawSync(bytes, { level: 9 })
    const path = Buffer.from(name, 'utf8')
    const common = commonFields(bytes, deflated, path, name.endsWith('/'))
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, path, deflated])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(name.endsWith('/') ? 0x10 : 0, 6)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, path)
    locals.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, central, end])
}

const DOS_TIME = 8 << 11
const DOS_DATE = ((2026 - 1980) << 9) | (10 << 5) | 12

/** From "version needed" to "extra field length": the same in the local header and in the directory. */
function commonFields(bytes: Buffer, deflated: Buffer, path: Buffer, folder: boolean): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE(0x0800, 2) // names are UTF-8
  fields.writeUInt16LE(folder ? 0 : 8, 4)
  fields.writeUInt16LE(DOS_TIME, 6)
  fields.writeUInt16LE(DOS_DATE, 8)
  fields.writeUInt32LE(crc32(bytes), 10)
  fields.writeUInt32LE(deflated.length, 14)
  fields.writeUInt32LE(bytes.length, 18)
  fields.writeUInt16LE(path.length, 22)
  return fields
}
