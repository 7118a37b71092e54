import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { WordResult, WordWork } from '../../words.ts'
import { inTransaction, type Database } from '../database.ts'
import { indexedText } from './letters.ts'
import { STATE } from './word-database.ts'
import { openWordLog, type WordLog } from './word-log.ts'

/** How often reading a content may end the process before it is given up. */
const MOST_ATTEMPTS = 5

/**
 * @param words the index's database
 * @param store the store's, which is only read
 */
export function openWordWork(words: Database, store: Database): WordWork {
  const log = openWordLog(words, store)
  const keep = openKeep(words)
  return {
    follow: () => log.follow(),
    forget: openForget(words, log),
    next: openNext(words, log, keep),
    keep: keep.ofTask,
    putBack: keep.putBack,
    hasNews: openNews(words, store),
    rest: () => words.script('pragma wal_checkpoint(truncate)'),
    close() {
      words.close()
      store.close()
    },
  }
}

interface ContentRow {
  key: number
  organization: number
  sha256: Uint8Array
  attempts: number
}

function openForget(words: Database, log: WordLog): WordWork['forget'] {
  const texts = openTexts(words)
  const going = words.one<ContentRow>(
    `select key, organization, sha256, attempts from content indexed by content_going
     where going = 1 order by key limit 1`,
  )
  const remove = words.run('delete from content where key = ?')
  return () => {
    const row = going()
    if (!row) return false
    inTransaction(words, () => {
      // It may have come back since.
      if (log.note(row.organization, row.sha256)) return
      texts.remove(row.key)
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
  return () => {
    for (;;) {
      const row = waiting()
      if (!row) return undefined
      const task = log.fileOf(row.organization, row.sha256)
      if (task === undefined) inTransaction(words, () => log.note(row.organization, row.sha256))
      else if (row.attempts >= MOST_ATTEMPTS) {
        const why = 'Reading it ended the server several times.'
        keep.ofKey(row.key, { kind: 'unreadable', why })
      } else {
        attempt(row.key)
        const sha256 = Buffer.from(row.sha256).toString('hex')
        return { key: row.key, owner: row.organization, sha256, ...task }
      }
    }
  }
}

interface Keep {
  ofKey: (key: number, result: WordResult) => void
  ofTask: WordWork['keep']
  putBack: WordWork['putBack']
}

function openKeep(words: Database): Keep {
  const texts = openTexts(words)
  const isThere = words.one('select 1 from content where key = ? and sha256 = ?')
  const giveBack = words.run('update content set attempts = max(0, attempts - 1) where key = ?')
  const settle = words.run('update content set state = ?2, why = ?3, attempts = 0 where key = ?1')
  const write = (key: number, result: WordResult): void => {
    texts.remove(key)
    switch (result.kind) {
      case 'indexed':
        texts.add(key, indexedText(result.text))
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
    ofKey: (key, result) => inTransaction(words, () => write(key, result)),
    ofTask: ({ key, sha256 }, result) =>
      inTransaction(words, () => {
        // The index may have been made anew since.
        if (isThere(key, Buffer.from(sha256, 'hex'))) write(key, result)
      }),
    putBack: ({ key }) => void giveBack(key),
  }
}

function openNews(words: Database, store: Database): WordWork['hasNews'] {
  const ofStore = store.one<{ data_version: number }>('pragma data_version')
  const ofWords = words.one<{ data_version: number }>('pragma data_version')
  let seen = ''
  return () => {
    const now = `${ofStore()?.data_version} ${ofWords()?.data_version}`
    const isNew = now !== seen
    seen = now
    return isNew
  }
}

/** What the index holds of each text; taking it away needs it letter by letter. */
function openTexts(words: Database) {
  const textOf = words.one<{ text: Uint8Array }>('select text from content_text where key = ?')
  const insertText = words.run('insert into content_text (key, text) values (?, ?)')
  const removeText = words.run('delete from content_text where key = ?')
  const insert = words.run('insert into word (rowid, text) values (?, ?)')
  const remove = words.run(`insert into word (word, rowid, text) values ('delete', ?, ?)`)
  return {
    add(key: number, text: string): void {
      insert(key, text)
      insertText(key, deflateRawSync(text))
    },
    remove(key: number): void {
      const row = textOf(key)
      if (!row) return
      remove(key, inflateRawSync(row.text).toString())
      removeText(key)
    },
  }
}
