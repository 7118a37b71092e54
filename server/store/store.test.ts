import { join } from 'node:path'
import { describe, onTestFinished, test } from 'vitest'
import { expectCollectedBeside } from '#test/another-process.ts'
import { contractStores, movedClock, spoilFiles } from '#test/contract-stores.ts'
import { newFolder } from '#test/new-folder.ts'
import { runs } from '#test/torture.ts'
import { describeSharedLongQueries } from './contract/access/long-queries.ts'
import { describeSharedSessions } from './contract/access/sessions.ts'
import { describeDamage } from './contract/damage/damage.ts'
import { describeLeases } from './contract/leases.ts'
import { describeSharedUploads } from './contract/shared-uploads.ts'
import { describeShared } from './contract/shared.ts'
import { describeStore } from './contract/store.ts'
import type { StorePlaces } from './places.ts'
import { LIFETIME, SqliteLeases } from './sqlite/contents/leases.ts'
import { openDatabase } from './sqlite/database.ts'
import { migrate } from './sqlite/migrations.ts'
import { WriteQueue } from './sqlite/write-queue.ts'

const newPlaces = async (): Promise<StorePlaces> => ({
  folder: await newFolder('store'),
  database: { kind: 'sqlite' },
})
const { openNew, placesOf, share } = contractStores(newPlaces, LIFETIME)

describeStore('SQLite and a folder', openNew)
describe('SQLite and a folder', () => {
  describeDamage(openNew, (store) => spoilFiles(placesOf(store)), runs(100))
})
describeShared('SQLite and a folder', share)
describeSharedUploads('SQLite and a folder', share)
describeSharedSessions('SQLite and a folder', share)
describeSharedLongQueries('SQLite and a folder', share)

describeLeases('SQLite', async () => {
  const file = join(await newFolder(), 'leases.sqlite')
  const { now, ...time } = movedClock(LIFETIME)
  const open = (holder: string) => {
    const database = openDatabase(file)
    migrate(database)
    const leases = new SqliteLeases(database, new WriteQueue(database), {
      holder,
      now,
      newId: crypto.randomUUID.bind(crypto),
    })
    onTestFinished(async () => {
      await leases.close()
      database.close()
    })
    return { database, leases }
  }
  const [one, other] = [open('one'), open('other')]
  one.database.script(`insert into organization (id, slug, name) values ('o', 'o', 'O')`)
  const insert = one.database.run(
    `insert into version (organization, sequence, id, number, last_updated, interaction, status, author, sha256)
     values (1, ?, 'a', ?, 0, 'update', '200', 'tester', ?)`,
  )
  let versions = 0
  return {
    one: one.leases,
    other: other.leases,
    need: async ({ sha256 }) => {
      versions += 1
      insert(versions, versions, Buffer.from(sha256, 'hex'))
    },
    ...time,
  }
})

test('a process of its own that collects all the time takes nothing that is needed', async () =>
  expectCollectedBeside(await newPlaces(), { rounds: 5, versions: 10 }))
