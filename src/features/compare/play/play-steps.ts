import type { ImageView, Size } from '#ui/picture/picture-view.ts'

/** Milliseconds that each version is seen; none is faster than what may harm (WCAG 2.3.1). */
export const SPEEDS = { slow: 2500, normal: 1200, fast: 500 } as const
export type Speed = keyof typeof SPEEDS

/** What is known of a version before and after it was read. */
export type Known = 'picture' | 'skipped' | undefined

/** Versions that are read before their turn while it plays. */
const AHEAD = 2

/** The place of the version that comes next; `undefined` behind the last one that can be shown. */
export function nextStep(known: readonly Known[], at: number): number | undefined {
  const next = known.findIndex((one, index) => index > at && one !== 'skipped')
  return next < 0 ? undefined : next
}

/** Which versions are to be read now, in this order: the one that is shown, and while it plays a few ahead. */
export function stepsToRead(known: readonly Known[], at: number, isPlaying: boolean): number[] {
  const steps = [at]
  while (steps.length <= (isPlaying ? AHEAD : 0)) {
    const next = nextStep(known, steps.at(-1) ?? at)
    if (next === undefined) break
    steps.push(next)
  }
  return steps
}

/** What all of them cover together, each at the upper left corner. */
export function coverOf(sizes: Iterable<Size>): Size {
  const cover = { width: 0, height: 0 }
  for (const { width, height } of sizes) {
    cover.width = Math.max(cover.width, width)
    cover.height = Math.max(cover.height, height)
  }
  return cover
}

/** The view of a larger cover in which what was shown stays where it is: the offset is that of the middle. */
export function regrown(view: ImageView, before: Size, after: Size): ImageView {
  const { zoom } = view
  if (zoom === undefined || before.width === 0) return view
  return {
    ...view,
    x: view.x + ((after.width - before.width) / 2) * zoom,
    y: view.y + ((after.height - before.height) / 2) * zoom,
  }
}
