import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Database } from '../database.ts'
import { PLACES_EACH } from './word-database.ts'

/** A content of an organization, by its key. */
export interface ContentKey {
  key: number
  organization: number
  sha256: Uint8Array
}

/**
 * Where the texts of contents stand (see `word-database.ts`). A file whose content is known is either at that content's
 * place or among those elsewhere; what is at neither came after the version up to which the index has followed.
 */
export interface WordPlaces {
  /** Takes a text in that is new. */
  add(content: ContentKey, text: string): void
  remove(key: number): void
  /** A version became current. */
  come(organization: number, sequence: number, sha256: Uint8Array): void
  /** A version is no longer current. */
  leave(organization: number, sequence: number): void
  /** Nothing is known of the organization's files any more; its texts stay. */
  leaveAll(organization: number): void
  isUntidy(): boolean
  /** Puts one text to where its file is now. @returns whether there was one */
  tidy(): boolean
}

/**
 * @param words the index's database
 * @param store the store's, which is only read
 */
export function openWordPlaces(words: Database, store: Database): WordPlaces {
  const texts = openTexts(words)
  const { settle, tidy, isUntidy } = openSettling(words, store, texts)
  const come = words.run(
    `insert or ignore into elsewhere (organization, sequence, content)
     select organization, ?2, key from content indexed by content_sha256
     where organization = ?1 and sha256 = ?3 and place is not ?2
       and exists (select 1 from content_text where content_text.key = content.key)`,
  )
  const displaced = words.run(
    `update content set misplaced = 1
     where organization = ?1 and sha256 = ?2 and place is null and misplaced = 0`,
  )
  const leaveElsewhere = words.run('delete from elsewhere where organization = ? and sequence = ?')
  const misplace = words.run(
    'update content set misplaced = 1 where organization = ? and place = ?',
  )
  const leaveAll = words.run('delete from elsewhere where organization = ?')
  const misplaceAll = words.run(
    'update content set misplaced = 1 where organization = ? and place is not null',
  )
  return {
    add(content, text) {
      texts.keep(content.key, text)
      settle(content, text, true)
    },
    remove(key) {
      const text = texts.of(key)
      if (text === undefined) return
      texts.vacate(key, text)
      texts.forget(key)
    },
    come(organization, sequence, sha256) {
      // One that stands nowhere gets a place.
      if (come(organization, sequence, sha256) > 0) displaced(organization, sha256)
    },
    leave(organization, sequence) {
      leaveElsewhere(organization, sequence)
      misplace(organization, sequence)
    },
    leaveAll(organization) {
      leaveAll(organization)
      misplaceAll(organization)
    },
    isUntidy,
    tidy,
  }
}

type Texts = ReturnType<typeof openTexts>

/** What the index holds of each text; taking it away needs it letter by letter. */
function openTexts(words: Database) {
  const textOf = words.one<{ text: Uint8Array }>('select text from content_text where key = ?')
  const placeOf = words.one<{ organization: number; place: number | null }>(
    'select organization, place from content where key = ?',
  )
  const insert = words.run(`insert into word (rowid, text) values (?1 * ${PLACES_EACH} + ?2, ?3)`)
  const remove = words.run(
    `insert into word (word, rowid, text) values ('delete', ?1 * ${PLACES_EACH} + ?2, ?3)`,
  )
  const setPlace = words.run('update content set place = ?2, misplaced = ?3 where key = ?1')
  const keep = words.run('insert into content_text (key, text) values (?, ?)')
  const forget = words.run('delete from content_text where key = ?')
  return {
    of(key: number): string | undefined {
      const row = textOf(key)
      return row && inflateRawSync(row.text).toString()
    },
    keep: (key: number, text: string) => void keep(key, deflateRawSync(text)),
    forget: (key: number) => void forget(key),
    /** Puts a text that stands nowhere to a place that is free. */
    put({ key, organization }: ContentKey, place: number, text: string): void {
      insert(organization, place, text)
      setPlace(key, place, 0)
    },
    /** Takes it from its place, if it has one. */
    vacate(key: number, text: string): void {
      const { organization, place = null } = placeOf(key) ?? {}
      if (organization === undefined || place === null) return
      remove(organization, place, text)
      setPlace(key, null, 1)
    },
    /** It stays where it is. */
    settled: (key: number) => void setPlace(key, placeOf(key)?.place ?? null, 0),
  }
}

function openSettling(words: Database, store: Database, texts: Texts) {
  const filesOf = store.many<{ sequence: number }>(
    `select sequence from version indexed by version_current_content
     where organization = ?1 and sha256 = ?2 and superseded is null and sha256 is not null
     order by sequence desc limit ?3`,
  )
  const isThere = store.one(
    `select 1 from version indexed by version_current_content
     where organization = ?1 and sha256 = ?2 and sequence = ?3
       and superseded is null and sha256 is not null`,
  )
  const atPlace = words.one<{ key: number }>(
    'select key from content where organization = ? and place = ?',
  )
  const addElsewhere = words.run(
    'insert or ignore into elsewhere (organization, sequence, content) values (?, ?, ?)',
  )
  const takeElsewhere = words.run('delete from elsewhere where organization = ? and sequence = ?')
  const misplaced = words.one<ContentKey & { place: number | null }>(
    `select key, organization, sha256, place from content indexed by content_misplaced
     where misplaced = 1 and going = 0 order by key limit 1`,
  )

  /** @param isNew whether its other files are not known either */
  const settle = (content: ContentKey, text: string, isNew: boolean): void => {
    const { key, organization, sha256 } = content
    const [newest, ...others] = filesOf(organization, sha256, isNew ? -1 : 1)
    if (!newest) return texts.settled(key)
    // In a store that was restored from a backup, a sequence may have been another's.
    const other = atPlace(organization, newest.sequence)
    if (other) texts.vacate(other.key, texts.of(other.key) ?? '')
    texts.put(content, newest.sequence, text)
    takeElsewhere(organization, newest.sequence)
    for (const { sequence } of others) addElsewhere(organization, sequence, key)
  }

  const tidy = (): boolean => {
    const content = misplaced()
    if (!content) return false
    const { key, organization, sha256, place } = content
    const isInPlace = place !== null && isThere(organization, sha256, place) !== undefined
    const text = isInPlace ? undefined : texts.of(key)
    if (text === undefined) texts.settled(key)
    else {
      texts.vacate(key, text)
      settle(content, text, false)
    }
    return true
  }
  return { settle, tidy, isUntidy: () => misplaced() !== undefined }
}
