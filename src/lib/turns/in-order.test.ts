import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { InOrder } from './in-order.ts'

test('work on one thing goes in order, whatever came of the one before; others do not wait', async () => {
  const order = new InOrder()
  const said: string[] = []
  const work = (thing: string, name: string, turns: number) =>
    order.run(thing, async () => {
      said.push(`${name} begins`)
      for (let at = 0; at < turns; at += 1) await turn()
      said.push(`${name} ends`)
      if (name === 'first') throw new Error('It failed.')
      return name
    })
  const first = work('a', 'first', 3)
  const second = work('a', 'second', 1)
  const other = work('b', 'other', 0)
  await expect(first).rejects.toThrow('It failed.')
  expect([await second, await other]).toEqual(['second', 'other'])
  const ofA = said.filter((one) => !one.startsWith('other'))
  expect(ofA).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
  expect(said.indexOf('other ends')).toBeLessThan(said.indexOf('first ends'))
  expect(order.size).toBe(0)
})
