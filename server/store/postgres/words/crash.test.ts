import { expect, onTestFinished, test } from 'vitest'
import { newFolder } from '#test/new-folder.ts'
import { startCluster } from '#test/postgres-cluster.ts'
import { rounds, timeFor } from '#test/torture.ts'
import { bytesOf, fields, here, stored, update } from '../../contract/support.ts'
import { currentTexts, filesNamed } from '../../contract/words/word-steps.ts'
import { openStore } from '../../open-store.ts'
import type { StorePlaces } from '../../places.ts'
import type { Store } from '../../store.ts'
import { openDatabase } from '../database.ts'
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
    await store.organizations.add(here)
    for (let at = 0; at < COUNT; at += 1) {
      const { staged, ref } = await stored(store, `letter ${at}`)
      await store.binaries.commit(update(`b${at}`, { body: { fields: fields(), content: ref } }))
      await staged.drop()
    }
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
