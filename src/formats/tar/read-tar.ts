import {
  ArchiveProblem,
  pathRemarks,
  type ArchiveEntry,
  type ArchiveList,
  type EntryDetails,
} from '../archive/archive-entry.ts'
import { decodeName, guessNames, isAsciiName, type NameEncoding } from '../archive/entry-names.ts'
import { readRecords, type TarRecord } from './tar-records.ts'

/** Where the content of an entry lies: it is not packed. */
export interface TarPlace {
  start: number
  size: number
}

/** A tar archive as it is shown: its list, and where each entry lies. */
export interface TarArchive extends ArchiveList {
  placeOf: (entry: number) => TarPlace | undefined
  details: (entry: number) => EntryDetails
}

/**
 * Lists a tar archive: ustar and the older form, names and sizes of pax headers, long names and sizes in base 256 of
 * GNU. A damaged header is said, and the list goes on at the next sound one.
 * @throws ArchiveProblem when no entry can be read
 */
export async function readTar(
  blob: Blob,
  chosen?: NameEncoding,
  signal?: AbortSignal,
): Promise<TarArchive> {
  const { records, remarks } = await readRecords(blob, signal)
  if (records.length === 0 && remarks.length > 0) {
    throw new ArchiveProblem('No entry of this archive can be read: it is damaged, or no tar file.')
  }
  const raw = records
    .filter(({ path }) => path === undefined)
    .map(({ rawName }) => rawName)
    .filter((name) => !isAsciiName(name))
  const found = raw.length > 0 ? await guessNames(raw, 'utf-8') : undefined
  const encoding = chosen ?? found?.encoding ?? 'utf-8'
  const seen = new Map<string, number>()
  for (const record of records) {
    const path = pathOf(record, encoding)
    seen.set(path, (seen.get(path) ?? 0) + 1)
  }
  return {
    entries: records.map((record) => entryOf(record, pathOf(record, encoding), encoding, seen)),
    remarks,
    comment: '',
    names: found && { encoding, found: found.encoding, isGuess: found.isGuess },
    placeOf: (entry) => {
      const record = records[entry]
      return record && { start: record.start, size: record.size }
    },
    details: (entry) => detailsOf(records[entry], encoding),
  }
}

function pathOf({ path, rawName }: TarRecord, encoding: NameEncoding): string {
  return path ?? decodeName(rawName, encoding)
}

function entryOf(
  record: TarRecord,
  path: string,
  encoding: NameEncoding,
  seen: ReadonlyMap<string, number>,
): ArchiveEntry {
  const type = typeOf(record, path)
  const remarks = pathRemarks(path)
  if ((seen.get(path) ?? 0) > 1)
    remarks.push('Another entry has the same name: programs that unpack keep the last one.')
  if (type === 'link')
    remarks.push(`It is a link to “${linkOf(record, encoding)}”, which is not followed.`)
  if (record.isCut) remarks.push('The archive ends in the middle of this file.')
  const refusal = refusalOf(record, type)
  return {
    path,
    type,
    size: record.size,
    packedSize: record.size,
    time:
      record.modified === undefined ? undefined : { type: 'instant', time: record.modified * 1000 },
    isEncrypted: false,
    remarks,
    ...(refusal !== undefined && { refusal }),
  }
}

function typeOf({ type }: TarRecord, path: string): ArchiveEntry['type'] {
  if (type === '5' || type === 'D' || (type !== '1' && type !== '2' && path.endsWith('/')))
    return 'folder'
  if (type === '1' || type === '2') return 'link'
  // Devices and pipes are not files; what no standard knows is to be read as one.
  return /^[346V]$/.test(type) ? 'special' : 'file'
}

function refusalOf({ isSparse }: TarRecord, type: ArchiveEntry['type']): string | undefined {
  if (isSparse)
    return 'It is stored as a sparse file, with its empty parts left out; such files can’t be opened here.'
  if (type === 'link') return 'A link has no content of its own.'
  return type === 'special'
    ? 'It is a device, a pipe or something else that has no content.'
    : undefined
}

function linkOf({ link, rawLink }: TarRecord, encoding: NameEncoding): string {
  return link ?? decodeName(rawLink, encoding)
}

function detailsOf(record: TarRecord | undefined, encoding: NameEncoding): EntryDetails {
  if (record === undefined) return { facts: [], remarks: [] }
  const facts: [string, string][] = [
    ['Owner', `${record.owner}, ${record.group}`],
    ['Rights', record.mode.replace(/^0+(?=\d{3})/, '')],
  ]
  if (record.type === '1' || record.type === '2') facts.push(['Leads to', linkOf(record, encoding)])
  return { facts, remarks: [] }
}
