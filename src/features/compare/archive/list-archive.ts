import type { ArchiveEntry, UnpackOptions } from '#formats/archive/archive-entry.ts'
import { little } from '#formats/detection/head.ts'
import { readGzip, unpackGzip } from '#formats/gzip/read-gzip.ts'
import { readTar } from '#formats/tar/read-tar.ts'
import { readZip } from '#formats/zip/read-zip.ts'
import { ENCRYPTED, LOCAL, type ZipPlace } from '#formats/zip/zip-record.ts'
import { unpackEntry } from '#formats/zip/zip-unpack.ts'
import type { Compared } from '../differ.ts'

/** What an archive lists of one entry, and how its bytes are had. */
export interface ListedEntry {
  path: string
  type: ArchiveEntry['type']
  size: number | undefined
  isEncrypted: boolean
  /** Why it can't be opened, in a sentence. */
  refusal: string | undefined
  /** What is odd about it, or where a link leads: for those that have no bytes. */
  remarks: readonly string[]
  /** The checksum that a ZIP file keeps of its bytes (CRC-32): two that differ are proof, two that are equal are not. */
  crc: number | undefined
  /** Its bytes as they are packed, and how: where these are the same, it is. */
  packed: () => Promise<{ blob: Blob; method: string } | undefined>
  /** @throws ArchiveProblem in words; the signal's reason */
  unpack: (options: UnpackOptions) => Promise<Blob>
}

/** @throws ArchiveProblem for what is none, or too damaged to be listed */
export async function listArchive({
  blob,
  kind,
}: Pick<Compared, 'blob' | 'kind'>): Promise<ListedEntry[]> {
  if (kind === 'gzip') return [await ofGzip(blob)]
  if (kind === 'tar') return ofTar(blob)
  return ofZip(blob)
}

async function ofZip(blob: Blob): Promise<ListedEntry[]> {
  const archive = await readZip(blob)
  return archive.entries.map((entry, index) => {
    const place = archive.placeOf(index)
    return {
      ...common(entry),
      // Behind an encryption of version 2 there is none.
      crc:
        place === undefined || place.crc === 0 || place.aes?.version === 2 ? undefined : place.crc,
      packed: async () => (place === undefined ? undefined : packedOf(blob, place)),
      unpack: async (options) => {
        if (place === undefined) throw new Error('It has no place in the archive.')
        const { blob: unpacked, remarks } = await unpackEntry(blob, place, options)
        if (remarks[0] !== undefined) throw new Error(remarks[0])
        return unpacked
      },
    }
  })
}

/** The bytes behind the local header, whose name and extra field may be longer than those of the list (APPNOTE 4.3.7). */
async function packedOf(blob: Blob, { offset, packedSize, method, flags }: ZipPlace) {
  if (offset < 0) return undefined
  const header = new Uint8Array(await blob.slice(offset, offset + LOCAL).arrayBuffer())
  if (little(header, 0, 4) !== 0x04034b50) return undefined
  const start = offset + LOCAL + little(header, 26, 2) + little(header, 28, 2)
  return { blob: blob.slice(start, start + packedSize), method: `${method} ${flags & ENCRYPTED}` }
}

async function ofTar(blob: Blob): Promise<ListedEntry[]> {
  const archive = await readTar(blob)
  return archive.entries.map((entry, index) => {
    const place = archive.placeOf(index)
    const content = blob.slice(place?.start ?? 0, (place?.start ?? 0) + (place?.size ?? 0))
    return {
      ...common(entry),
      crc: undefined,
      packed: async () => ({ blob: content, method: 'plain' }),
      unpack: async () => content,
    }
  })
}

async function ofGzip(blob: Blob): Promise<ListedEntry> {
  const { saidSize } = await readGzip(blob)
  return {
    path: 'Content',
    type: 'file',
    size: saidSize,
    isEncrypted: false,
    refusal: undefined,
    remarks: [],
    crc: undefined,
    packed: async () => undefined,
    unpack: async (options) => {
      const { blob: unpacked, remarks } = await unpackGzip(blob, options)
      if (remarks[0] !== undefined) throw new Error(remarks[0])
      return unpacked
    },
  }
}

function common({ path, type, size, isEncrypted, refusal, remarks }: ArchiveEntry) {
  return { path, type, size, isEncrypted, refusal, remarks }
}
