import { expect, test } from 'vitest'
import { readSecret, takeLinkFromAddress } from './token-link.ts'

function page(hash: string, pathname = '/', search = '') {
  const replaced: string[] = []
  const history = {
    state: { key: 'k' },
    replaceState: (_state: unknown, _unused: string, url: string) => replaced.push(url),
  }
  return { location: { pathname, search, hash }, history, replaced }
}

const taken = (here: ReturnType<typeof page>) => {
  const hash = takeLinkFromAddress(here)
  return hash === undefined ? undefined : readSecret(hash)
}
const secret = (kind: 'token' | 'code', text: string) => ({ ok: true, secret: { kind, text } })

test('what signs in is taken, and the address loses it at once', () => {
  const here = page('#token=abc%2Bdef')
  expect(taken(here)).toEqual(secret('token', 'abc+def'))
  expect(here.replaced).toEqual(['/'])
  const printed = page('#code=a-b_c')
  expect(taken(printed)).toEqual(secret('code', 'a-b_c'))
  expect(printed.replaced).toEqual(['/'])
})

test('the place that the link names is kept', () => {
  const here = page('#token=t', '/o/demo/Binary/x', '?tab=1')
  takeLinkFromAddress(here)
  expect(here.replaced).toEqual(['/o/demo/Binary/x?tab=1'])
})

test('a plus sign stays one, and broken escapes do no harm', () => {
  expect(taken(page('#token=a+b/c=='))).toEqual(secret('token', 'a+b/c=='))
  expect(taken(page('#token=100%'))).toEqual(secret('token', '100%'))
  expect(taken(page('#a=b&code=x&c=d'))).toEqual(secret('code', 'x'))
})

test('other fragments are left alone, an empty token or code is removed', () => {
  const anchor = page('#versions')
  expect(takeLinkFromAddress(anchor)).toBeUndefined()
  expect(anchor.replaced).toEqual([])
  for (const hash of ['#token=', '#code=']) {
    const empty = page(hash)
    expect(takeLinkFromAddress(empty)).toBeUndefined()
    expect(empty.replaced).toEqual(['/'])
  }
})

test('a pasted token may come with blanks, with Bearer, or as the whole link', () => {
  expect(readSecret('  abc.def\n')).toEqual(secret('token', 'abc.def'))
  expect(readSecret('Bearer abc')).toEqual(secret('token', 'abc'))
  expect(readSecret('http://127.0.0.1:1/#token=abc')).toEqual(secret('token', 'abc'))
  expect(readSecret('http://127.0.0.1:1/#code=abc')).toEqual(secret('code', 'abc'))
  // Only a link has parts.
  expect(readSecret('code=abc')).toEqual(secret('token', 'code=abc'))
})

test.each(['', '   ', 'two words', 'a\nb', 'schlüssel', '“abc”', '#token=', '#code=a b'])(
  '%j is not a token',
  (pasted) => {
    expect(readSecret(pasted).ok).toBe(false)
  },
)
