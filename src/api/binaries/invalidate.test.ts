import { QueryClient, type InfiniteData } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import type { Binary } from '#fhir/types.ts'
import { connect } from '#test/connect-api.ts'
import { keys } from '../keys.ts'
import { invalidateBinary } from './invalidate.ts'
import type { BinaryPage, BinarySearch } from './search/search-types.ts'
import type { BinaryState } from './types.ts'

const item = (id: string, more: Partial<Binary> = {}): Binary => ({
  resourceType: 'Binary',
  id,
  contentType: 'text/plain',
  ...more,
})
const live = (binary: Binary): BinaryState => ({ state: 'live', binary, versionId: '2' })
const all: BinarySearch = { ids: [], method: 'POST' }
const german: BinarySearch = { ...all, language: 'de' }

function cacheWith(search: BinarySearch, pages: Binary[][]) {
  const queryClient = new QueryClient()
  const data: InfiniteData<BinaryPage> = {
    pages: pages.map((items) => ({ items, received: items.length, ignored: [], total: 9 })),
    pageParams: pages.map(() => undefined),
  }
  queryClient.setQueryData(keys.list('o', search), data)
  const list = () => queryClient.getQueryData<InfiniteData<BinaryPage>>(keys.list('o', search))
  return {
    queryClient,
    ids: () => list()?.pages.map(({ items }) => items.map(({ id }) => id)),
    list,
  }
}

describe('keys', () => {
  const { api } = connect('http://h', { token: () => 'secret-token' })
  const options = [
    api.organizations.list(),
    api.organizations.check('o'),
    api.capabilities('o'),
    ...[
      all,
      german,
      { ...all, ids: ['a'] },
      { ...all, ids: ['a', 'de'] },
      { ...german, method: 'GET' } as const,
    ].map((search) => api.binaries.list('o', search)),
    api.binaries.detail('o', 'a'),
    api.binaries.detail('p', 'a'),
    api.binaries.version('o', 'a', '1'),
    api.binaries.content('o', 'a'),
    api.binaries.content('o', 'a', '1'),
    api.binaries.history('o', 'a'),
    api.binaries.history('o', 'a', { since: '2026-01-01T00:00:00Z' }),
    api.binaries.typeHistory('o'),
    api.binaries.typeHistory('o', { since: '2026-01-01T00:00:00Z' }),
    api.binaries.changesSince('o', '2026-01-01T00:00:00Z'),
  ]

  it('are all distinct', () => {
    const texts = options.map(({ queryKey }) => JSON.stringify(queryKey))
    expect(new Set(texts).size).toBe(texts.length)
  })

  it('start with their organization, state how long they are fresh, and hold no token', () => {
    for (const { queryKey, staleTime } of options) {
      expect(JSON.stringify(queryKey)).not.toContain('secret')
      expect(staleTime).toBeTypeOf('number')
      if (queryKey[0] !== 'organizations') expect(queryKey[0]).toBe('org')
    }
  })
})

describe('invalidateBinary', () => {
  it('makes list, instance, history and activity stale, but never a version', async () => {
    const { queryClient } = cacheWith(all, [[item('a')]])
    const stale = [
      keys.list('o', all),
      keys.list('o', german),
      keys.detail('o', 'a'),
      keys.history('o', 'a', {}),
      keys.history('o', 'a', { since: 'x' }),
      keys.typeHistory('o', {}),
      keys.changesSince('o', 'x'),
      keys.currentContent('o', 'a'),
    ]
    const fresh = [
      keys.version('o', 'a', '1'),
      keys.content('o', 'a', '1'),
      keys.detail('o', 'b'),
      keys.detail('p', 'a'),
      keys.list('p', all),
      keys.capabilities('o'),
    ]
    for (const key of [...stale, ...fresh])
      queryClient.setQueryData(key, (old: unknown) => old ?? { pages: [], pageParams: [] })
    await invalidateBinary(queryClient, 'o', 'a')
    const isStale = (key: readonly unknown[]) => queryClient.getQueryState(key)?.isInvalidated
    expect(stale.map(isStale)).toEqual(stale.map(() => true))
    expect(fresh.map(isStale)).toEqual(fresh.map(() => false))
  })

  it('shows a change, a new one and a deletion in the lists at once', async () => {
    const { queryClient, ids, list } = cacheWith(all, [[item('a'), item('b')], [item('c')]])
    await invalidateBinary(queryClient, 'o', 'c', live(item('c', { language: 'fr' })))
    expect(list()?.pages[1]?.items[0]?.language).toBe('fr')
    await invalidateBinary(queryClient, 'o', 'n', live(item('n')))
    expect(ids()).toEqual([['n', 'a', 'b'], ['c']])
    await invalidateBinary(queryClient, 'o', 'b', { state: 'deleted' })
    expect(ids()).toEqual([['n', 'a'], ['c']])
    expect(queryClient.getQueryData(keys.detail('o', 'b'))).toEqual({ state: 'deleted' })
  })

  it('never lists what was written and could not be read back', async () => {
    const { queryClient, list } = cacheWith(all, [[item('a')]])
    await invalidateBinary(queryClient, 'o', 'a', live({ resourceType: 'Binary', id: 'a' }))
    await invalidateBinary(queryClient, 'o', 'b', live({ resourceType: 'Binary', id: 'b' }))
    expect(list()?.pages[0]?.items).toEqual([item('a')])
  })

  it('keeps a search to what it asks for', async () => {
    const { queryClient, ids } = cacheWith(german, [[item('a', { language: 'de' })]])
    await invalidateBinary(queryClient, 'o', 'b', live(item('b', { language: 'fr' })))
    expect(ids()).toEqual([['a']])
    await invalidateBinary(queryClient, 'o', 'b', live(item('b', { language: 'DE' })))
    expect(ids()).toEqual([['b', 'a']])
    await invalidateBinary(queryClient, 'o', 'a', live(item('a', { language: 'fr' })))
    expect(ids()).toEqual([['b']])
  })
})

it('runs after every mutation', async () => {
  const { api, queryClient } = connect('http://127.0.0.1:1')
  const state = live(item('a'))
  const settled = [
    ['create', api.binaries.create('o').onSuccess, { binary: item('a') }],
    ['update', api.binaries.update('o').onSuccess, { id: 'a', binary: item('a') }],
    ['patch', api.binaries.patch('o').onSuccess, { id: 'a', operations: [] }],
    ['remove', api.binaries.remove('o').onSuccess, { id: 'a' }],
    ['restore', api.binaries.restore('o').onSuccess, { id: 'a', versionId: '1' }],
  ] as const
  for (const [name, onSuccess, variables] of settled) {
    for (const key of [
      keys.history('o', 'a', {}),
      keys.typeHistory('o', {}),
      keys.detail('o', 'a'),
      keys.list('o', all),
    ])
      queryClient.setQueryData(key, { pages: [], pageParams: [] })
    await (onSuccess as (...args: unknown[]) => unknown)(state, variables, undefined, {
      client: queryClient,
    })
    await new Promise((resolve) => setTimeout(resolve))
    const stale = [
      keys.history('o', 'a', {}),
      keys.typeHistory('o', {}),
      keys.detail('o', 'a'),
      keys.list('o', all),
    ].map((key) => queryClient.getQueryState(key)?.isInvalidated)
    expect([name, stale]).toEqual([name, [true, true, true, true]])
  }
})
