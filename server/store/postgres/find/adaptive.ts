import type { Reached } from '../../rows/find/together.ts'
import type { WordRange } from '../../words.ts'

/** Files of an index in the order of changes, asked for part by part from one end to the other. */
export type Stream<File extends { sequence: number }> = (asked: WordRange) => Promise<Reached<File>>

/**
 * Two ways to find the same. What many files have is found soon by looking at one file after the other in order, while the
 * index would name all of them first; what few have only the index finds.
 */
export interface Ways<File extends { sequence: number }> {
  /** Looks at so many files of the range, one by one. */
  look: (asked: WordRange, files: number) => Promise<LookedThrough<File>>
  /** Has the index name all in the range. @returns `undefined` where they are too many */
  find: (asked: WordRange) => Promise<Reached<File> | undefined>
  /** How many the index would name, as far as the engine knows; `Infinity` where they are too many anyway. */
  expected: () => Promise<number>
  /** Files that are looked at first, and at most in one go. */
  first: number
  most: number
}

export interface LookedThrough<File extends { sequence: number }> extends Reached<File> {
  /** How many files were looked at. */
  looked: number
}

/**
 * Begins with a brief look, and goes on by the index where that has found little: but not before as many files were looked at
 * as the index would name, each of which costs about as much. So what just the newest files have not, such as pictures that
 * came yesterday, is met without naming it in all others; and whichever way would have been best, it takes twice as long at most.
 */
export function adaptive<File extends { sequence: number }>(ways: Ways<File>): Stream<File> {
  let files = ways.first
  let way: 'look' | 'find' | 'look only' = 'look'
  let seen = 0
  let expected: number | undefined
  let named: Reached<File> | undefined
  return async (asked) => {
    if (way === 'find') {
      const known = named && restOf(named, asked)
      if (known) return known
      named = await ways.find({ ...asked, limit: Math.max(asked.limit, AT_ONCE) })
      if (named) return restOf(named, asked) ?? { files: [], until: named.until }
      way = 'look only'
    }
    const { looked, ...found } = await ways.look(asked, files)
    const isSparse = found.files.length * SPARSE < looked
    seen += looked
    if (way === 'look' && isSparse && looked >= ways.first) {
      expected ??= await ways.expected()
      if (seen >= expected) way = 'find'
    }
    files = Math.min(files * 4, ways.most)
    return found
  }
}

/** Files that the index names in one go. */
const AT_ONCE = 500
/** One in so many is few. */
const SPARSE = 50

/** What is left of what was named before, of a part that begins later. */
function restOf<File extends { sequence: number }>(
  { files, until }: Reached<File>,
  { low, high, limit }: WordRange,
): Reached<File> | undefined {
  const left = files.filter(({ sequence }) => sequence >= low && sequence <= high)
  if (left.length > limit) {
    const some = left.slice(0, limit)
    return { files: some, until: some.at(-1)?.sequence }
  }
  // At the end of what is known it is asked anew.
  const isOver = until !== undefined && (until < low || until > high)
  return isOver ? undefined : { files: left, until }
}
