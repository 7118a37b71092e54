import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { criteriaOf } from '#fhir/search/criteria.ts'
import { newSchema } from '#test/postgres.ts'
import { SUM_BYTES } from './contents.ts'
import { create, fields, here, stored, update, walk } from './contract/support.ts'
import { EngineAway, StoreConflict } from './errors.ts'
import { openStore } from './open-store.ts'
import { openCheckRows } from './postgres/check/check-rows.ts'
import { openContentRecords } from './postgres/check/content-records.ts'
import { PostgresLeases } from './postgres/contents/leases.ts'
import { openDatabase, type Database } from './postgres/database.ts'
import { migrate, migrations } from './postgres/migrations.ts'
import { openSearch } from './postgres/search.ts'
import { openNoWords, openPostgresWords } from './postgres/words/word-index.ts'
import { openPostgresWordWork } from './postgres/words/word-work.ts'
import { openCursors } from './rows/cursor.ts'

async function openNew() {
  const url = await newSchema()
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-moments-'))
  const store = await openStore({ folder, database: { kind: 'postgres', url } })
  const database = openDatabase(url)
  onTestFinished(async () => {
    await database.close()
    await store.close()
    await rm(folder, { recursive: true })
  })
  await store.organizations.add(here)
  return { store, database }
}

/** The same database, and what somebody else does to it right behind each answer. */
function interrupted(database: Database, meanwhile: () => Promise<unknown>): Database {
  const one: Database['one'] = async (...asked) => {
    const row = await database.one<never>(...asked)
    await meanwhile()
    return row
  }
  const many: Database['many'] = async (...asked) => {
    const rows = await database.many<never>(...asked)
    await meanwhile()
    return rows
  }
  return { ...database, one, many }
}

test.each([
  ['all', {}],
  ['those of a language', { languages: [['de']] }],
])(
  'a walk through %s has each Binary once, whatever is written between its questions',
  async (_, asked) => {
    const { store, database } = await openNew()
    const body = { fields: fields({ language: 'de' }) }
    const ids = ['a', 'b', 'c', 'd', 'e', 'f']
    for (const id of ids) await store.binaries.commit(create(id, { body }))
    const turns = [...ids, ...ids.toReversed(), ...ids]
    const { search } = openSearch(
      interrupted(database, async () => {
        const id = turns.shift()
        if (id !== undefined) await store.binaries.commit(update(id, { body }))
      }),
      openCursors(randomBytes(32)),
    )
    const { labels } = await walk((cursor) =>
      search('here', criteriaOf(asked), { count: 2, ...(cursor !== undefined && { cursor }) }),
    )
    expect(labels.map((one) => one.slice(0, 1)).toSorted()).toEqual(ids)
  },
)

test('what the store refuses is told as it is, whatever names are in it', async () => {
  const { store } = await openNew()
  const organization = { id: 'care', slug: 'care-slug', name: 'Connected Care' }
  await store.organizations.add(organization)
  await expect(store.organizations.add(organization)).rejects.toThrow(StoreConflict)
})

test('of a change whose answer was lost it is not said that it was not made', async () => {
  const { store, database } = await openNew()
  await store.stamps.keep(1)
  const cut = database.transaction(async (transaction) => {
    const own = await transaction.one<{ pid: number }>('select pg_backend_pid() as pid')
    await transaction.run(`update setting set value = '2' where name = 'clock'`)
    await database.one('select pg_terminate_backend($1)', own?.pid ?? 0)
    await transaction.commit()
  })
  await expect(cut).rejects.toThrow(EngineAway)
  await expect(cut).rejects.toThrow('It may have been made')
})

test('a start waits for the migrations of another server, however long they take', async () => {
  const url = await newSchema()
  const [database, other] = [openDatabase(url), openDatabase(url)]
  onTestFinished(async () => {
    vi.useRealTimers()
    await Promise.all([database.close(), other.close()])
  })
  const [locked, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const migratingOther = other.transaction(async (transaction) => {
    const sql = `select pg_advisory_xact_lock(1114205806, hashtext('${other.schema}'))`
    await transaction.script(sql)
    locked.resolve()
    await over.promise
  })
  await locked.promise
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  let hasFailed = false
  const migrating = migrate(database, { make: true }).catch(() => (hasFailed = true))
  const waiting = `select 1 from pg_locks where locktype = 'advisory' and not granted
    and objid = (hashtext($1)::bigint & 4294967295)::oid`
  while (!(await other.one(waiting, other.schema)));
  // Far more than any answer gets, while the engine is awake.
  for (let seconds = 0; seconds < 400; seconds += 1) {
    await other.one('select 1')
    vi.advanceTimersByTime(1000)
  }
  over.resolve()
  await Promise.all([migrating, migratingOther])
  expect(hasFailed).toBe(false)
})

test('a claim whose answer was lost keeps nobody from storing the content', async () => {
  const url = await newSchema()
  const database = openDatabase(url)
  await migrate(database, { make: true })
  let isCut = true
  const cut: Database = {
    ...database,
    transaction: async (...asked) => {
      const result = await database.transaction(...asked)
      if (isCut) throw new EngineAway('Cut.')
      return result
    },
  }
  const options = { holder: 'one', now: Date.now, newId: () => crypto.randomUUID() }
  const leases = await PostgresLeases.open(cut, options)
  onTestFinished(async () => {
    await leases.close()
    await database.close()
  })
  const content = { owner: 0, sha256: 'ab'.repeat(32) }
  await expect(leases.claim([content])).rejects.toThrow(EngineAway)
  isCut = false
  await expect(leases.take(content)).resolves.toMatchObject(content)
})

test('words that are switched off are read again later, also where switching them off was broken off', async () => {
  const { store, database } = await openNew()
  const { ref, staged } = await stored(store, 'needed')
  await store.binaries.commit(create('a', { body: { fields: fields(), content: ref } }))
  await staged.drop()
  const work = openPostgresWordWork(database)
  const task = await work.next()
  if (!task) throw new Error('There is nothing to read.')
  await work.keep(task, { kind: 'indexed', text: 'needed', isWhole: true })
  await database.run('truncate word_text')
  await openNoWords(database)
  expect(await openPostgresWords(database).state('here')).toMatchObject({ pending: 1, indexed: 0 })
})

test('the end of a check forgets the sums of contents that nobody has', async () => {
  const { store, database } = await openNew()
  const { ref, staged } = await stored(store, 'needed')
  await store.binaries.commit(create('a', { body: { fields: fields(), content: ref } }))
  await staged.drop()
  const records = openContentRecords(database, { now: Date.now })
  const [none, leased] = ['00'.repeat(32), 'ff'.repeat(32)]
  // Of two rows each.
  for (const sha256 of [none, ref.sha256, leased]) await records.keepSums(sha256, sums)
  await database.run(
    `insert into content_lease (sha256, owner, id, holder, removing)
     select $1, 1, 'one', id, false from content_holder`,
    Buffer.from(leased, 'hex'),
  )
  const begun = { started: 1, sha256: Buffer.alloc(0), owner: 0, contents: 0, bytes: 0 }
  await openCheckRows(database).finish(begun, {
    finished: 2,
    unneeded: 0,
    bytes: 0,
    problem: undefined,
  })
  const left = await Promise.all([none, ref.sha256, leased].map((one) => records.sums(one, 0, 65)))
  expect(left).toEqual([undefined, sums, sums])
})

const sums = Buffer.alloc(65 * SUM_BYTES, 7)

test('a schema of the release before is taken forward, with what it holds', async () => {
  const url = await newSchema()
  const database = openDatabase(url)
  onTestFinished(() => database.close())
  await migrate(database, { make: true, steps: migrations.slice(0, 1) })
  await database.run(
    `insert into setting (name, value) values ('sign-in-code', $1), ('kept', $1)`,
    Buffer.from('x'),
  )
  await database.run(`insert into organization (id, slug, name) values ('o', 'o', 'O')`)
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-moments-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const store = await openStore({ folder, database: { kind: 'postgres', url } })
  onTestFinished(() => store.close())
  expect(await store.organizations.find('o')).toBeDefined()
  const key = { organizationId: 'o', subject: 'a', name: 'ab'.repeat(32) }
  await store.longQueries.keep(key, '_id=x', { now: 1, most: 100_000 })
  expect(await store.longQueries.used(key)).toBe(1)
  const rows = await database.many<{ name: string }>('select name from setting order by name')
  expect(rows.map(({ name }) => name)).toContain('kept')
  expect(rows.map(({ name }) => name)).not.toContain('sign-in-code')
})
