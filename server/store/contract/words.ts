import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import { foldText, occursIn } from '#fhir/search/fold-text.ts'
import type { Store } from '../store.ts'
import type { WordTask, WordWork } from '../words.ts'
import { bytesOf, create, fields, openFilled, remove, stored, update } from './support.ts'

/** A store that holds nothing yet, and the making of its index, which may be opened again and again, one at a time. */
export type OpenWords = () => Promise<{ store: Store; openWork: () => WordWork }>

/** What every index of words has to keep. */
export function describeWords(name: string, open: OpenWords): void {
  describe(`the index of words: ${name}`, () => {
    test('finds words and parts of them in what is current, and nothing of what was', async () => {
      const { store, put, index, holding } = await filled(open)
      await put('a', 'Ärztebrief: e-mail of patient 3310')
      await put('b', 'discharge letter')
      expect(await holding('arzte')).toEqual([])
      await index()
      expect(await holding('arzte')).toEqual(['a'])
      expect(await holding('e-mail')).toEqual(['a'])
      expect(await holding('331')).toEqual(['a'])
      // Two letters begin a word, and one does.
      expect(await holding('le')).toEqual(['b'])
      expect(await holding('et')).toEqual([])
      expect(await holding('m')).toEqual(['a'])
      await put('a', 'another discharge')
      await store.binaries.commit(remove('b'))
      await index()
      expect(await holding('discharge')).toEqual(['a'])
      expect(await holding('arzte')).toEqual([])
      expect(await store.words.state('here')).toMatchObject({ indexed: 1, pending: 0 })
    })

    test('says what waits, what has no words and what can’t be read', async () => {
      const { store, put, index, openWork } = await filled(open)
      expect(await store.words.state('here')).toMatchObject({ kind: 'on', pending: 0 })
      for (const id of ['a', 'b', 'c', 'd']) await put(id, `content ${id}`)
      // Before it is noted, and after.
      expect(await store.words.state('here')).toMatchObject({ indexed: 0, pending: 4 })
      const work = openWork()
      work.follow()
      expect(await store.words.state('here')).toMatchObject({ indexed: 0, pending: 4 })
      const [one, other] = [work.next(), work.next()]
      if (one) work.keep(one, { kind: 'wordless' })
      if (other) work.keep(other, { kind: 'unreadable', why: 'It is encrypted.' })
      work.close()
      await index()
      expect(await store.words.state('here')).toEqual({
        kind: 'on',
        indexed: 2,
        cut: 0,
        pending: 0,
        wordless: 1,
        unreadable: 1,
        reasons: [{ why: 'It is encrypted.', contents: 1 }],
      })
      expect(await store.words.state('there')).toMatchObject({ indexed: 0, unreadable: 0 })
      expect(await store.words.state('nowhere')).toMatchObject({ indexed: 0 })
    })

    test('reads a content once in an organization, and for each organization alone', async () => {
      const { store, put, index, holding, tasks } = await filled(open)
      await put('a', 'the same words')
      await put('b', 'the same words')
      await put('a', 'the same words', 'there')
      await put('c', 'only there', 'there')
      await index()
      expect(tasks()).toBe(3)
      expect(await holding('same')).toEqual(['a', 'b'])
      expect(await holding('only')).toEqual([])
      expect(await holding('only', 'there')).toEqual(['c'])
      const foreign = (await store.binaries.current('there', 'c'))?.body?.content?.sha256 ?? ''
      expect(await store.words.among('here', 'only', [foreign])).toEqual(new Set())
      // One of two goes: the words stay. The other goes: so do they, there alone.
      await store.binaries.commit(remove('a'))
      await index()
      expect(await holding('same')).toEqual(['b'])
      await store.binaries.commit(remove('b'))
      await index()
      expect(await store.words.contentsWith('here', 'same', 9)).toEqual(new Set())
      expect(await holding('same', 'there')).toEqual(['a'])
      expect(tasks()).toBe(3)
    })

    test('a new name costs no reading, and what comes back is read again', async () => {
      const { store, put, index, holding, tasks } = await filled(open)
      const content = await put('a', 'some words')
      await index()
      const tag = [{ system: FILENAME_SYSTEM, code: 'b.txt' }]
      await store.binaries.commit(
        update('a', { body: { fields: fields({ meta: { tag } }), content } }),
      )
      expect(await store.words.state('here')).toMatchObject({ indexed: 1, pending: 0 })
      expect(await holding('some')).toEqual(['a'])
      await index()
      expect(tasks()).toBe(1)
      await store.binaries.commit(remove('a'))
      await index()
      expect(await holding('some')).toEqual([])
      await store.binaries.commit(update('a', { body: { fields: fields(), content } }))
      await index()
      expect(await holding('some')).toEqual(['a'])
      expect(tasks()).toBe(2)
    })

    test('names the content’s type and file to its reader', async () => {
      const { store, openWork } = await filled(open)
      const { staged, ref } = await stored(store, 'x')
      const tag = [{ system: FILENAME_SYSTEM, code: 'note.txt' }]
      const body = { fields: fields({ contentType: 'text/x', meta: { tag } }), content: ref }
      await store.binaries.commit(create('a', { body }))
      await staged.drop()
      const work = openWork()
      work.follow()
      expect(work.next()).toMatchObject({
        sha256: ref.sha256,
        size: 1,
        contentType: 'text/x',
        name: 'note.txt',
      })
      work.close()
    })

    test('gives up a content whose reading ended the process again and again', async () => {
      const { store, put, openWork } = await filled(open)
      await put('a', 'poison')
      await put('b', 'good')
      const tried: string[] = []
      for (;;) {
        // As after a kill: what was under way was never kept.
        const work = openWork()
        work.follow()
        const task = work.next()
        if (task) tried.push(String(await bytesOf(store, task.sha256)))
        if (task && tried.at(-1) === 'good')
          work.keep(task, { kind: 'indexed', text: 'good', isWhole: true })
        work.close()
        if (!task) break
      }
      // The others do not wait for it.
      expect(tried.indexOf('good')).toBeLessThanOrEqual(1)
      expect(tried.filter((text) => text === 'poison').length).toBeLessThan(10)
      expect(await store.words.state('here')).toMatchObject({
        indexed: 1,
        pending: 0,
        unreadable: 1,
      })
    })

    test('is bounded for words that are everywhere', async () => {
      const { store, put, index } = await filled(open)
      for (let at = 0; at < 12; at += 1) await put(`b${at}`, `common ${at}`)
      await index()
      expect(await store.words.contentsWith('here', 'common', 11)).toBe('many')
      expect(await store.words.contentsWith('here', 'common', 12)).toHaveLength(12)
      expect(await store.words.contentsWith('here', 'co', 11)).toBe('many')
      const stop = AbortSignal.abort(new Error('stopped'))
      expect(await store.words.contentsWith('here', 'common', 12, stop)).toHaveLength(12)
    })

    test('is made anew, for one organization or for all', async () => {
      const { store, put, index, holding, tasks } = await filled(open)
      await put('a', 'words here')
      await put('a', 'words there', 'there')
      await index()
      await store.words.rebuild({ organizationId: 'here' })
      expect(await store.words.state('here')).toMatchObject({ pending: 1 })
      expect(await store.words.state('there')).toMatchObject({ pending: 0 })
      expect(await holding('words')).toEqual(['a'])
      await index()
      expect(tasks()).toBe(3)
      await store.words.rebuild('all')
      expect(await store.words.state('there')).toMatchObject({ indexed: 0, pending: 1 })
      expect(await holding('words')).toEqual([])
      await index()
      expect(await holding('words')).toEqual(['a'])
      expect(await store.words.state('there')).toMatchObject({ indexed: 1, pending: 0 })
    })

    test('a result for an index that was made anew meanwhile is no other content’s', async () => {
      const { store, put, openWork, index, holding } = await filled(open)
      await put('a', 'first words')
      await put('b', 'second words')
      const work = openWork()
      work.follow()
      const task = work.next()
      await store.words.rebuild('all')
      await store.binaries.commit(remove('a'))
      work.follow()
      if (task) work.keep(task, { kind: 'indexed', text: 'first words', isWhole: true })
      work.close()
      await index()
      expect(await holding('first')).toEqual([])
      expect(await holding('second')).toEqual(['b'])
    })

    test(
      'agrees with a plain scan after any changes, however far the indexing came',
      describeAgreement(open),
    )
  })
}

const WORDS = ['abc', 'abcd', 'bcd x', 'de-fg', 'ab cd', 'é1 abc', 'x']
const change = fc.record({
  organization: fc.constantFrom('here', 'there'),
  id: fc.constantFrom('a', 'b', 'c'),
  what: fc.oneof(fc.constantFrom(...WORDS), fc.constant(undefined)),
  /** Steps of the indexer after it, and whether its process ends then. */
  steps: fc.nat({ max: 4 }),
  isKilled: fc.boolean(),
})

function describeAgreement(open: OpenWords): () => Promise<void> {
  return () =>
    fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 14 }), async (changes) => {
        const { store, put, openWork } = await filled(open)
        let work = openWork()
        for (const { organization, id, what, steps, isKilled } of changes) {
          if (what === undefined)
            await store.binaries.commit(remove(id, { organizationId: organization }))
          else await put(id, what, organization)
          for (let step = 0; step < steps; step += 1) await takeStep(work, store)
          // Words of what is not there any more are never answered, indexed or not.
          await expectNoMore(store)
          if (!isKilled) continue
          work.close()
          work = openWork()
        }
        while (await takeStep(work, store));
        work.close()
        await expectAgreement(store)
      }),
      { numRuns: 25 },
    )
}

async function takeStep(work: WordWork, store: Store): Promise<boolean> {
  const isNew = work.follow()
  if (work.forget()) return true
  const task = work.next()
  if (task) await keepRead(work, store, task)
  return isNew || task !== undefined
}

async function keepRead(work: WordWork, store: Store, task: WordTask): Promise<void> {
  const text = String(await bytesOf(store, task.sha256))
  work.keep(task, { kind: 'indexed', text, isWhole: true })
}

async function currentTexts(store: Store, organization: string) {
  const { versions } = await store.binaries.typeHistory(organization, { count: 1000 })
  const texts = new Map<string, { sha256: string; text: string }>()
  for (const id of new Set(versions.map((version) => version.id))) {
    const sha256 = (await store.binaries.current(organization, id))?.body?.content?.sha256
    if (sha256 !== undefined) texts.set(id, { sha256, text: String(await bytesOf(store, sha256)) })
  }
  return texts
}

async function expectAgreement(store: Store): Promise<void> {
  for (const organization of ['here', 'there']) {
    const texts = await currentTexts(store, organization)
    const contents = [...texts.values()].map(({ sha256 }) => sha256)
    for (const word of ['abc', 'bcd', 'ab', 'a', 'x', 'de-fg', 'fg', 'e1', '-fg', 'zzz']) {
      const scanned = new Set(
        [...texts.values()].flatMap(({ sha256, text }) =>
          occursIn(foldText(text), word) ? [sha256] : [],
        ),
      )
      expect(await store.words.among(organization, word, contents)).toEqual(scanned)
      expect(await store.words.contentsWith(organization, word, 99)).toEqual(scanned)
    }
    expect(await store.words.state(organization)).toMatchObject({
      indexed: new Set(contents).size,
      pending: 0,
    })
  }
}

async function expectNoMore(store: Store): Promise<void> {
  for (const organization of ['here', 'there']) {
    const texts = [...(await currentTexts(store, organization)).values()]
    for (const word of ['abc', 'x']) {
      const found = await store.words.among(
        organization,
        word,
        texts.map(({ sha256 }) => sha256),
      )
      for (const sha256 of found)
        expect(
          texts.some((one) => one.sha256 === sha256 && occursIn(foldText(one.text), word)),
        ).toBe(true)
    }
  }
}

/** A store with two organizations, and what the tests do to it. */
async function filled(open: OpenWords) {
  const { store: opened, openWork } = await open()
  const store = await openFilled(async () => opened)
  let read = 0
  const put = async (id: string, text: string, organizationId = 'here') => {
    const { staged, ref } = await stored(store, text)
    await store.binaries.commit(
      update(id, { organizationId, body: { fields: fields(), content: ref } }),
    )
    await staged.drop()
    const { lease: _, ...content } = ref
    return content
  }
  const index = async () => {
    const work = openWork()
    for (;;) {
      const isNew = work.follow()
      if (work.forget()) continue
      const task = work.next()
      if (task) {
        read += 1
        await keepRead(work, store, task)
      } else if (!isNew) break
    }
    work.close()
  }
  /** The ids of Binaries that have the word now. */
  const holding = async (word: string, organization = 'here') => {
    const texts = await currentTexts(store, organization)
    const contents = [...texts.values()].map(({ sha256 }) => sha256)
    const found = await store.words.among(organization, word, contents)
    return [...texts].flatMap(([id, { sha256 }]) => (found.has(sha256) ? [id] : [])).sort()
  }
  return { store, openWork, put, index, holding, tasks: () => read }
}
