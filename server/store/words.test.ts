import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { criteriaOf } from '#fhir/search/criteria.ts'
import { newFolder } from '#test/new-folder.ts'
import { bytesOf, create, fields, here, remove, stored } from './contract/support.ts'
import { filesNamed } from './contract/words/word-steps.ts'
import { describeWords } from './contract/words/words.ts'
import { openStore } from './open-store.ts'
import { openWordWork } from './open-words.ts'
import type { Store } from './store.ts'

async function workOf(folder: string) {
  const work = await openWordWork(folder)
  if (!work) throw new Error('Another process makes the index.')
  return work
}

describeWords('SQLite', async () => {
  const folder = await newFolder('words')
  return { store: await openStore(folder), openWork: () => workOf(folder) }
})

async function put(store: Store, id: string, text: string): Promise<void> {
  const { staged, ref } = await stored(store, text)
  await store.binaries.commit(create(id, { body: { fields: fields(), content: ref } }))
  await staged.drop()
}

async function index(store: Store, folder: string): Promise<void> {
  const work = await workOf(folder)
  for (let isBusy = true; isBusy;) {
    isBusy = (await work.follow()) || (await work.forget())
    const task = await work.next()
    isBusy = task !== undefined || (await work.tidy()) || isBusy
    if (!task) continue
    const text = String(await bytesOf(store, task))
    await work.keep(task, { kind: 'indexed', text, isWhole: true })
  }
  await work.rest()
  await work.close()
}

test('what is deleted is not even among the terms and texts of the file', async () => {
  const folder = await newFolder('words')
  const store = await openStore(folder)
  onTestFinished(() => store.close())
  await store.organizations.add(here)
  const secret = 'quixotic zygomorphic jackdaw'
  await put(store, 'a', `${secret} `.repeat(50))
  for (let at = 0; at < 50; at += 1) await put(store, `b${at}`, `plain words number ${at}`)
  await index(store, folder)
  const terms = () => {
    const database = new DatabaseSync(join(folder, 'words.sqlite'))
    database.exec('create virtual table temp.word_term using fts5vocab (main, word, row)')
    const found = database.prepare(`select term from word_term where term in ('qui', 'zyg', 'jac')`)
    const texts = database.prepare('select count(*) as texts from content_text').get()
    const result = { terms: found.all().length, texts: texts?.texts }
    database.close()
    return result
  }
  expect(terms()).toEqual({ terms: 3, texts: 51 })
  await store.binaries.commit(remove('a'))
  await index(store, folder)
  expect(terms()).toEqual({ terms: 0, texts: 50 })
  // Nor in what SQLite has set free, nor in its log.
  for (const name of ['words.sqlite', 'words.sqlite-wal']) {
    const bytes = await readFile(join(folder, name)).catch(() => Buffer.alloc(0))
    expect(bytes.includes('xot')).toBe(false)
  }
})

test('one process at a time makes the index', async () => {
  const folder = await newFolder('words')
  const store = await openStore(folder)
  onTestFinished(() => store.close())
  const work = await workOf(folder)
  expect(await openWordWork(folder)).toBeUndefined()
  await work.close()
  await (await workOf(folder)).close()
})

test('switched off, the words are off the disk, and on again they are read anew', async () => {
  const folder = await newFolder('words')
  const store = await openStore(folder)
  await store.organizations.add(here)
  await put(store, 'a', 'some words')
  await index(store, folder)
  await store.close()
  const without = await openStore(folder, { words: false })
  expect(await without.words.state('here')).toEqual({ kind: 'off' })
  expect(await filesNamed(without, ['some'], 'here')).toEqual([])
  await expect(readFile(join(folder, 'words.sqlite'))).rejects.toThrow('ENOENT')
  await without.close()
  const again = await openStore(folder)
  onTestFinished(() => again.close())
  expect(await again.words.state('here')).toMatchObject({ indexed: 0, pending: 1 })
  await index(again, folder)
  expect(await filesNamed(again, ['some'], 'here')).toHaveLength(1)
})

test('a store that was restored from a backup loses the words of what is not in it', async () => {
  const folder = await newFolder('words')
  const store = await openStore(folder)
  await store.organizations.add(here)
  await put(store, 'a', 'kept words')
  await store.close()
  const backup = await readFile(join(folder, 'binnacle.sqlite'))
  const later = await openStore(folder)
  await put(later, 'b', 'lost words')
  await index(later, folder)
  await later.close()
  await rm(join(folder, 'binnacle.sqlite'))
  await writeFile(join(folder, 'binnacle.sqlite'), backup)
  const restored = await openStore(folder)
  onTestFinished(() => restored.close())
  await put(restored, 'c', 'other words')
  // Before the index has found out: the text that stood there was another file's.
  const lost = await restored.binaries.search('here', criteriaOf({ words: [['lost']] }), {
    count: 9,
  })
  expect(lost.versions).toEqual([])
  await index(restored, folder)
  expect(await filesNamed(restored, ['lost'], 'here')).toEqual([])
  expect(await filesNamed(restored, ['words'], 'here')).toHaveLength(2)
  expect(await restored.words.state('here')).toMatchObject({ indexed: 2, pending: 0 })
})

test('an index of another layout is made anew', async () => {
  const folder = await newFolder('words')
  const store = await openStore(folder)
  await store.organizations.add(here)
  await put(store, 'a', 'some words')
  await index(store, folder)
  await store.close()
  const database = new DatabaseSync(join(folder, 'words.sqlite'))
  database.exec('pragma user_version = 99')
  database.close()
  const again = await openStore(folder)
  onTestFinished(() => again.close())
  expect(await again.words.state('here')).toMatchObject({ indexed: 0, pending: 1 })
})

test('an index that is damaged from its beginning is made anew', async () => {
  const folder = await newFolder('words')
  const store = await openStore(folder)
  onTestFinished(() => store.close())
  await store.organizations.add(here)
  await put(store, 'a', 'some words')
  await writeFile(join(folder, 'words.sqlite'), Buffer.alloc(60_000, 0x5a))
  await index(store, folder)
  expect(await filesNamed(store, ['some'], 'here')).toHaveLength(1)
})
