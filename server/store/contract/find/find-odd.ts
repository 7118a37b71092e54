import { expect, test } from 'vitest'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import { criteriaOf, type BinaryCriteria } from '#fhir/search/criteria.ts'
import { wordsOf } from '#fhir/search/fold-text.ts'
import type { OpenStore } from '../support.ts'
import { create, fields, openFilled } from '../support.ts'

/** What carries a file's name. */
export const named = (name: string) => ({ tag: [{ system: FILENAME_SYSTEM, code: name }] })

/** Finds by what no person asks for. */
export function testOddFinds(open: OpenStore): void {
  test('finds long words and names as far as they are searched', async () => {
    const { binaries } = await openFilled(open)
    const names = {
      // The index looks at so many letters of a word, here with half a letter at the end of them.
      wide: `x${'😀'.repeat(30)}`,
      long: `${'-'.repeat(995)} begun ${'quo '.repeat(20_000)}`,
    }
    for (const [id, name] of Object.entries(names))
      await binaries.commit(create(id, { body: { fields: fields({ meta: named(name) }) } }))
    const found = async (criteria: Partial<BinaryCriteria>) =>
      (await binaries.search('here', criteriaOf(criteria), { count: 9 })).versions.map(
        ({ id }) => id,
      )
    expect(await found({ finds: [[names.wide]] })).toEqual(['wide'])
    expect(await found({ names: [[{ text: names.wide, how: 'starts' }]] })).toEqual(['wide'])
    expect(await found({ names: [[{ text: names.long, how: 'exact' }]] })).toEqual(['long'])
    expect(await found({ finds: [['begun']] })).toEqual([])
    expect(await found({ finds: [['begu']] })).toEqual(['long'])
  })

  test('takes what is hostile for what it is', async () => {
    const { binaries } = await openFilled(open)
    const name = 'a" OR terms:* NEAR(b) -c^ \0 \ud800 {d}'
    await binaries.commit(create('odd', { body: { fields: fields({ meta: named(name) }) } }))
    await binaries.commit(create('even'))
    for (const value of [name, '"', 'OR', '* OR "', 'NEAR(b', '\0', '\ud800', '{d}', "'--"]) {
      const found = await binaries.search('here', criteriaOf({ finds: [[value]] }), { count: 9 })
      const words = wordsOf(value)
      if (words.length > 0) expect(found.versions.map(({ id }) => id)).toEqual(['odd'])
    }
    const many = Array.from({ length: 20_000 }, (_, index) => `w${index}`)
    for (const criteria of [
      criteriaOf({ finds: [[many.slice(0, 2000).join(' ')]] }),
      criteriaOf({ tags: [many.map((code) => ({ code }))] }),
      criteriaOf({ ids: [[...many, 'odd']], names: [[{ text: 'a', how: 'exact' }]] }),
    ])
      expect(await binaries.search('here', criteria, { count: 9 })).toEqual({
        versions: [],
        total: 0,
      })
  })
}
