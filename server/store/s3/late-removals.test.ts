import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startHolding } from '#test/held-requests.ts'
import { newSchema } from '#test/postgres.ts'
import { startS3 } from '#test/s3.ts'
import type { TestS3 } from '#test/s3.ts'
import { bytesOf, create, fields, here, stored } from '../contract/support.ts'
import { LIMITS, newUpload } from '../contract/uploads.ts'
import { StoreConflict } from '../errors.ts'
import { openStore, openUnlockedStore } from '../open-store.ts'
import type { DatabasePlace, StorePlaces } from '../places.ts'
import { LIFETIME, PostgresLeases } from '../postgres/contents/leases.ts'
import { openDatabase } from '../postgres/database.ts'
import type { Store } from '../store.ts'

let s3: TestS3
beforeAll(async () => {
  s3 = await startS3()
})
afterAll(() => s3.stop())

/** A place, with a way to the bucket on which requests can be stopped: as a process is that stands still right before them. */
async function newPlaces(database: DatabasePlace) {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-late-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const way = await startHolding(s3.url)
  onTestFinished(() => way.stop())
  const place = s3.place()
  const at = (endpoint: string): StorePlaces => ({
    folder,
    database,
    contents: { kind: 's3', ...place, endpoint },
  })
  return { places: at(s3.url), slow: at(way.url), way, ...place }
}

/** Two servers on one PostgreSQL and bucket, of which one may stand still. */
async function twoServers() {
  const database = { kind: 'postgres', url: await newSchema() } as const
  const { places, slow, ...rest } = await newPlaces(database)
  let passed = 0
  const open = async (which: StorePlaces) => {
    const now = () => Date.now() + passed
    const store = await openUnlockedStore(which, { alone: false, now })
    onTestFinished(() => store.close())
    return store
  }
  const suspended = await open(slow)
  await suspended.organizations.add(here)
  const pass = () => (passed += LIFETIME + 1)
  return { ...rest, database, suspended, other: await open(places), pass }
}

async function storeAndCommit(store: Store, id: string, text: string) {
  const { staged, ref } = await stored(store, text)
  await store.binaries.commit(create(id, { body: { fields: fields(), content: ref } }))
  await staged.drop()
  return ref
}

describe('a removal that is carried out long after', () => {
  test('takes nothing of what was stored since', async () => {
    const { suspended, other, pass, way, bucket, prefix } = await twoServers()
    const { staged } = await stored(suspended, 'content')
    const held = way.hold(`DELETE /${bucket}/${prefix}contents/`)
    const dropping = staged.drop()
    await held.arrived
    pass()
    const ref = await storeAndCommit(other, 'a', 'content')
    held.release()
    await dropping
    for (const store of [other, suspended])
      expect(String(await bytesOf(store, ref))).toBe('content')
    // Nor does what is collected later, by whoever thinks of the one before.
    for (const store of [suspended, other]) await store.contents.collect()
    expect(String(await bytesOf(other, ref))).toBe('content')
    expect(await s3.keys(prefix)).toEqual([`contents/1/${ref.sha256}.1`, 'home'])
    // It is one content still, to be given up and stored again.
    await (await stored(other, 'content')).staged.drop()
    expect(String(await bytesOf(suspended, ref))).toBe('content')
  })

  test('leaves nothing damaged in front of what was stored since', async () => {
    const { suspended, other, pass, way, bucket, prefix } = await twoServers()
    const { staged, ref } = await stored(suspended, 'content')
    const held = way.hold(`DELETE /${bucket}/${prefix}contents/`)
    const dropping = staged.drop()
    await held.arrived
    pass()
    await s3.replace(`${prefix}contents/1/${ref.sha256}`, Buffer.from('damaged'))
    await storeAndCommit(other, 'a', 'content')
    expect(String(await bytesOf(other, ref))).toBe('content')
    held.release()
    await dropping
    expect(String(await bytesOf(other, ref))).toBe('content')
  })

  test('takes nothing of what was stored after its process was ended', async () => {
    const { places, slow, way, bucket, prefix } = await newPlaces({ kind: 'sqlite' })
    const first = await openStore(slow)
    await first.organizations.add(here)
    const { staged } = await stored(first, 'content')
    const held = way.hold(`DELETE /${bucket}/${prefix}contents/`)
    const dropping = staged.drop()
    await held.arrived
    await first.close()
    const second = await openStore(places)
    onTestFinished(() => second.close())
    const ref = await storeAndCommit(second, 'a', 'content')
    held.release()
    await dropping
    expect(String(await bytesOf(second, ref))).toBe('content')
  })

  test('of what somebody is receiving still leaves no upload with a gap', async () => {
    const { suspended, other, pass, way, bucket, prefix } = await twoServers()
    const key = newUpload('u', 9_000_000)
    await other.uploads.begin(key, LIMITS)
    const opened = await other.uploads.open(key, 0, { steadily: false })
    if (opened.kind !== 'opened') return expect.fail(opened.kind)
    await opened.writer.write(Buffer.alloc(9_000_000, 'x'))
    await expect
      .poll(async () => (await s3.keys(prefix)).some((one) => one.startsWith('pieces/')))
      .toBe(true)
    // The other seems to be gone, is not, and goes on right before its bytes are removed.
    pass()
    const held = way.hold(`POST /${bucket}?delete`)
    const tidying = suspended.contents.tidy()
    await held.arrived
    await expect(opened.writer.close(key.expires)).rejects.toThrow(StoreConflict)
    held.release()
    await tidying
    expect(await other.uploads.find(key)).toMatchObject({ offset: 0 })
  })
})

test('what is given up while somebody else takes it stays written down, since they may be killed before they write it down', async () => {
  const { other, pass, prefix, database } = await twoServers()
  const { staged, ref } = await stored(other, 'content')
  // The first thing that whoever stores the same does.
  const killed = openDatabase(database.url)
  onTestFinished(() => killed.close())
  const options = { holder: 'killed', now: Date.now, newId: () => 'its lease' }
  const leases = await PostgresLeases.open(killed, options)
  onTestFinished(() => leases.close())
  await leases.take({ owner: 1, sha256: ref.sha256 })
  await staged.drop()
  expect(await s3.keys(prefix)).toEqual([`contents/1/${ref.sha256}`, 'home'])
  pass()
  await other.contents.collect()
  expect(await s3.keys(prefix)).toEqual(['home'])
})
