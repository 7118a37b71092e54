import { afterEach, expect, test, vi } from 'vitest'
import { createThumbnailCache } from './thumbnail-cache.ts'

const picture = new Blob(['picture'])

/** Addresses given back, in order. */
function watchRevoked(): string[] {
  const revoked: string[] = []
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url))
  return revoked
}

function urlOf(thumbnail: ReturnType<ReturnType<typeof createThumbnailCache>['get']>) {
  return thumbnail?.state === 'drawn' ? thumbnail.url : undefined
}

afterEach(() => vi.restoreAllMocks())

test('keeps the last ones that were looked at, and gives the others back', () => {
  const revoked = watchRevoked()
  const cache = createThumbnailCache(2)
  cache.put('a', picture)
  const b = urlOf(cache.put('b', picture))
  expect(cache.get('a')?.state).toBe('drawn')
  cache.put('c', picture)
  expect(cache.get('b')).toBeUndefined()
  expect(revoked).toEqual([b])
  expect(cache.get('a')).toBeDefined()
  expect(cache.get('c')).toBeDefined()
})

test('remembers why there is none, so that it is not read again', () => {
  const cache = createThumbnailCache(2)
  cache.put('a', 'too many pixels')
  expect(cache.get('a')).toEqual({ state: 'none', reason: 'too many pixels' })
})

test('gives back what is replaced, and all when it is cleared', () => {
  const revoked = watchRevoked()
  const cache = createThumbnailCache(9)
  const first = urlOf(cache.put('a', picture))
  const second = urlOf(cache.put('a', picture))
  expect(revoked).toEqual([first])
  const other = urlOf(cache.put('b', picture))
  cache.clear()
  expect(revoked).toEqual([first, second, other])
  expect(cache.get('a')).toBeUndefined()
})
