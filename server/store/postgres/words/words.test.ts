import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { newSchema } from '#test/postgres.ts'
import { runs } from '#test/torture.ts'
import { bytesOf, fields, here, remove, stored, update } from '../../contract/support.ts'
import { currentTexts, filesNamed } from '../../contract/words/word-steps.ts'
import { describeWords } from '../../contract/words/words.ts'
import { openStore } from '../../open-store.ts'
import { openWordWork } from '../../open-words.ts'
import type { StorePlaces } from '../../places.ts'
import type { Store } from '../../store.ts'
import type { WordTask, WordWork } from '../../words.ts'
import { openDatabase } from '../database.ts'
import { openPostgresWordWork } from './word-work.ts'

async function newPlaces(): Promise<StorePlaces & { url: string }> {
  const url = await newSchema()
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-postgres-words-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return { folder, url, database: { kind: 'postgres', url } }
}

async function workOf(places: StorePlaces): Promise<WordWork> {
  const work = await openWordWork(places)
  if (!work) throw new Error('Another process makes the index.')
  return work
}

describeWords(
  'PostgreSQL',
  async () => {
    const places = await newPlaces()
    return { store: await openStore(places), openWork: () => workOf(places) }
  },
  0.2,
)

async function filled() {
  const places = await newPlaces()
  const store = await openStore(places)
  onTestFinished(() => store.close())
  await store.organizations.add(here)
  const database = openDatabase(places.url)
  onTestFinished(() => database.close())
  return { places, store, database }
}

async function put(store: Store, id: string, text: string): Promise<void> {
  const { staged, ref } = await stored(store, text)
  await store.binaries.commit(update(id, { body: { fields: fields(), content: ref } }))
  await staged.drop()
}

async function readAll(store: Store, work: WordWork): Promise<void> {
  for (let task = await work.next(); task; task = await work.next())
    await work.keep(task, { kind: 'indexed', text: await textOf(store, task), isWhole: true })
}

const textOf = async (store: Store, task: WordTask) => String(await bytesOf(store, task))

test('what is deleted has no text any more, without waiting for whoever makes the index', async () => {
  const { places, store, database } = await filled()
  await put(store, 'a', 'quixotic zygomorphic')
  await put(store, 'b', 'plain words')
  const work = await workOf(places)
  await readAll(store, work)
  const texts = async () =>
    (await database.many<{ text: string }>('select text from word_text')).map(({ text }) => text)
  expect((await texts()).filter((text) => text.includes('quixotic'))).toHaveLength(1)
  await store.binaries.commit(remove('a'))
  expect(await texts()).toHaveLength(1)
  expect((await texts()).filter((text) => text.includes('quixotic'))).toEqual([])
  // What is read of it at this moment is kept nowhere.
  await put(store, 'c', 'late words')
  const task = await work.next()
  await store.binaries.commit(remove('c'))
  if (task) await work.keep(task, { kind: 'indexed', text: 'late words', isWhole: true })
  expect(await texts()).toHaveLength(1)
  await work.close()
})

test('switched off, the texts are gone, and on again contents are read anew', async () => {
  const { places, store, database } = await filled()
  await put(store, 'a', 'some words')
  const work = await workOf(places)
  await readAll(store, work)
  const without = await openStore(places, { words: false })
  expect(await without.words.state('here')).toEqual({ kind: 'off' })
  expect(await without.words.pending('here')).toBeUndefined()
  expect(await filesNamed(without, ['some'])).toEqual([])
  expect(await database.many('select * from word_text')).toEqual([])
  await put(without, 'b', 'other words')
  await without.close()
  expect(await store.words.state('here')).toMatchObject({ indexed: 0, pending: 2 })
  await readAll(store, work)
  expect(await filesNamed(store, ['words'])).toEqual(['b', 'a'])
  await work.close()
})

test('a content is read by one server at a time, and by another when that one is silent for too long', async () => {
  const { places, store } = await filled()
  await put(store, 'a', 'some words')
  let passed = 0
  const open = () => openPostgresWordWork(openDatabase(places.url), () => passed)
  const [one, other] = [open(), open()]
  onTestFinished(async () => {
    await one.close()
    await other.close()
  })
  const task = await one.next()
  expect(task).toBeDefined()
  expect(await other.next()).toBeUndefined()
  passed = 18_000
  expect(await other.next()).toBeUndefined()
  passed = 21_000
  expect(await other.next()).toMatchObject({ sha256: task?.sha256 })
  // The silent one was only slow: what it read is as good.
  if (task) await one.keep(task, { kind: 'indexed', text: 'some words', isWhole: true })
  expect(await filesNamed(store, ['some'])).toEqual(['a'])
})

const change = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  text: fc.constantFrom('abc one', 'abc two', 'xyz abc', undefined),
  who: fc.nat(2),
  does: fc.constantFrom('read', 'take', 'keep', 'die', 'close'),
})

test('any number of servers that read at once, are silent or end make one index that agrees with the texts', async () => {
  const { places, store } = await filled()
  let passed = 0
  const open = () => openPostgresWordWork(openDatabase(places.url), () => passed)
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 25 }), async (changes) => {
      const works = [open(), open(), open()]
      const taken: { work: WordWork; task: WordTask; text: string }[] = []
      const dead: WordWork[] = []
      for (const { id, text, who, does } of changes) {
        if (text === undefined) await store.binaries.commit(remove(id))
        else await put(store, id, text)
        const work = works[who] ?? open()
        if (does === 'die') {
          dead.push(work)
          works[who] = open()
        } else if (does === 'close') {
          await work.close()
          works[who] = open()
        } else if (does === 'keep') {
          const one = taken.pop()
          if (one && works.includes(one.work))
            await one.work.keep(one.task, { kind: 'indexed', text: one.text, isWhole: true })
        } else {
          const task = await work.next()
          if (!task) continue
          const one = { work, task, text: await textOf(store, task) }
          if (does === 'take') taken.push(one)
          else await work.keep(task, { kind: 'indexed', text: one.text, isWhole: true })
        }
      }
      passed += 10 * 60_000
      const [last = open()] = works
      await readAll(store, last)
      const texts = await currentTexts(store, 'here')
      const contents = [...texts.values()].map(({ sha256 }) => sha256)
      for (const word of ['abc', 'one', 'xyz']) {
        const found = (await store.words.among('here', [word], contents)).get(word)
        const scanned = [...texts.values()].filter(({ text }) => text.includes(word))
        expect(found).toEqual(new Set(scanned.map(({ sha256 }) => sha256)))
      }
      const state = await store.words.state('here')
      expect(state).toMatchObject({ indexed: new Set(contents).size, pending: 0, unreadable: 0 })
      for (const work of [...works, ...dead]) await work.close()
    }),
    runs(10),
  )
})
