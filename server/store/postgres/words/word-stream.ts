import { indexedWord } from '../../rows/find/letters.ts'
import { adaptive, type Stream } from '../find/adaptive.ts'
import { expectedRows, unlessSlow, type FindQueries } from '../find/term-stream.ts'

/** A file whose content has the words. */
export interface WordFile {
  sequence: number
  sha256: string
}

/**
 * What stands where a word begins in the texts here. U+0001, which SQLite's index has, is written otherwise in this database.
 */
export function stored(text: string): string {
  return text.replaceAll('\u{1}', '\u{2}')
}

/**
 * Files that have all of these words in their contents.
 * @param words folded; those that are too short to narrow anything down are not looked for
 */
export function openWordStream(
  queries: FindQueries,
  organization: number,
  words: readonly string[],
): Stream<WordFile> {
  const parts = words.map(indexedWord).filter(({ kind }) => kind === 'part')
  if (parts.length === 0) return async () => ({ files: [], until: undefined })
  const patterns = parts.map(
    ({ text }) => `%${stored(text).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`,
  )
  // The first are looked for by the index, all of them in the texts that it names.
  const [first = '', ...others] = patterns.slice(0, MOST_PATTERNS)
  const some = [first, ...Array.from({ length: MOST_PATTERNS - 1 }, (_, at) => others[at] ?? null)]
  return adaptive({
    expected: async () => {
      const rows = await expectedRows(queries, COUNTED, organization, patterns)
      return rows > MOST_FOUND ? Infinity : rows
    },
    first: 60,
    most: 4000,
    look: async ({ low, high, descending, limit }, files) => {
      const sql = descending ? LOOK.newest : LOOK.oldest
      const row = await queries.one<{
        looked: number
        last: number | null
        files: WordFile[] | null
      }>(sql, organization, low, high, files, patterns, MOST_LETTERS)
      const { looked, last } = row ?? { looked: 0, last: null }
      const found = row?.files ?? []
      if (found.length > limit) {
        const few = found.slice(0, limit)
        return { files: few, until: few.at(-1)?.sequence, looked }
      }
      return { files: found, until: last ?? undefined, looked }
    },
    find: async ({ low, high, descending, limit }) => {
      const sql = descending ? FIND.newest : FIND.oldest
      const row = await unlessSlow(() =>
        queries.brief<{ found: number; files: WordFile[] | null }>(
          sql,
          organization,
          low,
          high,
          limit,
          MOST_FOUND + 1,
          patterns,
          ...some,
        ),
      )
      if (!row || row.found > MOST_FOUND) return undefined
      const files = row.files ?? []
      return { files, until: files.length < limit ? undefined : files.at(-1)?.sequence }
    },
  })
}

/** Words that the index is asked for. */
const MOST_PATTERNS = 5
/** Texts that the index may name in one go: each is looked at again, whole, as long as that is brief. */
const MOST_FOUND = 250_000
/** Bytes of texts that are looked at one by one in one go. */
const MOST_LETTERS = 4 * 1024 ** 2

/** For its plan. */
const COUNTED = 'select 1 from word_text where organization = $1 and text like all ($2::text[])'

const inOrders = (sql: (order: 'asc' | 'desc', last: 'min' | 'max') => string) => ({
  newest: sql('desc', 'min'),
  oldest: sql('asc', 'max'),
})

/** The files in their order, as far as their texts are not too long together; those without a text count as well. */
const LOOK = inOrders(
  (order, last) => `
  select count(*) as looked, ${last}(sequence) as last,
    json_agg(json_build_object('sequence', sequence, 'sha256', encode(sha256, 'hex'))
      order by sequence ${order}) filter (where text like all ($5::text[])) as files
  from (
    select file.sequence, version.sha256, word_text.text, coalesce(
      sum(pg_column_size(word_text.text)) over (order by file.sequence ${order}
        rows between unbounded preceding and 1 preceding), 0) as before
    from (select organization, sequence from file
      where organization = $1 and sequence between $2 and $3
      order by sequence ${order} limit $4 offset 0) as file
    join version on version.organization = $1 and version.sequence = file.sequence
    left join word_content on word_content.organization = $1 and word_content.sha256 = version.sha256
    left join word_text on word_text.content = word_content.key) as looked_at
  where before <= $6`,
)

const FIND = inOrders(
  (order) => `
  with found as materialized (
    select content from word_text
    where organization = $1 and text like $7
      and ($8::text is null or text like $8) and ($9::text is null or text like $9)
      and ($10::text is null or text like $10) and ($11::text is null or text like $11)
      and text like all ($6::text[])
    limit $5),
  files as materialized (
    select version.sequence, encode(version.sha256, 'hex') as sha256
    from found join word_content on word_content.key = found.content
    join version on version.organization = $1 and version.sha256 = word_content.sha256
      and version.superseded is null and version.sha256 is not null
    where version.sequence between $2 and $3
    order by version.sequence ${order} limit $4)
  select (select count(*) from found) as found,
    (select json_agg(json_build_object('sequence', sequence, 'sha256', sha256)
      order by sequence ${order}) from files) as files`,
)
