import type { ArchiveEntry, EntryDetails, NameReading } from '#formats/archive/archive-entry.ts'
import type { NameEncoding } from '#formats/archive/entry-names.ts'
import { EntryTree, type TreeRow, type TreeSort } from '#formats/archive/entry-tree.ts'
import { rangesOfPort, type SourcePort } from '#formats/source-port.ts'
import { readTar, type TarArchive, type TarPlace } from '#formats/tar/read-tar.ts'
import { readZip, type ZipArchive } from '#formats/zip/read-zip.ts'
import type { ZipPlace } from '#formats/zip/zip-record.ts'
import { serveCalls } from '#lib/worker-session.ts'

export type OpenArchive = {
  /** Of names, chosen by hand. */
  encoding: NameEncoding | undefined
} & ({ kind: 'zip'; content: Blob | SourcePort } | { kind: 'tar'; content: Blob })

/** An archive without its entries. */
export interface OpenedArchive {
  files: number
  /** Bytes, as far as they are declared. */
  size: number
  /** Of the tree as it stands at first. */
  rows: number
  remarks: readonly string[]
  comment: string
  names: NameReading | undefined
  /** Whether some times are a clock's, without a time zone. */
  hasClockTimes: boolean
}

/** Where the content of an entry lies, for who unpacks it. */
export type EntryPlace = { kind: 'zip'; place: ZipPlace } | { kind: 'tar'; place: TarPlace }

/** One line of the tree in full. */
export interface EntryAbout {
  path: string
  /** Of a folder: how many files are in it, and bytes of them. */
  files: number
  size: number
  entry: ArchiveEntry | undefined
  details: EntryDetails | undefined
  place: EntryPlace | undefined
}

type Opened = { kind: 'zip'; archive: ZipArchive } | { kind: 'tar'; archive: TarArchive }

let opened: Opened | undefined
let tree: EntryTree | undefined

/** Keeps the list of an archive and gives what is in view of it; it unpacks nothing. */
const methods = {
  async open(request: OpenArchive): Promise<OpenedArchive> {
    opened = await read(request)
    const { entries, remarks, comment, names } = opened.archive
    tree = new EntryTree(entries)
    return {
      files: entries.filter(({ type }) => type !== 'folder').length,
      size: entries.reduce((sum, { size = 0 }) => sum + size, 0),
      rows: tree.rows,
      remarks,
      comment,
      names,
      hasClockTimes: entries.some(({ time }) => time?.type === 'clock'),
    }
  },
  /** Rows there are then. */
  filter(text: string): number {
    tree?.filter(text)
    return tree?.rows ?? 0
  },
  sort(sort: TreeSort): number {
    tree?.sort(sort)
    return tree?.rows ?? 0
  },
  setOpen({ node, isOpen }: { node: number; isOpen: boolean }): number {
    tree?.setOpen(node, isOpen)
    return tree?.rows ?? 0
  },
  rows({ from, to }: { from: number; to: number }): TreeRow[] {
    return tree?.slice(from, to) ?? []
  },
  async about(node: number): Promise<EntryAbout | undefined> {
    if (tree === undefined || opened === undefined) return undefined
    const at = tree.entryOf(node)
    const about = tree.about(node)
    if (at === undefined)
      return { ...about, entry: undefined, details: undefined, place: undefined }
    const entry = opened.archive.entries[at]
    const details = await opened.archive.details(at)
    return { ...about, entry, details, place: placeOf(opened, at) }
  },
}

async function read({ encoding, ...request }: OpenArchive): Promise<Opened> {
  if (request.kind === 'tar') {
    return { kind: 'tar', archive: await readTar(request.content, encoding) }
  }
  const { content } = request
  const ranges = content instanceof Blob ? content : rangesOfPort(content)
  return { kind: 'zip', archive: await readZip(ranges, encoding) }
}

function placeOf(of: Opened, at: number): EntryPlace | undefined {
  if (of.kind === 'zip') {
    const place = of.archive.placeOf(at)
    return place && { kind: 'zip', place }
  }
  const place = of.archive.placeOf(at)
  return place && { kind: 'tar', place }
}

export type ArchiveMethods = typeof methods

serveCalls(methods)
