import { PassThrough } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { describe, expect, test } from 'vitest'
import { FREE, MemoryBudget, MemoryFull } from './memory-budget.ts'

describe('a budget of memory', () => {
  test('lets the oldest hold all, and the others a quarter as much together', () => {
    const budget = new MemoryBudget(1000)
    const [oldest, one, two] = [budget.open(), budget.open(), budget.open()]
    oldest.add(FREE + 100)
    one.add(FREE + 150)
    two.add(FREE + 100)
    expect(() => two.add(1)).toThrow(MemoryFull)
    oldest.add(900)
    expect(() => oldest.add(1)).toThrow(MemoryFull)
    expect(budget.held).toBe(1250)
    one.shrink(50)
    two.add(50)
    // Who comes next in age may hold all by itself then.
    oldest.release()
    one.add(900)
    expect(() => one.add(1)).toThrow(MemoryFull)
    two.release()
    one.release()
    expect(budget.held).toBe(0)
  })

  test('lets one after the other through, however many come at once, and each as large as may be', () => {
    const budget = new MemoryBudget(1000)
    let through = 0
    let turn = 0
    const begin = () => ({ held: budget.open(), bytes: 0 })
    const all = Array.from({ length: 64 }, begin)
    for (; turn < 10_000; turn += 1) {
      const index = turn % all.length
      const one = all[index] ?? begin()
      try {
        one.held.add(one.bytes === 0 ? FREE + 50 : 50)
        one.bytes += 50
        if (one.bytes < 1000) continue
        through += 1
      } catch (error) {
        expect(error).toBeInstanceOf(MemoryFull)
      }
      // Through or refused: it comes again at once.
      one.held.release()
      all[index] = begin()
    }
    expect(through).toBeGreaterThan(5)
    expect(budget.held).toBeLessThanOrEqual(1250)
  })

  test('does not count what is small', () => {
    const budget = new MemoryBudget(10)
    budget.open().add(FREE + 10)
    for (let turn = 0; turn < 5; turn += 1) budget.open().add(FREE)
    expect(budget.held).toBe(10)
  })

  test('gives nothing to what is over', () => {
    const budget = new MemoryBudget(10)
    const held = budget.open()
    held.release()
    held.add(FREE + 1000)
    expect(budget.held).toBe(0)
  })

  test('holds once for a request, until its answer is out', async () => {
    const budget = new MemoryBudget(1000)
    const raw = new PassThrough()
    const reply = { raw } as unknown as FastifyReply
    budget.for(reply).add(FREE + 1)
    budget.for(reply).add(2)
    expect(budget.held).toBe(3)
    raw.destroy()
    await expect.poll(() => budget.held).toBe(0)
  })
})
