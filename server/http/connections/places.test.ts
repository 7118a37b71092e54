import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clientAddress, Places } from './places.ts'

function enterAll(places: Places<string>, who: string, now: number): string[] {
  return who.split('').flatMap((one) => {
    const { enters, instead } = places.enter(one, one, now)
    expect(enters).toBe(true)
    return instead
  })
}

test('from half of the places on, a stranger that has had its time goes for a new one', () => {
  const places = new Places<string>({ all: 6, perAddress: 6 })
  expect(enterAll(places, 'abc', 0)).toEqual([])
  places.setBusy('b', true, 1)
  expect(enterAll(places, 'd', 999)).toEqual([])
  expect(enterAll(places, 'e', 1000)).toEqual(['a'])
  expect(enterAll(places, 'f', 1000)).toEqual(['c'])
  places.know('d', 1001)
  places.know('e', 1001)
  expect(enterAll(places, 'g', 1500)).toEqual([])
  expect(enterAll(places, 'h', 10_001)).toEqual(['f'])
})

test('where all are taken: the oldest idle stranger, one that is stuck, who is known and idle', () => {
  const places = new Places<string>({ all: 4, perAddress: 4 })
  enterAll(places, 'abcd', 0)
  places.setBusy('b', true, 1)
  expect(enterAll(places, 'e', 2)).toEqual(['a'])
  for (const who of ['c', 'd', 'e']) places.know(who, 3)
  places.setBusy('c', true, 4)
  expect(enterAll(places, 'f', 5)).toEqual(['d'])
  places.setBusy('f', true, 6)
  expect(enterAll(places, 'g', 7)).toEqual(['e'])
  places.setBusy('g', true, 8)
  expect(places.enter('h', 'h', 9)).toEqual({ enters: false, instead: [] })
  expect(enterAll(places, 'h', 2001)).toEqual(['b'])
  places.setBusy('h', true, 2001)
  expect(enterAll(places, 'i', 12_008)).toEqual(['f'])
})

test('one address can not take the places of the others', () => {
  const places = new Places<number>({ all: 100, perAddress: 10 })
  const gone: number[] = []
  for (let n = 0; n < 1000; n += 1) gone.push(...places.enter(n, 'attacker', n).instead)
  expect(places.size).toBe(10)
  expect(gone.slice(0, 3)).toEqual([0, 1, 2])
  expect(places.enter(1000, 'other', 1000)).toEqual({ enters: true, instead: [] })
})

const steps = fc.array(
  fc.record({
    does: fc.constantFrom('enter', 'enter', 'know', 'busy', 'idle', 'leave'),
    who: fc.nat(30),
    address: fc.constantFrom('x', 'y', 'z'),
    after: fc.nat(20_000),
  }),
  { maxLength: 200 },
)

test('whatever comes: never more than may be, and nobody who is known and busy is closed', () => {
  fc.assert(
    fc.property(
      steps,
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 8 }),
      (all, a, b) => {
        const places = new Places<number>({ all: a, perAddress: b })
        const model = new Map<number, { address: string; known: boolean; busy: boolean }>()
        let now = 0
        let [refused, displaced] = [0, 0]
        for (const { does, who, address, after } of all) {
          now += after
          const one = model.get(who)
          if (does === 'enter' && !one) {
            const { enters, instead } = places.enter(who, address, now)
            displaced += instead.length
            if (!enters) refused += 1
            for (const gone of instead) {
              expect(model.get(gone)).not.toMatchObject({ known: true, busy: true })
              model.delete(gone)
            }
            if (enters) model.set(who, { address, known: false, busy: false })
            // Only the known and the busy keep anybody out.
            else expect([...model.values()].some(({ busy, known }) => busy || known)).toBe(true)
          } else if (does === 'leave') {
            places.leave(who)
            model.delete(who)
          } else if (one && does === 'know') {
            places.know(who, now)
            one.known = true
          } else if (one) {
            places.setBusy(who, does === 'busy', now)
            one.busy = does === 'busy'
          }
          const inside = [...model.values()]
          expect(places.size).toBe(inside.length)
          const known = inside.filter((each) => each.known).length
          const strangers = inside.length - known
          expect(places.counts).toEqual({ known, strangers, refused, displaced })
          expect(inside.length).toBeLessThanOrEqual(a)
          for (const of of ['x', 'y', 'z'])
            expect(inside.filter((each) => each.address === of).length).toBeLessThanOrEqual(b)
        }
      },
    ),
  )
})

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:10.0.0.7', '10.0.0.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::9', '2001:db8:1:2'],
  ['2001:DB8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  [undefined, ''],
])('%s counts as %s', (remote, counted) => {
  expect(clientAddress(remote)).toBe(counted)
})
