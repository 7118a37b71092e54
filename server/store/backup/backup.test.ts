import { randomBytes } from 'node:crypto'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { hashToken } from '#server/auth/authenticate.ts'
import { binary, filledServer, longest, madeOf, newFolder, spoil } from '#test/backup-data.ts'
import { backups, contentsIn, neededBy, rewound, stateOf } from '#test/backups.ts'
import { client } from '#test/test-client.ts'
import { A, B } from '#test/test-server.ts'
import { openStore } from '../open-store.ts'
import type { Store } from '../store.ts'

const server = await filledServer()
const { data } = server
afterAll(() => server[Symbol.asyncDispose]())

test('a backup while others write, restored, is the state of one moment', async () => {
  const api = client(server)
  const writes = { isOver: false, count: 0 }
  const ids = ['w0', 'w1', 'w2', 'w3']
  const write = async (id: string) => {
    while (!writes.isOver) {
      await api.put(`${writes.count % 2 === 0 ? A : B}/${id}`, binary(id, randomBytes(3000)))
      writes.count += 1
    }
  }
  const writing = Promise.all(ids.map(write))
  const more = async (count: number) => {
    const enough = writes.count + count
    while (writes.count < enough) await new Promise(setImmediate)
  }
  await more(20)
  const before = stateOf(join(data, 'binnacle.sqlite'))
  const backup = await newFolder()
  const { head, sums, faults } = await backups.make(data, backup)
  await more(20)
  writes.isOver = true
  await writing

  const restored = await newFolder()
  await backups.restore(backup, restored)
  const then = stateOf(join(restored, 'binnacle.sqlite'))
  const now = stateOf(join(data, 'binnacle.sqlite'))
  expect(faults).toEqual([])
  expect(then.versions).toEqual(rewound(now, then))
  expect(then.versions.length).toBeGreaterThanOrEqual(before.versions.length)
  expect(then.versions.length).toBeLessThan(now.versions.length)
  expect(then.tokens).toEqual(now.tokens)
  expect(then.audit).toEqual(now.audit.slice(0, then.audit.length))
  expect(head.counts).toMatchObject({ organizations: 2, versions: then.versions.length })
  const contents = await contentsIn(join(restored, 'contents'))
  expect([...new Set(contents.values())].sort()).toEqual(neededBy(then))
  expect(sums.contents).toBe(contents.size)

  const store = await openStore(restored)
  onTestFinished(() => store.close())
  const { versions } = await store.binaries.typeHistory('a', { count: 500 })
  expect(versions.length).toBe(
    then.versions.filter(({ organization }) => organization === 1).length,
  )
})

test('a file has a second name where it can, and is a file of its own where that is asked for', async () => {
  const inodeOf = async (folder: string) => (await stat(await longest(folder))).ino
  const live = await inodeOf(join(data, 'contents'))
  expect(await inodeOf(join(await madeOf(data), 'files'))).toBe(live)
  const copy = await madeOf(data, { copy: true })
  expect(await inodeOf(join(copy, 'files'))).not.toBe(live)
  const restored = await newFolder()
  await backups.restore(copy, restored)
  expect(await inodeOf(join(restored, 'contents'))).not.toBe(await inodeOf(join(copy, 'files')))
  const linked = await newFolder()
  await backups.restore(copy, linked, { link: true })
  expect(await inodeOf(join(linked, 'contents'))).toBe(await inodeOf(join(copy, 'files')))
})

test('an earlier backup gives what it has, also what is damaged by now', async () => {
  const base = await madeOf(data, { copy: true })
  const live = await longest(join(data, 'contents'))
  const right = await readFile(live)
  await spoil(live)
  const backup = await newFolder()
  const { ways, faults } = await backups.make(data, backup, { base, copy: true })
  await writeFile(live, right)
  expect(faults).toEqual([])
  expect(ways).toMatchObject({ kept: 0, copied: 0 })
  expect((await backups.check(backup)).faults).toEqual([])
})

test.each(['damaged', 'missing'] as const)(
  'what is %s in the data is named, and the rest is backed up',
  async (fault) => {
    const live = await longest(join(data, 'contents'))
    const right = await readFile(live)
    if (fault === 'missing') await rm(live)
    else await spoil(live, 1_000_000)
    const backup = await newFolder()
    const { faults, sums } = await backups.make(data, backup)
    await writeFile(live, right)
    expect(faults.every((one) => one.fault === fault && live.endsWith(one.path))).toBe(true)
    expect(faults).not.toEqual([])
    expect(sums.contents).toBeGreaterThan(5)
    const checked = await backups.check(backup)
    expect(checked.faults).toMatchObject(faults.map((one) => ({ ...one, since: 'making' })))
    const restored = await newFolder()
    await expect(backups.restore(backup, restored)).rejects.toThrow(
      'missing or damaged in this backup',
    )
    await backups.restore(backup, restored, { incomplete: true })
    expect((await contentsIn(join(restored, 'contents'))).size).toBe(sums.contents)
  },
)

test('who signed in by a link, and where walks are, is in no backup', async () => {
  const { signIn, store } = server
  const [used, spare] = [await signIn.offer(), await signIn.offer()]
  const token = (await signIn.exchange(used, async () => undefined)) ?? ''
  const query = { organizationId: 'a', subject: 'writer', name: 'ab'.repeat(32) }
  await store.longQueries.keep(query, '_id=x', { now: Date.now(), most: 100_000 })
  const [backup, restored] = [await newFolder(), await newFolder()]
  await backups.make(data, backup)
  await backups.restore(backup, restored)
  const other = await openStore(restored)
  onTestFinished(() => other.close())
  const seen = async ({ codes, sessions, longQueries }: Store) => [
    (await sessions.find(hashToken(token))) !== undefined,
    (await codes.claim(hashToken(spare), Date.now())) !== undefined,
    (await longQueries.find(query)) !== undefined,
  ]
  expect(await seen(other)).toEqual([false, false, false])
  expect(await seen(store)).toEqual([true, true, true])
})
