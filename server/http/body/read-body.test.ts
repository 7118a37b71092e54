import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { FREE, MemoryBudget, MemoryFull } from '../memory-budget.ts'
import { readSmallBody, readSmallJson } from './read-body.ts'

const held = () => new MemoryBudget(1 << 20).open()
const turn = async () => undefined
const limits = (bytes: number, values = 100) => ({ bytes, held: held(), turn, json: { values } })
const body = (...parts: string[]) => Readable.from(parts.map((part) => Buffer.from(part)))

test('gathers what fits', async () => {
  expect(
    (await readSmallBody(body('a=1', '&b=2'), { bytes: 7, held: held(), turn })).toString(),
  ).toBe('a=1&b=2')
  expect(await readSmallBody(body(), { bytes: 0, held: held(), turn })).toHaveLength(0)
  await expect(
    readSmallBody(body('a=1', '&b=2'), { bytes: 6, held: held(), turn }),
  ).rejects.toMatchObject({
    kind: 'too-large',
  })
})

test('reads JSON, and says where it is none', async () => {
  expect(await readSmallJson(body('[{"op":', '"remove"}]'), limits(100))).toStrictEqual([
    { op: 'remove' },
  ])
  await expect(readSmallJson(body('[1', ',]'), limits(100))).rejects.toMatchObject({
    kind: 'malformed-json',
    offset: 3,
  })
  await expect(readSmallJson(body(''), limits(100))).rejects.toMatchObject({ kind: 'truncated' })
})

test('a stream that breaks off is told apart from a text that ends early', async () => {
  await expect(
    readSmallJson(new Readable({ read() {} }).destroy(), limits(10)),
  ).rejects.toMatchObject({
    kind: 'client-gone',
  })
})

test('counts what it holds while it reads, and lets go of the copies it is made of', async () => {
  const budget = new MemoryBudget(1 << 20)
  const request = budget.open()
  const text = JSON.stringify('x'.repeat(200_000))
  await readSmallJson(body(text), { bytes: 1 << 20, held: request, turn, json: { values: 5 } })
  expect(budget.held).toBe(text.length - FREE)
  const other = { bytes: 1 << 20, held: budget.open(), turn }
  await expect(readSmallBody(body('x'.repeat(400_000)), other)).rejects.toThrow(MemoryFull)
})

test('refuses too many values before the rest has come', async () => {
  let sent = 0
  const endless = Readable.from(
    (function* () {
      for (; sent < 1000; sent += 1) yield Buffer.from('[1,2],'.repeat(100))
    })(),
    { highWaterMark: 1 },
  )
  const reading = readSmallJson(endless, limits(1 << 30, 1000))
  await expect(reading).rejects.toMatchObject({ kind: 'too-large' })
  expect(sent).toBeLessThan(20)
  endless.destroy()
})
