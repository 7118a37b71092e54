import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Binary } from '#fhir/types.ts'
import { NO_FILTERS, type Sort } from '../search/search-view.ts'
import { dateBuckets } from './filters.ts'
import { createRowView, type RowSnapshot, type RowView, type RowViewInput } from './row-view.ts'

const DATES = dateBuckets(new Date(2026, 10, 22))
const PLAIN: RowViewInput = {
  list: 'all',
  pages: [],
  filters: NO_FILTERS,
  sort: undefined,
  dates: DATES,
}

test('what is small is there at once', () => {
  // However long the machine takes for it.
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const view = createRowView()
  view.update({ ...PLAIN, pages: [page('b', 'a')] })
  expect(ids(view)).toEqual(['b', 'a'])
  expect(view.snapshot()).toMatchObject({ loaded: 2, settled: true })
})

test('an entry that a server repeats at a page edge shows once', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const view = createRowView()
  const first = page('a', 'b')
  view.update({ ...PLAIN, pages: [first] })
  view.update({ ...PLAIN, pages: [first, page('b', 'c')] })
  expect(ids(view)).toEqual(['a', 'b', 'c'])
  expect(view.snapshot().loaded).toBe(3)
})

test('pages one by one come to the same as all at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.stringMatching(/^[a-f]{1,2}$/), { maxLength: 6 }), { maxLength: 6 }),
      fc.constantFrom<(Sort | undefined)[]>(
        undefined,
        { column: 'name', direction: 'asc' },
        { column: 'language', direction: 'desc' },
      ),
      fc.constantFrom([], ['de']),
      async (lists, sort, languages) => {
        const pages = lists.map((list) => page(...list))
        const rules = { ...PLAIN, sort, filters: { ...NO_FILTERS, languages } }
        const whole = createRowView()
        whole.update({ ...rules, pages })
        const growing = createRowView()
        for (let n = 0; n <= pages.length; n += 1) {
          growing.update({ ...rules, pages: pages.slice(0, n) })
        }
        expect(await settled(growing)).toEqual(await settled(whole))
      },
    ),
  )
})

test('a long computation keeps what was shown, says so, and then publishes', async () => {
  const view = createRowView()
  const large = page(...Array.from({ length: 60_000 }, (_, n) => `r${(n * 7919) % 60_000}`))
  view.update({ ...PLAIN, pages: [large] })
  const before = await settled(view)
  view.update({ ...PLAIN, pages: [large], sort: { column: 'name', direction: 'asc' } })
  expect(view.snapshot().settled).toBe(false)
  expect(view.snapshot().rows).toBe(before.rows)
  const after = await settled(view)
  expect(after.rows.slice(0, 3).map(({ id }) => id)).toEqual(['r0', 'r1', 'r2'])
})

test('newer input overtakes what is still running', async () => {
  const view = createRowView()
  const large = page(...Array.from({ length: 60_000 }, (_, n) => `r${n}`))
  view.update({ ...PLAIN, pages: [large], sort: { column: 'name', direction: 'desc' } })
  view.update({ ...PLAIN, pages: [page('only')] })
  expect((await settled(view)).rows.map(({ id }) => id)).toEqual(['only'])
})

test('finds a row that filters hide', () => {
  const view = createRowView()
  view.update({
    ...PLAIN,
    pages: [page('a', 'b')],
    filters: { ...NO_FILTERS, kinds: ['pdf'] },
  })
  expect(ids(view)).toEqual([])
  expect(view.get('b')?.id).toBe('b')
  expect(view.get('c')).toBeUndefined()
})

test('a Binary without an id is left out', () => {
  const view = createRowView()
  view.update({ ...PLAIN, pages: [{ items: [{ resourceType: 'Binary' }] }] })
  expect(view.snapshot().loaded).toBe(0)
})

test('tells its listeners once for each change', () => {
  const view = createRowView()
  let calls = 0
  const leave = view.subscribe(() => (calls += 1))
  const input = { ...PLAIN, pages: [page('a')] }
  view.update(input)
  view.update({ ...input })
  expect(calls).toBe(1)
  leave()
  view.update({ ...PLAIN, pages: [] })
  expect(calls).toBe(1)
})

function page(...names: string[]): { items: Binary[] } {
  return {
    items: names.map((id) => ({
      resourceType: 'Binary',
      id,
      ...(id.includes('d') && { language: 'de' }),
    })),
  }
}

function ids(view: RowView): string[] {
  return view.snapshot().rows.map(({ id }) => id)
}

function settled(view: RowView): Promise<RowSnapshot> {
  return new Promise((resolve) => {
    const leave = view.subscribe(check)
    function check() {
      if (!view.snapshot().settled) return
      leave()
      resolve(view.snapshot())
    }
    check()
  })
}
