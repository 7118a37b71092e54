import { setImmediate } from 'node:timers/promises'
import { countsOf, STATE } from '../../rows/word-states.ts'
import type { WordCounts, WordIndex } from '../../words.ts'
import type { Database } from '../database.ts'
import { KEYS_EACH, makeWordsAnew } from './word-database.ts'
import { openWordFiles, type LocalWords } from './word-files.ts'
import { openWordTexts } from './word-texts.ts'

/** Keys that are read anew at a time: some milliseconds. */
const WINDOW = 20_000

/**
 * @param database of the words
 * @param store the store's
 */
export function openWordIndex(database: Database, store: Database): LocalWords {
  const organization = store.one<{ key: number }>('select key from organization where id = ?')
  const organizationKey = (id: string) => organization(id)?.key
  const keysOf: KeysOf = database.many(
    `select content.key, wanted.value as sha256
     from json_each(?2) as wanted cross join content indexed by content_sha256
     where content.organization = ?1 and content.sha256 = unhex(wanted.value)
     order by content.key`,
  )
  const texts = openWordTexts(database)
  const state = openState(database, store, keysOf)

  return {
    async among(organizationId, words, contents) {
      const key = organizationKey(organizationId)
      const found = new Map(Array.from(words, (word) => [word, new Set<string>()]))
      if (key === undefined || contents.length === 0) return found
      const names = new Map(
        keysOf(key, JSON.stringify(contents)).map((row) => [row.key, row.sha256]),
      )
      await texts.among([...names.keys()], [...found.keys()], (content, word) => {
        found.get(word)?.add(names.get(content) ?? '')
      })
      return found
    },

    files: openWordFiles(database, store, { organizationKey, texts }),
    rebuild: openRebuild(database, organizationKey),
    state,
    pending: async (organizationId) => (await state(organizationId)).pending,
    close: async () => database.close(),
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

function openState(
  database: Database,
  store: Database,
  keysOf: KeysOf,
): (organizationId: string) => Promise<WordCounts> {
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

/** Where the words of contents are switched off. */
export const NO_WORDS: LocalWords = {
  among: async () => new Map(),
  files: () => ({ files: [], until: undefined }),
  state: async () => ({ kind: 'off' }),
  pending: async () => undefined,
  rebuild: async () => undefined,
  close: async () => undefined,
}
