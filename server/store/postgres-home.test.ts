import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { newFolder } from '#test/new-folder.ts'
import { newSchema } from '#test/postgres.ts'
import { create, fields, here, stored } from './contract/support.ts'
import { EngineAway } from './errors.ts'
import { openStore } from './open-store.ts'
import type { StorePlaces } from './places.ts'
import { settleInFolder } from './postgres/contents/folder-home.ts'
import { openDatabase, type Database } from './postgres/database.ts'
import { migrate } from './postgres/migrations.ts'

async function newPlaces(): Promise<StorePlaces> {
  const url = await newSchema()
  return { folder: await newFolder('home'), database: { kind: 'postgres', url } }
}

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
    const folder = await newFolder('home')
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
    const wrong = { ...places, folder: await newFolder('home') }
    await expect(openStore(wrong)).rejects.toThrow('are not in the data folder')
  })

  test('is not opened beside a server whose contents are in another folder', async () => {
    const places = await newPlaces()
    const first = await openStore(places)
    const beside = { ...places, folder: await newFolder('home') }
    await expect(openStore(beside)).rejects.toThrow('Another server on this database')
    // Of the same folder there may be several.
    await (await openStore(places)).close()
    await first.close()
    await (await openStore(beside)).close()
  })

  test.each([1, 2])('is settled in after a start that lost its database (%i)', async (turn) => {
    const folder = await newFolder('home')
    const database = openDatabase(await newSchema())
    onTestFinished(() => database.close())
    await migrate(database, { make: true })
    let turns = 0
    const cut: Database = {
      ...database,
      transaction: (work) =>
        database.transaction(async (transaction) => {
          const result = await work(transaction)
          turns += 1
          if (turns === turn) throw new EngineAway('Cut.')
          return result
        }),
    }
    await expect(settleInFolder(cut, folder, 'one')).rejects.toThrow('Cut.')
    await settleInFolder(database, folder, 'one')
    await settleInFolder(database, folder, 'one')
  })
})
