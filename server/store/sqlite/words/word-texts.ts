import { setImmediate } from 'node:timers/promises'
import { inflateRawSync } from 'node:zlib'
import { indexedWord, type IndexedWord } from '../../rows/find/letters.ts'
import type { Database } from '../database.ts'
import { PLACES_EACH } from './word-database.ts'

/** Bytes of packed texts that are unpacked at a time, some milliseconds; and of a text that FTS5 is asked for instead. */
export const UNPACKED = 200_000
const LONG = 50_000
/** More words than these are looked for in a long text itself. */
const FEW_WORDS = 5

/** Texts that are looked at one by one. */
export interface WordTexts {
  /** Which of some contents hold which words. */
  among(
    keys: readonly number[],
    words: readonly string[],
    hit: (key: number, word: string) => void,
  ): Promise<void>
  /** Which of the words a content holds, and how many bytes it took to tell. */
  held(key: number, words: readonly IndexedWord[]): { words: IndexedWord[]; cost: number }
}

/** Unpacking a short text takes less than FTS5 needs to find its row among those of all others. */
export function openWordTexts(database: Database): WordTexts {
  const sizeOf = database.one<{ size: number; organization: number; place: number | null }>(
    `select length(content_text.text) as size, organization, place
     from content_text join content using (key) where content_text.key = ?`,
  )
  const textOf = database.one<{ text: Uint8Array }>('select text from content_text where key = ?')
  const isAt = database.one(
    `select 1 from word where word match ?1 and rowid = ?2 * ${PLACES_EACH} + ?3`,
  )

  const held: WordTexts['held'] = (key, words) => {
    const content = sizeOf(key)
    if (!content) return { words: [], cost: 0 }
    const { size, organization, place } = content
    const isByIndex =
      size > LONG &&
      place !== null &&
      words.length <= FEW_WORDS &&
      words.every(({ kind }) => kind === 'part')
    if (isByIndex) {
      const found = words.filter(({ text }) => isAt(quoted(text), organization, place))
      return { words: found, cost: UNPACKED }
    }
    const row = textOf(key)
    const text = row ? inflateRawSync(row.text).toString() : ''
    return {
      words: words.filter((part) => text.includes(part.text)),
      cost: size * Math.max(1, words.length / FEW_WORDS),
    }
  }

  return {
    held,
    async among(keys, words, hit) {
      const wanted = new Map(words.map((word) => [indexedWord(word), word]))
      let left = UNPACKED
      for (const key of keys) {
        const { words: found, cost } = held(key, [...wanted.keys()])
        for (const part of found) hit(key, wanted.get(part) ?? '')
        left -= cost
        if (left > 0) continue
        left = UNPACKED
        await setImmediate()
      }
    },
  }
}

/** A part of a text as FTS5 is asked for it (https://sqlite.org/fts5.html#fts5_strings). */
export function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
