/** One of the things that are compared. Answers what it measured, mostly milliseconds. */
export type Side = () => Promise<number>

/**
 * Runs the sides turn by turn (A B A B …), so that whatever else the machine does meets all of them alike.
 *
 * @param rounds how often each is measured, after one turn that does not count
 * @returns the median of each, in the order of `sides`
 */
export async function interleave(sides: readonly Side[], rounds: number): Promise<number[]> {
  const samples = sides.map((): number[] => [])
  for (const side of sides) await side()
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, side] of sides.entries()) samples[at]?.push(await side())
  }
  return samples.map(median)
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[middle - 1], sorted[middle]]
  if (high === undefined) return Number.NaN
  return sorted.length % 2 === 1 || low === undefined ? high : (low + high) / 2
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
