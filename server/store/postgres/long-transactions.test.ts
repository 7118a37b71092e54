import { expect, onTestFinished, test } from 'vitest'
import { criteriaOf } from '#fhir/search/criteria.ts'
import { newSchema } from '#test/postgres.ts'
import { create, here } from '../contract/support.ts'
import { StoreBusy } from '../errors.ts'
import { openAccess } from './access/access.ts'
import { openCommit } from './commit.ts'
import { openDatabase } from './database.ts'
import { migrate } from './migrations.ts'

async function openNew() {
  const database = openDatabase(await newSchema())
  onTestFinished(() => database.close())
  await migrate(database, { make: true })
  await openAccess(database).organizations.add(here)
  return database
}

test('a search for what exists that takes too long is given up, and what others change goes on', async () => {
  const database = await openNew()
  const commit = openCommit({
    database,
    firstMatches: async (queries) => {
      for (;;) await queries.one('select pg_sleep(0.5)')
    },
  })
  const ended = await Promise.allSettled([
    commit(create('a')),
    commit(create('b', { ifNoneExist: criteriaOf({ ids: [['b']] }) })),
    commit(create('c')),
  ])
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(ended[1]).toMatchObject({ reason: expect.any(StoreBusy) as StoreBusy })
  const slow = openCommit({
    database,
    firstMatches: async (queries) => {
      await queries.one('select pg_sleep(60)')
      return []
    },
  })
  await expect(slow(create('b', { ifNoneExist: criteriaOf({}) }))).rejects.toThrow(StoreBusy)
})

test('a transaction that the engine ends since nothing was asked in it for long is run again', async () => {
  const database = await openNew()
  let runs = 0
  const found = await database.transaction(async (transaction) => {
    runs += 1
    if (runs === 1) {
      // As a process that stands still has it.
      await transaction.script('set local idle_in_transaction_session_timeout = 50')
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
    return transaction.one<{ value: number }>('select 7 as value')
  })
  expect([found?.value, runs]).toEqual([7, 2])
})
