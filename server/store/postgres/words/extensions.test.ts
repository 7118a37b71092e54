import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { newSchema } from '#test/postgres.ts'
import { here } from '../../contract/support.ts'
import { openStore } from '../../open-store.ts'
import { openDatabase } from '../database.ts'

test('who may not make the extensions is told so, and needs no right of that kind once they are there', async () => {
  const address = new URL(await newSchema())
  const schema = address.searchParams.get('schema') ?? ''
  const name = `limited_${schema}`
  const owner = openDatabase(address.href)
  const ask = (sql: string) => owner.alone((queries) => queries.script(sql))
  await ask(`create role ${name} login password 'secret-${name}'`)
  await ask(`create database ${name} template template0 encoding 'UTF8'`)
  const within = new URL(address)
  within.pathname = `/${name}`
  const other = openDatabase(within.href)
  onTestFinished(async () => {
    await other.close()
    await ask(`drop database ${name} with (force)`)
    await ask(`drop role ${name}`)
    await owner.close()
  })
  await other.alone((queries) => queries.script(`create schema ${schema} authorization ${name}`))
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-limited-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const limited = new URL(within)
  limited.username = name
  limited.password = `secret-${name}`
  const open = () => openStore({ folder, database: { kind: 'postgres', url: limited.href } })
  await expect(open()).rejects.toThrow(/^The database lacks the extensions pg_trgm and btree_gin/)
  await expect(open()).rejects.not.toThrow(/secret/)
  // Wherever their owner keeps them.
  await other.alone((queries) =>
    queries.script(`create schema tools; grant usage on schema tools to public;
      create extension pg_trgm with schema tools;
      create extension btree_gin with schema tools`),
  )
  const store = await open()
  await store.organizations.add(here)
  await store.close()
})
