/**
 * How texts are compared in every search, by the server's index and by the console over its rows alike: without case,
 * accents and compatibility forms (`Ärztebrief` as `arztebrief`, `Straße` as `strasse`), and with single spaces for
 * whatever is not seen. A text that is folded stays as it is when it is folded again.
 */
export function foldText(text: string): string {
  const once = foldOnce(text)
  const again = foldOnce(once)
  return again === once ? once : foldText(again)
}

/**
 * What is searched of a field of a file, its name or its security context: folded, and no more than the first letters of
 * one that is longer than any name, since every search by words may look at it.
 */
export function searchedText(text: string | undefined): string {
  return foldText((text ?? '').slice(0, MOST_SEARCHED))
}

const MOST_SEARCHED = 1000

function foldOnce(text: string): string {
  if (/^[\x21-\x7e]*$/.test(text)) return text.toLowerCase()
  return text
    .toWellFormed()
    .normalize('NFKD')
    .replaceAll(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ς', 'σ')
    .replaceAll(/[\p{C}\p{Z}\s]+/gu, ' ')
    .trim()
}

/** The words of a value, folded, each of which has to occur; signs alone, such as a hyphen between words, say nothing. */
export function wordsOf(value: string): string[] {
  const words = foldText(value)
    .split(' ')
    .filter((word) => IN_WORD.test(word))
  return [...new Set(words)]
}

/** Letters, digits, and signs that stand for something by themselves, such as an emoji. */
const IN_WORD = /[\p{L}\p{N}\p{So}]/u

/**
 * Whether a word occurs in a text, both folded: anywhere if it has three signs or more, and else where a word begins,
 * since one or two letters are in everything.
 */
export function occursIn(text: string, word: string): boolean {
  return isShort(word) ? beginsWordIn(text, word) : text.includes(word)
}

/** Whether it has only one or two signs. */
export function isShort(word: string): boolean {
  return /^.{0,2}$/su.test(word)
}

/** Whether the text, or a word in it, begins with `start`; both folded. */
export function beginsWordIn(text: string, start: string): boolean {
  if (text.startsWith(start)) return true
  for (let at = text.indexOf(start, 1); at !== -1; at = text.indexOf(start, at + 1))
    if (isWordStart(text, at)) return true
  return false
}

function isWordStart(text: string, at: number): boolean {
  if (!IN_WORD.test(String.fromCodePoint(text.codePointAt(at) ?? 0))) return false
  const before = /.$/su.exec(text.slice(Math.max(0, at - 2), at))?.[0] ?? ''
  return !IN_WORD.test(before)
}

/** The runs of letters and digits of a folded text, with where each begins. */
export function wordRuns(text: string): { word: string; at: number }[] {
  return [...text.matchAll(/[\p{L}\p{N}\p{So}]+/gu)].map(({ 0: word, index: at }) => ({ word, at }))
}

/**
 * By which names are sorted, with a plain comparison of code points: folded, and numbers by their value (`scan 2` before
 * `scan 10`). Beyond the first letters names are the same.
 */
export function sortKey(text: string): string {
  return foldText(text.slice(0, MOST_SORTED)).replaceAll(/\d+/g, (digits) => digits.padStart(16, '0'))
}

const MOST_SORTED = 250
