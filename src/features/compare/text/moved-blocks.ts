import type { Hunk } from './hunk.ts'

/** Lines that a block must have to count as moved: one or two are found anywhere by chance. */
const SHORTEST = 3

interface Block {
  left: number
  right: number
  count: number
}

/** Splits removed and added hunks where the very same lines went from one to the other, and links the two. */
export function markMoves(
  hunks: readonly Hunk[],
  leftIds: ArrayLike<number>,
  rightIds: ArrayLike<number>,
): Hunk[] {
  const blocks = movedBlocks(hunks, leftIds, rightIds)
  if (blocks.length === 0) return [...hunks]
  const byLeft = new Map(blocks.map((block) => [block.left, block]))
  const byRight = new Map(blocks.map((block) => [block.right, block]))
  return hunks.flatMap((hunk): Hunk[] => {
    if (hunk.kind === 'removed') {
      return split(hunk.left, hunk.count, byLeft).map(({ start, count, block }) => {
        return { kind: 'removed', left: start, count, to: block?.right }
      })
    }
    if (hunk.kind === 'added') {
      return split(hunk.right, hunk.count, byRight).map(({ start, count, block }) => {
        return { kind: 'added', right: start, count, from: block?.left }
      })
    }
    return [hunk]
  })
}

/** Linear: a block grows around a line that was removed once and added once. */
function movedBlocks(
  hunks: readonly Hunk[],
  leftIds: ArrayLike<number>,
  rightIds: ArrayLike<number>,
): Block[] {
  const [gone, goneHunk] = singles(hunks, 'removed', leftIds)
  const [come, comeHunk] = singles(hunks, 'added', rightIds)
  const takenLeft = new Set<number>()
  const takenRight = new Set<number>()
  const blocks: Block[] = []
  for (const [id, left] of gone) {
    const right = come.get(id)
    if (left < 0 || right === undefined || right < 0 || takenLeft.has(left)) continue
    const fits = (step: number) =>
      goneHunk.get(left + step) === goneHunk.get(left) &&
      comeHunk.get(right + step) === comeHunk.get(right) &&
      leftIds[left + step] === rightIds[right + step] &&
      !takenLeft.has(left + step) &&
      !takenRight.has(right + step)
    let [first, last] = [0, 0]
    while (fits(first - 1)) first -= 1
    while (fits(last + 1)) last += 1
    const count = last - first + 1
    if (count < SHORTEST) continue
    for (let i = first; i <= last; i += 1) {
      takenLeft.add(left + i)
      takenRight.add(right + i)
    }
    blocks.push({ left: left + first, right: right + first, count })
  }
  return blocks
}

/** Lines of such hunks: the place of each (-1 where it comes again), and by place the hunk. */
function singles(
  hunks: readonly Hunk[],
  kind: 'removed' | 'added',
  ids: ArrayLike<number>,
): [Map<number, number>, Map<number, number>] {
  const places = new Map<number, number>()
  const hunkAt = new Map<number, number>()
  for (const [index, hunk] of hunks.entries()) {
    if (hunk.kind !== kind) continue
    const start = hunk.kind === 'removed' ? hunk.left : hunk.right
    for (let at = start; at < start + hunk.count; at += 1) {
      const id = ids[at] ?? -1
      places.set(id, places.has(id) ? -1 : at)
      hunkAt.set(at, index)
    }
  }
  return [places, hunkAt]
}

function split(start: number, count: number, blocks: ReadonlyMap<number, Block>) {
  const pieces: { start: number; count: number; block: Block | undefined }[] = []
  let from = start
  for (let at = start; at < start + count;) {
    const block = blocks.get(at)
    if (block === undefined) {
      at += 1
      continue
    }
    if (at > from) pieces.push({ start: from, count: at - from, block: undefined })
    pieces.push({ start: at, count: block.count, block })
    at += block.count
    from = at
  }
  if (start + count > from)
    pieces.push({ start: from, count: start + count - from, block: undefined })
  return pieces
}
