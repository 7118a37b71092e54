import { fileName, securityContextKey } from '#fhir/binary/binary.ts'
import { parseInstant } from '#fhir/instant.ts'
import { beginsWordIn, foldText, isShort, occursIn, searchedText } from '#fhir/search/fold-text.ts'
import { contextTexts } from '#fhir/search/match.ts'
import type { Binary } from '#fhir/types.ts'

/**
 * How well a file answers the words: 0 is best, `undefined` is not at all. Judges as `find` of the kernel does, once for each
 * of a hundred thousand files and each letter that is typed.
 *
 * @param words as `wordsOf` makes them
 */
export function rankFile(binary: Binary, words: readonly string[]): number | undefined {
  const texts = textsOf(binary)
  let sum = 0
  for (const word of words) {
    const worth = rankWord(texts, word)
    if (worth === undefined) return undefined
    sum += worth
  }
  return texts.name.startsWith(words[0] ?? '') ? sum : sum + 0.5
}

/** The best first, of equals the newest; those that don't answer are left out. */
export function bestFiles(files: readonly Binary[], words: readonly string[]): Binary[] {
  return files
    .flatMap((binary) => {
      const worth = rankFile(binary, words)
      return worth === undefined ? [] : { binary, worth, time: timeOf(binary) }
    })
    .toSorted((one, two) => one.worth - two.worth || two.time - one.time)
    .map(({ binary }) => binary)
}

/** A security context, and how many of the files have it. */
export interface FoundContext {
  /** `securityContextKey` of its files. */
  key: string
  /** A file that has it, for its words. */
  binary: Binary
  files: number
}

/**
 * The security contexts that are asked for: those in which all words are found, or one word is the whole of a number or name.
 * Those of the most files first.
 */
export function contextsAmong(files: readonly Binary[], words: readonly string[]): FoundContext[] {
  const found = new Map<string, FoundContext>()
  for (const binary of files) {
    const key = securityContextKey(binary)
    if (key === undefined || !isContextAsked(binary, words)) continue
    const known = found.get(key)
    // A display says more than none.
    const better = known?.binary.securityContext?.display === undefined ? binary : known.binary
    found.set(key, { key, binary: better, files: (known?.files ?? 0) + 1 })
  }
  return [...found.values()].toSorted((one, two) => two.files - one.files)
}

function isContextAsked(binary: Binary, words: readonly string[]): boolean {
  const { contexts } = textsOf(binary)
  const inContext = (word: string) =>
    contexts.some((context) => inText(context, word) !== undefined)
  const whole = (word: string) => contexts.some((context) => inText(context, word) === WHOLE)
  return (
    words.length > 0 &&
    (words.every(inContext) || words.some((word) => /\d/.test(word) && whole(word)))
  )
}

/** A piece of a text, and whether it is one of the words. */
export interface MarkedPart {
  text: string
  found: boolean
}

/** The text in pieces, which joined are the text again, with what the words found in it. */
export function markWords(text: string, words: readonly string[]): MarkedPart[] {
  const { folded, places } = foldWithPlaces(text)
  const found = new Uint8Array(folded.length)
  for (const word of words) {
    if (word === '') continue
    for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + 1))
      if (!isShort(word) || !isLetter(folded[at - 1])) found.fill(1, at, at + word.length)
  }
  const parts: MarkedPart[] = []
  let from = 0
  for (let at = 1; at <= folded.length; at += 1) {
    if (at < folded.length && found[at] === found[at - 1]) continue
    const to = places[at] ?? text.length
    if (to > from) parts.push({ text: text.slice(from, to), found: found[at - 1] === 1 })
    from = to
  }
  // What folds to nothing at all, such as marks without a letter.
  if (from < text.length) parts.push({ text: text.slice(from), found: false })
  return parts
}

/** A text folded, and for each of its units where the character that it comes from begins in the text. */
function foldWithPlaces(text: string): { folded: string; places: number[] } {
  let folded = ''
  const places: number[] = []
  let at = 0
  for (const char of text) {
    folded += foldText(char) || (NOTHING.test(char) ? '' : ' ')
    while (places.length < folded.length) places.push(at)
    at += char.length
  }
  return { folded, places }
}

/** Characters that a folded text leaves out; all others that fold to nothing are spaces in it. */
const NOTHING = /[\p{M}\p{Cf}]/u

interface Texts {
  name: string
  contexts: string[]
  id: string
}

/** Folded once for each file, which never changes. */
const folded = new WeakMap<Binary, Texts>()

function textsOf(binary: Binary): Texts {
  const known = folded.get(binary)
  if (known) return known
  const texts = {
    name: searchedText(fileName(binary)),
    contexts: contextTexts(binary.securityContext).map(searchedText),
    id: foldText(binary.id ?? ''),
  }
  folded.set(binary, texts)
  return texts
}

const WHOLE = 0
const BEGINNING = 1
const INSIDE = 2

function rankWord({ name, contexts, id }: Texts, word: string): number | undefined {
  const places = [name, ...contexts].map((text) => inText(text, word))
  if (id === word) places.push(WHOLE)
  else if (beginsWordIn(id, word)) places.push(BEGINNING)
  const known = places.filter((place) => place !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

/** As a whole word, as the beginning of one, or inside; the best of all its places. */
function inText(text: string, word: string): number | undefined {
  if (!occursIn(text, word)) return undefined
  let best = INSIDE
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const begins = !isLetter(text[at - 1])
    const place = !begins ? INSIDE : isLetter(text[at + word.length]) ? BEGINNING : WHOLE
    best = Math.min(best, place)
    if (best === WHOLE) break
  }
  return best
}

function isLetter(char: string | undefined): boolean {
  return char !== undefined && /[\p{L}\p{N}\p{So}]/u.test(char)
}

function timeOf({ meta }: Binary): number {
  return parseInstant(meta?.lastUpdated ?? '')?.getTime() ?? -Infinity
}
