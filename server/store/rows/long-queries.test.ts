import { expect, test } from 'vitest'
import { makeRoom, weightOf, type LongQueryRow } from './long-queries.ts'

let count = 0
const row = (organization: number, asker: string, bytes = 10): LongQueryRow => ({
  organization,
  asker: Buffer.from(asker),
  name: Buffer.from(String((count += 1))),
  bytes,
})

test('nothing goes while there is room', () => {
  expect(makeRoom([row(1, 'ada'), row(1, 'bob')], 20)).toEqual([])
  expect(makeRoom([], 0)).toEqual([])
})

test('the oldest goes of who takes most', () => {
  const [old, newer, newest] = [row(1, 'bob'), row(1, 'bob'), row(1, 'bob')]
  const rows = [row(1, 'ada'), old, newer, row(1, 'ada'), newest]
  expect(makeRoom(rows, 40)).toEqual([old])
  // Then both take the same, and the next one is of either.
  expect(makeRoom(rows, 30)).toHaveLength(2)
})

test('of an organization that asks much, whatever the names, no other one loses any', () => {
  const ada = row(1, 'ada')
  const others = Array.from({ length: 20 }, (_, at) => row(2, `bob ${at}`))
  const gone = makeRoom([ada, ...others], 50)
  expect(gone).toHaveLength(16)
  expect(gone).not.toContain(ada)
})

test('in an organization, whoever asks little keeps what they have', () => {
  const ada = row(1, 'ada')
  const others = Array.from({ length: 20 }, () => row(1, 'bob'))
  const gone = makeRoom([ada, ...others], 50)
  expect(gone).toEqual(others.slice(0, 16))
})

test('what is longer than all room goes itself', () => {
  const [small, large] = [row(1, 'ada'), row(1, 'ada', 100)]
  expect(makeRoom([small, large], 50)).toEqual([small, large])
})

test('short ones count as much as a longer one, so that there are never many', () => {
  expect(weightOf('a')).toBe(weightOf('b'.repeat(5000)))
  expect(weightOf('ä'.repeat(20_000))).toBe(40_000)
})
