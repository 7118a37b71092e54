import { describe, expect, test } from 'vitest'
import { criteriaOf } from '#fhir/search/criteria.ts'
import { PAGE_BYTES, type FoundPage, type PageRequest } from '../binaries.ts'
import type { Store } from '../store.ts'
import type { OpenStore } from './support.ts'
import { create, fields, label, openFilled, update } from './support.ts'

/** What a page weighs, however large its versions are. */
export function describePages(open: OpenStore): void {
  /** Seven versions, of which three pass what a page may weigh. */
  const filled = async () => {
    const store = await openFilled(open)
    const extension = [{ url: 'urn:x', valueString: 'x'.repeat(PAGE_BYTES / 2.5) }]
    const body = { fields: fields({ language: 'de', meta: { extension } }) }
    for (const id of ['a', 'b', 'c', 'd', 'e']) await store.binaries.commit(create(id, { body }))
    for (const id of ['f', 'g']) await store.binaries.commit(create(id))
    for (let turn = 0; turn < 3; turn += 1) await store.binaries.commit(update('e', { body }))
    return store
  }

  type Ask = (store: Store, page: PageRequest) => Promise<FoundPage | undefined>
  const searching = (criteria: Parameters<typeof criteriaOf>[0], more: object = {}): Ask => {
    return ({ binaries }, page) =>
      binaries.search('here', criteriaOf(criteria), { ...page, ...more })
  }

  describe('a page', () => {
    test.each<[name: string, ask: Ask, pages: number[]]>([
      ['of all history', ({ binaries }, page) => binaries.typeHistory('here', page), [3, 5, 2]],
      [
        'of one history',
        ({ binaries }, page) => binaries.instanceHistory('here', 'e', page),
        [3, 1],
      ],
      ['of all', searching({}), [5, 2]],
      ['of a language', searching({ languages: [['de']] }), [3, 2]],
      ['of ids', searching({ ids: [['a', 'b', 'c', 'd', 'g']] }), [4, 1]],
      ['by size', searching({}, { sort: { by: 'size', descending: true } }), [5, 2]],
      ['by type', searching({ contentTypes: [['text/*']] }), [5, 2]],
    ])('%s ends before it weighs too much, and leads on', async (_name, ask, expected) => {
      const store = await filled()
      const pages: string[][] = []
      let cursor: string | undefined
      do {
        const page = await ask(store, { count: 500, ...(cursor !== undefined && { cursor }) })
        pages.push((page?.versions ?? []).map(label))
        cursor = page?.next
      } while (cursor !== undefined)
      expect(pages.map((page) => page.length)).toEqual(expected)
      expect(new Set(pages.flat()).size).toBe(pages.flat().length)
    })
  })
}
