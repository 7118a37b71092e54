import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import type { BinaryFields } from '../../binaries.ts'
import type { WordResult, WordTask, WordWork } from '../../words.ts'
import type { Database } from '../database.ts'
import { indexedText } from './letters.ts'
import { KEYS_EACH, STATE } from './word-database.ts'

/** Versions that are noted in one transaction. */
const NOTED_AT_ONCE = 1000
/** How often reading a content may end the process before it is given up. */
const MOST_ATTEMPTS = 5

/**
 * @param words the index's database
 * @param store the store's, which is only read
 */
export function openWordWork(words: Database, store: Database): WordWork {
  const log = openLog(words, store)
  const texts = openTexts(words)
  const news = store.one<{ data_version: number }>('pragma data_version')
  const changes = words.one<{ data_version: number }>('pragma data_version')
  let seen = ''

  const waiting = words.one<{
    key: number
    organization: number
    sha256: Uint8Array
    attempts: number
  }>(
    `select key, organization, sha256, attempts from content indexed by content_waiting
     where state = ${STATE.waiting} and going = 0 order by attempts, key limit 1`,
  )
  const going = words.one<{ key: number; organization: number; sha256: Uint8Array }>(
    `select key, organization, sha256 from content indexed by content_going
     where going = 1 order by key limit 1`,
  )
  const isThere = words.one('select 1 from content where key = ? and sha256 = ?')
  const attempt = words.run('update content set attempts = attempts + 1 where key = ?')
  const giveBack = words.run('update content set attempts = max(0, attempts - 1) where key = ?')
  const settle = words.run('update content set state = ?2, why = ?3, attempts = 0 where key = ?1')
  const remove = words.run('delete from content where key = ?')
  const transact = <Result>(work: () => Result): Result => inTransaction(words, work)

  const keep = (key: number, result: WordResult): void => {
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
    follow: () => log.follow(),
    forget() {
      const row = going()
      if (!row) return false
      transact(() => {
        // It may have come back since.
        if (log.note(row.organization, row.sha256)) return
        texts.remove(row.key)
        remove(row.key)
      })
      return true
    },
    next() {
      for (;;) {
        const row = waiting()
        if (!row) return undefined
        const found = log.fileOf(row.organization, row.sha256)
        if (found === undefined) transact(() => log.note(row.organization, row.sha256))
        else if (row.attempts >= MOST_ATTEMPTS) {
          const why = 'Reading it ended the server several times.'
          transact(() => keep(row.key, { kind: 'unreadable', why }))
        } else {
          transact(() => attempt(row.key))
          return { key: row.key, sha256: Buffer.from(row.sha256).toString('hex'), ...found }
        }
      }
    },
    keep: (task, result) =>
      transact(() => {
        // The index may have been made anew since.
        if (isThere(task.key, Buffer.from(task.sha256, 'hex'))) keep(task.key, result)
      }),
    putBack: (task) => transact(() => giveBack(task.key)),
    hasNews() {
      const now = `${news()?.data_version} ${changes()?.data_version}`
      const isNew = now !== seen
      seen = now
      return isNew
    },
    rest: () => words.script('pragma wal_checkpoint(truncate)'),
    close() {
      words.close()
      store.close()
    },
  }
}

function inTransaction<Result>(database: Database, work: () => Result): Result {
  database.script('begin immediate')
  try {
    const result = work()
    database.script('commit')
    return result
  } catch (error) {
    if (database.inTransaction) database.script('rollback')
    throw error
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

interface Organization {
  key: number
  sequence: number
}

interface LoggedVersion {
  sequence: number
  id: string
  number: number
  sha256: Uint8Array | null
}

/** The versions of the store as a log of what becomes current, and what it replaces. */
function openLog(words: Database, store: Database) {
  const organizations = store.many<Organization>('select key, sequence from organization')
  const versions = store.many<LoggedVersion>(
    `select sequence, id, number, sha256 from version indexed by version_sequence
     where organization = ?1 and sequence > ?2 order by sequence limit ${NOTED_AT_ONCE}`,
  )
  const versionAt = store.one<LoggedVersion>(
    `select sequence, id, number, sha256 from version indexed by version_sequence
     where organization = ?1 and sequence = ?2`,
  )
  const before = store.one<{ sha256: Uint8Array | null }>(
    `select sha256 from version indexed by version_number
     where organization = ?1 and id = ?2 and number = ?3`,
  )
  const current = store.one<{ fields: string; size: number }>(
    `select fields, size from version indexed by version_current_content
     where organization = ?1 and sha256 = ?2 and superseded is null and sha256 is not null limit 1`,
  )
  const state = words.one<{ followed: number; head: string }>(
    'select followed, head from organization where key = ?',
  )
  const setState = words.run(
    `insert into organization (key, followed, head) values (?1, ?2, ?3)
     on conflict do update set followed = excluded.followed, head = excluded.head`,
  )
  const come = words.run(
    `insert into content (key, organization, sha256, state) values (
       (select coalesce(max(key), ?1 * ${KEYS_EACH}) + 1 from content
        where key between ?1 * ${KEYS_EACH} and ?1 * ${KEYS_EACH} + ${KEYS_EACH - 1}),
       ?1, ?2, ${STATE.waiting})
     on conflict (organization, sha256) do update set going = 0 where going = 1`,
  )
  const go = words.run(
    'update content set going = 1 where organization = ?1 and sha256 = ?2 and going = 0',
  )
  const goAll = words.run('update content set going = 1 where organization = ?1 and going = 0')

  /** @returns whether a Binary of the organization has the content now */
  const note = (organization: number, sha256: Uint8Array): boolean => {
    const isCurrent = current(organization, sha256) !== undefined
    if (isCurrent) come(organization, sha256)
    else go(organization, sha256)
    return isCurrent
  }

  const followOne = ({ key, sequence }: Organization): boolean => {
    const known = state(key)
    if (known && known.followed > 0) {
      const head = versionAt(key, known.followed)
      // The store was restored from a backup, or this index was: what is current is noted from the beginning.
      if (!head || headOf(head) !== known.head) {
        inTransaction(words, () => {
          goAll(key)
          setState(key, 0, '')
        })
        return true
      }
    }
    const from = known?.followed ?? 0
    if (from >= sequence) return false
    const found = versions(key, from)
    const last = found.at(-1)
    if (!last) return false
    inTransaction(words, () => {
      for (const { id, number, sha256 } of found) {
        if (sha256) note(key, sha256)
        const replaced = number > 1 ? before(key, id, number - 1)?.sha256 : undefined
        if (replaced && !(sha256 && Buffer.from(replaced).equals(sha256))) note(key, replaced)
      }
      setState(key, last.sequence, headOf(last))
    })
    return true
  }

  return {
    note,
    follow: (): boolean => {
      let isAny = false
      for (const organization of organizations()) isAny = followOne(organization) || isAny
      return isAny
    },
    fileOf(organization: number, sha256: Uint8Array): Omit<WordTask, 'key' | 'sha256'> | undefined {
      const row = current(organization, sha256)
      if (!row) return undefined
      const { contentType, meta } = JSON.parse(row.fields) as BinaryFields
      const name = meta?.tag?.find(({ system }) => system === FILENAME_SYSTEM)?.code
      return { size: row.size, contentType: contentType ?? '', name }
    },
  }
}

function headOf({ id, number, sha256 }: LoggedVersion): string {
  return `${id}/${number}/${sha256 ? Buffer.from(sha256).toString('hex') : ''}`
}
