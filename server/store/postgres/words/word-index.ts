import { randomBytes } from 'node:crypto'
import { indexedWord } from '../../rows/find/letters.ts'
import { countsOf, STATE } from '../../rows/word-states.ts'
import type { WordCounts, WordIndex } from '../../words.ts'
import type { Database } from '../database.ts'
import { briefly } from '../find/find.ts'
import { openWordStream, stored } from './word-stream.ts'

/** The index of words, in the database of the store: what a commit takes away is gone with it. */
export function openPostgresWords(database: Database): WordIndex {
  const queries = briefly(database)
  const keyOf = async (organizationId: string) => {
    const sql = 'select key from organization where id = $1'
    return (await database.one<{ key: number }>(sql, organizationId))?.key
  }
  return {
    async among(organizationId, words, contents) {
      const found = new Map(Array.from(words, (word) => [word, new Set<string>()]))
      const all = [...found.keys()]
      const parts = all.map((word) => stored(indexedWord(word).text))
      const atOnce = Math.max(1, Math.trunc(PAIRS / Math.max(1, parts.length)))
      for (let from = 0; from < contents.length && all.length > 0; from += atOnce) {
        const some = contents.slice(from, from + atOnce)
        const rows = await queries.many<{ at: number; sha256: string }>(
          AMONG,
          organizationId,
          some.map((sha256) => Buffer.from(sha256, 'hex')),
          parts,
        )
        for (const { at, sha256 } of rows) found.get(all[at - 1] ?? '')?.add(sha256)
      }
      return found
    },

    async files(organizationId, words, asked) {
      const key = await keyOf(organizationId)
      if (key === undefined) return { files: [], until: undefined }
      return openWordStream(queries, key, words)(asked)
    },

    state: (organizationId) => countsIn(database, organizationId),

    async pending(organizationId) {
      const row = await database.one<{ pending: number }>(PENDING, organizationId)
      return row?.pending ?? 0
    },

    async rebuild(what) {
      const key = what === 'all' ? undefined : await keyOf(what.organizationId)
      if (what !== 'all' && key === undefined) return
      await beginAnew(database, key)
      await finishAnew(database)
    },

    async bytes() {
      const row = await database.one<{ bytes: number }>(
        `select pg_total_relation_size('word_content') + pg_total_relation_size('word_text') as bytes`,
      )
      return row?.bytes ?? 0
    },
    close: async () => undefined,
  }
}

/** Where the words of contents are switched off: those that are there are taken away. */
export async function openNoWords(database: Database): Promise<WordIndex> {
  if (await database.one(LEFT)) {
    await dropTexts(database)
    await readAgain(database, null)
  }
  return {
    among: async () => new Map(),
    files: async () => ({ files: [], until: undefined }),
    state: async () => ({ kind: 'off' }),
    pending: async () => undefined,
    rebuild: async () => undefined,
    bytes: async () => 0,
    close: async () => undefined,
  }
}

/** What was read before: also where its texts are gone already, since the last start was broken off behind that. */
const LEFT = `
select 1 where exists (select 1 from word_text) or exists (
  select 1 from organization cross join lateral (
    select 1 from word_content
    where word_content.organization = organization.key and state > ${STATE.waiting} limit 1) as read)`

/** Contents times words that are looked at in one go. */
const PAIRS = 2000

/** Each text is unpacked once, for all the words. */
const AMONG = `
select wanted.at, encode(word_content.sha256, 'hex') as sha256
from word_content join word_text on word_text.content = word_content.key
cross join lateral (select word_text.text || '' as whole offset 0) as unpacked
cross join unnest($3::text[]) with ordinality as wanted (part, at)
where word_content.organization = (select key from organization where id = $1)
  and word_content.sha256 = any ($2::bytea[])
  and strpos(unpacked.whole, wanted.part) > 0`

/** More are not counted. */
const PENDING = `
select count(*) as pending from (
  select 1 from word_content
  where organization = (select key from organization where id = $1) and state = ${STATE.waiting}
  limit 100000) as waiting`

/**
 * What a process that is killed has not got to is gone on with by whoever makes the index, see `finishAnew`: without that,
 * what is noted as read would have no text, and be found by nothing.
 * @param organization its key; all without
 */
async function beginAnew(database: Database, organization: number | undefined): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.run(
      `insert into setting (name, value) values ($1, $2)
       on conflict (name) do update set value = excluded.value`,
      `${ANEW}${organization ?? ''}`,
      randomBytes(8),
    )
    if (organization === undefined) await transaction.run('truncate word_text')
  })
}

/** @returns whether there was anything to be read anew that was not noted as that yet */
export async function finishAnew(database: Database): Promise<boolean> {
  const begun = await database.many<{ name: string; value: Uint8Array }>(
    'select name, value from setting where starts_with(name, $1)',
    ANEW,
  )
  for (const { name, value } of begun) {
    const organization = name.slice(ANEW.length)
    await readAgain(database, organization === '' ? null : Number(organization))
    // Not one that was begun since.
    await database.run('delete from setting where name = $1 and value = $2', name, value)
  }
  return begun.length > 0
}

/** Of settings that name what is to be read anew. */
const ANEW = 'words-anew/'

/** At once, without a row of its own for each in the engine's log. */
async function dropTexts(database: Database): Promise<void> {
  await database.run('truncate word_text')
}

/** Brief steps, so that commits in between do not wait. */
async function readAgain(database: Database, organization: number | null): Promise<void> {
  const last = await database.one<{ key: number | null }>(
    'select max(key) as key from word_content',
  )
  for (let from = 0; from <= (last?.key ?? 0); from += STEP)
    await database.run(
      `update word_content set state = ${STATE.waiting}, attempts = 0, why = null
       where key between $1 and $2 and ($3::bigint is null or organization = $3)
         and (state <> ${STATE.waiting} or attempts > 0)`,
      from,
      from + STEP - 1,
      organization,
    )
}

const STEP = 5000

async function countsIn(database: Database, organizationId: string): Promise<WordCounts> {
  const [rows, reasons] = await Promise.all([
    database.many<{ state: number; contents: number }>(
      `select state, count(*) as contents from word_content
       where organization = (select key from organization where id = $1) group by state`,
      organizationId,
    ),
    database.many<WordCounts['reasons'][number]>(
      `select why, count(*) as contents from word_content
       where organization = (select key from organization where id = $1)
         and state = ${STATE.unreadable}
       group by why order by contents desc, why limit 10`,
      organizationId,
    ),
  ])
  return countsOf(rows, reasons)
}
