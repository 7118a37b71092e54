import { MOST_ENTRIES } from '../archive/archive-entry.ts'
import { ByteWindow } from '../archive/byte-window.ts'
import { little } from '../detection/head.ts'
import type { ByteRanges } from '../source-port.ts'
import { LOCAL, readExtra, SIZES_BEHIND, type ZipRecord } from './zip-record.ts'

/** Bytes that are searched at a time. */
const STEP = 1 << 20

/**
 * The entries of a ZIP file by their local headers (APPNOTE 4.3.7), for one whose list is missing or broken. Entries
 * that tell their size are jumped over; of the others the end is searched.
 */
export async function recoverRecords(blob: ByteRanges, signal?: AbortSignal): Promise<ZipRecord[]> {
  const records: ZipRecord[] = []
  const window = new ByteWindow(blob)
  let at = 0
  while (records.length < MOST_ENTRIES) {
    signal?.throwIfAborted()
    const found = await findMark(window, at, isLocal)
    if (found === undefined) break
    const read = await localRecord(window, found.at)
    if (read === undefined) {
      at = found.at + 4
      continue
    }
    records.push(read.record)
    at = read.end
  }
  return records
}

async function localRecord(
  window: ByteWindow,
  offset: number,
): Promise<{ record: ZipRecord; end: number } | undefined> {
  const head = await window.read(offset, LOCAL)
  const nameLength = little(head, 26, 2)
  const extraLength = little(head, 28, 2)
  const start = offset + LOCAL + nameLength + extraLength
  if (head.length < LOCAL || nameLength === 0 || start > window.size) return undefined
  const rest = (await window.read(offset + LOCAL, nameLength + extraLength)).slice()
  const rawName = rest.subarray(0, nameLength)
  const wide = { size: little(head, 22, 4), packedSize: little(head, 18, 4) }
  const extra = readExtra(rest.subarray(nameLength), rawName, wide)
  const flags = little(head, 6, 2)
  const record: ZipRecord = {
    ...wide,
    ...extra,
    offset,
    rawName,
    rawComment: new Uint8Array(),
    host: rawName.at(-1) === 0x2f ? 3 : 0,
    flags,
    method: little(head, 8, 2),
    dosTime: little(head, 10, 4),
    crc: little(head, 14, 4),
    disk: 0,
    attributes: 0,
  }
  const isUnknown = (flags & SIZES_BEHIND) !== 0 && wide.packedSize === 0
  if (!isUnknown) return { record, end: Math.min(start + wide.packedSize, window.size) }
  return withEnd(window, record, start)
}

/** APPNOTE 4.3.9: sizes and checksum stand behind the content, after a mark of their own or the next header. */
async function withEnd(window: ByteWindow, record: ZipRecord, start: number) {
  let from = start
  for (;;) {
    const mark = await findMark(window, from, isAnyMark)
    if (mark === undefined) {
      return {
        record: { ...record, packedSize: window.size - start, size: undefined },
        end: window.size,
      }
    }
    if (mark.bytes[2] !== 7) {
      // The next entry, or the list: what stands right before it are 12 bytes of sizes without a mark.
      const packedSize = Math.max(0, mark.at - start - 12)
      return { record: { ...record, packedSize, size: undefined }, end: mark.at }
    }
    const behind = await window.read(mark.at, 24)
    const packedSize = mark.at - start
    const isWide = little(behind, 8, 8) === packedSize
    if (isWide || little(behind, 8, 4) === packedSize) {
      const size = little(behind, isWide ? 16 : 12, isWide ? 8 : 4)
      const end = mark.at + (isWide ? 24 : 16)
      return { record: { ...record, packedSize, size, crc: little(behind, 4, 4) }, end }
    }
    from = mark.at + 4
  }
}

const isLocal = (third: number, fourth: number) => third === 3 && fourth === 4
const isAnyMark = (third: number, fourth: number) =>
  isLocal(third, fourth) || (third === 7 && fourth === 8) || (third === 1 && fourth === 2)

/** The next `PK` and two bytes that `isWanted`, from `from` on. */
async function findMark(
  window: ByteWindow,
  from: number,
  isWanted: (third: number, fourth: number) => boolean,
): Promise<{ at: number; bytes: Uint8Array } | undefined> {
  for (let base = from; base < window.size;) {
    const bytes = await window.read(base, STEP)
    if (bytes.length < 4) return undefined
    for (let at = bytes.indexOf(0x50); at !== -1; at = bytes.indexOf(0x50, at + 1)) {
      if (bytes[at + 1] !== 0x4b || !isWanted(bytes[at + 2] ?? 0, bytes[at + 3] ?? 0)) continue
      return { at: base + at, bytes: bytes.subarray(at, at + 4) }
    }
    base += bytes.length - 3
  }
  return undefined
}
