import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { startS3Chaos } from '#test/s3-chaos.ts'
import { startS3 } from '#test/s3.ts'
import type { TestS3 } from '#test/s3.ts'
import { rounds, seeded, timeFor } from '#test/torture.ts'
import type { Random } from '#test/torture.ts'
import { bytesOf, create, fields, here } from '../contract/support.ts'
import { LIMITS, newUpload } from '../contract/uploads.ts'
import { ContentLost, StoreAway, StoreConflict, StoreUnavailable } from '../errors.ts'
import { openStore } from '../open-store.ts'
import type { StorePlaces } from '../places.ts'
import type { Store } from '../store.ts'

let s3: TestS3
beforeAll(async () => {
  s3 = await startS3()
})
afterAll(() => s3.stop())

async function newPlaces(url: string) {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-s3-faults-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const place = { ...s3.place(), endpoint: url }
  const places: StorePlaces = {
    folder,
    database: { kind: 'sqlite' },
    contents: { kind: 's3', ...place },
  }
  return { places, prefix: place.prefix }
}

/** In pieces of any size. */
async function store(target: Store, bytes: Buffer, random: Random) {
  const staged = await target.contents.stage('here')
  try {
    for (let at = 0; at < bytes.length;) {
      const to = at + 1 + random.int(300_000)
      await staged.write(bytes.subarray(at, to))
      at = to
    }
    return { staged, content: await staged.keep() }
  } catch (error) {
    await staged.drop()
    throw error
  }
}

/** The same as an upload in parts, each tried until it is there. */
async function upload(target: Store, id: string, bytes: Buffer, random: Random) {
  const key = newUpload(id, bytes.length)
  await target.uploads.begin(key, { ...LIMITS, count: 100 })
  for (let tries = 0; ; tries += 1) {
    const { offset } = (await target.uploads.find(key)) ?? expect.fail('It is gone.')
    if (offset === bytes.length) break
    if (tries > 30) throw new StoreAway('It does not get on.')
    const opened = await target.uploads.open(key, offset, { steadily: random.once(2) })
    if (opened.kind !== 'opened') continue
    try {
      const to = offset + 1 + random.int(bytes.length)
      await opened.writer.write(bytes.subarray(offset, to))
      await opened.writer.close(key.expires)
    } catch (error) {
      expect(error).toBeInstanceOf(Error)
      await opened.writer.close().catch(() => undefined)
    }
  }
  const staged = target.uploads.content({ ...key, offset: bytes.length })
  return { staged, content: await staged.keep() }
}

test(
  'whatever happens on the way, what was stored is whole, and nothing is left of what was not',
  timeFor(60_000),
  async () => {
    const random = seeded()
    const chaos = await startS3Chaos(s3.url, random)
    onTestFinished(() => chaos.stop())
    const { places, prefix } = await newPlaces(chaos.url)
    let opened = await openStore(places)
    onTestFinished(() => opened.close())
    await opened.organizations.add(here)
    const kept = new Map<string, Buffer>()
    chaos.oneIn = 6
    let round = 0
    // Until enough has gone wrong, too.
    for (; round < rounds(12) || (chaos.hits.size < 4 && round < 200); round += 1) {
      const isLarge = random.once(4)
      const bytes = random.bytes(random.int(isLarge ? 20_000_000 : 700_000))
      const id = `b${round}`
      try {
        const isInParts = random.once(2)
        const { staged, content } = isInParts
          ? await upload(opened, `u${round}`, bytes, random)
          : await store(opened, bytes, random)
        if (random.once(3)) {
          await staged.drop()
          continue
        }
        await opened.binaries.commit(create(id, { body: { fields: fields(), content } }))
        kept.set(id, bytes)
        await staged.drop()
        const read = await bytesOf(opened, content).catch((error: unknown) => error)
        if (read instanceof Buffer) expect(read.equals(bytes)).toBe(true)
        else expect(read).toBeInstanceOf(StoreAway)
      } catch (error) {
        // It was refused with a reason, and nobody was told that it is stored.
        const isTold = [StoreAway, StoreConflict, ContentLost].some((kind) => error instanceof kind)
        if (!isTold) throw error
      }
    }
    expect(chaos.hits.size).toBeGreaterThan(3)
    chaos.oneIn = Infinity
    await opened.close()
    opened = await openStore(places)
    for (const [id, bytes] of kept) {
      const version = await opened.binaries.current('here', id)
      expect((await bytesOf(opened, version?.body?.content)).equals(bytes)).toBe(true)
    }
    for (let ended = 0; ended < round; ended += 1)
      await opened.uploads.end(newUpload(`u${ended}`, 0))
    await opened.uploads.expire()
    await opened.contents.collect()
    const needed = new Set<string>()
    for (const id of kept.keys()) {
      const version = await opened.binaries.current('here', id)
      needed.add(`contents/1/${version?.body?.content?.sha256}`)
    }
    const left = (await s3.keys(prefix)).filter((key) => key !== 'home' && !needed.has(key))
    expect(left).toEqual([])
    expect(await s3.openUploads()).toBeLessThanOrEqual(chaos.unheard)
  },
)

test('a store that is away is said to be, and used again when it is back', async () => {
  const chaos = await startS3Chaos(s3.url, seeded())
  onTestFinished(() => chaos.stop())
  const { places } = await newPlaces(chaos.url)
  const opened = await openStore(places)
  onTestFinished(() => opened.close())
  await opened.organizations.add(here)
  const { content } = await store(opened, Buffer.from('content'), seeded())
  await opened.binaries.commit(create('a', { body: { fields: fields(), content } }))
  expect(await opened.looks.content()).toEqual({ kind: 'ok' })
  chaos.isAway = true
  const { places: another } = await newPlaces(chaos.url)
  await expect(openStore(another)).rejects.toThrow(StoreUnavailable)
  const isRefused = async (work: Promise<unknown>) =>
    expect(await work.catch((error: unknown) => error)).toBeInstanceOf(StoreAway)
  await isRefused(bytesOf(opened, content))
  await isRefused(store(opened, Buffer.from('more'), seeded()))
  expect(await opened.looks.content()).toMatchObject({ kind: 'failed' })
  chaos.isAway = false
  expect(await opened.looks.content()).toEqual({ kind: 'ok' })
  expect(String(await bytesOf(opened, content))).toBe('content')
  const { content: more } = await store(opened, Buffer.from('more'), seeded())
  expect(String(await bytesOf(opened, more))).toBe('more')
})

test('a bucket that belongs to another database is left alone', async () => {
  const { places } = await newPlaces(s3.url)
  const { places: others } = await newPlaces(s3.url)
  await (await openStore(places)).close()
  const taken = { ...others, ...(places.contents && { contents: places.contents }) }
  await expect(openStore(taken)).rejects.toThrow('another database')
  // That has changed nothing: it goes on where it was.
  await (await openStore(others)).close()
  await (await openStore({ ...others, contents: { kind: 'folder' } })).close()
})

test('a bucket in whose place another one has come is told of', async () => {
  const { places, prefix } = await newPlaces(s3.url)
  const opened = await openStore(places)
  onTestFinished(() => opened.close())
  expect(await opened.looks.content()).toEqual({ kind: 'ok' })
  for (const other of [Buffer.from('another database'), undefined]) {
    await s3.replace(`${prefix}home`, other)
    expect(await opened.looks.content()).toMatchObject({ kind: 'failed' })
  }
})

test('contents are not looked for where they are not', async () => {
  const { places } = await newPlaces(s3.url)
  const { places: others } = await newPlaces(s3.url)
  const opened = await openStore(places)
  await opened.organizations.add(here)
  const { content } = await store(opened, Buffer.from('content'), seeded())
  await opened.binaries.commit(create('a', { body: { fields: fields(), content } }))
  await opened.close()
  await expect(openStore({ ...places, contents: { kind: 'folder' } })).rejects.toThrow(
    'are in a bucket',
  )
  const elsewhere = { ...places, ...(others.contents && { contents: others.contents }) }
  await expect(openStore(elsewhere)).rejects.toThrow('does not hold the contents')
})
