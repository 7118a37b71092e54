import { indexedWord, type IndexedWord } from '../../rows/find/letters.ts'
import { together } from '../../rows/find/together.ts'
import type { WordFiles, WordIndex, WordRange } from '../../words.ts'
import type { Database } from '../database.ts'
import { PLACES_EACH } from './word-database.ts'
import { quoted, UNPACKED, type WordTexts } from './word-texts.ts'

/** The index in this process: what it names is known at once, which a search by other indexes beside it needs. */
export interface LocalWords extends Omit<WordIndex, 'files' | 'bytes'> {
  files(organizationId: string, words: readonly string[], asked: WordRange): WordFiles
}

/** A file by its sequence; the key is its content's. */
interface FileRow {
  sequence: number
  key: number
  sha256: string
}

interface Parts {
  organizationKey: (organizationId: string) => number | undefined
  texts: WordTexts
}

/**
 * Files by the words of their contents. FTS5 names those at whose sequence a text stands, in their order and as few as
 * are asked for. The texts of the others, and of what the index has not followed yet, are looked at one by one.
 */
export function openWordFiles(
  words: Database,
  store: Database,
  { organizationKey, texts }: Parts,
): LocalWords['files'] {
  const placed = openPlaced(words)
  const unplaced = openUnplaced(words, store)
  return (organizationId, wanted, range) => {
    const organization = organizationKey(organizationId)
    const parts = wanted.map(indexedWord).filter(({ kind }) => kind === 'part')
    if (organization === undefined || parts.length === 0) return { files: [], until: undefined }
    // As of one moment: a text that is put elsewhere meanwhile would be found in neither place.
    words.script('begin')
    try {
      const expression = parts.map(({ text }) => quoted(text)).join(' AND ')
      const isHeld = openHeld(texts, parts)
      const others = unplaced(organization, range).map((rows) => looked(rows, isHeld, range))
      return together([placed(organization, expression, range), ...others], range)
    } finally {
      words.script('commit')
    }
  }
}

/** What stands at its place. */
function openPlaced(words: Database) {
  const matching = (order: string) =>
    words.many<{ sequence: number }>(
      `select rowid % ${PLACES_EACH} as sequence from word where word match ?5
         and rowid between ?1 * ${PLACES_EACH} + ?2 and ?1 * ${PLACES_EACH} + ?3
       order by rowid ${order} limit ?4`,
    )
  const orders = { newest: matching('desc'), oldest: matching('asc') }
  const contents = words.many<{ sequence: number; sha256: string }>(
    `select content.place as sequence, lower(hex(content.sha256)) as sha256
     from json_each(?2) as wanted cross join content indexed by content_place
     where content.organization = ?1 and content.place = wanted.value order by wanted.key`,
  )
  return (organization: number, expression: string, range: WordRange): WordFiles => {
    const { low, high, descending, limit, bare = false } = range
    const match = descending ? orders.newest : orders.oldest
    const sequences = match(organization, low, high, limit, expression).map((row) => row.sequence)
    const files = bare
      ? sequences.map((sequence) => ({ sequence }))
      : contents(organization, JSON.stringify(sequences))
    return { files, until: sequences.length < limit ? undefined : sequences.at(-1) }
  }
}

/** What does not, as far as it is looked at in one go: files that share or have moved, and those not yet followed. */
function openUnplaced(words: Database, store: Database) {
  const elsewhere = (order: string) =>
    words.many<FileRow>(
      `select elsewhere.sequence, content.key, lower(hex(content.sha256)) as sha256
       from elsewhere cross join content on content.key = elsewhere.content
       where elsewhere.organization = ?1 and elsewhere.sequence between ?2 and ?3
       order by elsewhere.sequence ${order} limit ${LOOKED_AT}`,
    )
  const living = (order: string) =>
    store.many<{ sequence: number; sha256: string }>(
      `select sequence, lower(hex(sha256)) as sha256 from version indexed by version_living
       where organization = ?1 and superseded is null and fields is not null
         and sequence between ?2 and ?3
       order by sequence ${order} limit ${LOOKED_AT}`,
    )
  const newest = { elsewhere: elsewhere('desc'), living: living('desc') }
  const oldest = { elsewhere: elsewhere('asc'), living: living('asc') }
  const followed = words.one<{ followed: number }>(
    'select followed from organization where key = ?',
  )
  const keyOf = words.one<{ key: number }>(
    'select key from content where organization = ? and sha256 = unhex(?)',
  )
  return (organization: number, { low, high, descending }: WordRange): FileRow[][] => {
    const queries = descending ? newest : oldest
    const rows = queries.elsewhere(organization, low, high)
    const known = rows.length > 0 ? [rows] : []
    const from = Math.max(low, (followed(organization)?.followed ?? 0) + 1)
    if (from > high) return known
    const recent = queries.living(organization, from, high).map(({ sequence, sha256 }) => {
      const key = sha256 === '' ? undefined : keyOf(organization, sha256)?.key
      return { sequence, sha256, key: key ?? NO_CONTENT }
    })
    return [...known, recent]
  }
}

const LOOKED_AT = 2000
/** A key that none has. */
const NO_CONTENT = -1

/** Whether a content holds all the parts; contents that many files share are looked at once. */
function openHeld(texts: WordTexts, parts: readonly IndexedWord[]) {
  const known = new Map<number, boolean>()
  return (key: number): { isHeld: boolean; cost: number } => {
    const before = known.get(key)
    if (before !== undefined) return { isHeld: before, cost: 0 }
    const { words, cost } = texts.held(key, parts)
    const isHeld = words.length === parts.length
    known.set(key, isHeld)
    return { isHeld, cost }
  }
}

/** Looks at texts until as many as are asked for are found, or it has taken some milliseconds. */
function looked(
  rows: readonly FileRow[],
  isHeld: ReturnType<typeof openHeld>,
  { limit }: WordRange,
): WordFiles {
  const files: WordFiles['files'] = []
  let left = UNPACKED
  for (const { sequence, key, sha256 } of rows) {
    const one = isHeld(key)
    left -= one.cost
    if (one.isHeld) files.push({ sequence, sha256 })
    if (files.length === limit || left <= 0) return { files, until: sequence }
  }
  return { files, until: rows.length < LOOKED_AT ? undefined : rows.at(-1)?.sequence }
}
