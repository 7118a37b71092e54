import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Turns } from '#lib/turns/turns.ts'
import { nextTurn } from './turns.ts'

test('nobody waits while nobody else works', async () => {
  const turns = new Turns()
  const order: string[] = []
  const immediate = turn().then(() => order.push('turn'))
  await turns.next('a').then(() => order.push('work'))
  await immediate
  expect(order).toEqual(['work', 'turn'])
})

test('one piece is done in a turn, and callers take turns', async () => {
  const turns = new Turns()
  let loops = 0
  const done: [string, number][] = []
  const work = (caller: string) =>
    turns.next(caller).then(() => {
      done.push([caller, loops])
    })
  const all = [work('many'), work('many'), work('many'), work('many'), work('one'), work('other')]
  const watching = (async () => {
    while (done.length < all.length) {
      await turn()
      loops += 1
    }
  })()
  await Promise.all([...all, watching])
  expect(done.map(([caller]) => caller)).toEqual(['many', 'one', 'many', 'other', 'many', 'many'])
  const at = done.map(([, loop]) => loop)
  // The first is done where it comes from, before the first turn there is.
  expect(new Set(at).size).toBeGreaterThanOrEqual(all.length - 1)
})

test('what is due later waits for its turn as well', async () => {
  const turns = new Turns()
  const order: string[] = []
  await turns.next('a')
  const first = turns.next('a').then(() => {
    order.push('a')
    return turns.next('a').then(() => order.push('a again'))
  })
  const second = turns.next('b').then(() => order.push('b'))
  await Promise.all([first, second])
  expect(order).toEqual(['b', 'a', 'a again'])
})

test('strangers of one network of IPv6 wait for each other as one', async () => {
  const order: string[] = []
  const from = (ip: string) => nextTurn({ context: undefined, ip }).then(() => order.push(ip))
  await Promise.all(['2001:db8::1', '2001:db8::2', '2001:db8::3', '2001:db8:0:1::1'].map(from))
  expect(order).toEqual(['2001:db8::1', '2001:db8:0:1::1', '2001:db8::2', '2001:db8::3'])
})

test('who comes seldom comes first, and keeps nobody waiting for good', async () => {
  const turns = new Turns()
  const order: string[] = []
  const work = (caller: string) => turns.next(caller).then(() => order.push(caller))
  const often = Array.from({ length: 6 }, () => work('often'))
  const strangers = Array.from({ length: 4 }, (_, at) => work(`stranger ${at}`))
  await Promise.all([...often, ...strangers])
  expect(order.filter((_, at) => at % 2 === 0).slice(0, 4)).toEqual(Array(4).fill('often'))
  expect(order.slice(1, 8).filter((caller) => caller !== 'often')).toHaveLength(4)
})

test('what a piece has led to is done before the next one', async () => {
  const turns = new Turns()
  const order: string[] = []
  const piece = async (name: string) => {
    await turns.next('a')
    order.push(name)
    // As a write of the database.
    setImmediate(() => void order.push(`what ${name} has led to`))
  }
  await Promise.all([piece('one'), piece('other')])
  expect(order).toEqual(['one', 'what one has led to', 'other'])
})

test('whose pieces are short waits for one long piece, however often it comes', async () => {
  const turns = new Turns()
  const order: string[] = []
  const piece = async (caller: string, milliseconds: number) => {
    await turns.next(caller)
    order.push(caller)
    const end = performance.now() + milliseconds
    while (performance.now() < end);
  }
  const round = () => [piece('long', 20), piece('long, too', 20), piece('short', 0)]
  await Promise.all([...round(), ...round()])
  order.length = 0
  await Promise.all(round())
  expect(order.indexOf('short')).toBeLessThan(2)
})
