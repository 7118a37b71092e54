import { MOST_ENTRIES } from '../archive/archive-entry.ts'
import { ByteWindow } from '../archive/byte-window.ts'
import { BLOCK, paxRecords, readHeader, untilZero, type TarHeader } from './tar-header.ts'

/** An entry as it was found, with what the headers before it say of it. */
export interface TarRecord extends TarHeader {
  start: number
  path: string | undefined
  link: string | undefined
  isSparse: boolean
  isCut: boolean
}

/** Bytes of a header that only describes the next entry; names are short. */
const LONGEST_PAX = 1 << 20

/** Damaged places that are named one by one. */
const MOST_FAULTS = 5

/** All entries of a tar archive in their order, and what is wrong with it in sentences. */
export async function readRecords(
  blob: Blob,
  signal: AbortSignal | undefined,
): Promise<{ records: TarRecord[]; remarks: string[] }> {
  const records: TarRecord[] = []
  const remarks: string[] = []
  const blocks = new ByteWindow(blob)
  let about = new Map<string, string>()
  let all = new Map<string, string>()
  let skipped = 0
  let faults = 0
  let at = 0
  for (; at + BLOCK <= blob.size && records.length < MOST_ENTRIES;) {
    signal?.throwIfAborted()
    const header = readHeader(await blocks.read(at, BLOCK))
    if (header === 'empty' && skipped === 0) break
    at += BLOCK
    if (header === 'broken' || header === 'empty') {
      skipped += 1
      continue
    }
    if (skipped > 0) faults += 1
    if (skipped > 0 && faults <= MOST_FAULTS) remarks.push(skippedWords(skipped, at - BLOCK))
    skipped = 0
    if (/^[xgLKX]$/.test(header.type)) {
      const size = Math.min(header.size, LONGEST_PAX)
      const bytes = new Uint8Array(await blob.slice(at, at + size).arrayBuffer())
      if (header.type === 'g') all = new Map([...all, ...paxRecords(bytes)])
      else about = new Map([...about, ...described(header.type, bytes)])
      at += padded(header.size)
      continue
    }
    const record = recordOf(header, new Map([...all, ...about]), at, blob.size)
    about = new Map()
    records.push(record)
    at += padded(record.size)
  }
  if (faults > MOST_FAULTS) {
    remarks.push(`${(faults - MOST_FAULTS).toLocaleString('en')} more places can’t be read.`)
  }
  remarks.push(...endRemarks(records.at(-1), skipped, at, blob.size))
  if (records.length === MOST_ENTRIES) {
    remarks.push(`It holds more entries: the first ${MOST_ENTRIES.toLocaleString('en')} are shown.`)
  }
  return { records, remarks }
}

/** What a header says of the next entry: pax records, or one of GNU's long names. */
function described(type: string, bytes: Uint8Array): Map<string, string> {
  if (type === 'x' || type === 'X') return paxRecords(bytes)
  const text = new TextDecoder().decode(untilZero(bytes))
  return new Map([[type === 'L' ? 'path' : 'linkpath', text]])
}

function recordOf(
  header: TarHeader,
  pax: ReadonlyMap<string, string>,
  start: number,
  whole: number,
): TarRecord {
  const told = Number(pax.get('size'))
  const size = pax.has('size') && Number.isSafeInteger(told) && told >= 0 ? told : header.size
  const time = Number.parseFloat(pax.get('mtime') ?? '')
  // Links tell the size of what they lead to, and bring nothing.
  const isBare = /^[1-6]$/.test(header.type)
  const isSparse =
    header.type === 'S' || [...pax.keys()].some((key) => key.startsWith('GNU.sparse.'))
  return {
    ...header,
    size: isBare ? 0 : size,
    modified: Number.isFinite(time) ? time : header.modified,
    path: pax.get('GNU.sparse.name') ?? pax.get('path'),
    link: pax.get('linkpath'),
    start,
    isSparse,
    isCut: !isBare && start + size > whole,
  }
}

function endRemarks(
  last: TarRecord | undefined,
  skipped: number,
  at: number,
  size: number,
): string[] {
  if (last?.isCut === true)
    return ['The archive is cut off: its last file is not whole, and more may be missing.']
  if (skipped > 0) return [skippedWords(skipped, at)]
  if (at >= size && last !== undefined) {
    return ['The archive has no end mark: it may be cut off, and more may be missing.']
  }
  return []
}

function skippedWords(count: number, at: number): string {
  return `${count} ${count === 1 ? 'block' : 'blocks'} before byte ${at.toLocaleString('en')} can’t be read: entries may be missing.`
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK
}
