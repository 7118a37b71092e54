/** Rows that are drawn whole on paper; the file of the difference has all of them. */
export const MOST_PRINTED = 3000

/** A row to be drawn: `start` is its place in pixels, and nothing on paper, where each follows the one before it. */
interface DrawnRow {
  index: number
  start: number | undefined
}

/**
 * The rows of a list that draws what is near the view: on paper there is no view, and all are drawn.
 * @param near as TanStack Virtual gives them
 */
export function rowsToDraw(
  near: readonly { index: number; start: number }[],
  count: number,
  isPrinting: boolean,
): DrawnRow[] {
  if (!isPrinting) return near.map(({ index, start }) => ({ index, start }))
  const most = Math.min(count, MOST_PRINTED)
  return Array.from({ length: most }, (_, index) => ({ index, start: undefined }))
}

/** Where a row stands; on paper nothing moves it. */
export function rowStyle(start: number | undefined): { transform: string } | undefined {
  return start === undefined ? undefined : { transform: `translateY(${start}px)` }
}

/** What the paper says of rows that it leaves out; nothing where it has all. */
export function leftOutWords(count: number): string | undefined {
  if (count <= MOST_PRINTED) return undefined
  const [most, more] = [MOST_PRINTED, count - MOST_PRINTED].map((rows) => rows.toLocaleString('en'))
  return `The first ${most} rows are printed; ${more} more are not.`
}
