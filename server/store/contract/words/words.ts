import { describe, expect, test } from 'vitest'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import { bytesOf, create, fields, remove, stored, update } from '../support.ts'
import { filledWords, filesNamed, type OpenWords } from './word-steps.ts'
import { expectAgreementOf } from './words-agreement.ts'
import { testWordsAnew } from './words-anew.ts'
import { expectSearchesOf } from './words-search.ts'

/**
 * What every index of words has to keep.
 * @param share of the runs of property tests, for what takes long to open
 */
export function describeWords(name: string, open: OpenWords, share = 1): void {
  describe(`the index of words: ${name}`, () => {
    test('finds words and parts of them in what is current, and nothing of what was', async () => {
      const { store, put, index, holding } = await filledWords(open)
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
      const { store, put, index, openWork } = await filledWords(open)
      expect(await store.words.state('here')).toMatchObject({ kind: 'on', pending: 0 })
      for (const id of ['a', 'b', 'c', 'd']) await put(id, `content ${id}`)
      // Before it is noted, and after.
      expect(await store.words.state('here')).toMatchObject({ indexed: 0, pending: 4 })
      const work = await openWork()
      await work.follow()
      expect(await store.words.state('here')).toMatchObject({ indexed: 0, pending: 4 })
      const [one, other] = [await work.next(), await work.next()]
      if (one) await work.keep(one, { kind: 'wordless' })
      if (other) await work.keep(other, { kind: 'unreadable', why: 'It is encrypted.' })
      await work.close()
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
      const { store, put, index, holding, tasks } = await filledWords(open)
      await put('a', 'the same words')
      await put('b', 'the same words')
      await put('a', 'the same words', 'there')
      await put('c', 'only there', 'there')
      await index()
      expect(tasks()).toBe(3)
      expect(await holding('same')).toEqual(['a', 'b'])
      expect(await filesNamed(store, ['same'])).toEqual(['b', 'a'])
      expect(await holding('only')).toEqual([])
      expect(await holding('only', 'there')).toEqual(['c'])
      const foreign = (await store.binaries.current('there', 'c'))?.body?.content?.sha256 ?? ''
      expect(await store.words.among('here', ['only'], [foreign])).toEqual(
        new Map([['only', new Set()]]),
      )
      // One of two goes: the words stay. The other goes: so do they, there alone.
      await store.binaries.commit(remove('a'))
      await index()
      expect(await holding('same')).toEqual(['b'])
      await store.binaries.commit(remove('b'))
      await index()
      expect(await filesNamed(store, ['same'])).toEqual([])
      expect(await holding('same', 'there')).toEqual(['a'])
      expect(tasks()).toBe(3)
    })

    test('a new name costs no reading, and what comes back is read again', async () => {
      const { store, put, index, holding, tasks } = await filledWords(open)
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
      const { store, openWork } = await filledWords(open)
      const { staged, ref } = await stored(store, 'x')
      const tag = [{ system: FILENAME_SYSTEM, code: 'note.txt' }]
      const body = { fields: fields({ contentType: 'text/x', meta: { tag } }), content: ref }
      await store.binaries.commit(create('a', { body }))
      await staged.drop()
      const work = await openWork()
      await work.follow()
      expect(await work.next()).toMatchObject({
        sha256: ref.sha256,
        size: 1,
        contentType: 'text/x',
        name: 'note.txt',
      })
      await work.close()
    })

    test('gives up a content whose reading ended the process again and again', async () => {
      const { store, put, openWork } = await filledWords(open)
      await put('a', 'poison')
      await put('b', 'good')
      const tried: string[] = []
      for (;;) {
        // As after a kill: what was under way was never kept.
        const work = await openWork()
        await work.follow()
        const task = await work.next()
        if (task) tried.push(String(await bytesOf(store, task)))
        if (task && tried.at(-1) === 'good')
          await work.keep(task, { kind: 'indexed', text: 'good', isWhole: true })
        await work.close()
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

    test('names files in the order of their changes, wherever their texts stand', async () => {
      const { store, put, index, holding } = await filledWords(open)
      const same = await put('a', 'common words')
      for (const id of ['b', 'c', 'd']) await put(id, `common ${id}`)
      await index()
      const all = ['d', 'c', 'b', 'a']
      for (const limit of [1, 2, 3, 4, 5])
        expect(await filesNamed(store, ['common'], 'here', { limit })).toEqual(all)
      expect(
        await store.words.files('here', ['common'], {
          low: 1,
          high: 4,
          descending: true,
          limit: 2,
        }),
      ).toMatchObject({
        files: [{ sequence: 4 }, { sequence: 3 }],
        until: 3,
      })
      // The same text at two files, and one that has moved: before it is noted, and after.
      await put('e', 'common words')
      await store.binaries.commit(
        update('a', { body: { fields: fields({ language: 'de' }), content: same } }),
      )
      const moved = ['a', 'e', 'd', 'c', 'b']
      expect(await filesNamed(store, ['common', 'mmon'])).toEqual(moved)
      await index()
      expect(await filesNamed(store, ['common'])).toEqual(moved)
      expect(await filesNamed(store, ['common', 'words'])).toEqual(['a', 'e'])
      expect(await filesNamed(store, ['common', 'wor'], 'here', { descending: false })).toEqual([
        'e',
        'a',
      ])
      expect(await filesNamed(store, ['common'], 'there')).toEqual([])
      await store.binaries.commit(remove('a'))
      await index()
      expect(await filesNamed(store, ['words'])).toEqual(['e'])
      expect(await holding('words')).toEqual(['e'])
    })

    test('finds words in long texts as in short ones', async () => {
      const { put, index, holding } = await filledWords(open)
      const long = Array.from({ length: 60_000 }, (_, at) => (at * 7919).toString(36)).join(' ')
      await put('a', `${long} osteomyelitis at the end`)
      await put('b', long)
      await put('c', 'osteomyelitis')
      await index()
      expect(await holding('osteomyelitis')).toEqual(['a', 'c'])
      expect(await holding('o')).toEqual(['a', 'b', 'c'])
      expect(await holding('myelitisx')).toEqual([])
    })

    test('signs that a database gives a meaning stand for themselves', async () => {
      const { store, put, index, holding } = await filledWords(open)
      const texts = {
        a: '100%_sure',
        b: '100 x sure',
        c: String.raw`path\to`,
        d: 'path to',
        e: "it's",
      }
      for (const [id, text] of Object.entries(texts)) await put(id, text)
      await index()
      const asked = {
        '100%': ['a'],
        '%_s': ['a'],
        _sure: ['a'],
        [String.raw`h\t`]: ['c'],
        "t's": ['e'],
      }
      for (const [word, ids] of Object.entries(asked)) {
        expect(await holding(word)).toEqual(ids)
        expect(await filesNamed(store, [word])).toEqual(ids)
      }
    })

    testWordsAnew(open)

    test(
      'searches find by words in names and in texts what a plain scan finds',
      async () => expectSearchesOf(open, 40 * share),
      60_000,
    )

    test('agrees with a plain scan after any changes, however far the indexing came', async () =>
      expectAgreementOf(open, 25 * share))
  })
}
