import { createHash } from 'node:crypto'
import { fileName } from '#fhir/binary/binary.ts'
import type { BinaryFields } from '#server/store/binaries.ts'
import { openStore } from '#server/store/open-store.ts'
import type { StorePlaces } from '#server/store/places.ts'
import { CommitBatch } from '#server/store/postgres/commit-batch.ts'
import { openDatabase, type Database } from '#server/store/postgres/database.ts'
import { stored } from '#server/store/postgres/words/word-stream.ts'
import { indexedText } from '#server/store/rows/find/letters.ts'
import { STATE } from '#server/store/rows/word-states.ts'
import { ORGANIZATION } from '../binnacle.ts'
import { changeAt, indexOf, startFilling, versionAt } from '../fill.ts'
import { textOf } from './texts.ts'

/** What goes in with one transaction. */
const VERSIONS = 2000
const TEXTS = 500

/**
 * Fills a PostgreSQL with what `fillVersions` makes and a text for each content, by the statements that the server sends,
 * with more in each. Each version has another content, which is not there: what is measured never reads it. One that was
 * broken off goes on.
 * @param told of how many there are, now and then
 */
export async function fillPostgres(
  places: StorePlaces & { database: { kind: 'postgres'; url: string } },
  count: number,
  toldVersions: (filled: number) => void,
  toldTexts: (filled: number) => void,
): Promise<void> {
  const store = await openStore(places)
  const from = await startFilling(store)
  await store.close()
  const database = openDatabase(places.database.url)
  try {
    const sql = 'select key from organization where id = $1'
    const { key = 0 } = (await database.one<{ key: number }>(sql, ORGANIZATION.id)) ?? {}
    await fillVersions(database, { key, from, count, told: toldVersions })
    await fillTexts(database, toldTexts)
    // What otherwise comes by itself, while somebody measures.
    await database.alone(async (alone) => {
      await alone.script('set statement_timeout = 0')
      await alone.script('vacuum (analyze)')
    })
  } finally {
    await database.close()
  }
}

interface Versions {
  /** Of the organization. */
  key: number
  from: number
  count: number
  told: (filled: number) => void
}

async function fillVersions(database: Database, { key, from, count, told }: Versions) {
  const start = Date.now() - count * 1000
  for (let at = from; at < count; at += VERSIONS) {
    const indexes = Array.from({ length: Math.min(VERSIONS, count - at) }, (_, more) => at + more)
    const changes = indexes.map((index) =>
      changeAt(index, versionAt, start + index * 1000, contentOf(index, key)),
    )
    await database.transaction(async (transaction) => {
      // As a server does that has stored the contents.
      await transaction.run(END_LEASES)
      await transaction.run(
        `insert into content_holder (id, expires) values ('bench', now_ms(60000))`,
      )
      await transaction.run(
        `insert into content_lease (sha256, owner, id, holder, removing)
         select sha256, $2, 'bench', 'bench', false from unnest($1::bytea[]) as one (sha256)`,
        indexes.map((index) => Buffer.from(contentOf(index, key).sha256, 'hex')),
        key,
      )
    })
    const outcomes = await database.transaction(
      (transaction) =>
        new CommitBatch(transaction, async () => [], {
          organizationId: ORGANIZATION.id,
          key,
        }).run(changes),
      `select 1 from organization where key = ${key} for no key update`,
    )
    const refused = outcomes.find(({ status }) => status === 'rejected')
    if (refused?.status === 'rejected') throw refused.reason
    await database.run(END_LEASES)
    told(at + indexes.length)
  }
}

/** Leases go with their holder. Those of a filling that was broken off may be left. */
const END_LEASES = `delete from content_holder where id = 'bench'`

function contentOf(index: number, owner: number) {
  const bytes = Buffer.from(`content ${index}`)
  return {
    owner,
    lease: 'bench',
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sha1: createHash('sha1').update(bytes).digest('base64'),
    size: 900,
  }
}

/** What is read out of contents, in the order in which a server takes them. */
async function fillTexts(database: Database, told: (filled: number) => void): Promise<void> {
  for (let filled = 0; ;) {
    const rows = await database.many<{ key: number; fields: string }>(WAITING, TEXTS)
    if (rows.length === 0) break
    const texts = rows.map(({ fields }) =>
      stored(indexedText(textOf(indexOf(fileName(JSON.parse(fields) as BinaryFields))))),
    )
    await database.transaction(
      (transaction) =>
        transaction.run(
          KEEP,
          rows.map(({ key }) => key),
          texts,
        ),
      'set local synchronous_commit = off',
    )
    told((filled += rows.length))
  }
  await database.run(`select gin_clean_pending_list('word_text_parts')`)
  await database.run(`select gin_clean_pending_list('file_terms')`)
}

const WAITING = `
select waiting.key, version.fields
from (select key, organization, sha256 from word_content where state = ${STATE.waiting}
  order by attempts, key limit $1) as waiting
join version on version.organization = waiting.organization and version.sha256 = waiting.sha256
  and version.superseded is null and version.sha256 is not null`

const KEEP = `
with kept as (
  update word_content set state = ${STATE.whole}, attempts = 0
  from unnest($1::bigint[], $2::text[]) as one (content, text)
  where key = one.content
  returning key, organization, one.text
)
insert into word_text (content, organization, text) select key, organization, text from kept order by key`
