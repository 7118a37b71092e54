/** Sorting that can stop for breath: a hundred thousand rows must not hold up a frame. */
import type { BinaryRow } from '../list/rows.ts'
import type { ColumnId, Sort } from '../search/search-view.ts'

export type Compare = (a: BinaryRow, b: BinaryRow) => number

/** Rows without a value come last whichever way it goes: they have no place in the order. */
export function compareBy(sort: Sort): Compare {
  const key = KEYS[sort.column]
  const sign = sort.direction === 'asc' ? 1 : -1
  return (a, b) => {
    const left = key(a)
    const right = key(b)
    if (left === right) return 0
    if (left === undefined) return 1
    if (right === undefined) return -1
    return left < right ? -sign : sign
  }
}

/**
 * A stable merge sort that yields now and then, so that whoever runs it can let a frame through.
 * `rows` stays as it is.
 */
export function* sortRows(
  rows: readonly BinaryRow[],
  compare: Compare,
): Generator<void, BinaryRow[]> {
  let runs: BinaryRow[][] = []
  for (let start = 0; start < rows.length; start += RUN) {
    runs.push(rows.slice(start, start + RUN).sort(compare))
    yield
  }
  while (runs.length > 1) {
    const next: BinaryRow[][] = []
    for (let i = 0; i < runs.length; i += 2) {
      next.push(yield* mergeRows(runs[i] ?? [], runs[i + 1] ?? [], compare))
    }
    runs = next
  }
  return runs[0] ?? []
}

/** Two sorted lists as one; of equals, those of `a` come first. */
export function* mergeRows(
  a: readonly BinaryRow[],
  b: readonly BinaryRow[],
  compare: Compare,
): Generator<void, BinaryRow[]> {
  const merged: BinaryRow[] = []
  let j = 0
  for (const left of a) {
    for (let right = b[j]; right !== undefined && compare(right, left) < 0; right = b[j]) {
      merged.push(right)
      j += 1
      if (merged.length % STRIDE === 0) yield
    }
    merged.push(left)
    if (merged.length % STRIDE === 0) yield
  }
  for (; j < b.length; j += 1) {
    const right = b[j]
    if (right) merged.push(right)
  }
  return merged
}

/** Rows that are sorted in one go, and steps of a merge between two yields: a millisecond or less. */
const RUN = 512
const STRIDE = 2048

const KEYS: Record<ColumnId, (row: BinaryRow) => string | number | undefined> = {
  kind: (row) => row.kindLabel,
  name: (row) => row.nameKey,
  contentType: (row) => text(row.contentType.toLowerCase()),
  language: (row) => text(row.language),
  size: (row) => row.size,
  version: (row) => versionKey(row.version),
  updated: (row) => row.updated,
  securityContext: (row) => text(row.securityContext),
  folder: (row) => text(row.folder),
}

/** Version ids are opaque: only where they look like counters do they sort as numbers. */
function versionKey(version: string): string | undefined {
  if (version === '') return undefined
  return /^\d{1,15}$/.test(version) ? version.padStart(16, '0') : version
}

function text(value: string): string | undefined {
  return value === '' ? undefined : value
}
