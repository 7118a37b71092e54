import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keepPending, readReturn } from './pending.ts'
import { takeReturn } from './take-return.ts'

/** A tab whose address is this, with what it has stored. */
function tab(path: string, base = '') {
  const stored = new Map<string, string>()
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  } as Storage
  const replaced: string[] = []
  const { pathname, search } = new URL(path, 'https://console.example')
  const history = { replaceState: (_: unknown, __: string, url: string) => replaced.push(url) }
  const take = () => {
    const taken = takeReturn({ location: { pathname, search }, history }, () => storage, base)
    return taken && readReturn(taken, base)
  }
  const keep = (place: string, state = 'mine') =>
    keepPending(() => storage, { state, verifier: 'v', nonce: 'n', place })
  return { take, keep, stored, replaced }
}

test('a return is taken out of the address, and tells the place that was asked for', () => {
  const { take, keep, stored, replaced } = tab(
    '/connect?code=secret&state=mine&iss=https%3A%2F%2Fid',
  )
  keep('/o/demo/Binary/x?tab=1#y')
  const returned = take()
  expect(returned?.parameters).toBe('?code=secret&state=mine&iss=https%3A%2F%2Fid')
  expect(returned?.pending?.verifier).toBe('v')
  expect(returned?.pending?.place).toBe('/o/demo/Binary/x?tab=1#y')
  expect(replaced).toEqual(['/connect'])
  expect(stored.size).toBe(0)
  expect(take()?.pending).toBeUndefined()
})

test('an answer that this tab did not ask for is taken out of the address too, and knows no verifier', () => {
  const { take, keep, stored, replaced } = tab('/connect?code=theirs&state=theirs')
  keep('/o/demo/Binary')
  expect(take()).toEqual({ parameters: '?code=theirs&state=theirs', pending: undefined })
  expect(replaced).toEqual(['/connect'])
  expect(stored.size).toBe(0)
})

test('what the tab knew is forgotten also when it never comes back from the provider', () => {
  const { take, keep, stored, replaced } = tab('/o/demo/Binary?code=1&state=mine')
  keep('/settings')
  expect(take()).toBeUndefined()
  expect(stored.size).toBe(0)
  expect(replaced).toEqual([])
})

test.each(['?state=mine', '?code=x', '', '?error_description=x&state=mine'])(
  'an address with %j is no return',
  (search) => {
    expect(tab(`/connect${search}`).take()).toBeUndefined()
  },
)

test('an error comes back the same way', () => {
  const { take, keep } = tab('/files/connect?error=login_required&state=mine', '/files')
  keep('/files/o')
  expect(take()?.pending).toBeDefined()
})

test.each([
  '//evil.example/o',
  '/\\evil.example/o',
  'https://evil.example/o',
  'javascript:alert(1)',
  '/\t/evil.example',
  '/elsewhere',
  '/files/../elsewhere',
  '/files',
])('never leads to %j', (place) => {
  const { take, keep } = tab('/files/connect?code=c&state=mine', '/files')
  keep(place)
  expect(take()?.pending?.place).toBe('/files/connect')
})

test('whatever is stored, it leads to a place of this console', () => {
  const unit = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    ':',
    '@',
    '\t',
    '%2f',
    '//',
    '/files/',
    'http',
    'a',
  )
  const anyPlace = fc.oneof(fc.string(), fc.string({ unit }))
  fc.assert(
    fc.property(anyPlace, (place) => {
      const { take, keep } = tab('/files/connect?code=c&state=mine', '/files')
      keep(place)
      const led = new URL(take()?.pending?.place ?? '', 'https://console.example')
      expect(led.origin).toBe('https://console.example')
      expect(led.pathname).toMatch(/^\/files\//)
    }),
  )
})

test.each(['{', 'null', '1', '{"state":1}', '{"state":"mine"}'])(
  'storage that holds %s is no sign-in of this tab',
  (kept) => {
    const { take, stored } = tab('/connect?code=c&state=mine')
    stored.set('binnacle.sign-in', kept)
    expect(take()?.pending).toBeUndefined()
    expect(stored.size).toBe(0)
  },
)
