import { foldText } from '#fhir/search/fold-text.ts'

/**
 * Stands where a word begins, so that beginnings of two letters are trigrams too. No text has it: control characters
 * become blanks.
 */
const BEGINNING = '\u0001'

const LETTER = String.raw`[\p{L}\p{N}]`
const BLANKS = /[\p{Cc}\p{Z}\s]+/gu
const BEGINS = new RegExp(`(?<!${LETTER})(?=${LETTER})`, 'gu')
/** Between two words the mark alone is enough. */
const BETWEEN = new RegExp(`(?<=${LETTER}) ${BEGINNING}`, 'gu')
const INNER_BEGINS = new RegExp(`(?<=[^\\p{L}\\p{N}])(?=${LETTER})`, 'gu')

/** A text as the index has it: without case and marks, blanks made one, the beginnings of words marked. */
export function indexedText(text: string): string {
  const plain = ` ${foldText(text)} `.replaceAll(BLANKS, ' ')
  return plain.replaceAll(BEGINS, BEGINNING).replaceAll(BETWEEN, BEGINNING)
}

/** What a word is looked for by. */
export type IndexedWord =
  /** Anywhere. */
  | { kind: 'part'; text: string }
  /** Two letters at the beginning of a word, with its mark: as long as a trigram. */
  | { kind: 'beginning'; text: string }
  /** One letter, with its mark. */
  | { kind: 'letter'; text: string }
  /** No text can have it as a word. */
  | { kind: 'nothing' }

/** @param word without blanks */
export function indexedWord(word: string): IndexedWord {
  const folded = foldText(word).replaceAll(BLANKS, '')
  const length = [...folded].length
  if (length >= 3) return { kind: 'part', text: folded.replaceAll(INNER_BEGINS, BEGINNING) }
  if (!new RegExp(`^${LETTER}`, 'u').test(folded)) return { kind: 'nothing' }
  const text = BEGINNING + folded.replaceAll(INNER_BEGINS, BEGINNING)
  return { kind: length === 2 ? 'beginning' : 'letter', text }
}
