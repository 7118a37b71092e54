import { hash } from 'node:crypto'
import { fileName } from '#fhir/binary/binary.ts'
import { foldText, searchedText, sortKey, wordRuns } from '#fhir/search/fold-text.ts'
import { contextKeys, contextTexts, typeEssence } from '#fhir/search/match.ts'
import type { Binary } from '#fhir/types.ts'

/**
 * What the index of files holds of one file: terms, each a run of signs that FTS5's `ascii` tokenizer keeps together. A
 * letter in front says what it is of. Words are held as their trigrams, with two marks before each word and one behind it, so that one
 * or two letters find the beginnings of words as three find any part; what is compared whole is held as a hash.
 */
export function termsOf(id: string, binary: Omit<Binary, 'id'>): Set<string> {
  const { contentType, language, meta, securityContext } = binary
  const terms = [
    ...grams('n', fileName(binary) ?? ''),
    ...contextTexts(securityContext).flatMap((text) => grams('c', text)),
    ...wordRuns(foldText(id)).flatMap(({ word }) => beginnings(word)),
    ...(securityContext ? ['x', ...contextKeys(securityContext).map(contextTerm)] : ['y']),
    ...(language === undefined ? [] : [languageTerm(language)]),
    ...(contentType === undefined ? [] : typeTerms(contentType)),
  ]
  for (const { system = '', code } of meta?.tag ?? []) {
    terms.push(whole('u', system))
    if (code !== undefined) terms.push(whole('t', code), whole('v', `${system}|${code}`))
  }
  return new Set(terms)
}

/** By what files are sorted by name; those without one come last. */
export function nameKey(fields: Omit<Binary, 'id'>): string {
  const key = sortKey(fileName(fields) ?? '')
  return key === '' ? '\u{10ffff}' : key
}

/** A term of what is compared whole. */
export function whole(kind: 't' | 'u' | 'v', text: string): string {
  return hashed(kind, text)
}

export function contextTerm(key: string): string {
  return hashed('r', key)
}

export function languageTerm(code: string): string {
  return hashed('l', code.toLowerCase())
}

/** @param wanted `type/subtype` or `type/*` */
export function typeTerm(wanted: string): string {
  return wanted.endsWith('/*') ? hashed('k', wanted.slice(0, -2)) : hashed('m', wanted)
}

function typeTerms(contentType: string): string[] {
  const essence = typeEssence(contentType)
  return [hashed('m', essence), hashed('k', essence.split('/', 1)[0] ?? '')]
}

/**
 * The trigrams that every text has in which this part occurs.
 * @param kind `n` of the file's name, `c` of the security context
 * @param part folded
 * @param beginsWord whether the part is looked for at the beginning of a word only
 */
export function partTerms(kind: 'n' | 'c', part: string, beginsWord: boolean): string[] {
  const runs = wordRuns(part).slice(0, MOST_RUNS)
  const terms = runs.flatMap(({ word, at }) => {
    const starts = at > 0 || beginsWord
    const letters = Array.from(word)
    // What something else follows is a whole word: "3." is not found in "310".
    const ends = at + word.length < part.length && letters.length <= LONGEST_RUN
    const signs = [
      ...(starts ? [MARK, MARK] : []),
      ...letters.slice(0, LONGEST_RUN),
      ...(ends ? [MARK] : []),
    ]
    const found = windows(kind, signs)
    // Those that overlap say little more than their neighbours, and each costs as much as the first; what is looked for
    // by fewer is looked at all the same. The first of a longer word says no more than the second.
    const telling = starts && found.length > 1 ? found.slice(1) : found
    return telling.filter((_, index) => index % 2 === 0 || index === telling.length - 1)
  })
  return [...new Set(terms)]
}

/** What the beginning of an id, or of a part of it, has in common with that id. @param start folded */
export function idTerms(start: string): string[] {
  return wordRuns(start)
    .slice(0, MOST_RUNS)
    .flatMap(({ word }) => beginnings(word).slice(-1))
}

/** Of the index's words; no folded text has it, and FTS5 takes it for a letter. */
const MARK = '\ue000'
/** More words, or letters of one, narrow nothing down. */
const MOST_RUNS = 8
const LONGEST_RUN = 40

function grams(kind: 'n' | 'c', text: string): string[] {
  return wordRuns(searchedText(text)).flatMap(({ word }) =>
    windows(kind, [MARK, MARK, ...Array.from(word), MARK]),
  )
}

function windows(kind: 'n' | 'c', signs: string[]): string[] {
  const found: string[] = []
  for (let at = 0; at + 3 <= signs.length; at += 1)
    found.push(kind + signs.slice(at, at + 3).join(''))
  return found
}

function beginnings(word: string): string[] {
  const signs = Array.from(word.slice(0, 2 * LONGEST_BEGINNING)).slice(0, LONGEST_BEGINNING)
  return BEGINNINGS.filter((length) => length <= signs.length).map(
    (length) => `i${signs.slice(0, length).join('')}`,
  )
}

/** Signs: four of a random id are among 65,536. */
const BEGINNINGS = [1, 2, 4]
const LONGEST_BEGINNING = 4

function hashed(kind: string, text: string): string {
  return kind + hash('sha1', text, 'hex').slice(0, 14)
}
