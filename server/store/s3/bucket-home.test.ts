import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { startHolding } from '#test/held-requests.ts'
import { startS3 } from '#test/s3.ts'
import type { TestS3 } from '#test/s3.ts'
import { here, stored } from '../contract/support.ts'
import { StoreUnavailable } from '../errors.ts'
import { openStore } from '../open-store.ts'
import type { StorePlaces } from '../places.ts'

let s3: TestS3
beforeAll(async () => {
  s3 = await startS3()
})
afterAll(() => s3.stop())

/** A new database with its contents below this prefix, by this way to the bucket. */
async function newPlaces(prefix: string, url = s3.url): Promise<StorePlaces> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-bucket-home-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const contents = { kind: 's3' as const, ...s3.place(prefix), endpoint: url }
  return { folder, database: { kind: 'sqlite' }, contents }
}

/**
 * Two databases that find the same prefix empty at once: the one has moved in by the time that the other writes.
 * @returns what became of each
 */
async function moveInAtOnce(knowsConditions: boolean) {
  const known = s3.knowsConditions
  s3.knowsConditions = knowsConditions
  onTestFinished(() => void (s3.knowsConditions = known))
  const way = await startHolding(s3.url)
  onTestFinished(() => way.stop())
  const { prefix, bucket } = s3.place()
  const held = way.hold(`PUT /${bucket}/${prefix}home`)
  const second = openStore(await newPlaces(prefix, way.url))
  await held.arrived
  const first = openStore(await newPlaces(prefix))
  if (knowsConditions) await first
  else await expect.poll(() => s3.keys(prefix)).toEqual(['home'])
  held.release()
  const ends = await Promise.allSettled([first, second])
  for (const end of ends) if (end.status === 'fulfilled') await end.value.close()
  return ends.map((end) => (end.status === 'fulfilled' ? 'opened' : (end.reason as Error)))
}

test('of two databases that move into one place at once, the later one is refused', async ({
  skip,
}) => {
  skip(!s3.knowsConditions, 'The given server knows no conditions.')
  const [first, second] = await moveInAtOnce(true)
  expect(first).toBe('opened')
  expect(second).toBeInstanceOf(StoreUnavailable)
  expect(String(second)).toContain('holds the contents of another database')
})

test('where the bucket knows no conditions, one of them is refused all the same', async () => {
  const ends = await moveInAtOnce(false)
  expect(ends.filter((end) => end === 'opened')).toHaveLength(1)
  expect(String(ends.find((end) => end !== 'opened'))).toContain('another database')
})

test('a database that has started in the same place more than once goes on there', async () => {
  const places = await newPlaces(s3.place().prefix)
  for (const _ of [1, 2]) await (await openStore(places)).close()
})

test('nothing is removed from where another database has come', async () => {
  const { prefix } = s3.place()
  const store = await openStore(await newPlaces(prefix))
  onTestFinished(() => store.close())
  await store.organizations.add(here)
  const { staged, ref } = await stored(store, 'the same bytes')
  await s3.replace(`${prefix}home`, Buffer.from('another database'))
  await staged.drop()
  await expect(store.contents.collect()).rejects.toThrow('another one is in its place')
  expect(await s3.keys(prefix)).toContain(`contents/1/${ref.sha256}`)
})
