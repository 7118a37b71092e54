import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { readSmallBody, readSmallJson } from './read-body.ts'

const body = (...parts: string[]) => Readable.from(parts.map((part) => Buffer.from(part)))

test('gathers what fits', async () => {
  expect((await readSmallBody(body('a=1', '&b=2'), 7)).toString()).toBe('a=1&b=2')
  expect(await readSmallBody(body(), 0)).toHaveLength(0)
  await expect(readSmallBody(body('a=1', '&b=2'), 6)).rejects.toMatchObject({
    kind: 'too-large',
  })
})

test('reads JSON, and says where it is none', async () => {
  expect(await readSmallJson(body('[{"op":', '"remove"}]'), 100)).toStrictEqual([{ op: 'remove' }])
  await expect(readSmallJson(body('[1', ',]'), 100)).rejects.toMatchObject({
    kind: 'malformed-json',
    offset: 3,
  })
  await expect(readSmallJson(body(''), 100)).rejects.toMatchObject({ kind: 'truncated' })
})

test('a stream that breaks off is told apart from a text that ends early', async () => {
  await expect(readSmallJson(new Readable({ read() {} }).destroy(), 10)).rejects.toMatchObject({
    kind: 'client-gone',
  })
})
