import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { newSchema } from '#test/postgres.ts'
import { startS3 } from '#test/s3.ts'
import type { TestS3 } from '#test/s3.ts'
import { runs } from '#test/torture.ts'
import { describeContents } from '../contract/contents.ts'
import { describeDamage } from '../contract/damage/damage.ts'
import type { Spoil } from '../contract/damage/damage.ts'
import { describeSharedUploads } from '../contract/shared-uploads.ts'
import { describeShared } from '../contract/shared.ts'
import { describeUploads } from '../contract/uploads.ts'
import { openStore, openUnlockedStore } from '../open-store.ts'
import type { DatabasePlace, StorePlaces } from '../places.ts'
import { LIFETIME } from '../sqlite/contents/leases.ts'
import type { Store } from '../store.ts'

let s3: TestS3
const folders: string[] = []
beforeAll(async () => {
  s3 = await startS3()
})
afterAll(async () => {
  await s3.stop()
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })))
})

type Databases = () => Promise<DatabasePlace>

async function newPlaces(database: Databases): Promise<StorePlaces & { prefix: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-s3-store-'))
  folders.push(folder)
  const place = s3.place()
  return {
    folder,
    database: await database(),
    contents: { kind: 's3', ...place },
    prefix: place.prefix,
  }
}

/** The prefix of each store that is open. */
const prefixes = new WeakMap<Store, string>()

function spoilOf(store: Store): Spoil {
  const key = (sha256: string) => `${prefixes.get(store) ?? ''}contents/1/${sha256}`
  return {
    replace: (sha256, bytes) => s3.replace(key(sha256), bytes),
    remove: (sha256) => s3.replace(key(sha256), undefined),
  }
}

function describeBucket(name: string, database: Databases): void {
  const openNew = async () => {
    const { prefix, ...places } = await newPlaces(database)
    const store = await openStore(places)
    prefixes.set(store, prefix)
    return store
  }
  const share = async () => {
    const { prefix: _, ...places } = await newPlaces(database)
    let passed = 0
    return {
      open: () => openUnlockedStore(places, { alone: false, now: () => Date.now() + passed }),
      pass: (milliseconds: number) => void (passed += milliseconds),
      lifetime: LIFETIME,
    }
  }
  describe(name, () => {
    describeContents(openNew)
    describeUploads(openNew)
    describeDamage(openNew, spoilOf, runs(10))
  })
  describeShared(name, share)
  describeSharedUploads(name, share)
}

describeBucket('SQLite and S3', async () => ({ kind: 'sqlite' }))
describeBucket('PostgreSQL and S3', async () => ({ kind: 'postgres', url: await newSchema() }))
