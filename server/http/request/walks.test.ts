import { randomBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { StoreBusy, StoreFull } from '#server/store/errors.ts'
import type { LongQueries } from '#server/store/store.ts'
import { testServer } from '#test/test-server.ts'
import { Walks } from './walks.ts'

const ada = ['a', { token: { subject: 'ada' } }] as const
const long = () => ({ cursor: '1.abc', query: `_id=${randomBytes(10_000).toString('hex')}` })

let longQueries: LongQueries
let passed = 0

beforeEach(async () => {
  const { store, ...server } = await testServer()
  onTestFinished(() => server[Symbol.asyncDispose]())
  passed = 0
  longQueries = store.longQueries
  for (const name of ['used', 'find', 'keep'] as const) vi.spyOn(longQueries, name)
})

/** How often each was asked of the store. */
function asked(): Record<'used' | 'find' | 'keep', number> {
  const times = (name: 'used' | 'find' | 'keep') => vi.mocked(longQueries)[name].mock.calls.length
  return { used: times('used'), find: times('find'), keep: times('keep') }
}

const clock = () => new Date(Date.UTC(2026, 10, 22) + passed)
const room = { check: async () => undefined }

/** Those of one more server on the same store. */
function server({ most = 1_000_000, check = room.check } = {}): Walks {
  return new Walks({ longQueries, room: { check } }, { clock, most })
}
const own = (walks = server()) => walks.of(...ada)

test('a walk is in its word, whoever reads it', async () => {
  const walk = { cursor: '1.abc', query: '_language=de&_count=5' }
  const word = await own().write(walk)
  expect(word).toMatch(/^[\w-]+$/)
  expect(word).not.toContain('language')
  expect(await own().read(word)).toEqual(walk)
  expect(asked()).toEqual({ used: 0, find: 0, keep: 0 })
})

test('a query that is too long for an address is remembered, by every server', async () => {
  const [walk, longer] = [long(), { cursor: '2', query: `_id=${'abc,'.repeat(40_000)}` }]
  for (const one of [walk, longer]) {
    const word = await own().write(one)
    expect(word.length).toBeLessThan(200)
    expect(await own().read(word)).toEqual(one)
  }
})

test('what is there already is not written again for each page, and lasts as long as somebody walks', async () => {
  const walk = long()
  let word = await own().write(walk)
  expect(asked()).toEqual({ used: 1, find: 0, keep: 1 })
  for (let page = 0; page < 5; page += 1) {
    const walks = own()
    const { query } = await walks.read(word)
    // The links of one page: to itself and to the next.
    await walks.write({ cursor: word, query })
    word = await walks.write({ cursor: `${page}`, query })
  }
  expect(asked()).toEqual({ used: 1, keep: 1, find: 5 })
  // Somebody begins the same anew.
  await own().write(walk)
  expect(asked()).toEqual({ used: 2, keep: 1, find: 5 })
  passed = 11 * 60_000
  const walks = own()
  await walks.write(await walks.read(word))
  expect(asked()).toMatchObject({ keep: 2 })
  await longQueries.expire(clock().getTime())
  expect((await own().read(word)).query).toBe(walk.query)
})

test('the one used last is remembered longest', async () => {
  const write = (walk: ReturnType<typeof long>) => {
    passed += 11 * 60_000
    return own(server({ most: 50_000 })).write(walk)
  }
  const [one, other, third] = [long(), long(), long()]
  const words = [await write(one), await write(other), await write(one)]
  const last = await write(third)
  expect(await own().read(words[0] ?? '')).toEqual(one)
  await expect(own().read(words[1] ?? '')).rejects.toThrow(
    'This search has expired: start it again.',
  )
  expect(await own().read(last)).toEqual(third)
})

test.each(['', 'x', 'a_b', Buffer.from('[]').toString('base64url')])(
  '%j is not a walk',
  async (word) => {
    await expect(own().read(word)).rejects.toThrow('_cursor was not issued by this server')
  },
)

test.each(['x', '../../etc', 5, ''])('a walk can not name %j', async (name) => {
  const word = deflateRawSync(JSON.stringify(['1', null, name])).toString('base64url')
  await expect(own().read(word)).rejects.toThrow('This search has expired: start it again.')
  expect(asked()).toEqual({ used: 0, find: 0, keep: 0 })
})

test('another token, and another organization, can neither follow it nor tell that it was asked', async () => {
  const word = await own().write(long())
  for (const [organization, name] of [
    ['a', 'bob'],
    ['b', 'ada'],
    ['a', 'ada '],
  ] as const)
    await expect(
      server()
        .of(organization, { token: { subject: name } })
        .read(word),
    ).rejects.toThrow('This search has expired: start it again.')
  expect((await own().read(word)).cursor).toBe('1.abc')
})

test('who asks much pushes out their own alone', async () => {
  const walk = long()
  const word = await own().write(walk)
  const busy = server({ most: 100_000 })
  for (let count = 0; count < 20; count += 1) {
    await busy.of('b', { token: { subject: `bob ${count}` } }).write(long())
    await busy.of('a', { token: { subject: 'bob' } }).write(long())
  }
  expect(await own().read(word)).toEqual(walk)
})

test('what can not be remembered is not called the end of the search; what is there is of use', async () => {
  const full = server({
    check: async () => {
      throw new StoreFull('full')
    },
  })
  await expect(own(full).write(long())).rejects.toThrow(StoreFull)
  const walk = long()
  const word = await own().write(walk)
  passed = 11 * 60_000
  vi.mocked(longQueries).keep.mockRejectedValue(new StoreBusy('busy'))
  expect(await own(full).read(await own(full).write(walk))).toEqual(walk)
  expect(await own(full).read(word)).toEqual(walk)
})
