import { indexedText } from '../../rows/find/letters.ts'
import { STATE } from '../../rows/word-states.ts'
import type { WordResult, WordWork } from '../../words.ts'
import { openGenerations } from '../contents/generations.ts'
import { inTransaction, type Database } from '../database.ts'
import { openWordLog, type WordLog } from './word-log.ts'
import { openWordPlaces, type ContentKey, type WordPlaces } from './word-places.ts'

/** Milliseconds between two looks for something new. */
const POLL = 200

/** How often reading a content may end the process before it is given up. */
const MOST_ATTEMPTS = 5

/**
 * @param words the index's database
 * @param store the store's, which is only read
 */
export function openWordWork(words: Database, store: Database): WordWork {
  const places = openWordPlaces(words, store)
  const log = openWordLog(words, store, places)
  const keep = openKeep(words, places)
  const generationOf = openGenerations(store)
  return {
    poll: POLL,
    generationOf: async (content) => generationOf(content),
    follow: async () => log.follow(),
    forget: openForget(words, log, places),
    next: openNext(words, log, keep),
    keep: keep.ofTask,
    putBack: keep.putBack,
    tidy: async () => places.isUntidy() && inTransaction(words, () => places.tidy()),
    hasNews: openNews(words, store),
    rest: async () => words.script('pragma wal_checkpoint(truncate)'),
    async close() {
      words.close()
      store.close()
    },
  }
}

interface ContentRow extends ContentKey {
  attempts: number
}

function openForget(words: Database, log: WordLog, places: WordPlaces): WordWork['forget'] {
  const going = words.one<ContentRow>(
    `select key, organization, sha256, attempts from content indexed by content_going
     where going = 1 order by key limit 1`,
  )
  const remove = words.run('delete from content where key = ?')
  return async () => {
    const row = going()
    if (!row) return false
    inTransaction(words, () => {
      // It may have come back since.
      if (log.note(row.organization, row.sha256)) return
      places.remove(row.key)
      remove(row.key)
    })
    return true
  }
}

function openNext(words: Database, log: WordLog, keep: Keep): WordWork['next'] {
  const waiting = words.one<ContentRow>(
    `select key, organization, sha256, attempts from content indexed by content_waiting
     where state = ${STATE.waiting} and going = 0 order by attempts, key limit 1`,
  )
  const attempt = words.run('update content set attempts = attempts + 1 where key = ?')
  return async () => {
    for (;;) {
      const row = waiting()
      if (!row) return undefined
      const task = log.fileOf(row.organization, row.sha256)
      if (task === undefined) inTransaction(words, () => log.note(row.organization, row.sha256))
      else if (row.attempts >= MOST_ATTEMPTS) {
        const why = 'Reading it ended the server several times.'
        keep.ofContent(row, { kind: 'unreadable', why })
      } else {
        attempt(row.key)
        const sha256 = Buffer.from(row.sha256).toString('hex')
        return { key: row.key, owner: row.organization, sha256, ...task }
      }
    }
  }
}

interface Keep {
  ofContent: (content: ContentKey, result: WordResult) => void
  ofTask: WordWork['keep']
  putBack: WordWork['putBack']
}

function openKeep(words: Database, places: WordPlaces): Keep {
  const contentOf = words.one<ContentKey>(
    'select key, organization, sha256 from content where key = ? and sha256 = ?',
  )
  const giveBack = words.run('update content set attempts = max(0, attempts - 1) where key = ?')
  const settle = words.run('update content set state = ?2, why = ?3, attempts = 0 where key = ?1')
  const write = (content: ContentKey, result: WordResult): void => {
    const { key } = content
    places.remove(key)
    switch (result.kind) {
      case 'indexed':
        places.add(content, indexedText(result.text))
        settle(key, result.isWhole ? STATE.whole : STATE.cut, null)
        break
      case 'wordless':
        settle(key, STATE.wordless, null)
        break
      case 'unreadable':
        settle(key, STATE.unreadable, result.why.slice(0, 200))
        break
    }
  }
  return {
    ofContent: (content, result) => inTransaction(words, () => write(content, result)),
    ofTask: async ({ key, sha256 }, result) =>
      inTransaction(words, () => {
        // The index may have been made anew since.
        const content = contentOf(key, Buffer.from(sha256, 'hex'))
        if (content) write(content, result)
      }),
    putBack: async ({ key }) => void giveBack(key),
  }
}

function openNews(words: Database, store: Database): WordWork['hasNews'] {
  const ofStore = store.one<{ data_version: number }>('pragma data_version')
  const ofWords = words.one<{ data_version: number }>('pragma data_version')
  let seen = ''
  return async () => {
    const now = `${ofStore()?.data_version} ${ofWords()?.data_version}`
    const isNew = now !== seen
    seen = now
    return isNew
  }
}
