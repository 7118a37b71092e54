/** How well a text answers what was typed: 0 is best, `undefined` is not at all. */
export function rank(text: string, typed: string): number | undefined {
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  const found = text.toLocaleLowerCase()
  let sum = 0
  for (const word of words) {
    const one = rankWord(found, word)
    if (one === undefined) return undefined
    sum += one
  }
  return sum
}

/** The best first; those that answer equally well stay in their order. */
export function ranked<Item>(
  items: readonly Item[],
  typed: string,
  textOf: (item: Item) => string,
): Item[] {
  return items
    .flatMap((item) => {
      const worth = rank(textOf(item), typed)
      return worth === undefined ? [] : { item, worth }
    })
    .toSorted((one, two) => one.worth - two.worth)
    .map(({ item }) => item)
}

/** At the start, at the start of a word, anywhere, or as letters in that order. */
function rankWord(text: string, word: string): number | undefined {
  const at = text.indexOf(word)
  if (at === 0) return 0
  if (at > 0) return /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') ? 2 : 1
  let from = 0
  for (const letter of word) {
    from = text.indexOf(letter, from) + 1
    if (from === 0) return undefined
  }
  return 3
}
