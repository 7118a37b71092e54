import {
  CONTENT,
  type RestoreMerge,
  type SameBytes,
} from '#api/binaries/restoring/merged-restore.ts'
import { contentSha1, contentSha256, contentSize } from '#fhir/binary/binary.ts'
import { contentRelation, fieldChanges, type FieldChange } from '#fhir/binary/field-changes.ts'
import type { Binary } from '#fhir/types.ts'
import { formatBytes } from '#lib/format.ts'

/** One thing that the stored version or mine changed, in plain words; `undefined` on a side is "not set". */
export interface ThreeWayRow {
  label: string
  before: string | undefined
  stored: Cell
  yours: Cell
  /** Both changed it, and not to the same: one of the two will be lost. */
  clash: boolean
}

type Cell = { kind: 'unchanged' } | { kind: 'changed'; to: string | undefined }

/** Two changes of one Binary. */
export interface ThreeWays {
  /** What both began with, where it is known. */
  base: Binary | undefined
  remote: Binary
  /** With my fields; absent where my change has none. */
  mine: Binary | undefined
  /** The content that I bring, where I replace it; with its size in bytes where that is known. */
  myContent?: { size: number | undefined } | undefined
  /** Whether the stored content is the one that both began with, where the contents themselves were compared. */
  baseStored?: SameBytes | undefined
}

/**
 * The fields in which the stored version or mine differs from what both began with; without a base, in which they differ
 * from each other. A content that either of them replaced always has its row, first of all.
 */
export function threeWayRows(ways: ThreeWays): ThreeWayRow[] {
  const { base, remote, mine } = ways
  const byRemote = base === undefined ? [] : fieldChanges(base, remote)
  const byMine = mine === undefined ? [] : fieldChanges(base ?? remote, mine)
  const labels = [...new Set([...byRemote, ...byMine].map(({ label }) => label))]
  const fields = labels.map((label): ThreeWayRow => {
    const [theirs, ours] = [byRemote, byMine].map((all) => all.find((one) => one.label === label))
    return {
      label,
      before: (theirs ?? ours)?.before,
      stored: cellOf(theirs),
      yours: cellOf(ours),
      clash: theirs !== undefined && ours !== undefined && theirs.after !== ours.after,
    }
  })
  return [...contentRow(ways), ...fields]
}

/** What becomes of the two, in one sentence; `undefined` where nothing tells. */
export function threeWayWords({ base, mine, myContent }: ThreeWays, rows: ThreeWayRow[]) {
  if (base === undefined || (mine === undefined && myContent === undefined)) return undefined
  const clashes = rows.filter(({ clash }) => clash).map(({ label }) => label.toLowerCase())
  const both = rows.some(({ stored }) => stored.kind === 'changed')
  if (clashes.length > 0) {
    return `Both changed ${clashes.join(', ')}: yours would replace what is stored.`
  }
  return both ? 'The two changes do not touch each other: yours on top keeps both.' : undefined
}

/** The rows of a restore: what it merges says which of them clash, also those that have no words of their own. */
export function restoreRows(ways: ThreeWays, { clashes }: RestoreMerge): ThreeWayRow[] {
  const rows = threeWayRows(ways).map((row) => ({ ...row, clash: clashes.includes(row.label) }))
  const unnamed = clashes.filter((label) => rows.every((row) => row.label !== label))
  const changed = { kind: 'changed', to: 'changed' } as const
  return [
    ...rows,
    ...unnamed.map((label) => ({
      label,
      before: 'as both began',
      stored: changed,
      yours: changed,
      clash: true,
    })),
  ]
}

/** What becomes of a restore that met another change. */
export function restoreWords({ clashes, kept, isStored }: RestoreMerge): string | undefined {
  const list = (labels: readonly string[]) => labels.map((one) => one.toLowerCase()).join(', ')
  const keeps = kept.length === 0 ? '' : ` What others alone changed can stay: ${list(kept)}.`
  if (clashes.length > 0) {
    return `Both changed ${list(clashes)}: choose what is saved.${keeps}`
  }
  if (kept.length === 0) return undefined
  return isStored
    ? `The stored version has what you restore, and a change to ${list(kept)}.`
    : `The two changes do not touch each other: a merge restores yours and keeps what others changed (${list(kept)}).`
}

function contentRow({ base, remote, myContent, baseStored }: ThreeWays): ThreeWayRow[] {
  const told = base === undefined ? 'unknown' : contentRelation(sums(base), sums(remote))
  const relation = baseStored ?? told
  const stored: Cell =
    relation === 'different'
      ? { kind: 'changed', to: `replaced${sizeWords(contentSize(remote))}` }
      : { kind: 'unchanged' }
  if (stored.kind === 'unchanged' && myContent === undefined) return []
  const yours: Cell =
    myContent === undefined
      ? { kind: 'unchanged' }
      : { kind: 'changed', to: `replaced${sizeWords(myContent.size)}` }
  const before = base === undefined ? undefined : contentSize(base)
  return [
    {
      label: CONTENT,
      before: before === undefined ? 'not known' : formatBytes(before),
      stored,
      yours,
      clash: stored.kind === 'changed' && yours.kind === 'changed',
    },
  ]
}

function sizeWords(size: number | undefined): string {
  return size === undefined ? '' : `, ${formatBytes(size)}`
}

function cellOf(change: FieldChange | undefined): Cell {
  return change === undefined ? { kind: 'unchanged' } : { kind: 'changed', to: change.after }
}

function sums(binary: Binary) {
  return { sha256: contentSha256(binary), sha1: contentSha1(binary), size: contentSize(binary) }
}
