import { setImmediate } from 'node:timers/promises'
import { inflateRawSync } from 'node:zlib'
import type { WordCounts, WordIndex } from '../../words.ts'
import type { Database } from '../database.ts'
import { indexedWord } from './letters.ts'
import { KEYS_EACH, makeWordsAnew, STATE } from './word-database.ts'

/** Keys that are asked for at a time while all of an organization is searched: some milliseconds. */
const WINDOW = 20_000

/**
 * @param database of the words
 * @param store the store's
 */
export function openWordIndex(database: Database, store: Database): WordIndex {
  const organization = store.one<{ key: number }>('select key from organization where id = ?')
  const organizationKey = (id: string) => organization(id)?.key
  const keysOf: KeysOf = database.many(
    `select content.key, wanted.value as sha256
     from json_each(?2) as wanted cross join content indexed by content_sha256
     where content.organization = ?1 and content.sha256 = unhex(wanted.value)
     order by content.key`,
  )
  const matches = openMatches(database)
  const holding = openHolding(database, matches)
  const last = openLastKey(database)
  const named = database.many<{ sha256: string }>(
    `select lower(hex(content.sha256)) as sha256 from json_each(?1) as wanted cross join content
     where content.key = wanted.value`,
  )

  return {
    async among(organizationId, words, contents) {
      const key = organizationKey(organizationId)
      const found = new Map(Array.from(words, (word) => [word, new Set<string>()]))
      if (key === undefined || contents.length === 0) return found
      const names = new Map(
        keysOf(key, JSON.stringify(contents)).map((row) => [row.key, row.sha256]),
      )
      await holding([...names.keys()], [...found.keys()], (content, word) => {
        found.get(word)?.add(names.get(content) ?? '')
      })
      return found
    },

    async contentsWith(organizationId, word, limit, signal) {
      const key = organizationKey(organizationId)
      if (key === undefined) return new Set()
      const wanted = indexedWord(word)
      if (wanted.kind === 'start') return 'many'
      const first = key * KEYS_EACH
      const end = last(key)
      const keys: number[] = []
      for (let from = first; from <= end; from += WINDOW) {
        const to = Math.min(end, from + WINDOW - 1)
        keys.push(...matches.within(quoted(wanted.text), from, to, limit + 1 - keys.length))
        if (keys.length > limit) return 'many'
        if (to === end) break
        // Others are answered between one window and the next.
        await setImmediate()
        signal?.throwIfAborted()
      }
      return new Set(named(JSON.stringify(keys)).map(({ sha256 }) => sha256))
    },

    rebuild: openRebuild(database, organizationKey),
    state: openState(database, store, keysOf),
    close: () => database.close(),
  }
}

/** Bytes of packed texts that are unpacked at a time, some milliseconds; and of a text that FTS5 is asked for instead. */
const UNPACKED = 200_000
const LONG = 50_000
/** More words than these are looked for in a long text itself. */
const FEW_WORDS = 5

/**
 * Which of some contents hold a word, by their texts: unpacking a short one takes less than FTS5 needs to find its row
 * among those of all others.
 */
function openHolding(database: Database, matches: Matches) {
  const sizes = database.many<{ key: number; size: number }>(
    `select text.key, length(text.text) as size from json_each(?1) as wanted
     cross join content_text as text where text.key = wanted.value`,
  )
  const textOf = database.one<{ text: Uint8Array }>('select text from content_text where key = ?')
  return async (
    keys: number[],
    words: readonly string[],
    hit: (key: number, word: string) => void,
  ): Promise<void> => {
    const wanted = words.map((word) => [word, indexedWord(word)] as const)
    const isByIndex = words.length <= FEW_WORDS && wanted.every(([, { kind }]) => kind === 'part')
    let left = UNPACKED
    for (const { key, size } of sizes(JSON.stringify(keys))) {
      if (size > LONG && isByIndex) {
        for (const [word, { text }] of wanted)
          if (matches.within(quoted(text), key, key).length > 0) hit(key, word)
        left = 0
      } else {
        const row = textOf(key)
        const text = row ? inflateRawSync(row.text).toString() : ''
        for (const [word, part] of wanted) if (text.includes(part.text)) hit(key, word)
        left -= size * Math.max(1, words.length / FEW_WORDS)
      }
      if (left > 0) continue
      left = UNPACKED
      await setImmediate()
    }
  }
}

/** The newest key of an organization's contents, or the beginning of its range. */
function openLastKey(database: Database): (organization: number) => number {
  const newest = database.one<{ key: number }>(
    'select key from content where key between ?1 and ?2 order by key desc limit 1',
  )
  return (organization) => {
    const first = organization * KEYS_EACH
    return newest(first, first + KEYS_EACH - 1)?.key ?? first
  }
}

function openRebuild(
  database: Database,
  organizationKey: (organizationId: string) => number | undefined,
): WordIndex['rebuild'] {
  const last = openLastKey(database)
  const startAgain = database.run(
    `update content set state = ${STATE.waiting}, attempts = 0, why = null
     where key between ? and ?`,
  )
  const followAgain = database.run(`update organization set followed = 0, head = '' where key = ?`)
  return async (what) => {
    if (what === 'all') {
      makeWordsAnew(database)
      return
    }
    const key = organizationKey(what.organizationId)
    if (key === undefined) return
    followAgain(key)
    const end = last(key)
    for (let from = key * KEYS_EACH; from <= end; from += WINDOW) {
      startAgain(from, from + WINDOW - 1)
      await setImmediate()
    }
  }
}

function openState(database: Database, store: Database, keysOf: KeysOf): WordIndex['state'] {
  const organization = store.one<{ key: number; sequence: number }>(
    'select key, sequence from organization where id = ?',
  )
  const tally = database.many<{ state: number; contents: number }>(
    'select state, contents from tally where organization = ?',
  )
  const reasons = database.many<WordCounts['reasons'][number]>(
    `select why, count(*) as contents from content indexed by content_unreadable
     where organization = ? and state = ${STATE.unreadable}
     group by why order by contents desc limit 10`,
  )
  const unseen = openUnseen(database, store, keysOf)
  return async (organizationId) => {
    const { key, sequence } = organization(organizationId) ?? { key: 0, sequence: 0 }
    const counts = countsOf(tally(key), reasons(key))
    return { ...counts, pending: counts.pending + unseen(key, sequence) }
  }
}

type KeysOf = (organization: number, contents: string) => { key: number; sha256: string }[]

function countsOf(
  rows: { state: number; contents: number }[],
  reasons: WordCounts['reasons'],
): WordCounts {
  const of = (state: number) => rows.find((row) => row.state === state)?.contents ?? 0
  return {
    kind: 'on',
    indexed: of(STATE.whole) + of(STATE.cut),
    cut: of(STATE.cut),
    pending: of(STATE.waiting),
    wordless: of(STATE.wordless),
    unreadable: of(STATE.unreadable),
    reasons,
  }
}

/** Counts the contents of what was committed and is not even noted yet. */
function openUnseen(words: Database, store: Database, keysOf: KeysOf) {
  const followed = words.one<{ followed: number }>(
    'select followed from organization where key = ?',
  )
  const recent = store.many<{ sha256: string }>(
    `select distinct lower(hex(sha256)) as sha256 from
       (select sha256 from version indexed by version_living where organization = ?1
        and sequence > ?2 and superseded is null and fields is not null limit ${MOST_RECENT})
     where sha256 is not null`,
  )
  return (organization: number, sequence: number): number => {
    const from = followed(organization)?.followed ?? 0
    if (from >= sequence) return 0
    // Of many the number of versions is said, which is not less.
    if (sequence - from > MOST_RECENT) return sequence - from
    const contents = recent(organization, from).map(({ sha256 }) => sha256)
    return contents.length - keysOf(organization, JSON.stringify(contents)).length
  }
}

/** Versions whose contents are counted exactly. */
const MOST_RECENT = 1000

type Matches = ReturnType<typeof openMatches>

function openMatches(database: Database) {
  const within = database.many<{ key: number }>(
    `select rowid as key from word where word match ?1 and rowid between ?2 and ?3
     order by rowid limit ?4`,
  )
  return {
    /** @param expression in FTS5's own syntax (https://sqlite.org/fts5.html#full_text_query_syntax) */
    within: (expression: string, from: number, to: number, limit = -1): number[] =>
      within(expression, from, to, limit).map(({ key }) => key),
  }
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

/** Where the words of contents are switched off. */
export const NO_WORDS: WordIndex = {
  among: async () => new Map(),
  contentsWith: async () => new Set(),
  state: async () => ({ kind: 'off' }),
  rebuild: async () => undefined,
  close: () => undefined,
}
