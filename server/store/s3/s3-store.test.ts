import { afterAll, beforeAll, describe } from 'vitest'
import { contractStores } from '#test/contract-stores.ts'
import { newFolder } from '#test/new-folder.ts'
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
import type { DatabasePlace, StorePlaces } from '../places.ts'
import { LIFETIME } from '../sqlite/contents/leases.ts'

let s3: TestS3
beforeAll(async () => {
  s3 = await startS3()
})
afterAll(() => s3.stop())

function spoilObjects({ contents }: StorePlaces): Spoil {
  const prefix = contents?.kind === 's3' ? contents.prefix : ''
  const key = (sha256: string) => `${prefix}contents/1/${sha256}`
  return {
    replace: (sha256, bytes) => s3.replace(key(sha256), bytes),
    remove: (sha256) => s3.replace(key(sha256), undefined),
  }
}

function describeBucket(name: string, database: () => Promise<DatabasePlace>): void {
  const { openNew, placesOf, share } = contractStores(
    async () => ({
      folder: await newFolder('s3-store'),
      database: await database(),
      contents: { kind: 's3', ...s3.place() },
    }),
    LIFETIME,
  )
  describe(name, () => {
    describeContents(openNew)
    describeUploads(openNew)
    describeDamage(openNew, (store) => spoilObjects(placesOf(store)), runs(10))
  })
  describeShared(name, share)
  describeSharedUploads(name, share)
}

describeBucket('SQLite and S3', async () => ({ kind: 'sqlite' }))
describeBucket('PostgreSQL and S3', async () => ({ kind: 'postgres', url: await newSchema() }))
