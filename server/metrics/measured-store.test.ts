import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { describeLongQueries } from '#server/store/contract/access/long-queries.ts'
import { describeSessions } from '#server/store/contract/access/sessions.ts'
import { describeAudit } from '#server/store/contract/audit.ts'
import { describeContents } from '#server/store/contract/contents.ts'
import { create, fields, openFilled, stored } from '#server/store/contract/support.ts'
import { describeUploads } from '#server/store/contract/uploads.ts'
import { StoreBusy, StoreFull } from '#server/store/errors.ts'
import { openStore } from '#server/store/open-store.ts'
import type { Store } from '#server/store/store.ts'
import { contentFile } from '#test/content-file.ts'
import { measuredStore } from './measured-store.ts'

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

interface Told {
  operation: string
  seconds: number
  fault: string | undefined
}

async function open(told: Told[] = [], backlog = { waiting: 0 }) {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-measured-'))
  folders.push(folder)
  const meter = {
    stored: (operation: string, seconds: number, fault?: string) =>
      void told.push({ operation, seconds, fault }),
  }
  const plain = await openStore(folder)
  return { folder, plain, store: measuredStore(plain, meter, backlog) }
}

describe('a measured store keeps what the ports say', () => {
  const openNew = async (): Promise<Store> => (await open()).store
  describeSessions(openNew)
  describeLongQueries(openNew)
  describeContents(openNew)
  describeUploads(openNew)
  describeAudit(openNew)
})

test('says what each operation took, once, and whether the engine failed', async () => {
  const told: Told[] = []
  const { folder, store } = await open(told)
  const filled = await openFilled(async () => store)
  const { ref } = await stored(filled, Buffer.alloc(300_000, 1))
  await filled.binaries.commit(create('a', { body: { fields: fields(), content: ref } }))
  told.length = 0
  const read = async () => {
    const opened = await filled.contents.open(ref)
    let length = 0
    for await (const chunk of opened.bytes()) length += chunk.length
    return length
  }
  expect(await read()).toBe(300_000)
  expect(told).toEqual([
    { operation: 'content-read', seconds: expect.any(Number) as number, fault: undefined },
  ])
  expect(told[0]?.seconds).toBeGreaterThan(0)
  // Somebody who goes away in the middle is no fault of the engine.
  const opened = await filled.contents.open(ref)
  for await (const _ of opened.bytes()) break
  expect(told.map(({ fault }) => fault)).toEqual([undefined, undefined])
  await writeFile(await contentFile(folder, ref.sha256), Buffer.alloc(300_000, 2))
  await expect(read()).rejects.toThrow()
  expect(told.at(-1)).toMatchObject({ operation: 'content-read', fault: 'damaged' })
  expect(told).toHaveLength(3)
})

test('tells busy from full, and what callers did wrong from both', async () => {
  const told: Told[] = []
  const { plain, store } = await open(told)
  const faults = async (error: Error) => {
    const failing = {
      ...plain.binaries,
      commit: async () => {
        throw error
      },
    }
    const meter = { stored: (_: string, __: number, fault?: string) => void found.push(fault) }
    const found: (string | undefined)[] = []
    const one = measuredStore({ ...plain, binaries: failing }, meter, { waiting: 0 })
    await expect(one.binaries.commit(create('a'))).rejects.toBe(error)
    return found
  }
  expect(await faults(new StoreBusy())).toEqual(['busy'])
  expect(await faults(new StoreFull())).toEqual(['full'])
  await expect(store.binaries.commit(create('a'))).rejects.toThrow()
  expect(told).toEqual([
    { operation: 'commit', seconds: expect.any(Number) as number, fault: undefined },
  ])
  await store.close()
})

test('counts the audit records that wait to be written', async () => {
  const backlog = { waiting: 0 }
  const { store } = await open([], backlog)
  const record = {
    at: '2026-11-27T12:00:00.000Z',
    requestId: 'a',
    interaction: 'read',
    status: 200,
    duration: 1,
    bytes: 0,
  }
  const writing = Promise.all([store.audit.append(record), store.audit.append(record)])
  expect(backlog.waiting).toBe(2)
  await writing
  expect(backlog.waiting).toBe(0)
  await store.close()
})
