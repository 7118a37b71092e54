/**
 * How alike two texts are, from 0 to 1: the share of characters that both begin or end with, which is cheap, or where that
 * says little, of the words that both have.
 */
export function likeness(one: string, other: string): number {
  if (one === other) return 1
  const longest = Math.max(one.length, other.length)
  const shortest = Math.min(one.length, other.length)
  if (shortest === 0) return 0
  let head = 0
  while (head < shortest && one.charCodeAt(head) === other.charCodeAt(head)) head += 1
  let tail = 0
  while (
    tail < shortest - head &&
    one.charCodeAt(one.length - 1 - tail) === other.charCodeAt(other.length - 1 - tail)
  ) {
    tail += 1
  }
  const ends = (head + tail) / longest
  return ends > 0.5 || longest > LONG ? ends : Math.max(ends, sharedWords(one, other))
}

const LONG = 2000

function sharedWords(one: string, other: string): number {
  const words = one.match(/[\p{L}\p{N}.]+/gu) ?? []
  const others = other.match(/[\p{L}\p{N}.]+/gu) ?? []
  if (words.length === 0 || others.length === 0) return 0
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  let shared = 0
  for (const word of others) {
    const count = counts.get(word) ?? 0
    if (count === 0) continue
    counts.set(word, count - 1)
    shared += 1
  }
  return shared / Math.max(words.length, others.length)
}
