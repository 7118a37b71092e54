/**
 * Texts of a clinic's words, always the same: few words that are in nearly all, many that are rare, and one that is in
 * no other text.
 */
export function benchText(index: number, letters: number): string {
  const random = randomOf(index + 1)
  let text = `case-${index} ${index % 100 === 0 ? 'osteomyelitis ' : ''}`
  while (text.length < letters) text += `${WORDS[Math.floor(WORDS.length * random() ** 3)] ?? ''} `
  return text
}

/** In every hundredth text. */
export const ONE_IN_A_HUNDRED = 'osteomyelitis'
/** In nearly all texts. */
export const IN_NEARLY_ALL = 'patient'

function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const SYLLABLES =
  'a al an ar be ca con de di do en er fe ga he in is ka lo ma mi na o pa pre pul ra re ren sa sis ta ter ti tion to tri um ve'.split(
    ' ',
  )

const WORDS: readonly string[] = (() => {
  const random = randomOf(7)
  const made = Array.from({ length: 20_000 }, () =>
    Array.from(
      { length: 2 + Math.floor(random() * 3) },
      () => SYLLABLES[Math.floor(random() * SYLLABLES.length)] ?? '',
    ).join(''),
  )
  return [IN_NEARLY_ALL, 'of the', 'and', 'with', 'was', 'no', 'chest', 'pain', 'left', ...made]
})()
