import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, onTestFinished } from 'vitest'
import { contentFile } from '#test/content-file.ts'
import { newSchema } from '#test/postgres.ts'
import { runs } from '#test/torture.ts'
import { describeSharedLongQueries } from './contract/access/long-queries.ts'
import { describeSharedSessions } from './contract/access/sessions.ts'
import { describeDamage } from './contract/damage/damage.ts'
import type { Spoil } from './contract/damage/damage.ts'
import { describeLeases } from './contract/leases.ts'
import { describeSharedUploads } from './contract/shared-uploads.ts'
import { describeShared } from './contract/shared.ts'
import { describeStore } from './contract/store.ts'
import { openStore, openUnlockedStore } from './open-store.ts'
import type { StorePlaces } from './places.ts'
import { LIFETIME, PostgresLeases } from './postgres/contents/leases.ts'
import { openDatabase } from './postgres/database.ts'
import { migrate } from './postgres/migrations.ts'
import type { Store } from './store.ts'

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-store-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

async function newPlaces(): Promise<StorePlaces> {
  const url = await newSchema()
  return { folder: await newFolder(), database: { kind: 'postgres', url } }
}

function clock() {
  let passed = 0
  return {
    now: () => Date.now() + passed,
    pass: (milliseconds: number) => void (passed += milliseconds),
    lifetime: LIFETIME,
  }
}

/** Where each store that is open has its files. */
const folders = new WeakMap<Store, string>()

async function openNew(): Promise<Store> {
  const places = await newPlaces()
  const store = await openStore(places)
  folders.set(store, places.folder)
  return store
}

describeStore('PostgreSQL and a folder', openNew, 0.2)

describe('PostgreSQL and a folder', () => {
  const spoilOf = (store: Store): Spoil => {
    const file = (sha256: string) => contentFile(folders.get(store) ?? '', sha256)
    return {
      replace: async (sha256, bytes) => writeFile(await file(sha256), bytes),
      remove: async (sha256) => rm(await file(sha256)),
    }
  }
  describeDamage(openNew, spoilOf, runs(20))
})

describeLeases('PostgreSQL', async () => {
  const { now, ...time } = clock()
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

async function share() {
  const places = await newPlaces()
  const { now, ...time } = clock()
  return { open: () => openUnlockedStore(places, { alone: false, now }), ...time }
}

describeShared('PostgreSQL and a folder', share)
describeSharedUploads('PostgreSQL and a folder', share)
describeSharedSessions('PostgreSQL and a folder', share)
describeSharedLongQueries('PostgreSQL and a folder', share)
