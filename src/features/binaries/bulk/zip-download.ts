import { isAbort } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { contentSha256 } from '#fhir/binary/binary.ts'
import { ZipWriter } from '#formats/zip/write-zip.ts'
import type { BinaryRow } from '../list/rows.ts'
import { MANIFEST, zipPaths } from './zip-paths.ts'

export interface ZipSource {
  /** The bytes of the version that the list shows. */
  load: (row: BinaryRow, signal: AbortSignal) => Promise<Blob>
  /** SHA-256 in lower-case hex. */
  checksum: (blob: Blob, signal: AbortSignal) => Promise<string>
}

/** One that is not in the archive, and why. */
export interface Missed {
  row: BinaryRow
  why: string
}

/** What the manifest says of each file in the archive. */
interface Entry {
  path: string
  id: string
  version?: string
  contentType?: string
  language?: string
  securityContext?: string
  /** Bytes. */
  size: number
  /** Lower-case hex, of the bytes in the archive. */
  sha256: string
}

/** Loaded at a time. */
const AT_ONCE = 3

/**
 * Puts files into one archive, in the folders that they came from, with a manifest. One that can't be loaded, or whose
 * bytes are not those of the server's checksum, is left out and named, in the manifest too; the others are not held up.
 * @param tell the number of files that are done, in the archive or not
 * @throws the signal's reason
 */
export async function zipOf(
  rows: readonly BinaryRow[],
  source: ZipSource,
  tell: (done: number) => void,
  signal: AbortSignal,
): Promise<{ archive: Blob; missed: Missed[] }> {
  const zip = new ZipWriter()
  const paths = zipPaths(rows)
  const entries: Entry[] = []
  const missed: Missed[] = []
  let done = 0
  // Files are loaded beside each other and written one behind the other.
  let writing = Promise.resolve()
  const pack = async (row: BinaryRow, path: string) => {
    const blob = await source.load(row, signal)
    const sha256 = await source.checksum(blob, signal)
    const said = contentSha256(row.binary)
    if (said !== undefined && said !== sha256) {
      throw new Damaged('Its bytes are not those of the server’s checksum.')
    }
    const modified = new Date(row.updated ?? Number.NaN)
    const written = writing.then(() => zip.add({ path, blob, modified }, signal))
    writing = written.catch(() => undefined)
    await written
    entries.push({ path, ...factsOf(row), size: blob.size, sha256 })
  }
  const queue = rows.entries()
  const work = async () => {
    for (const [index, row] of queue) {
      signal.throwIfAborted()
      try {
        await pack(row, paths[index] ?? row.id)
      } catch (error) {
        signal.throwIfAborted()
        missed.push({ row, why: wordsOf(error) })
      }
      done += 1
      tell(done)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const blob = manifestOf(entries, missed)
  await zip.add({ path: MANIFEST, blob, modified: new Date() }, signal)
  return { archive: zip.finish(), missed }
}

class Damaged extends Error {}

function wordsOf(error: unknown): string {
  if (error instanceof Damaged || error instanceof RangeError) return error.message
  if (isAbort(error)) return 'Loading it was stopped.'
  const { title, advice } = explainError(error)
  return `${title}. ${advice}`
}

function factsOf({ id, version, binary }: BinaryRow): Omit<Entry, 'path' | 'size' | 'sha256'> {
  const { contentType, language, securityContext } = binary
  const reference = securityContext?.reference
  return {
    id,
    ...(version !== '' && { version }),
    ...(contentType !== undefined && { contentType }),
    ...(language !== undefined && { language }),
    ...(reference !== undefined && { securityContext: reference }),
  }
}

function manifestOf(entries: readonly Entry[], missed: readonly Missed[]): Blob {
  const files = entries.toSorted((one, other) => (one.path < other.path ? -1 : 1))
  const missing = missed.map(({ row, why }) => ({ ...factsOf(row), why }))
  return new Blob([JSON.stringify({ files, missing }, undefined, 2)])
}
