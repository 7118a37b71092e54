import {
  ArchiveProblem,
  MOST_ENTRIES,
  type ArchiveList,
  type EntryDetails,
} from '../archive/archive-entry.ts'
import { decodeName, guessNames, type NameEncoding } from '../archive/entry-names.ts'
import type { ByteRanges } from '../source-port.ts'
import { readDirectory, type ZipDirectory } from './zip-directory.ts'
import { detailsOf, entriesOf } from './zip-entries.ts'
import { nameZip } from './zip-names.ts'
import { dosClock, ENCRYPTED, type ZipPlace, type ZipRecord } from './zip-record.ts'
import { unpackEntry } from './zip-unpack.ts'

/** A ZIP file as it is shown: its list, and where each entry lies. */
export interface ZipArchive extends ArchiveList {
  placeOf: (entry: number) => ZipPlace | undefined
  details: (entry: number) => Promise<EntryDetails>
}

/**
 * Lists a ZIP file (APPNOTE 6.3.10) for people: as much as can be read of it, with what is wrong.
 * @param chosen by hand, for names that say nothing of their encoding
 * @throws ArchiveProblem when it is not a ZIP file
 */
export async function readZip(blob: ByteRanges, chosen?: NameEncoding): Promise<ZipArchive> {
  const directory = await readDirectory(blob)
  const names = await nameZip(directory.records, chosen)
  const { rawComment, records } = directory
  const comment =
    rawComment.length === 0
      ? ''
      : decodeName(rawComment, chosen ?? (await guessNames([rawComment], 'cp437')).encoding)
  return {
    entries: entriesOf(directory, names, blob.size),
    remarks: [...directory.remarks, ...bombRemarks(directory, blob.size)],
    comment,
    names: names.reading,
    placeOf: (entry) => placeOf(records[entry]),
    details: async (entry) => {
      const record = records[entry]
      return record === undefined ? { facts: [], remarks: [] } : detailsOf(blob, record, names)
    },
  }
}

/** What real archives never reach: what unpacks to so many bytes, and to so many times its own size. */
const HUGE = 10_000_000_000
const RATIO = 1500

function bombRemarks({ records }: ZipDirectory, size: number): string[] {
  const total = records.reduce((sum, record) => sum + (record.size ?? 0), 0)
  if (total < HUGE || total < size * RATIO) return []
  const times = Math.round(total / size).toLocaleString('en')
  return [
    `It declares to unpack to ${times} times its size. Archives like this are made to overwhelm programs; each entry is unpacked up to a bound only.`,
  ]
}

/** Without the name, which unpacking does not need. */
function placeOf(record: ZipRecord | undefined): ZipPlace | undefined {
  if (record === undefined) return undefined
  const { offset, packedSize, size, crc, flags, method, dosTime, disk, aes } = record
  return { offset, packedSize, size, crc, flags, method, dosTime, disk, aes }
}

/** What a ZIP file lists of one file or folder, for readers of documents that are made of such. */
export interface ZipEntry {
  /** As it is stored, with `/` between folders. Untrusted: it may hold `..` or be absolute. */
  path: string
  isFolder: boolean
  /** Bytes, as declared; what unpacks to more is refused. */
  size: number
  /** Bytes within the file. */
  packedSize: number
  modified: Date | undefined
  isEncrypted: boolean
  /** @throws ZipProblem when it is encrypted, broken, or larger than `limit` bytes; the signal's reason */
  read(options?: { limit?: number; signal?: AbortSignal }): Promise<Uint8Array<ArrayBuffer>>
}

/** Why a ZIP file, or an entry of it, can't be read, in words. */
export class ZipProblem extends ArchiveProblem {
  override readonly name = 'ZipProblem'
}

/**
 * Lists what a ZIP file holds for a program that needs all of it right: a list that is broken, spanned or not whole, and an
 * entry that is damaged, are errors here.
 *
 * @throws ZipProblem when it is not a ZIP file, or one that is cut or spanned
 */
export async function openZip(blob: Blob): Promise<ZipEntry[]> {
  const directory = await asProblem(readDirectory(blob))
  if (directory.isBroken) {
    throw new ZipProblem('The list of its contents is broken or missing: the file may be cut off.')
  }
  if (directory.disk > 0) throw new ZipProblem('It is one part of a split archive.')
  if (directory.records.length >= MOST_ENTRIES) {
    throw new ZipProblem(`It lists more than ${MOST_ENTRIES} entries, which is refused.`)
  }
  const { paths } = await nameZip(directory.records, undefined)
  return directory.records.map((record, at) => entryOf(blob, record, paths[at] ?? ''))
}

function entryOf(blob: Blob, record: ZipRecord, path: string): ZipEntry {
  const isFolder = path.endsWith('/')
  const clock = dosClock(record.dosTime)
  return {
    path,
    isFolder,
    size: record.size ?? 0,
    packedSize: record.packedSize,
    modified:
      record.instant !== undefined
        ? new Date(record.instant)
        : clock === undefined
          ? undefined
          : new Date(clock),
    isEncrypted: (record.flags & ENCRYPTED) !== 0,
    async read(options = {}) {
      if (isFolder) return new Uint8Array()
      const unpacked = await asProblem(unpackEntry(blob, record, options))
      const [remark] = unpacked.remarks
      if (remark !== undefined) throw new ZipProblem(remark)
      return new Uint8Array(await unpacked.blob.arrayBuffer())
    },
  }
}

async function asProblem<Value>(reading: Promise<Value>): Promise<Value> {
  try {
    return await reading
  } catch (cause) {
    throw cause instanceof ArchiveProblem ? new ZipProblem(cause.message, { cause }) : cause
  }
}
