import { expect, test } from 'vitest'
import { readToken, takeTokenFromAddress } from './token-link.ts'

function page(hash: string, pathname = '/', search = '') {
  const replaced: string[] = []
  const history = {
    state: { key: 'k' },
    replaceState: (_state: unknown, _unused: string, url: string) => replaced.push(url),
  }
  return { location: { pathname, search, hash }, history, replaced }
}

test('the token is taken, and the address loses it at once', () => {
  const here = page('#token=abc%2Bdef')
  expect(takeTokenFromAddress(here)).toBe('abc+def')
  expect(here.replaced).toEqual(['/'])
})

test('the place that the link names is kept', () => {
  const here = page('#token=t', '/o/demo/Binary/x', '?tab=1')
  takeTokenFromAddress(here)
  expect(here.replaced).toEqual(['/o/demo/Binary/x?tab=1'])
})

test('a plus sign stays one, and broken escapes do no harm', () => {
  expect(takeTokenFromAddress(page('#token=a+b/c=='))).toBe('a+b/c==')
  expect(takeTokenFromAddress(page('#token=100%'))).toBe('100%')
})

test('other fragments are left alone, an empty token is removed', () => {
  const anchor = page('#versions')
  expect(takeTokenFromAddress(anchor)).toBeUndefined()
  expect(anchor.replaced).toEqual([])
  const empty = page('#token=')
  expect(takeTokenFromAddress(empty)).toBeUndefined()
  expect(empty.replaced).toEqual(['/'])
})

test('a pasted token may come with blanks, with Bearer, or as the whole link', () => {
  expect(readToken('  abc.def\n')).toEqual({ ok: true, token: 'abc.def' })
  expect(readToken('Bearer abc')).toEqual({ ok: true, token: 'abc' })
  expect(readToken('http://127.0.0.1:1/#token=abc')).toEqual({ ok: true, token: 'abc' })
})

test.each(['', '   ', 'two words', 'a\nb', 'schlüssel', '“abc”'])('%j is not a token', (pasted) => {
  expect(readToken(pasted).ok).toBe(false)
})
