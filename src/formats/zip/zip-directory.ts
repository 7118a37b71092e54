import { ArchiveProblem, MOST_ENTRIES } from '../archive/archive-entry.ts'
import { little } from '../detection/head.ts'
import type { ByteRanges } from '../source-port.ts'
import { centralRecord, type ZipRecord } from './zip-record.ts'
import { recoverRecords } from './zip-recover.ts'

/** What a ZIP file's directory says. */
export interface ZipDirectory {
  records: ZipRecord[]
  rawComment: Uint8Array
  /** Sentences, the worst first. */
  remarks: string[]
  /** Which part of a split archive this is, from 0. */
  disk: number
  /** Whether the list is missing or can't be read to its end. */
  isBroken: boolean
  /** Made from the entries themselves, for want of a list. */
  isRecovered: boolean
}

/** The longest comment, the end record and the two of ZIP64 before it. Bytes. */
const TAIL = 65_535 + 22 + 20 + 56
/** Bytes of a list; 200,000 entries have some 20 MB. */
const LONGEST_LIST = 100_000_000

/**
 * The directory of a ZIP file: its central one (APPNOTE 4.3.12), or where that is missing or broken what the local
 * headers say, which is said.
 * @throws ArchiveProblem when neither is there
 */
export async function readDirectory(blob: ByteRanges, signal?: AbortSignal): Promise<ZipDirectory> {
  const end = await findEnd(blob)
  const central = end && (await readCentral(blob, end))
  const mark = little(new Uint8Array(await blob.slice(0, 4).arrayBuffer()), 0, 4)
  // A list of nothing before entries that are there is a list that was taken away.
  const isHidden = central?.records.length === 0 && mark === 0x04034b50
  if (end && central?.isWhole === true && !isHidden) return { ...central, ...common(end) }
  const records = await recoverRecords(blob, signal)
  if (records.length === 0 && (central?.records.length ?? 0) === 0) {
    throw new ArchiveProblem(
      'This is not a ZIP file: it has neither a list of contents nor entries.',
    )
  }
  const isFirstPart = end === undefined && mark === 0x08074b50
  const others = [...(isFirstPart ? [FIRST_PART] : []), ...(central?.remarks ?? [])]
  const why = end === undefined ? 'missing: the file is cut off, or no ZIP file' : 'broken'
  if (central && central.records.length > records.length) {
    const remarks = [`The list of contents is ${why}; what can be read of it is shown.`]
    return { ...central, ...common(end), remarks: [...remarks, ...central.remarks], isBroken: true }
  }
  const remark = `The list of contents is ${why}. This one was put together from the entries that are there: some may be missing, or ones that had been deleted may be shown.`
  return {
    records,
    ...common(end),
    remarks: [remark, ...others],
    isBroken: true,
    isRecovered: true,
  }
}

/** APPNOTE 8.5.3: the first of several files begins with a mark of its own. */
const FIRST_PART =
  'It begins like the first part of an archive that is split into several files: what lies in the others can’t be opened.'

function common(end: EndRecord | undefined) {
  const none = new Uint8Array()
  return {
    rawComment: end?.rawComment ?? none,
    disk: end?.disk ?? 0,
    isBroken: false,
    isRecovered: false,
  }
}

interface EndRecord {
  /** Where the records of the end begin, that is, where the list ends. */
  start: number
  disk: number
  /** Where the list begins: which part of a split archive, and where in it. */
  listDisk: number
  offset: number
  length: number
  entries: number
  rawComment: Uint8Array
  /** Bytes behind it that belong to nothing. */
  behind: number
}

/** APPNOTE 4.3.16: the last record whose comment ends where the file does, or the last one at all. */
async function findEnd(blob: ByteRanges): Promise<EndRecord | undefined> {
  const base = Math.max(0, blob.size - TAIL)
  const tail = new Uint8Array(await blob.slice(base).arrayBuffer())
  let loose: number | undefined
  let exact: number | undefined
  for (let at = tail.length - 22; at >= 0 && exact === undefined; at -= 1) {
    if (tail[at] !== 0x50 || little(tail, at, 4) !== 0x06054b50) continue
    const end = at + 22 + little(tail, at + 20, 2)
    if (end === tail.length) exact = at
    else loose ??= at
  }
  const at = exact ?? loose
  if (at === undefined) return undefined
  const comment = at + 22 + little(tail, at + 20, 2)
  const end: EndRecord = {
    start: base + at,
    disk: little(tail, at + 4, 2),
    listDisk: little(tail, at + 6, 2),
    entries: little(tail, at + 10, 2),
    length: little(tail, at + 12, 4),
    offset: little(tail, at + 16, 4),
    rawComment: tail.subarray(at + 22, comment),
    behind: Math.max(0, tail.length - comment),
  }
  return (await wideEnd(blob, end)) ?? end
}

/** APPNOTE 4.3.14 and 4.3.15: the record of ZIP64, which the locator before the end record points to. */
async function wideEnd(blob: ByteRanges, end: EndRecord): Promise<EndRecord | undefined> {
  const locator = new Uint8Array(
    await blob.slice(Math.max(0, end.start - 20), end.start).arrayBuffer(),
  )
  if (little(locator, 0, 4) !== 0x07064b50) return undefined
  // With bytes put before the archive it is not where it is said to be, but it mostly ends at the locator.
  for (const start of [little(locator, 8, 8), end.start - 20 - 56]) {
    const bytes = new Uint8Array(await blob.slice(start, start + 56).arrayBuffer())
    if (little(bytes, 0, 4) !== 0x06064b50 || bytes.length < 56) continue
    return {
      ...end,
      start,
      disk: little(bytes, 16, 4),
      listDisk: little(bytes, 20, 4),
      entries: little(bytes, 32, 8),
      length: little(bytes, 40, 8),
      offset: little(bytes, 48, 8),
    }
  }
  return undefined
}

interface Central {
  records: ZipRecord[]
  remarks: string[]
  isWhole: boolean
}

async function readCentral(blob: ByteRanges, end: EndRecord): Promise<Central | undefined> {
  if (end.length > LONGEST_LIST) {
    throw new ArchiveProblem('Its list of contents is larger than any real one, and is not read.')
  }
  if (end.listDisk !== end.disk && end.entries > 0) {
    const remarks = [splitWords(end)]
    return { records: [], remarks, isWhole: false }
  }
  const found = await locate(blob, end)
  if (found === undefined) return undefined
  const bytes = new Uint8Array(
    await blob.slice(found.start, found.start + end.length).arrayBuffer(),
  )
  const shift = found.start - end.offset
  const records: ZipRecord[] = []
  let at = 0
  while (records.length < MOST_ENTRIES) {
    const next = centralRecord(bytes, at, shift)
    if (next === undefined) break
    records.push(next.record)
    at = next.end
  }
  const isWhole = at >= bytes.length || records.length === MOST_ENTRIES || isSignature(bytes, at)
  return { records, remarks: remarksOf(end, records, shift), isWhole }
}

/** Where the list begins: right before the end records, or where it is said to. */
async function locate(blob: ByteRanges, end: EndRecord): Promise<{ start: number } | undefined> {
  if (end.length === 0) return end.entries === 0 ? { start: end.offset } : undefined
  for (const start of [end.start - end.length, end.offset]) {
    if (start < 0) continue
    const head = new Uint8Array(await blob.slice(start, start + 4).arrayBuffer())
    if (little(head, 0, 4) === 0x02014b50) return { start }
  }
  return undefined
}

/** APPNOTE 4.3.13: a digital signature may follow the last entry. */
function isSignature(bytes: Uint8Array, at: number): boolean {
  return little(bytes, at, 4) === 0x05054b50
}

function remarksOf(end: EndRecord, records: ZipRecord[], shift: number): string[] {
  const remarks: string[] = []
  if (end.disk > 0) remarks.push(splitWords(end))
  if (records.length === MOST_ENTRIES && end.entries > MOST_ENTRIES) {
    remarks.push(
      `It lists ${end.entries.toLocaleString('en')} entries: the first ${MOST_ENTRIES.toLocaleString('en')} are shown.`,
    )
  } else if (end.entries !== records.length && end.entries !== records.length % 65_536) {
    remarks.push(`It says that it holds ${end.entries} entries, but lists ${records.length}.`)
  }
  if (shift > 0) {
    remarks.push(
      `${shift.toLocaleString('en')} bytes stand before the archive, such as a program that unpacks it. They are not shown.`,
    )
  }
  if (end.behind > 0) {
    remarks.push(
      `${end.behind.toLocaleString('en')} bytes stand behind the archive. They are not shown.`,
    )
  }
  return remarks
}

function splitWords({ disk }: EndRecord): string {
  return `This is part ${disk + 1} of an archive that is split into several files: what lies in the others can’t be opened.`
}
