import {
  LARGEST,
  pathRemarks,
  type ArchiveEntry,
  type EntryDetails,
  type EntryTime,
} from '../archive/archive-entry.ts'
import { little } from '../detection/head.ts'
import type { ByteRanges } from '../source-port.ts'
import type { ZipDirectory } from './zip-directory.ts'
import type { ZipNames } from './zip-names.ts'
import { dosClock, ENCRYPTED, LOCAL, methodName, methodOf, type ZipRecord } from './zip-record.ts'
import { refusalOf } from './zip-unpack.ts'

/** Each record as an entry of an archive, with what is odd about it alone or beside the others. */
export function entriesOf(
  { records, disk, isRecovered }: ZipDirectory,
  { paths }: ZipNames,
  size: number,
): ArchiveEntry[] {
  const overlapping = overlaps(records, disk)
  const repeated = repeats(paths)
  return records.map((record, at) => {
    const path = paths[at] ?? ''
    const type = typeOf(record, path)
    const remarks = pathRemarks(path)
    if (repeated.has(at)) remarks.push('Another entry has the same name.')
    if (overlapping.has(at)) {
      remarks.push(
        'It shares its bytes with another entry, as archives do that are made to overwhelm programs.',
      )
    }
    if (type === 'link')
      remarks.push('It is a link: its content is the path it leads to, which is not followed.')
    if (isRecovered) remarks.push('It is known from its own header only.')
    const refusal = record.disk === disk || isRecovered ? refusalOf(record, LARGEST) : ELSEWHERE
    if (refusal === undefined && record.offset >= size)
      remarks.push('It lies beyond the end of the file.')
    return {
      path,
      type,
      size: record.size,
      packedSize: record.packedSize,
      time: timeOf(record),
      isEncrypted: (record.flags & ENCRYPTED) !== 0,
      remarks,
      ...(refusal !== undefined && type !== 'folder' && { refusal }),
    }
  })
}

const ELSEWHERE = 'It lies in another part of the split archive.'

/** Unix keeps the type in the upper half of the attributes, DOS a bit for folders. */
function typeOf({ host, attributes, size }: ZipRecord, path: string): ArchiveEntry['type'] {
  if (path.endsWith('/')) return 'folder'
  const mode = host === 3 || host === 19 ? (attributes >>> 28) & 15 : 0
  if (mode === 10) return 'link'
  if (mode === 4 && size === 0) return 'folder'
  return host === 0 && (attributes & 0x10) !== 0 && size === 0 ? 'folder' : 'file'
}

function timeOf({ instant, dosTime }: ZipRecord): EntryTime | undefined {
  if (instant !== undefined && Number.isFinite(instant)) return { type: 'instant', time: instant }
  const text = dosClock(dosTime)
  return text === undefined ? undefined : { type: 'clock', text }
}

/** Entries whose bytes belong to another one, too: laid over each other, a few bytes unpack to petabytes. */
function overlaps(records: readonly ZipRecord[], disk: number): Set<number> {
  const found = new Set<number>()
  const order = records.map((_, at) => at).toSorted((a, b) => start(a) - start(b))
  let end = -1
  let before = -1
  function start(at: number): number {
    return records[at]?.offset ?? 0
  }
  for (const at of order) {
    const record = records[at]
    if (record === undefined || record.disk !== disk) continue
    if (record.offset < end) found.add(at).add(before)
    const own = record.offset + LOCAL + record.rawName.length + record.packedSize
    if (own <= end) continue
    end = own
    before = at
  }
  return found
}

function repeats(paths: readonly string[]): Set<number> {
  const first = new Map<string, number>()
  const found = new Set<number>()
  for (const [at, path] of paths.entries()) {
    const known = first.get(path)
    if (known === undefined) first.set(path, at)
    else found.add(at).add(known)
  }
  return found
}

/** Facts of one entry, and what its own header says otherwise than the list. */
export async function detailsOf(
  blob: ByteRanges,
  record: ZipRecord,
  names: ZipNames,
): Promise<EntryDetails> {
  const facts: [string, string][] = [['Packed by', packedBy(record)]]
  if (record.flags & ENCRYPTED) {
    const bits = record.aes && 64 + record.aes.strength * 64
    facts.push(['Encryption', bits === undefined ? 'traditional (weak)' : `AES, ${bits} bits`])
  }
  if (record.aes?.version !== 2) {
    facts.push(['Checksum (CRC-32)', record.crc.toString(16).padStart(8, '0')])
  }
  const comment = names.decode(record.rawComment, record.flags)
  if (comment !== '') facts.push(['Comment', comment])
  return { facts, remarks: await headerRemarks(blob, record, names) }
}

function packedBy(record: ZipRecord): string {
  const system = SYSTEMS[record.host]
  const method = methodName(methodOf(record))
  return system === undefined ? method : `${method}, on ${system}`
}

/** APPNOTE 4.4.2.2. */
const SYSTEMS: Record<number, string> = {
  0: 'DOS or Windows',
  3: 'Unix',
  10: 'Windows',
  19: 'macOS',
}

async function headerRemarks(
  blob: ByteRanges,
  record: ZipRecord,
  names: ZipNames,
): Promise<string[]> {
  const { offset, rawName } = record
  if (offset < 0) return []
  const head = new Uint8Array(await blob.slice(offset, offset + LOCAL).arrayBuffer())
  if (little(head, 0, 4) !== 0x04034b50) return []
  const start = offset + LOCAL
  const bytes = await blob.slice(start, start + little(head, 26, 2)).arrayBuffer()
  const own = new Uint8Array(bytes)
  const isSame = own.length === rawName.length && own.every((byte, at) => byte === rawName[at])
  if (isSame) return []
  const name = names.decode(own, little(head, 6, 2))
  return [`Its own header calls it “${name}”, otherwise than the list of contents.`]
}
