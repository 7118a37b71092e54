import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { newSchema } from '#test/postgres.ts'
import { bytesOf, create, fields, here, readNamed, stored } from './contract/support.ts'
import { openStore, openUnlockedStore } from './open-store.ts'
import type { StorePlaces } from './places.ts'

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-servers-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

async function newPlaces(): Promise<StorePlaces> {
  const url = await newSchema()
  return { folder: await newFolder(), database: { kind: 'postgres', url } }
}

/** A process that works on the same store until it is ended. @param work of its script, with `store` */
async function another(places: StorePlaces, work: string) {
  const script = `const { openUnlockedStore } = await import(${JSON.stringify(import.meta.resolve('./open-store.ts'))})
    const store = await openUnlockedStore(${JSON.stringify(places)}, { alone: false })
    let isOver = false
    process.on('SIGTERM', () => (isOver = true))
    console.log('open')
    ${work}
    await store.close()`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return {
    end: async (): Promise<string> => {
      const said = once(child.stdout, 'data')
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const [text] = (await said) as [Buffer]
      await ended
      return String(text)
    },
  }
}

test('a process of its own that collects all the time takes nothing that is needed', async () => {
  const places = await newPlaces()
  const store = await openUnlockedStore(places, { alone: false })
  onTestFinished(() => store.close())
  await store.organizations.add(here)
  const other = await another(
    places,
    `let files = 0, rounds = 0
     while (!isOver) {
       files += (await store.contents.collect()).files
       rounds += 1
     }
     console.log(JSON.stringify({ files, rounds }))`,
  )
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
  await Promise.all([writer(), writer(), writer()])
  const { rounds } = JSON.parse(await other.end()) as Record<string, number>
  expect(rounds).toBeGreaterThan(3)
  const versions = await readNamed(store, await store.binaries.typeHistory('here', { count: 9999 }))
  expect(versions.length).toBeGreaterThan(5)
  for (const { id, body } of versions)
    expect(String(await bytesOf(store, body?.content))).toBe(`content ${Number(id.slice(1)) % 5}`)
})

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

describe('a data folder whose contents are those of another database', () => {
  test('is opened by neither SQLite nor another PostgreSQL', async () => {
    const places = await newPlaces()
    await (await openStore(places)).close()
    await expect(openStore(places.folder)).rejects.toThrow('of a database outside of it')
    const url = await newSchema()
    const elsewhere: StorePlaces = { ...places, database: { kind: 'postgres', url } }
    await expect(openStore(elsewhere)).rejects.toThrow('of another database')
    await (await openStore(places)).close()
  })

  test('is not opened where it holds the data of SQLite, or lacks what the database needs', async () => {
    const folder = await newFolder()
    await (await openStore(folder)).close()
    const before = await readFile(join(folder, 'binnacle.sqlite'))
    const url = await newSchema()
    const database = { kind: 'postgres' as const, url }
    await expect(openStore({ folder, database })).rejects.toThrow('without BINNACLE_DATABASE')
    expect((await readFile(join(folder, 'binnacle.sqlite'))).equals(before)).toBe(true)

    const places = await newPlaces()
    const store = await openStore(places)
    await store.organizations.add(here)
    const { ref } = await stored(store, 'content')
    await store.binaries.commit(create('a', { body: { fields: fields(), content: ref } }))
    await store.close()
    const wrong = { ...places, folder: await newFolder() }
    await expect(openStore(wrong)).rejects.toThrow('are not in the data folder')
  })
})
