import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { criteriaOf } from '#fhir/search/criteria.ts'
import { StoreUnavailable } from '../errors.ts'
import { openStore } from '../open-store.ts'
import type { Database } from './database.ts'
import { openDatabase } from './database.ts'
import { fillFiles } from './find/file-index.ts'
import type { Migration } from './migrations.ts'
import { migrate, migrations, needsMigration } from './migrations.ts'

let base = ''
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'binnacle-migrations-'))
})
afterAll(() => rm(base, { recursive: true }))

async function newFile(): Promise<string> {
  return join(await mkdtemp(join(base, 'data-')), 'binnacle.sqlite')
}

function open(file: string): Database {
  const database = openDatabase(file)
  onTestFinished(() => database.close())
  return database
}

const next: Migration = (database) =>
  database.script('create table later (name text); insert into later select name from setting')
const names = (database: Database) => database.many<{ name: string }>('select name from later')()

test('a database of the first release is taken forward with what it holds', async () => {
  const file = await newFile()
  migrate(open(file), migrations.slice(0, 1))
  const database = open(file)
  const steps = [...migrations.slice(0, 1), next]
  expect(needsMigration(database, steps)).toBe(true)
  migrate(database, steps)
  expect(names(database)).toEqual([{ name: 'cursor-secret' }])
  // Once is enough.
  migrate(database, steps)
  expect(needsMigration(database, steps)).toBe(false)
  expect(names(database)).toHaveLength(1)
})

test('a store of the first release opens', async () => {
  const file = await newFile()
  const database = openDatabase(file)
  migrate(database, migrations.slice(0, 1))
  database.close()
  const store = await openStore(join(file, '..'))
  onTestFinished(() => store.close())
  await store.organizations.add({ id: 'o', slug: 'o', name: 'O' })
  expect(await store.organizations.find('o')).toBeDefined()
})

test('files of a release without their index are indexed, also after a kill in the middle', async () => {
  const file = await newFile()
  const database = openDatabase(file)
  migrate(database, migrations.slice(0, 4))
  database.script(`insert into organization (key, id, slug, name, sequence, living)
    values (1, 'o', 'o', 'O', 5000, 5000)`)
  database.script(`with recursive counted(value) as
      (select 1 union all select value + 1 from counted where value < 5000)
    insert into version (organization, sequence, id, number, last_updated, interaction,
      status, author, fields)
    select 1, value, 'b' || value, 1, value, 'create', '201', 'tester',
      '{"resourceType":"Binary","meta":{"tag":[{"system":"https://binnacle.dev/fhir/filename","code":"scan ' || value || '"}]}}'
    from counted`)
  migrate(database)
  // As far as a process came that was killed: the first part is there.
  let parts = 0
  const stopped = {
    ...database,
    script: (sql: string) => {
      if (sql.includes('begin') && (parts += 1) > 1) throw new Error('killed')
      database.script(sql)
    },
  }
  expect(() => fillFiles(stopped)).toThrow('killed')
  expect(database.one('select count(*) as files from file')()).toEqual({ files: 2000 })
  database.close()
  const store = await openStore(join(file, '..'))
  onTestFinished(() => store.close())
  const found = await store.binaries.search('o', criteriaOf({ finds: [['scan 4999']] }), {
    count: 9,
  })
  expect(found).toMatchObject({ total: 1, versions: [{ id: 'b4999' }] })
  const all = await store.binaries.search('o', criteriaOf({ finds: [['scan']] }), {
    count: 1,
    total: 'accurate',
  })
  expect(all.total).toBe(5000)
})

test('a step that fails leaves nothing of itself, and those before it stay', async () => {
  const database = open(await newFile())
  const failing: Migration = (database) => {
    database.script('create table half (name text)')
    throw new Error('planted')
  }
  expect(() => migrate(database, [...migrations, next, failing])).toThrow('planted')
  expect(database.inTransaction).toBe(false)
  expect(names(database)).toHaveLength(1)
  const half = database.one(`select name from sqlite_schema where name = 'half'`)
  expect(half()).toBeUndefined()
  migrate(database, [...migrations, next])
})

test('a newer schema is left alone', async () => {
  const database = open(await newFile())
  migrate(database, [...migrations, next])
  expect(() => migrate(database)).toThrow(StoreUnavailable)
  expect(names(database)).toHaveLength(1)
})
