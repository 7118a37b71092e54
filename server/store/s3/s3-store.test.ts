import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
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
import type { StorePlaces } from '../places.ts'
import { LIFETIME } from '../sqlite/leases.ts'
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

async function newPlaces(): Promise<StorePlaces & { prefix: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-s3-store-'))
  folders.push(folder)
  const place = s3.place()
  return {
    folder,
    database: { kind: 'sqlite' },
    contents: { kind: 's3', ...place },
    prefix: place.prefix,
  }
}

/** The prefix of each store that is open. */
const prefixes = new WeakMap<Store, string>()

async function openNew(): Promise<Store> {
  const { prefix, ...places } = await newPlaces()
  const store = await openStore(places)
  prefixes.set(store, prefix)
  return store
}

describe('SQLite and S3', () => {
  describeContents(openNew)
  describeUploads(openNew)
  const spoilOf = (store: Store): Spoil => {
    const prefix = prefixes.get(store) ?? ''
    const file = async (sha256: string) => {
      const key = (await s3.keys(prefix)).find((one) => one.endsWith(sha256))
      return s3.file(`${prefix}${key ?? `contents/1/${sha256}`}`)
    }
    return {
      replace: async (sha256, bytes) => writeFile(await file(sha256), bytes),
      remove: async (sha256) => rm(await file(sha256)),
    }
  }
  describeDamage(openNew, spoilOf, runs(30))
})

async function share() {
  const { prefix: _, ...places } = await newPlaces()
  let passed = 0
  return {
    open: () => openUnlockedStore(places, { alone: false, now: () => Date.now() + passed }),
    pass: (milliseconds: number) => void (passed += milliseconds),
    lifetime: LIFETIME,
  }
}

describeShared('SQLite and S3', share)
describeSharedUploads('SQLite and S3', share)
