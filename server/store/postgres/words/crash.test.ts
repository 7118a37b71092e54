import { expect, onTestFinished, test } from 'vitest'
import { newFolder } from '#test/new-folder.ts'
import { startCluster } from '#test/postgres-cluster.ts'
import { newSchema } from '#test/postgres.ts'
import { rounds, timeFor } from '#test/torture.ts'
import { bytesOf, fields, here, stored, update } from '../../contract/support.ts'
import { currentTexts, filesNamed } from '../../contract/words/word-steps.ts'
import { openStore } from '../../open-store.ts'
import type { StorePlaces } from '../../places.ts'
import type { Store } from '../../store.ts'
import { openDatabase, type Database } from '../database.ts'
import { openPostgresWords } from './word-index.ts'
import { openPostgresWordWork } from './word-work.ts'

const COUNT = 30

/** Reads so many contents at most. */
async function indexSome(url: string, store: Store, most: number): Promise<void> {
  // Whatever a crash has left held is free by then.
  const work = openPostgresWordWork(openDatabase(url), () => most * 60_000)
  try {
    for (let read = 0; read < most; read += 1) {
      const task = await work.next()
      if (!task) return
      const text = String(await bytesOf(store, task))
      await work.keep(task, { kind: 'indexed', text, isWhole: true })
    }
  } finally {
    await work.close()
  }
}

async function fill(store: Store): Promise<void> {
  await store.organizations.add(here)
  for (let at = 0; at < COUNT; at += 1) {
    const { staged, ref } = await stored(store, `letter ${at}`)
    await store.binaries.commit(update(`b${at}`, { body: { fields: fields(), content: ref } }))
    await staged.drop()
  }
}

test('an index that was begun anew, and not to the end, is made by whoever makes it next', async () => {
  const url = await newSchema()
  const store = await openStore({ folder: await newFolder(), database: { kind: 'postgres', url } })
  onTestFinished(() => store.close())
  await fill(store)
  await indexSome(url, store, 100 * COUNT)
  const database = openDatabase(url)
  onTestFinished(() => database.close())
  const killed: Database = {
    ...database,
    run: (sql, ...values) =>
      sql.includes('update word_content')
        ? Promise.reject(new Error('Killed.'))
        : database.run(sql, ...values),
  }
  for (const what of ['all', { organizationId: 'here' }] as const) {
    await expect(openPostgresWords(killed).rebuild(what)).rejects.toThrow('Killed.')
    await indexSome(url, store, 100 * COUNT)
    expect(await store.words.state('here')).toMatchObject({ indexed: COUNT, pending: 0 })
    expect(await filesNamed(store, ['letter'])).toHaveLength(COUNT)
  }
  // It is over then.
  const work = openPostgresWordWork(openDatabase(url))
  onTestFinished(() => work.close())
  expect(await work.next()).toBeUndefined()
})

test(
  'an engine that crashes right after texts were kept, which wait for no disk, has each of them whole or to be read again',
  timeFor(60_000),
  async () => {
    const cluster = await startCluster(await newFolder('crash'), true)
    onTestFinished(() => cluster.stop('immediate'))
    const places: StorePlaces = {
      folder: await newFolder('crash'),
      database: { kind: 'postgres', url: cluster.url },
    }
    const store = await openStore(places)
    onTestFinished(() => store.close())
    await fill(store)
    for (let round = 1; round <= rounds(3); round += 1) {
      await store.words.rebuild({ organizationId: 'here' })
      await indexSome(cluster.url, store, 5 * round)
      await cluster.stop('immediate')
      await cluster.start()
      const texts = await currentTexts(store, 'here')
      const contents = [...texts.values()].map(({ sha256 }) => sha256)
      const found = (await store.words.among('here', ['letter'], contents)).get('letter')
      const { kind, ...state } = await store.words.state('here')
      expect(kind).toBe('on')
      expect(state).toMatchObject({ unreadable: 0, wordless: 0 })
      if ('indexed' in state) {
        expect(state.indexed + state.pending).toBe(COUNT)
        expect(found?.size).toBeGreaterThanOrEqual(state.indexed)
      }
      await indexSome(cluster.url, store, 100 * COUNT)
      expect(await store.words.state('here')).toMatchObject({ indexed: COUNT, pending: 0 })
      expect(await filesNamed(store, ['letter'])).toHaveLength(COUNT)
    }
  },
)
