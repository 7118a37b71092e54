/**
 * Where a shortest edit script of two lists is cut in half (Myers 1986, "An O(ND) difference algorithm and its variations",
 * 4b), so that both halves can be solved in the same way, in linear space. A stretch that would cost too much is cut where
 * most was reached so far: the script is then a little longer, and still right.
 *
 * @param effort is lessened by the steps taken
 * @returns a point inside the stretch, other than both its corners
 */
export function middleOf(
  left: Int32Array,
  right: Int32Array,
  [start, end, otherStart, otherEnd]: readonly [number, number, number, number],
  effort: { left: number },
): [number, number] {
  const [n, m] = [end - start, otherEnd - otherStart]
  const delta = n - m
  // By diagonal, the one in the middle being that of a corner: how far each was followed, from either end.
  const forward = new Int32Array(2 * MIDDLE + 1).fill(-1)
  const backward = new Int32Array(2 * MIDDLE + 1).fill(n + 1)
  forward[MIDDLE + 1] = 0
  backward[MIDDLE - 1] = n
  const isOdd = (delta & 1) !== 0
  for (let d = 0; ; d += 1) {
    effort.left -= 2 * (d + 1)
    for (let k = lowest(d, m); k <= highest(d, n); k += 2) {
      let x = Math.max(forward[MIDDLE + k + 1] ?? -1, (forward[MIDDLE + k - 1] ?? -1) + 1)
      if (k === -d) x = forward[MIDDLE + k + 1] ?? 0
      const from = x
      while (x < n && x - k < m && left[start + x] === right[otherStart + x - k]) x += 1
      effort.left -= x - from
      forward[MIDDLE + k] = x
      if (isOdd && Math.abs(k - delta) < d && x >= (backward[MIDDLE + k - delta] ?? n + 1)) {
        return [start + x, otherStart + x - k]
      }
    }
    for (let k = lowest(d, n); k <= highest(d, m); k += 2) {
      const at = MIDDLE + k
      let x = Math.min((backward[at + 1] ?? n + 1) - 1, backward[at - 1] ?? n + 1)
      if (k === d) x = backward[at - 1] ?? n
      const from = x
      const diagonal = delta + k
      while (
        x > 0 &&
        x - diagonal > 0 &&
        left[start + x - 1] === right[otherStart + x - diagonal - 1]
      ) {
        x -= 1
      }
      effort.left -= from - x
      backward[at] = x
      if (!isOdd && Math.abs(diagonal) <= d && x <= (forward[MIDDLE + diagonal] ?? -1)) {
        return [start + x, otherStart + x - diagonal]
      }
    }
    if (d >= DEAREST) return furthest(forward, d, [start, n, otherStart, m])
  }
}

/** Edits that a cut looks through, as git does. */
const DEAREST = 256
const MIDDLE = DEAREST + 2

/** Diagonals outside the stretch lead nowhere; the parity stays. */
function lowest(d: number, most: number): number {
  return d <= most ? -d : -most + ((d - most) & 1)
}

function highest(d: number, most: number): number {
  return d <= most ? d : most - ((d - most) & 1)
}

function furthest(
  forward: Int32Array,
  d: number,
  [start, n, otherStart, m]: readonly [number, number, number, number],
): [number, number] {
  let best: [number, number] = [0, 0]
  for (let k = lowest(d, m); k <= highest(d, n); k += 2) {
    const x = Math.min(n, forward[MIDDLE + k] ?? 0)
    const y = x - k
    if (y < 0 || y > m) continue
    if (x + y > best[0] + best[1]) best = [x, y]
  }
  return [start + best[0], otherStart + best[1]]
}
