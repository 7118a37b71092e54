import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { Walks } from './walks.ts'

const ada = ['a', { token: { subject: 'ada' } }] as const
const own = (walks = new Walks()) => walks.of(...ada)
const long = () => ({ cursor: '1.abc', query: `_id=${randomBytes(10_000).toString('hex')}` })

test('a walk is in its word, whoever reads it', () => {
  const walk = { cursor: '1.abc', query: '_language=de&_count=5' }
  const word = own().write(walk)
  expect(word).toMatch(/^[\w-]+$/)
  expect(word).not.toContain('language')
  expect(own().read(word)).toEqual(walk)
})

test('a query that is too long for an address is remembered, by the server that was asked alone', () => {
  const walks = own()
  const walk = long()
  const word = walks.write(walk)
  expect(word.length).toBeLessThan(200)
  expect(walks.read(word)).toEqual(walk)
  expect(() => own().read(word)).toThrow('This search has expired: start it again.')
})

test('the one used last is remembered longest', () => {
  const walks = own(new Walks(50_000))
  const [one, other, third] = [long(), long(), long()]
  const words = [walks.write(one), walks.write(other), walks.write(one)]
  const last = walks.write(third)
  expect(walks.read(words[0] ?? '')).toEqual(one)
  expect(() => walks.read(words[1] ?? '')).toThrow('expired')
  expect(walks.read(last)).toEqual(third)
})

test.each(['', 'x', 'a_b', Buffer.from('[]').toString('base64url')])('%j is not a walk', (word) => {
  expect(() => own().read(word)).toThrow('_cursor was not issued by this server')
})

test('another token, and another organization, can neither follow it nor tell that it was asked', () => {
  const walks = new Walks()
  const word = walks.of(...ada).write(long())
  for (const [organization, name] of [
    ['a', 'bob'],
    ['b', 'ada'],
    ['a', 'ada '],
  ] as const)
    expect(() => walks.of(organization, { token: { subject: name } }).read(word)).toThrow(
      'This search has expired: start it again.',
    )
  expect(walks.of(...ada).read(word).cursor).toBe('1.abc')
})

test('who asks much pushes out their own alone', () => {
  const walks = new Walks(100_000)
  const walk = long()
  const word = walks.of(...ada).write(walk)
  for (let count = 0; count < 20; count += 1)
    walks.of('b', { token: { subject: `bob ${count}` } }).write(long())
  expect(walks.of(...ada).read(word)).toEqual(walk)
})
