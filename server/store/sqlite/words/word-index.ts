import { setImmediate } from 'node:timers/promises'
import type { WordIndex, WordState } from '../../words.ts'
import type { Database } from '../database.ts'
import { indexedWord } from './letters.ts'
import { KEYS_EACH, STATE } from './word-database.ts'

/** Keys that are asked for at a time while all of an organization is searched: some milliseconds. */
const WINDOW = 20_000
/** Keys that lie so far apart are asked for one by one. */
const SPARSE = 50

/** @param database of the words */
export function openWordIndex(
  database: Database,
  organizationKey: (organizationId: string) => number | undefined,
): WordIndex {
  const keysOf = database.many<{ key: number; sha256: string }>(
    `select content.key, wanted.value as sha256
     from json_each(?2) as wanted cross join content indexed by content_sha256
     where content.organization = ?1 and content.sha256 = unhex(wanted.value)
     order by content.key`,
  )
  const matches = openMatches(database)
  const tally = database.many<{ state: number; contents: number }>(
    'select state, contents from tally where organization = ?',
  )
  const newest = database.one<{ key: number }>(
    'select key from content where key between ?1 and ?2 order by key desc limit 1',
  )
  const named = database.many<{ sha256: string }>(
    `select lower(hex(content.sha256)) as sha256 from json_each(?1) as wanted cross join content
     where content.key = wanted.value`,
  )

  return {
    async among(organizationId, word, contents) {
      const key = organizationKey(organizationId)
      const found = new Set<string>()
      if (key === undefined || contents.length === 0) return found
      const expression = matches.expressionOf(word)
      if (expression === undefined) return found
      const rows = keysOf(key, JSON.stringify(contents))
      const [first, last] = [rows[0]?.key, rows.at(-1)?.key]
      if (first === undefined || last === undefined) return found
      const isDense = last - first < rows.length * SPARSE
      const hits = isDense ? new Set(matches.within(expression, first, last)) : undefined
      for (const row of rows) {
        const hit = hits?.has(row.key) ?? matches.within(expression, row.key, row.key).length > 0
        if (hit) found.add(row.sha256)
      }
      return found
    },

    async contentsWith(organizationId, word, limit, signal) {
      const key = organizationKey(organizationId)
      const expression = key === undefined ? undefined : matches.expressionOf(word)
      if (key === undefined || expression === undefined) return new Set()
      const first = key * KEYS_EACH
      const last = newest(first, first + KEYS_EACH - 1)?.key ?? first
      const keys: number[] = []
      for (let from = first; from <= last; from += WINDOW) {
        const to = Math.min(last, from + WINDOW - 1)
        keys.push(...matches.within(expression, from, to, limit + 1 - keys.length))
        if (keys.length > limit) return 'many'
        if (to === last) break
        // Others are answered between one window and the next.
        await setImmediate()
        signal?.throwIfAborted()
      }
      return new Set(named(JSON.stringify(keys)).map(({ sha256 }) => sha256))
    },

    async state(organizationId) {
      const key = organizationKey(organizationId)
      return stateOf(key === undefined ? [] : tally(key))
    },

    close: () => database.close(),
  }
}

function stateOf(rows: { state: number; contents: number }[]): WordState {
  const of = (state: number) => rows.find((row) => row.state === state)?.contents ?? 0
  return {
    kind: 'on',
    indexed: of(STATE.whole) + of(STATE.cut),
    cut: of(STATE.cut),
    pending: of(STATE.waiting),
    wordless: of(STATE.wordless),
    unreadable: of(STATE.unreadable),
  }
}

function openMatches(database: Database) {
  const within = database.many<{ key: number }>(
    `select rowid as key from word where word match ?1 and rowid between ?2 and ?3
     order by rowid limit ?4`,
  )
  const terms = database.many<{ term: string }>(
    'select term from word_term where term >= ?1 and term < ?2',
  )
  return {
    /** In FTS5's own syntax (https://sqlite.org/fts5.html#full_text_query_syntax); `undefined` for what nothing has. */
    expressionOf(word: string): string | undefined {
      const wanted = indexedWord(word)
      switch (wanted.kind) {
        case 'nothing':
          return undefined
        case 'part':
        case 'beginning':
          return quoted(wanted.text)
        case 'letter': {
          // Too short for a trigram: all that begin with it.
          const found = terms(wanted.text, `${wanted.text}\u{10FFFF}`)
          return found.length === 0
            ? undefined
            : found.map(({ term }) => quoted(term)).join(' OR ')
        }
      }
    },
    within: (expression: string, from: number, to: number, limit = -1): number[] =>
      within(expression, from, to, limit).map(({ key }) => key),
  }
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

/** Where the words of contents are switched off. */
export const NO_WORDS: WordIndex = {
  among: async () => new Set(),
  contentsWith: async () => new Set(),
  state: async () => ({ kind: 'off' }),
  close: () => undefined,
}
