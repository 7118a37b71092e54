/** The places of the longest rising run of numbers, in order: what kept its order while the others moved. */
export function longestRising(numbers: readonly number[]): number[] {
  const tails: number[] = []
  const before = new Int32Array(numbers.length)
  for (let index = 0; index < numbers.length; index += 1) {
    const number = numbers[index] ?? 0
    let [low, high] = [0, tails.length]
    // Most lists rise all the way.
    if (high > 0 && (numbers[tails[high - 1] ?? 0] ?? 0) < number) low = high
    while (low < high) {
      const half = (low + high) >> 1
      if ((numbers[tails[half] ?? 0] ?? 0) < number) low = half + 1
      else high = half
    }
    before[index] = tails[low - 1] ?? -1
    tails[low] = index
  }
  const chain: number[] = []
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) chain.push(at)
  return chain.reverse()
}
