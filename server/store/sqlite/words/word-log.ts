import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import type { BinaryFields } from '../../binaries.ts'
import { STATE } from '../../rows/word-states.ts'
import type { WordTask } from '../../words.ts'
import { inTransaction, type Database } from '../database.ts'
import { KEYS_EACH } from './word-database.ts'
import type { WordPlaces } from './word-places.ts'

/** Versions that are noted in one transaction. */
const NOTED_AT_ONCE = 1000

/** The versions of the store as a log of what becomes current, and what it replaces. */
export interface WordLog {
  /** Notes some of what is new in each organization. @returns whether there was anything */
  follow(): boolean
  /** Notes one content as it is now. @returns whether a Binary of the organization has it */
  note(organization: number, sha256: Uint8Array): boolean
  /** What is known of a content by a Binary that has it now. */
  fileOf(
    organization: number,
    sha256: Uint8Array,
  ): Omit<WordTask, 'key' | 'owner' | 'sha256'> | undefined
}

interface LoggedVersion {
  sequence: number
  id: string
  number: number
  sha256: Uint8Array | null
}

/**
 * @param words the index's database
 * @param store the store's, which is only read
 */
export function openWordLog(words: Database, store: Database, places: WordPlaces): WordLog {
  const organizations = store.many<{ key: number; sequence: number }>(
    'select key, sequence from organization',
  )
  const current = store.one<{ fields: string; size: number }>(
    `select fields, size from version indexed by version_current_content
     where organization = ?1 and sha256 = ?2 and superseded is null and sha256 is not null limit 1`,
  )
  const notes = openNotes(words)
  const note = (organization: number, sha256: Uint8Array): boolean => {
    const isCurrent = current(organization, sha256) !== undefined
    if (isCurrent) notes.come(organization, sha256)
    else notes.go(organization, sha256)
    return isCurrent
  }
  const goAll = (organization: number) => {
    notes.goAll(organization)
    places.leaveAll(organization)
  }
  const followOne = openFollow(words, store, { note, goAll, places })
  return {
    note,
    follow() {
      let isAny = false
      for (const { key, sequence } of organizations()) isAny = followOne(key, sequence) || isAny
      return isAny
    },
    fileOf(organization, sha256) {
      const row = current(organization, sha256)
      if (!row) return undefined
      const { contentType, meta } = parseExactly(row.fields) as BinaryFields
      const name = meta?.tag?.find(({ system }) => system === FILENAME_SYSTEM)?.code
      return { size: row.size, contentType: contentType ?? '', name }
    },
  }
}

/** What comes and goes. */
function openNotes(words: Database) {
  return {
    come: words.run(
      `insert into content (key, organization, sha256, state) values (
         (select coalesce(max(key), ?1 * ${KEYS_EACH}) + 1 from content
          where key between ?1 * ${KEYS_EACH} and ?1 * ${KEYS_EACH} + ${KEYS_EACH - 1}),
         ?1, ?2, ${STATE.waiting})
       on conflict (organization, sha256) do update set going = 0 where going = 1`,
    ),
    go: words.run(
      'update content set going = 1 where organization = ?1 and sha256 = ?2 and going = 0',
    ),
    goAll: words.run('update content set going = 1 where organization = ?1 and going = 0'),
  }
}

function openFollow(
  words: Database,
  store: Database,
  {
    note,
    goAll,
    places,
  }: { note: WordLog['note']; goAll: (organization: number) => void; places: WordPlaces },
): (organization: number, sequence: number) => boolean {
  const versions = store.many<LoggedVersion>(
    `select sequence, id, number, sha256 from version indexed by version_sequence
     where organization = ?1 and sequence > ?2 order by sequence limit ?3`,
  )
  const before = store.one<{ sequence: number; sha256: Uint8Array | null }>(
    `select sequence, sha256 from version indexed by version_number
     where organization = ?1 and id = ?2 and number = ?3`,
  )
  const state = words.one<{ followed: number; head: string }>(
    'select followed, head from organization where key = ?',
  )
  const setState = words.run(
    `insert into organization (key, followed, head) values (?1, ?2, ?3)
     on conflict do update set followed = excluded.followed, head = excluded.head`,
  )

  return (key, sequence) => {
    const { followed, head } = state(key) ?? { followed: 0, head: '' }
    // The store was restored from a backup, or this index was: what is current is noted from the beginning.
    if (followed > 0 && versions(key, followed - 1, 1).map(headOf)[0] !== head) {
      inTransaction(words, () => {
        goAll(key)
        setState(key, 0, '')
      })
      return true
    }
    const found = followed < sequence ? versions(key, followed, NOTED_AT_ONCE) : []
    const newest = found.at(-1)
    if (!newest) return false
    inTransaction(words, () => {
      for (const { sequence, id, number, sha256 } of found) {
        const replaced = number > 1 ? before(key, id, number - 1) : undefined
        if (replaced) places.leave(key, replaced.sequence)
        if (sha256) {
          note(key, sha256)
          places.come(key, sequence, sha256)
        }
        const gone = replaced?.sha256
        if (gone && !(sha256 && Buffer.from(gone).equals(sha256))) note(key, gone)
      }
      setState(key, newest.sequence, headOf(newest))
    })
    return true
  }
}

function headOf({ sequence, id, number, sha256 }: LoggedVersion): string {
  return `${sequence}/${id}/${number}/${sha256 ? Buffer.from(sha256).toString('hex') : ''}`
}
