import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldText, occursIn, wordsOf } from '#fhir/search/fold-text.ts'
import { indexedText, indexedWord } from './letters.ts'

/** Few letters, so that words meet texts; signs, blanks, marks, wide letters and what SQL and FTS5 give a meaning. */
const letters = fc.constantFrom(
  ...'aabbcdeé1 ,-."\'*%_(:^ \n\tßſ'.split(''),
  'ä',
  '\u0301',
  '\u0001',
  '😀',
  '患',
  '者',
  '\ud800',
  ' ',
)
const texts = fc.string({ unit: letters, maxLength: 40 })

/** As the index asks it: all of a part, or the start of a trigram. */
function found(text: string, word: string): boolean {
  return text.includes(indexedWord(word).text)
}

test('a word is found in a marked text where it occurs in the plain one', () => {
  fc.assert(
    fc.property(texts, texts, (text, value) => {
      for (const word of wordsOf(value))
        expect(found(indexedText(text), word)).toBe(occursIn(foldText(text), word))
    }),
    { numRuns: 2000 },
  )
})

test('FTS5 finds what the plain scan finds', () => {
  const database = new DatabaseSync(':memory:')
  database.exec(`create virtual table word using fts5 (
    text, content = '', columnsize = 0, tokenize = 'trigram case_sensitive 1')`)
  const insert = database.prepare('insert into word (rowid, text) values (?, ?)')
  const sample = fc.sample(texts, { numRuns: 300, seed: 10 })
  for (const [index, text] of sample.entries()) insert.run(index, indexedText(text))
  const match = database.prepare('select rowid from word where word match ?')
  const words = new Set(fc.sample(texts, { numRuns: 200, seed: 11 }).flatMap(wordsOf))
  let hits = 0
  for (const word of words) {
    const wanted = indexedWord(word)
    if (wanted.kind === 'start') continue
    const rows = match.all(`"${wanted.text.replaceAll('"', '""')}"`)
    const scanned = sample.flatMap((text, index) => (occursIn(foldText(text), word) ? [index] : []))
    expect(rows.map(({ rowid }) => rowid)).toEqual(scanned)
    hits += scanned.length
  }
  expect(hits).toBeGreaterThan(50)
})
