import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import type { Binary } from '#fhir/types.ts'
import { keys } from '../keys.ts'
import { listedBinary } from './listed-binary.ts'
import type { BinarySearch } from './search/search-types.ts'

const search = { ids: [], language: '', method: 'GET' } satisfies BinarySearch

function cacheOf(...binaries: Binary[]): QueryClient {
  const queryClient = new QueryClient()
  const pages = binaries.map((one) => ({ items: [one], received: 1, ignored: [] }))
  queryClient.setQueryData(keys.list('a', search), { pages, pageParams: [] })
  return queryClient
}

const binary = (id: string, meta?: Binary['meta']): Binary => ({
  resourceType: 'Binary',
  id,
  ...(meta && { meta }),
})

test('a row of any page stands in for its Binary', () => {
  const two = binary('two', { versionId: '7', lastUpdated: '2026-11-26T08:00:00Z' })
  expect(listedBinary(cacheOf(binary('one'), two), 'a', 'two')).toEqual({
    state: 'live',
    binary: two,
    versionId: '7',
    lastUpdated: '2026-11-26T08:00:00Z',
  })
})

test('one without a version does not, nor one of another organization', () => {
  expect(listedBinary(cacheOf(binary('one')), 'a', 'one')).toBeUndefined()
  const known = cacheOf(binary('one', { versionId: '1' }))
  expect(listedBinary(known, 'b', 'one')).toBeUndefined()
  expect(listedBinary(known, 'a', 'other')).toBeUndefined()
})
