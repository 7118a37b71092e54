import type { TextDiff } from './diff-texts.ts'
import type { Hunk } from './hunk.ts'

/** A comparison of texts as it leaves its worker: a hundred thousand hunks as numbers, which arrive at once. */
export interface PackedDiff extends Omit<TextDiff, 'hunks'> {
  packed: Int32Array<ArrayBuffer>
}

const KINDS = ['same', 'changed', 'removed', 'added'] as const
/** Numbers of a hunk: its kind, where it begins on either side, its lines, and where they went or came from. */
const EACH = 5

export function packHunks({ hunks, ...diff }: TextDiff): PackedDiff {
  const packed = new Int32Array(hunks.length * EACH)
  for (const [index, hunk] of hunks.entries()) {
    const left = hunk.kind === 'added' ? -1 : hunk.left
    const right = hunk.kind === 'removed' ? -1 : hunk.right
    const moved = hunk.kind === 'removed' ? hunk.to : hunk.kind === 'added' ? hunk.from : undefined
    packed.set([KINDS.indexOf(hunk.kind), left, right, hunk.count, moved ?? -1], index * EACH)
  }
  return { ...diff, packed }
}

export function unpackHunks({ packed, ...diff }: PackedDiff): TextDiff {
  const hunks = Array.from({ length: packed.length / EACH }, (_, index) =>
    hunkAt(packed, index * EACH),
  )
  return { ...diff, hunks }
}

function hunkAt(packed: Int32Array, at: number): Hunk {
  const [left = -1, right = -1, count = 0, other = -1] = packed.subarray(at + 1, at + EACH)
  const moved = other < 0 ? undefined : other
  const kind = KINDS[packed[at] ?? 0] ?? 'same'
  if (kind === 'removed') return { kind, left, count, to: moved }
  return kind === 'added' ? { kind, right, count, from: moved } : { kind, left, right, count }
}
