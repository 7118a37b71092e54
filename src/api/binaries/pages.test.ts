import { describe, expect, it } from 'vitest'
import { distinctBinaries, nextPage } from './pages.ts'

const page = (received: number, next?: string) => ({
  received,
  ...(next === undefined ? {} : { next }),
})
const byNext = (one: { next?: string }) => one.next ?? ''

describe('nextPage', () => {
  it('goes on along new links and ends without one', () => {
    expect(nextPage(page(5, 'b'), [page(5, 'a'), page(5, 'b')], [undefined, 'a'], byNext)).toBe('b')
    expect(nextPage(page(5), [page(5)], [undefined], byNext)).toBeUndefined()
  })

  it('ends at a link that was followed before, and at a page that repeats itself', () => {
    expect(
      nextPage(page(5, 'a'), [page(5, 'a'), page(5, 'a')], [undefined, 'a'], byNext),
    ).toBeUndefined()
    expect(
      nextPage(page(5, 'c'), [page(5, 'b'), page(5, 'c')], [undefined, 'b'], () => 'same'),
    ).toBeUndefined()
  })

  it('bears empty pages, but not one after another for ever', () => {
    const empty = Array.from({ length: 60 }, (_, at) => page(0, `p${at}`))
    const next = (count: number) =>
      nextPage(page(0, 'new'), empty.slice(0, count), [undefined], () => '')
    expect(next(59)).toBe('new')
    expect(next(60)).toBeUndefined()
  })
})

it('keeps each Binary once, in its first place and as it came last', () => {
  const item = (id: string, language: string) => ({ resourceType: 'Binary' as const, id, language })
  const pages = [
    [item('a', '1'), item('b', '1')],
    [item('b', '2'), item('c', '2')],
  ].map((items) => ({ items, received: 2, ignored: [] }))
  expect(distinctBinaries(pages)).toEqual([item('a', '1'), item('b', '2'), item('c', '2')])
})
