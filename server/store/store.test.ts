import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { contractStores, movedClock, spoilFiles } from '#test/contract-stores.ts'
import { newFolder } from '#test/new-folder.ts'
import { runs } from '#test/torture.ts'
import { describeDamage } from './contract/damage/damage.ts'
import { describeLeases } from './contract/leases.ts'
import { describeSharedUploads } from './contract/shared-uploads.ts'
import { describeShared } from './contract/shared.ts'
import { describeStore } from './contract/store.ts'
import { bytesOf, create, fields, here, readNamed, stored } from './contract/support.ts'
import { openUnlockedStore } from './open-store.ts'
import { LIFETIME, SqliteLeases } from './sqlite/contents/leases.ts'
import { openDatabase } from './sqlite/database.ts'
import { migrate } from './sqlite/migrations.ts'
import { WriteQueue } from './sqlite/write-queue.ts'

const { openNew, placesOf, share } = contractStores(
  async () => ({ folder: await newFolder('store'), database: { kind: 'sqlite' } }),
  LIFETIME,
)

describeStore('SQLite and a folder', openNew)
describe('SQLite and a folder', () => {
  describeDamage(openNew, (store) => spoilFiles(placesOf(store)), runs(100))
})
describeShared('SQLite and a folder', share)
describeSharedUploads('SQLite and a folder', share)

describeLeases('SQLite', async () => {
  const file = join(await newFolder(), 'leases.sqlite')
  const { now, ...time } = movedClock(LIFETIME)
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
