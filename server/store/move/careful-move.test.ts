import { readdirSync, writeFileSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { criteriaOf } from '#fhir/search/criteria.ts'
import { dump, fill, move, newPlaces, withStore, type Kind } from '#test/moved-stores.ts'
import { startS3, type TestS3 } from '#test/s3.ts'
import { seeded } from '#test/torture.ts'
import { bytesOf } from '../contract/support.ts'
import { filesNamed, takeStep } from '../contract/words/word-steps.ts'
import { openSharedStore, openStore } from '../open-store.ts'
import { openWordWork } from '../open-words.ts'
import type { StorePlaces } from '../places.ts'
import type { Store } from '../store.ts'
import { readVersions } from './rows.ts'
import { openSqliteTarget } from './sqlite-rows.ts'

let s3: TestS3
beforeAll(async () => void (s3 = await startS3()))
afterAll(() => s3.stop())

const places = (kind: Kind) => newPlaces(kind, s3)

test('names what is damaged, and does not pass over it', async () => {
  const [source, target] = [await places('sqlite + folder'), await places('postgres + folder')]
  const hashes = await withStore(source, async (store) => {
    await fill(store, seeded(), 60)
    return store.binaries
      .typeHistory('here', { count: 100 })
      .then((page) => store.binaries.versions('here', page.versions))
      .then((versions) => versions.flatMap(({ body }) => body?.content ?? []))
  })
  const own = [...new Map(hashes.map((content) => [content.sha256, content])).values()]
  const [damaged, missing] = own.filter(({ size }) => size > 0)
  if (!damaged || !missing) throw new Error('There are too few.')
  const path = (sha256: string) =>
    join(source.folder, `contents/organizations/1/${sha256.slice(0, 2)}/${sha256}`)
  const bytes = await readFile(path(damaged.sha256))
  await writeFile(path(damaged.sha256), Buffer.alloc(damaged.size, 1))
  await rm(path(missing.sha256))
  const first = await move(source, target)
  expect(first.faults.toSorted((a, b) => (a.fault < b.fault ? -1 : 1))).toEqual([
    { sha256: damaged.sha256, organization: 'here', fault: 'damaged' },
    { sha256: missing.sha256, organization: 'here', fault: 'missing' },
  ])
  await expect(openStore(target)).rejects.toThrow('is not finished')
  await writeFile(path(damaged.sha256), bytes)
  const last = await move(source, target, { incomplete: true })
  expect(last.faults).toEqual([{ sha256: missing.sha256, organization: 'here', fault: 'missing' }])
  await withStore(target, async (store) => {
    await expect(store.contents.open(missing)).rejects.toThrow('missing')
    expect((await bytesOf(store, damaged)).equals(bytes)).toBe(true)
  })
})

test('copies once more what is not read back as it was written', async () => {
  const [source, target] = [await places('sqlite + folder'), await places('sqlite + folder')]
  await withStore(source, (store) => fill(store, seeded(), 60))
  let spoilt = false
  const moved = await move(source, target, {
    tell: ({ kind }) => {
      if (kind !== 'check' || spoilt) return
      spoilt = true
      const [last] = filesBelow(target.folder).toReversed()
      writeFileSync(last ?? '', 'other')
    },
  })
  expect(spoilt).toBe(true)
  expect(moved.faults).toEqual([])
  expect(await withStore(target, dump)).toEqual(await withStore(source, dump))
})

test.each<Kind>(['sqlite + folder', 'postgres + folder'])(
  'touches nothing that is in use: %s',
  async (kind) => {
    const [used, other] = [await places(kind), await places('sqlite + folder')]
    const store = await openStore(used)
    try {
      await expect(move(used, other)).rejects.toThrow(/in use|A server uses/)
      await withStore(other, (one) => one.organizations.add({ id: 'a', slug: 'a', name: 'A' }))
      await expect(move(other, used)).rejects.toThrow(/in use|A server uses/)
      // Nor does it leave a mark.
      await (await openSharedStore(used, { make: false })).close()
    } finally {
      await store.close()
    }
    await move(other, used)
    await expect(move(other, used)).rejects.toThrow('not empty')
    const third = await places('sqlite + folder')
    await withStore(third, async () => undefined)
    await expect(move(third, used)).rejects.toThrow('not empty')
  },
)

test('of two moves into one store, one does it', async () => {
  const [source, target] = [await places('postgres + folder'), await places('postgres + s3')]
  await withStore(source, (store) => fill(store, seeded(), 20))
  const [failed, ...others] = (
    await Promise.allSettled([move(source, target), move(source, target)])
  ).toSorted((a, b) => (a.status < b.status ? 1 : -1))
  expect(failed).toMatchObject({
    reason: expect.objectContaining({ message: expect.stringMatching(/under way|not empty/) }),
  })
  expect(others).toMatchObject([{ status: 'fulfilled' }])
  expect(await withStore(target, dump)).toEqual(await withStore(source, dump))
})

test.each<Kind>(['sqlite + folder', 'postgres + s3'])(
  'leaves words to be read, and found: %s',
  async (kind) => {
    const [source, target] = [await places('sqlite + folder'), await places(kind)]
    await withStore(source, (store) => fill(store, seeded(), 60))
    await move(source, target)
    const [before, after] = [await foundIn(source), await foundIn(target)]
    expect(before.length).toBeGreaterThan(0)
    expect(after).toEqual(before)
  },
)

/** The Binaries in which an indexer finds a word. */
async function foundIn(of: StorePlaces): Promise<string[]> {
  return withStore(of, async (store) => {
    const work = await openWordWork(of)
    if (!work) throw new Error('Somebody else is at it.')
    while (await takeStep(work, store));
    await work.close()
    return filesNamed(store, ['content'])
  })
}

test('keeps one copy for all where contents are shared', async () => {
  const [source, target] = [await places('sqlite + folder'), await places('sqlite + folder')]
  await withStore(source, (store) => fill(store, seeded(), 80))
  const { contents } = await move(source, target, { shared: true })
  expect(filesBelow(target.folder)).toHaveLength(contents)
  expect(filesBelow(source.folder).length).toBeGreaterThan(contents)
  expect(await withStore(target, dump)).toEqual(await withStore(source, dump))
})

test.each<Kind>(['sqlite + folder', 'postgres + folder'])(
  'moves more than is held at once, into %s',
  async (kind) => {
    const [source, target] = [await places('sqlite + folder'), await places(kind)]
    const long = 'x'.repeat(1_500_000)
    const versions = Array.from({ length: 1203 }, (_, index) => ({
      organization: 1,
      sequence: index + 1,
      superseded: index < 600 ? index + 604 : null,
      id: `id-${index % 603}`,
      number: index < 603 ? 1 : 2,
      last_updated: index,
      interaction: 'update' as const,
      status: '200' as const,
      author: 'a',
      reason: null,
      language: null,
      sha256: null,
      sha1: null,
      size: null,
      fields: JSON.stringify({
        resourceType: 'Binary',
        contentType: 'a/b',
        ...((index < 4 || index === 700) && { meta: { tag: [{ display: long }] } }),
      }),
    }))
    await withStore(source, async () => {
      const rows = openSqliteTarget(source.folder)
      const more = { last_updated: 1202, living: 603, audited_after: 0 }
      const organization = { key: 1, id: 'a', slug: 'a', name: 'A', sequence: 1203, ...more }
      const head = { organizations: [organization], tokens: [], allowed: [] }
      await rows.begin(head, { source: '', state: '', contents: null })
      await rows.addVersions(versions)
      await rows.finish(0, undefined)
      const pages: number[] = []
      for await (const page of readVersions(rows.ask, 1, 0)) pages.push(page.length)
      expect(Math.max(...pages)).toBeLessThanOrEqual(500)
      // Three of the long ones come to more than 4 MiB.
      expect(pages[0]).toBe(3)
      await rows.close()
    })
    expect(await move(source, target)).toMatchObject({ versions: 1203, records: 0 })
    const total = (store: Store) => store.binaries.search('a', criteriaOf(), { count: 0 })
    expect(await withStore(target, total)).toEqual(await withStore(source, total))
  },
)

test('lets others have their turn between two pages, such as Ctrl+C', async () => {
  const { folder } = await places('sqlite + folder')
  await withStore({ folder, database: { kind: 'sqlite' } }, async () => {
    const rows = openSqliteTarget(folder)
    let turns = 0
    setImmediate(() => (turns += 1))
    await rows.ask('select 1')
    expect(turns).toBe(1)
    await rows.close()
  })
})

test.each<Kind>(['sqlite + folder', 'sqlite + s3', 'postgres + folder', 'postgres + s3'])(
  'does not take contents that are elsewhere for missing: %s',
  async (kind) => {
    const source = await places(kind)
    await withStore(source, (store) => fill(store, seeded(), 20))
    const other = await places(kind)
    const contents = kind.endsWith('s3') ? other.contents : (await places('sqlite + s3')).contents
    await expect(move({ ...source, contents }, other)).rejects.toThrow('not where its settings say')
    const { folder } = kind === 'postgres + folder' ? other : source
    if (kind === 'sqlite + folder') return
    await expect(
      move({ ...source, folder, contents: { kind: 'folder' } }, await places('sqlite + folder')),
    ).rejects.toThrow('not where its settings say')
  },
)

test('does not take a data folder for two stores', async () => {
  const source = await places('sqlite + folder')
  await withStore(source, async () => undefined)
  const { contents } = await places('sqlite + s3')
  await expect(move(source, { ...source, contents })).rejects.toThrow('the same data folder')
})

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /[0-9a-f]{64}$/.test(name))
    .toSorted((a, b) => (a.slice(-64) < b.slice(-64) ? -1 : 1))
    .map((name) => join(folder, name))
}
