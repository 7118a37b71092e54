import { writeFile } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { another, expectCollectedBeside } from '#test/another-process.ts'
import { contentFile } from '#test/content-file.ts'
import { newFolder } from '#test/new-folder.ts'
import { newSchema } from '#test/postgres.ts'
import { openCheckWork } from './check/open-check.ts'
import { auditRecord, create, fields, here, instant, stored } from './contract/support.ts'
import { openStore } from './open-store.ts'
import type { StorePlaces } from './places.ts'

async function newPlaces(): Promise<StorePlaces> {
  const url = await newSchema()
  return { folder: await newFolder('servers'), database: { kind: 'postgres', url } }
}

test('a process of its own that collects all the time takes nothing that is needed', async () =>
  expectCollectedBeside(await newPlaces(), { rounds: 3, versions: 5 }))

test('two processes write to one organization: every sequence comes once, and is seen in its order', async () => {
  const places = await newPlaces()
  const store = await openStore(places)
  onTestFinished(() => store.close())
  await store.organizations.add(here)
  const other = await another(
    places,
    `let made = 0
     const write = async (who) => {
       while (!isOver) {
         const at = new Date().toISOString()
         const body = { fields: { resourceType: 'Binary', contentType: 'a/b' } }
         const change = { organizationId: 'here', author: 'other', at, body }
         await store.binaries.commit({ ...change, kind: 'create', id: 'other-' + who + '-' + made++ })
         await store.binaries.commit({ ...change, kind: 'update', id: 'both' })
       }
     }
     await Promise.all([write(1), write(2), write(3)])
     console.log(made)`,
  )
  let seen = 0
  const until = Date.now() + 1500
  const look = async () => {
    while (Date.now() < until) {
      const { total, versions } = await store.binaries.typeHistory('here', { count: 50 })
      // Nothing comes later between those that were seen, or below them.
      expect(versions.map(({ sequence }) => sequence)).toEqual(
        versions.map((_, place) => total - place),
      )
      expect(total).toBeGreaterThanOrEqual(seen)
      seen = total
    }
  }
  const write = async (who: number) => {
    for (let turn = 0; Date.now() < until; turn += 1)
      await store.binaries.commit({
        ...create(`own-${who}-${turn}`),
        at: new Date().toISOString(),
      })
  }
  await Promise.all([look(), write(1), write(2)])
  expect(Number(await other.end())).toBeGreaterThan(5)
  const both = await store.binaries.instanceHistory('here', 'both', { count: 0 })
  const current = await store.binaries.current('here', 'both')
  expect(current?.versionId).toBe(String(both?.total))
})

test('of many in two processes with the same condition, one wins', async () => {
  const places = await newPlaces()
  const [one, other] = [await openStore(places), await openStore(places)]
  onTestFinished(async () => {
    await one.close()
    await other.close()
  })
  await one.organizations.add(here)
  for (let turn = 0; turn < 20; turn += 1) {
    const id = `a${turn}`
    await one.binaries.commit(create(id))
    const update = { ...create(id), kind: 'update' as const, ifMatch: ['1'] }
    const committed = await Promise.all(
      Array.from({ length: 6 }, (_, who) => (who % 2 ? one : other).binaries.commit(update)),
    )
    expect(committed.map(({ outcome }) => outcome).toSorted()).toEqual([
      ...Array.from({ length: 5 }, () => 'stale'),
      'updated',
    ])
  }
})

test('old audit records are dropped by one of two servers, and the log says how many there were', async () => {
  const places = await newPlaces()
  const [one, other] = [await openStore(places), await openStore(places)]
  onTestFinished(async () => {
    await one.close()
    await other.close()
  })
  for (const organization of ['here', 'there', 'here'])
    for (const at of [1000, 2000, 9000])
      await one.audit.append(auditRecord({ organization, at: instant(at) }))
  const before = { before: instant(5000) }
  const dropped = await Promise.all(
    [one, other].map((store) => store.audit.drop(before, instant(9500))),
  )
  expect(dropped.reduce((sum, count) => sum + count, 0)).toBe(6)
  expect(await one.audit.drop({ oldest: 1 }, instant(9600))).toBe(1)
  const { records } = await other.audit.list({ count: 9 })
  const told = records.flatMap(({ organization, folded }) =>
    folded ? [`${organization} ${folded.count}`] : [],
  )
  expect(told.toSorted()).toEqual(['here 5', 'there 2'])
  expect(await one.audit.surplus(1)).toBe(4)
  expect(await one.audit.surplus(1_000_000)).toBe(0)
})

test('what two servers have counted as too much of the audit log is dropped once', async () => {
  const places = await newPlaces()
  const [one, other] = [await openStore(places), await openStore(places)]
  onTestFinished(async () => {
    await one.close()
    await other.close()
  })
  for (const at of [1000, 2000, 3000, 4000, 5000, 6000])
    await one.audit.append(auditRecord({ organization: 'here', at: instant(at) }))
  await one.audit.surplus(1)
  await other.audit.surplus(1)
  const drop = (store: typeof one) => store.audit.drop({ oldest: 2 }, instant(9500))
  const dropped = await Promise.all([drop(one), drop(other)])
  expect(dropped.toSorted()).toEqual([0, 2])
  const [first, second] = dropped[0] === 2 ? [one, other] : [other, one]
  expect([await drop(first), await drop(second)]).toEqual([2, 0])
  await second.audit.surplus(1)
  expect(await drop(second)).toBe(2)
})

test('how late it is at one server is known to the other', async () => {
  const places = await newPlaces()
  const [one, other] = [await openStore(places), await openStore(places)]
  onTestFinished(async () => {
    await one.close()
    await other.close()
  })
  await one.stamps.keep(1234)
  expect([await other.stamps.isKept(), await other.stamps.last()]).toEqual([true, 1234])
})

test('a check finds what was damaged, one at a time', async () => {
  const places = await newPlaces()
  const store = await openStore(places)
  onTestFinished(() => store.close())
  await store.organizations.add(here)
  for (const text of ['good', 'spoiled']) {
    const { ref, staged } = await stored(store, text)
    await store.binaries.commit(create(text, { body: { fields: fields(), content: ref } }))
    await staged.drop()
    if (text === 'spoiled') await writeFile(await contentFile(places.folder, ref.sha256), 'other')
  }
  const work = await openCheckWork(places)
  expect(await openCheckWork(places)).toBeUndefined()
  const { signal } = new AbortController()
  expect(await work?.run({ mayGoOn: () => true, pace: async () => undefined, signal })).toBe(true)
  await work?.close()
  expect(await store.check.state()).toMatchObject({ damaged: 1, missing: 0, last: { contents: 2 } })
  expect(await store.check.ofOrganization('here', 5)).toMatchObject({
    damaged: 1,
    versions: [{ id: 'spoiled', versionId: '1', current: true, fault: 'damaged' }],
    more: false,
  })
  await (await openCheckWork(places))?.close()
})
