import { describe, onTestFinished } from 'vitest'
import { contractStores, movedClock, spoilFiles } from '#test/contract-stores.ts'
import { newFolder } from '#test/new-folder.ts'
import { newSchema } from '#test/postgres.ts'
import { runs } from '#test/torture.ts'
import { describeSharedLongQueries } from './contract/access/long-queries.ts'
import { describeSharedSessions } from './contract/access/sessions.ts'
import { describeDamage } from './contract/damage/damage.ts'
import { describeLeases } from './contract/leases.ts'
import { describeSharedUploads } from './contract/shared-uploads.ts'
import { describeShared } from './contract/shared.ts'
import { describeStore } from './contract/store.ts'
import { LIFETIME, PostgresLeases } from './postgres/contents/leases.ts'
import { openDatabase } from './postgres/database.ts'
import { migrate } from './postgres/migrations.ts'

const { openNew, placesOf, share } = contractStores(
  async () => ({
    folder: await newFolder('store'),
    database: { kind: 'postgres', url: await newSchema() },
  }),
  LIFETIME,
)

describeStore('PostgreSQL and a folder', openNew, 0.2)
describe('PostgreSQL and a folder', () => {
  describeDamage(openNew, (store) => spoilFiles(placesOf(store)), runs(20))
})
describeShared('PostgreSQL and a folder', share)
describeSharedUploads('PostgreSQL and a folder', share)
describeSharedSessions('PostgreSQL and a folder', share)
describeSharedLongQueries('PostgreSQL and a folder', share)

describeLeases('PostgreSQL', async () => {
  const { now, ...time } = movedClock(LIFETIME)
  const url = await newSchema()
  const open = async (holder: string) => {
    const database = openDatabase(url)
    await migrate(database, { make: true })
    const newId = crypto.randomUUID.bind(crypto)
    const leases = await PostgresLeases.open(database, { holder, now, newId })
    onTestFinished(async () => {
      await leases.close()
      await database.close()
    })
    return { database, leases }
  }
  const [one, other] = [await open('one'), await open('other')]
  let versions = 0
  return {
    one: one.leases,
    other: other.leases,
    need: async ({ sha256 }) => {
      versions += 1
      await one.database.run(
        `insert into version (organization, sequence, id, number, last_updated, interaction, status, author, sha256)
         values (1, $1, 'a', $1, 0, 'update', '200', 'tester', $2)`,
        versions,
        Buffer.from(sha256, 'hex'),
      )
    },
    ...time,
  }
})
