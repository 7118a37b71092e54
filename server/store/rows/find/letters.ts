import { foldText, isShort } from '#fhir/search/fold-text.ts'

/**
 * Stands where a word begins, so that the beginnings of words are found as parts are. No folded text has it: what is not
 * seen is a space there.
 */
const BEGINNING = '\u0001'

const IN_WORD = String.raw`[\p{L}\p{N}\p{So}]`
const OUTSIDE = String.raw`[^\p{L}\p{N}\p{So}]`
const BEGINS = new RegExp(`(?<=${OUTSIDE})(?=${IN_WORD})`, 'gu')
/** Between two words the mark alone is enough. */
const BETWEEN = new RegExp(`(?<=${IN_WORD}) ${BEGINNING}`, 'gu')

/** A text as the index has it: folded, the beginnings of its words marked. It says all that the folded text says. */
export function indexedText(text: string): string {
  // A blank behind it, so that a single letter at its end is three signs long as well.
  return `${BEGINNING}${marked(foldText(text)).replaceAll(BETWEEN, BEGINNING)} `
}

/** What a word is looked for by. */
export type IndexedWord =
  /** Three signs or more. */
  | { kind: 'part'; text: string }
  /** Two signs: too short for a trigram. */
  | { kind: 'start'; text: string }

/** @param word one of `wordsOf`, which is found where `occursIn` finds it */
export function indexedWord(word: string): IndexedWord {
  if (!isShort(word)) return { kind: 'part', text: marked(word) }
  const text = BEGINNING + marked(word)
  return isShort(text) ? { kind: 'start', text } : { kind: 'part', text }
}

function marked(folded: string): string {
  return folded.replaceAll(BEGINS, BEGINNING)
}
