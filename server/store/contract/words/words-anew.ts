import { expect, test } from 'vitest'
import { remove } from '../support.ts'
import { filledWords, type OpenWords } from './word-steps.ts'

/** What is read again. */
export function testWordsAnew(open: OpenWords): void {
  test('is made anew, for one organization or for all', async () => {
    const { store, put, index, holding, tasks } = await filledWords(open)
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
    const { store, put, openWork, index, holding } = await filledWords(open)
    await put('a', 'first words')
    await put('b', 'second words')
    const work = await openWork()
    await work.follow()
    const task = await work.next()
    await store.words.rebuild('all')
    await store.binaries.commit(remove('a'))
    await work.follow()
    if (task) await work.keep(task, { kind: 'indexed', text: 'first words', isWhole: true })
    await work.close()
    await index()
    expect(await holding('first')).toEqual([])
    expect(await holding('second')).toEqual(['b'])
  })
}
