import { BlobReader, configure, ZipReader, type Entry } from '@zip.js/zip.js/lib/zip-core-native.js'

// Readers run in workers of our own, where the browser's DecompressionStream does the work.
configure({ useWebWorkers: false })

/** What a ZIP file lists of one file or folder, without having read it. */
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
export class ZipProblem extends Error {
  override readonly name = 'ZipProblem'
}

/** Entries that are listed, and bytes that one of them may unpack to: more is taken for an attack. */
const MOST_ENTRIES = 100_000
const LARGEST = 500_000_000

/**
 * Lists what a ZIP file holds, from its central directory (APPNOTE 4.3.12), without unpacking anything.
 *
 * @throws ZipProblem when it is no ZIP file, or one that is cut or spanned
 */
export async function openZip(blob: Blob): Promise<ZipEntry[]> {
  const reader = new ZipReader(new BlobReader(blob))
  const entries: ZipEntry[] = []
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (entries.length === MOST_ENTRIES)
        throw new ZipProblem(`It lists more than ${MOST_ENTRIES} entries, which is refused.`)
      entries.push(entryOf(entry))
    }
  } catch (error) {
    throw asProblem(error, 'The list of its contents is broken or missing')
  }
  return entries
}

function entryOf(entry: Entry): ZipEntry {
  return {
    path: entry.filename,
    isFolder: entry.directory,
    size: entry.uncompressedSize,
    packedSize: entry.compressedSize,
    modified: entry.lastModDate,
    isEncrypted: entry.encrypted,
    read: ({ limit = LARGEST, signal } = {}) => unpack(entry, limit, signal),
  }
}

async function unpack(
  entry: Entry,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  if (entry.directory) return new Uint8Array()
  if (entry.encrypted) throw new ZipProblem('It is encrypted with a password.')
  const parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  const writable = new WritableStream<Uint8Array<ArrayBuffer>>({
    write(chunk) {
      size += chunk.length
      if (size > limit) throw new ZipProblem(`It unpacks to more than ${limit} bytes.`)
      parts.push(chunk)
    },
  })
  try {
    await entry.getData(writable, { checkSignature: true, ...(signal && { signal }) })
  } catch (error) {
    signal?.throwIfAborted()
    throw asProblem(error, 'It could not be unpacked')
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}

function asProblem(error: unknown, what: string): ZipProblem {
  if (error instanceof ZipProblem) return error
  const why = error instanceof Error ? error.message : String(error)
  return new ZipProblem(`${what}: ${why}`, { cause: error })
}
