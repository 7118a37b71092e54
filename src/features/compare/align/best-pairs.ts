export type Pairs = [left: number, right: number][]

/** The pairs in rising order whose likenesses sum up to the most. */
export function bestPairs(
  count: number,
  otherCount: number,
  alike: (one: number, other: number) => number,
): Pairs {
  const width = otherCount + 1
  const best = new Float64Array((count + 1) * width)
  const score = new Float64Array((count + 1) * width)
  for (let i = count - 1; i >= 0; i -= 1) {
    for (let j = otherCount - 1; j >= 0; j -= 1) {
      const own = alike(i, j)
      score[i * width + j] = own
      const skip = Math.max(best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0)
      const both = own > 0 ? own + (best[(i + 1) * width + j + 1] ?? 0) : 0
      best[i * width + j] = Math.max(skip, both)
    }
  }
  const pairs: Pairs = []
  let [i, j] = [0, 0]
  while (i < count && j < otherCount) {
    const here = best[i * width + j] ?? 0
    const own = score[i * width + j] ?? 0
    if (own > 0 && here === own + (best[(i + 1) * width + j + 1] ?? 0)) {
      pairs.push([i, j])
      ;[i, j] = [i + 1, j + 1]
    } else if (here === (best[(i + 1) * width + j] ?? 0)) i += 1
    else j += 1
  }
  return pairs
}
