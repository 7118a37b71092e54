import { PassThrough } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { expect, test } from 'vitest'
import { FREE, MemoryBudget, MemoryFull } from './memory-budget.ts'

test('holds what there is room for, refuses the next, and goes on once one is over', () => {
  const budget = new MemoryBudget(1000)
  const [one, two] = [budget.open(), budget.open()]
  one.add(FREE + 600)
  expect(() => two.add(FREE + 401)).toThrow(MemoryFull)
  two.add(FREE + 400)
  expect(budget.held).toBe(1000)
  expect(() => one.add(1)).toThrow(MemoryFull)
  one.shrink(500)
  two.add(300)
  two.release()
  one.release()
  expect(budget.held).toBe(0)
})

test('small requests need no room', () => {
  const budget = new MemoryBudget(10)
  budget.open().add(FREE + 10)
  for (let turn = 0; turn < 5; turn += 1) budget.open().add(FREE)
  expect(budget.held).toBe(10)
})

test('what is over takes nothing any more', () => {
  const budget = new MemoryBudget(10)
  const held = budget.open()
  held.release()
  held.add(FREE + 1000)
  expect(budget.held).toBe(0)
})

test('of a request it holds once, until its answer is out', async () => {
  const budget = new MemoryBudget(1000)
  const raw = new PassThrough()
  const reply = { raw } as unknown as FastifyReply
  budget.for(reply).add(FREE + 1)
  budget.for(reply).add(2)
  expect(budget.held).toBe(3)
  raw.destroy()
  await expect.poll(() => budget.held).toBe(0)
})
