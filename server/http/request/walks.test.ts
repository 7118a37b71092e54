import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { Walks } from './walks.ts'

const long = () => ({ cursor: '1.abc', query: `_id=${randomBytes(10_000).toString('hex')}` })

test('a walk is in its word, whoever reads it', () => {
  const walk = { cursor: '1.abc', query: '_language=de&_count=5' }
  const word = new Walks().write(walk)
  expect(word).toMatch(/^[\w-]+$/)
  expect(word).not.toContain('language')
  expect(new Walks().read(word)).toEqual(walk)
})

test('a query that is too long for an address is remembered, by the server that was asked alone', () => {
  const walks = new Walks()
  const walk = long()
  const word = walks.write(walk)
  expect(word.length).toBeLessThan(200)
  expect(walks.read(word)).toEqual(walk)
  expect(() => new Walks().read(word)).toThrow('This search has expired: start it again.')
})

test('the one used last is remembered longest', () => {
  const walks = new Walks(50_000)
  const [one, other, third] = [long(), long(), long()]
  const words = [walks.write(one), walks.write(other), walks.write(one)]
  const last = walks.write(third)
  expect(walks.read(words[0] ?? '')).toEqual(one)
  expect(() => walks.read(words[1] ?? '')).toThrow('expired')
  expect(walks.read(last)).toEqual(third)
})

test.each(['', 'x', 'a_b', Buffer.from('[]').toString('base64url')])('%j is not a walk', (word) => {
  expect(() => new Walks().read(word)).toThrow('_cursor was not issued by this server')
})
