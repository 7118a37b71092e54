import { describe, expect, test } from 'vitest'
import { criteriaOf } from '#fhir/search/criteria.ts'
import { BadCursor } from '../errors.ts'
import type { OpenStore } from './support.ts'
import { create, fields, openFilled, remove, update, walk } from './support.ts'

export function describeSearch(open: OpenStore): void {
  const filled = async () => {
    const store = await openFilled(open)
    const languages = { a: 'de', b: 'DE', c: 'de-CH', d: 'en', e: undefined }
    for (const [id, language] of Object.entries(languages)) {
      const body = { fields: fields(language === undefined ? {} : { language }) }
      await store.binaries.commit(create(id, { body }))
      await store.binaries.commit(create(id, { body, organizationId: 'there' }))
    }
    await store.binaries.commit(create('gone', { body: { fields: fields({ language: 'de' }) } }))
    await store.binaries.commit(remove('gone'))
    await store.binaries.commit(update('a', { body: { fields: fields({ language: 'de' }) } }))
    return store
  }

  describe('a search', () => {
    test.each<[ids: string[][], languages: string[][], found: string[]]>([
      [[], [], ['a/2', 'e/1', 'd/1', 'c/1', 'b/1']],
      [[], [['De']], ['a/2', 'b/1']],
      [[], [['de', 'DE', 'en', 'xx']], ['a/2', 'd/1', 'b/1']],
      [[], [['de', 'en'], ['EN']], ['d/1']],
      [[], [['de'], ['en']], []],
      [[], [[]], []],
      [[], [['d']], []],
      [[], [['%']], []],
      [[['a', 'c', 'gone', 'never', 'a']], [], ['a/2', 'c/1']],
      [
        [
          ['a', 'b'],
          ['b', 'c'],
        ],
        [],
        ['b/1'],
      ],
      [[['a'], ['b']], [], []],
      [[['A']], [], []],
      [[['a', 'c', 'd']], [['de', 'en']], ['a/2', 'd/1']],
      [[['e']], [['de']], []],
    ])('for ids %j and languages %j', async (ids, languages, found) => {
      const { binaries } = await filled()
      for (const count of [1, 2, 9]) {
        const { labels, totals } = await walk((cursor) =>
          binaries.search('here', criteriaOf({ ids, languages }), {
            count,
            ...(cursor !== undefined && { cursor }),
          }),
        )
        expect(labels).toEqual(found)
        expect(new Set(totals)).toEqual(new Set([found.length]))
      }
      const none = await binaries.search('here', criteriaOf({ ids, languages }), { count: 0 })
      expect(none).toEqual({ versions: [], total: found.length })
    })

    test.each<[name: string, ids: string[][], languages: string[][], found: string[]]>([
      ['of all', [], [], ['a/2', 'e/1', 'd/1', 'c/1', 'b/1']],
      ['of a language', [], [['de', 'en']], ['a/2', 'd/1', 'b/1']],
      ['of ids', [['a', 'b', 'c', 'new']], [], ['a/2', 'c/1', 'b/1']],
      ['of both', [['a', 'b', 'd']], [['de', 'en']], ['a/2', 'd/1', 'b/1']],
    ])(
      'of what is changed, deleted and created meanwhile, %s, shows what was',
      async (_, ids, languages, found) => {
        const { binaries } = await filled()
        const meanwhile = [
          // Out of the language, gone, changed twice, and new in the language.
          () => binaries.commit(update('b', { body: { fields: fields({ language: 'fr' }) } })),
          () => binaries.commit(remove('d')),
          () => binaries.commit(update('c')),
          () => binaries.commit(update('c')),
          () => binaries.commit(create('new', { body: { fields: fields({ language: 'de' }) } })),
          () => binaries.commit(update('a')),
        ]
        const seen = await walk(async (cursor) => {
          const page = { count: 1, ...(cursor !== undefined && { cursor }) }
          const answer = await binaries.search('here', criteriaOf({ ids, languages }), page)
          if (cursor === undefined) for (const write of meanwhile) await write()
          return answer
        })
        expect(seen.labels).toEqual(found)
        expect(new Set(seen.totals)).toEqual(new Set([found.length]))
      },
    )

    test('takes thousands of alternatives', async () => {
      const { binaries } = await filled()
      const many = Array.from({ length: 20_000 }, (_, index) => `none-${index}`)
      const criteria = criteriaOf({ ids: [[...many, 'a']], languages: [[...many, 'DE']] })
      expect(await binaries.search('here', criteria, { count: 2 })).toMatchObject({ total: 1 })
    })

    test('takes only the cursors of its own criteria', async () => {
      const { binaries } = await filled()
      const german = criteriaOf({ languages: [['de']] })
      const { next: cursor = '' } = await binaries.search('here', german, { count: 1 })
      const page = { count: 1, cursor }
      const any = criteriaOf()
      await expect(binaries.search('here', any, page)).rejects.toThrow(BadCursor)
      await expect(binaries.search('there', german, page)).rejects.toThrow(BadCursor)
      await expect(binaries.search('nowhere', german, page)).rejects.toThrow(BadCursor)
      await expect(binaries.typeHistory('here', page)).rejects.toThrow(BadCursor)
      const upper = criteriaOf({ languages: [['DE']] })
      expect((await binaries.search('here', upper, page)).versions).toMatchObject([{ id: 'b' }])
    })
  })
}
