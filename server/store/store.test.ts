import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { contentFile } from '#test/content-file.ts'
import { runs } from '#test/torture.ts'
import { describeSharedLongQueries } from './contract/access/long-queries.ts'
import { describeSharedSessions } from './contract/access/sessions.ts'
import { describeDamage } from './contract/damage/damage.ts'
import type { Spoil } from './contract/damage/damage.ts'
import { describeLeases } from './contract/leases.ts'
import { describeSharedUploads } from './contract/shared-uploads.ts'
import { describeShared } from './contract/shared.ts'
import { describeStore } from './contract/store.ts'
import { bytesOf, create, fields, here, readNamed, stored } from './contract/support.ts'
import { openStore, openUnlockedStore } from './open-store.ts'
import { LIFETIME, SqliteLeases } from './sqlite/contents/leases.ts'
import { openDatabase } from './sqlite/database.ts'
import { migrate } from './sqlite/migrations.ts'
import { WriteQueue } from './sqlite/write-queue.ts'
import type { Store } from './store.ts'

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-store-'))
  folders.push(folder)
  return folder
}

function clock() {
  let passed = 0
  return {
    now: () => Date.now() + passed,
    pass: (milliseconds: number) => void (passed += milliseconds),
    lifetime: LIFETIME,
  }
}

/** Where each store that is open has its files. */
const places = new WeakMap<Store, string>()

async function openNew(): Promise<Store> {
  const folder = await newFolder()
  const store = await openStore(folder)
  places.set(store, folder)
  return store
}

describeStore('SQLite and a folder', openNew)

describe('SQLite and a folder', () => {
  const spoilOf = (store: Store): Spoil => {
    const file = (sha256: string) => contentFile(places.get(store) ?? '', sha256)
    return {
      replace: async (sha256, bytes) => writeFile(await file(sha256), bytes),
      remove: async (sha256) => rm(await file(sha256)),
    }
  }
  describeDamage(openNew, spoilOf, runs(100))
})

describeLeases('SQLite', async () => {
  const file = join(await newFolder(), 'leases.sqlite')
  const { now, ...time } = clock()
  const open = (holder: string) => {
    const database = openDatabase(file)
    migrate(database)
    const leases = new SqliteLeases(database, new WriteQueue(database), {
      holder,
      now,
      newId: crypto.randomUUID.bind(crypto),
    })
    onTestFinished(async () => {
      await leases.close()
      database.close()
    })
    return { database, leases }
  }
  const [one, other] = [open('one'), open('other')]
  one.database.script(`insert into organization (id, slug, name) values ('o', 'o', 'O')`)
  const insert = one.database.run(
    `insert into version (organization, sequence, id, number, last_updated, interaction, status, author, sha256)
     values (1, ?, 'a', ?, 0, 'update', '200', 'tester', ?)`,
  )
  let versions = 0
  return {
    one: one.leases,
    other: other.leases,
    need: async ({ sha256 }) => {
      versions += 1
      insert(versions, versions, Buffer.from(sha256, 'hex'))
    },
    ...time,
  }
})

async function share() {
  const folder = await newFolder()
  const { now, ...time } = clock()
  return { open: () => openUnlockedStore(folder, { alone: false, now }), ...time }
}

describeShared('SQLite and a folder', share)
describeSharedUploads('SQLite and a folder', share)
describeSharedSessions('SQLite and a folder', share)
describeSharedLongQueries('SQLite and a folder', share)

test('a process of its own that collects all the time takes nothing that is needed', async () => {
  const folder = await newFolder()
  const store = await openUnlockedStore(folder, { alone: false })
  onTestFinished(() => store.close())
  await store.organizations.add(here)
  const script = `const { openUnlockedStore } = await import(${JSON.stringify(import.meta.resolve('./open-store.ts'))})
    const store = await openUnlockedStore(${JSON.stringify(folder)}, { alone: false })
    let rounds = 0, files = 0
    process.on('SIGTERM', () => { console.log(JSON.stringify({ rounds, files })); process.exit() })
    console.log('open')
    for (;;) {
      files += (await store.contents.collect()).files
      rounds += 1
      await new Promise(setImmediate)
    }`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  const end = Date.now() + 2000
  let index = 0
  const writer = async () => {
    while (Date.now() < end) {
      index += 1
      const id = `b${index}`
      const { staged, ref } = await stored(store, `content ${index % 5}`)
      if (index % 9 === 0)
        await store.binaries.commit(create(id, { body: { fields: fields(), content: ref } }))
      await staged.drop()
    }
  }
  /** Leaves content behind, as a process that is killed does: there is something to collect. */
  const leaver = async () => {
    while (Date.now() < end) {
      const other = await openUnlockedStore(folder, { alone: false })
      await stored(other, `content ${index % 5}`)
      // Versions soon need each of those; this one none ever does.
      await stored(other, `left ${index}`)
      await other.close()
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  await Promise.all([writer(), writer(), writer(), leaver()])
  const said = once(child.stdout, 'data')
  child.kill('SIGTERM')
  const { rounds, files } = JSON.parse(String((await said)[0])) as Record<string, number>
  expect(rounds).toBeGreaterThan(5)
  expect(files).toBeGreaterThan(0)
  const versions = await readNamed(
    store,
    await store.binaries.typeHistory('here', { count: 10_000 }),
  )
  expect(versions.length).toBeGreaterThan(10)
  for (const { id, body } of versions)
    expect(String(await bytesOf(store, body?.content))).toBe(`content ${Number(id.slice(1)) % 5}`)
})
