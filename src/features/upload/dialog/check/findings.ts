import { contentSha256, contentSize, fileName, folderOf } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'

/** A file that the organization has, as far as a comparison needs it. */
export interface KnownFile {
  id: string
  name: string
  /** As it is stored, `scans/2026`. */
  folder: string
  /** Bytes. */
  size: number | undefined
  /** Lower-case hex. */
  sha256: string | undefined
  binary: Binary
}

/** A file of the batch. */
export interface BatchFile {
  key: string
  /** As it would be stored. */
  name: string
  folder: string
  /** Bytes. */
  size: number
  /** Lower-case hex, where it was computed. */
  sha256: string | undefined
}

/** What is odd about a file of the batch, before it is sent. */
export type Finding =
  /** The organization has a file with the same bytes. */
  | { kind: 'same-content'; of: KnownFile }
  /** An earlier file of the batch has the same bytes. */
  | { kind: 'twice'; of: string }
  /** The organization has another file of this name in this folder. */
  | { kind: 'same-name'; of: KnownFile; count: number }
  | { kind: 'empty' }
  | { kind: 'too-large'; limit: SizeLimit }

/** What is too large for the server. */
export interface SizeLimit {
  /** The most that is allowed. */
  bytes: number
  /** By `config.json`, or by what the server refused before. */
  by: 'config' | 'refusal'
}

export type Findings = ReadonlyMap<string, readonly Finding[]>

export function knownFileOf(binary: Binary): KnownFile | undefined {
  if (binary.id === undefined) return undefined
  return {
    id: binary.id,
    name: fileName(binary) ?? '',
    folder: folderOf(binary) ?? '',
    size: contentSize(binary),
    sha256: contentSha256(binary),
    binary,
  }
}

/**
 * The files that have to be hashed: only one of the same size as another can have the same bytes. Empty files are all
 * the same, and that says nothing.
 */
export function hashCandidates(
  batch: readonly Pick<BatchFile, 'key' | 'size'>[],
  known: readonly KnownFile[],
): ReadonlySet<string> {
  const stored = new Set(known.flatMap(({ size, sha256 }) => (sha256 === undefined ? [] : size)))
  const sizes = new Map<number, number>()
  for (const { size } of batch) sizes.set(size, (sizes.get(size) ?? 0) + 1)
  return new Set(
    batch.flatMap(({ key, size }) =>
      size > 0 && (stored.has(size) || (sizes.get(size) ?? 0) > 1) ? key : [],
    ),
  )
}

/** Compares a batch with itself, and with what is known of the organization. Files without findings are left out. */
export function findAll(
  batch: readonly BatchFile[],
  known: readonly KnownFile[],
  limit?: SizeLimit,
): Findings {
  const byHash = new Map<string, KnownFile>()
  const byName = new Map<string, KnownFile[]>()
  for (const file of known) {
    // The list begins with the newest: that is the one to name.
    if (file.sha256 !== undefined && !byHash.has(file.sha256)) byHash.set(file.sha256, file)
    if (file.name === '') continue
    const place = placeOf(file)
    byName.set(place, [...(byName.get(place) ?? []), file])
  }
  const first = new Map<string, string>()
  const findings = new Map<string, Finding[]>()
  for (const file of batch) {
    const found = findingsOf(file, { byHash, byName, first }, limit)
    if (found.length > 0) findings.set(file.key, found)
    if (file.sha256 !== undefined && !first.has(file.sha256)) first.set(file.sha256, file.key)
  }
  return findings
}

function findingsOf(
  file: BatchFile,
  index: {
    byHash: ReadonlyMap<string, KnownFile>
    byName: ReadonlyMap<string, readonly KnownFile[]>
    /** The first of the batch with that checksum. */
    first: ReadonlyMap<string, string>
  },
  limit: SizeLimit | undefined,
): Finding[] {
  const found: Finding[] = []
  if (file.size === 0) found.push({ kind: 'empty' })
  if (limit && file.size > limit.bytes) found.push({ kind: 'too-large', limit })
  const hash = file.size > 0 ? file.sha256 : undefined
  const same = hash === undefined ? undefined : index.byHash.get(hash)
  const earlier = hash === undefined ? undefined : index.first.get(hash)
  if (same) found.push({ kind: 'same-content', of: same })
  if (earlier !== undefined) found.push({ kind: 'twice', of: earlier })
  const namesakes = file.name === '' ? [] : (index.byName.get(placeOf(file)) ?? [])
  const [newest] = namesakes
  // The same file under the same name is one finding, not two.
  if (newest && !namesakes.some(({ id }) => id === same?.id)) {
    found.push({ kind: 'same-name', of: newest, count: namesakes.length })
  }
  return found
}

/** Some systems write letters and accents apart: the name is the same to the eye. */
function placeOf({ name, folder }: { name: string; folder: string }): string {
  return `${folder}/${name}`.normalize('NFC')
}
