import { sameBlobs } from '#lib/blobs/same-blobs.ts'
import type { ListedEntry } from './list-archive.ts'

/** An entry of either archive, by its place in the list of each. */
export type EntryPair =
  | { kind: 'same' | 'changed'; path: string; left: number; right: number }
  /** The same bytes under another path. */
  | { kind: 'moved'; path: string; left: number; right: number }
  /** It can't be told: encrypted, damaged or too large. */
  | { kind: 'unclear'; path: string; left: number; right: number; why: string }
  | { kind: 'removed'; path: string; left: number }
  | { kind: 'added'; path: string; right: number }

/** Bytes that are unpacked to be compared: of one entry, and of all. */
export interface Limits {
  entry: number
  all: number
}

const LIMITS: Limits = { entry: 200_000_000, all: 2_000_000_000 }

/**
 * Compares two archives entry by entry. What has another size or checksum has changed; what has the same is really compared,
 * since a checksum can be the same by chance or on purpose. What is gone and stands elsewhere with the same bytes has moved.
 *
 * @throws the signal's reason
 */
export async function compareEntries(
  left: readonly ListedEntry[],
  right: readonly ListedEntry[],
  options: { signal?: AbortSignal; onProgress?: (share: number) => void; limits?: Limits } = {},
): Promise<EntryPair[]> {
  const { signal, onProgress, limits = LIMITS } = options
  const [here, there] = [byPath(left), byPath(right)]
  const compareBytes = bytesComparer(limits, signal)
  const pairs: EntryPair[] = []
  let done = 0
  for (const [key, at] of here) {
    signal?.throwIfAborted()
    const other = there.get(key)
    const [one, two] = [left[at], other === undefined ? undefined : right[other]]
    if (one === undefined) continue
    if (other === undefined || two === undefined)
      pairs.push({ kind: 'removed', path: one.path, left: at })
    else pairs.push({ ...(await compareBytes(one, two)), path: two.path, left: at, right: other })
    done += 1
    onProgress?.(done / here.size)
  }
  for (const [key, at] of there) {
    if (!here.has(key)) pairs.push({ kind: 'added', path: right[at]?.path ?? '', right: at })
  }
  return findMoved(pairs, left, right, compareBytes)
}

/** Entries of one path are told apart by their order. */
function byPath(entries: readonly ListedEntry[]): Map<string, number> {
  const seen = new Map<string, number>()
  const places = new Map<string, number>()
  for (const [index, { path }] of entries.entries()) {
    const count = seen.get(path) ?? 0
    seen.set(path, count + 1)
    places.set(`${count}/${path}`, index)
  }
  return places
}

type Verdict = { kind: 'same' | 'changed' } | { kind: 'unclear'; why: string }
type CompareBytes = (one: ListedEntry, other: ListedEntry) => Promise<Verdict>

function bytesComparer(limits: Limits, signal: AbortSignal | undefined): CompareBytes {
  let left = limits.all
  return async (one, other) => {
    if (one.type !== other.type) return { kind: 'changed' }
    if (one.type === 'folder') return { kind: 'same' }
    if (one.refusal !== undefined || other.refusal !== undefined) return ofRemarks(one, other)
    const isSizeTold = one.size !== undefined && other.size !== undefined
    if (isSizeTold && one.size !== other.size) return { kind: 'changed' }
    if (one.crc !== undefined && other.crc !== undefined && one.crc !== other.crc) {
      return { kind: 'changed' }
    }
    if (await isPackedTheSame(one, other, signal)) return { kind: 'same' }
    if (one.isEncrypted || other.isEncrypted) {
      return { kind: 'unclear', why: 'it is encrypted, and packed anew' }
    }
    const size = Math.max(one.size ?? 0, other.size ?? 0)
    if (size > limits.entry || size > left) {
      return { kind: 'unclear', why: 'it is too large to be unpacked here' }
    }
    left -= size
    const options = { limit: limits.entry, signal }
    try {
      const [before, after] = [await one.unpack(options), await other.unpack(options)]
      return { kind: (await sameBlobs(before, after, signal)) ? 'same' : 'changed' }
    } catch (error) {
      signal?.throwIfAborted()
      const why = error instanceof Error ? error.message : String(error)
      return { kind: 'unclear', why }
    }
  }
}

function ofRemarks(one: ListedEntry, other: ListedEntry): Verdict {
  const [before, after] = [one, other].map(({ refusal, remarks }) =>
    [refusal, ...remarks].join('\n'),
  )
  if (before !== after) return { kind: 'changed' }
  return one.type === 'file'
    ? { kind: 'unclear', why: one.refusal ?? 'it can’t be opened' }
    : { kind: 'same' }
}

async function isPackedTheSame(one: ListedEntry, other: ListedEntry, signal?: AbortSignal) {
  const [a, b] = [await one.packed(), await other.packed()]
  if (a === undefined || b === undefined || a.method !== b.method) return false
  return a.blob.size === b.blob.size && sameBlobs(a.blob, b.blob, signal)
}

/** Entries that are gone, held against the new ones of the same size. */
async function findMoved(
  pairs: readonly EntryPair[],
  left: readonly ListedEntry[],
  right: readonly ListedEntry[],
  compareBytes: CompareBytes,
): Promise<EntryPair[]> {
  const added = new Map<number, number[]>()
  for (const pair of pairs) {
    const size = pair.kind === 'added' ? right[pair.right]?.size : undefined
    if (pair.kind !== 'added' || size === undefined || size === 0) continue
    added.set(size, [...(added.get(size) ?? []), pair.right])
  }
  const taken = new Set<number>()
  const moved: EntryPair[] = []
  for (const pair of pairs) {
    const one = pair.kind === 'removed' ? left[pair.left] : undefined
    const twin =
      one && (await twinOf(one, added.get(one.size ?? 0) ?? [], right, taken, compareBytes))
    if (pair.kind !== 'removed' || twin === undefined) {
      moved.push(pair)
      continue
    }
    taken.add(twin)
    moved.push({ kind: 'moved', path: right[twin]?.path ?? '', left: pair.left, right: twin })
  }
  return moved.filter((pair) => pair.kind !== 'added' || !taken.has(pair.right))
}

/** How many of one size are tried; names alike are not looked at. */
const MOST_TWINS = 50

async function twinOf(
  one: ListedEntry,
  candidates: readonly number[],
  right: readonly ListedEntry[],
  taken: ReadonlySet<number>,
  compareBytes: CompareBytes,
): Promise<number | undefined> {
  for (const at of candidates.filter((place) => !taken.has(place)).slice(0, MOST_TWINS)) {
    const other = right[at]
    if (other !== undefined && (await compareBytes(one, other)).kind === 'same') return at
  }
  return undefined
}
