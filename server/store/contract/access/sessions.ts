import { createHash } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { CLAIM_LIFETIME, type Store } from '../../store.ts'
import type { SharedData } from '../shared.ts'
import type { OpenStore } from '../support.ts'
import { openFilled } from '../support.ts'

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
const NOW = Date.UTC(2026, 10, 22, 12)
const MINUTE = 60_000

const keep = ({ codes }: Store, text: string, { maker = text, expires = NOW + MINUTE } = {}) =>
  codes.keep({ hash: hashOf(text), maker, expires }, NOW)

const session = (text: string, begun = NOW, expires = begun + 10 * MINUTE) => ({
  hash: hashOf(text),
  begun,
  expires,
})

/** Signs in by a code of its own. @returns whether that went well */
async function begin(store: Store, one: ReturnType<typeof session>, most = 100): Promise<boolean> {
  await store.codes.keep(
    { hash: one.hash, maker: one.hash, expires: one.begun + MINUTE },
    one.begun,
  )
  const claim = (await store.codes.claim(one.hash, one.begun)) ?? ''
  return store.sessions.begin(one, { claim, most })
}

export function describeSessions(open: OpenStore): void {
  describe('a code', () => {
    test('is claimed by one, and begins one session', async () => {
      const store = await openFilled(open)
      await keep(store, 'code')
      expect(await store.codes.claim(hashOf('other'), NOW)).toBeUndefined()
      const claims = await Promise.all(
        [1, 2, 3, 4].map(() => store.codes.claim(hashOf('code'), NOW)),
      )
      const [claim = '', ...more] = claims.filter((one) => one !== undefined)
      expect(more).toEqual([])
      const begun = [1, 2, 3].map((at) =>
        store.sessions.begin(session(`${at}`), { claim, most: 9 }),
      )
      expect((await Promise.all(begun)).filter((one) => one)).toHaveLength(1)
      expect(await store.codes.claim(hashOf('code'), NOW + 2 * CLAIM_LIFETIME)).toBeUndefined()
    })

    test('that was released is as it was before', async () => {
      const store = await openFilled(open)
      await keep(store, 'code')
      const first = (await store.codes.claim(hashOf('code'), NOW)) ?? ''
      await store.codes.release(first)
      const second = (await store.codes.claim(hashOf('code'), NOW)) ?? ''
      // The first one's is over, whatever it still tries.
      expect(await store.sessions.begin(session('a'), { claim: first, most: 9 })).toBe(false)
      expect(await store.sessions.find(hashOf('a'))).toBeUndefined()
      await store.codes.release(first)
      expect(await store.codes.claim(hashOf('code'), NOW)).toBeUndefined()
      expect(await store.sessions.begin(session('b'), { claim: second, most: 9 })).toBe(true)
    })

    test('is free again when whoever claimed it is gone', async () => {
      const store = await openFilled(open)
      await keep(store, 'code', { expires: NOW + 5 * MINUTE })
      const gone = (await store.codes.claim(hashOf('code'), NOW)) ?? ''
      expect(await store.codes.claim(hashOf('code'), NOW + CLAIM_LIFETIME - 1)).toBeUndefined()
      expect(await store.codes.claim(hashOf('code'), NOW + CLAIM_LIFETIME)).toBeDefined()
      expect(await store.sessions.begin(session('a'), { claim: gone, most: 9 })).toBe(false)
    })

    test('is worthless once it has expired, or its maker has made another one', async () => {
      const store = await openFilled(open)
      await keep(store, 'late')
      expect(await store.codes.claim(hashOf('late'), NOW + MINUTE)).toBeUndefined()
      await keep(store, 'first', { maker: 'link' })
      await keep(store, 'second', { maker: 'link' })
      await keep(store, 'of another', { maker: 'server' })
      expect(await store.codes.claim(hashOf('first'), NOW)).toBeUndefined()
      expect(await store.codes.claim(hashOf('second'), NOW)).toBeDefined()
      expect(await store.codes.claim(hashOf('of another'), NOW)).toBeDefined()
    })
  })

  describe('sessions', () => {
    test('are found by their hash until they are ended', async () => {
      const store = await openFilled(open)
      expect(await begin(store, session('a'))).toBe(true)
      await begin(store, session('b', NOW + 1))
      expect(await store.sessions.find(hashOf('a'))).toEqual({
        begun: NOW,
        expires: NOW + 10 * MINUTE,
      })
      expect(await store.sessions.find(hashOf('c'))).toBeUndefined()
      expect(await store.sessions.find('')).toBeUndefined()
      expect(await store.sessions.end(hashOf('a'))).toBe(true)
      expect(await store.sessions.end(hashOf('a'))).toBe(false)
      expect(await store.sessions.find(hashOf('a'))).toBeUndefined()
      expect(await store.sessions.find(hashOf('b'))).toBeDefined()
    })

    test('last longer when their end is moved, and no longer once they were ended', async () => {
      const store = await openFilled(open)
      await begin(store, session('a', NOW, NOW + 1000))
      await begin(store, session('b', NOW, NOW + 1000))
      await store.sessions.keep(hashOf('a'), NOW + 5000)
      expect(await store.sessions.find(hashOf('a'))).toEqual({ begun: NOW, expires: NOW + 5000 })
      await store.sessions.expire(NOW + 1000)
      expect(await store.sessions.find(hashOf('a'))).toBeDefined()
      await store.sessions.keep(hashOf('b'), NOW + 5000)
      expect(await store.sessions.find(hashOf('b'))).toBeUndefined()
      // Earlier as well, as after the setting was changed.
      await store.sessions.keep(hashOf('a'), NOW + 2000)
      await store.sessions.expire(NOW + 2000)
      expect(await store.sessions.find(hashOf('a'))).toBeUndefined()
    })

    test('are never more than so many: the oldest end', async () => {
      const store = await openFilled(open)
      for (const name of ['a', 'b', 'c', 'd']) await begin(store, session(name), 3)
      expect(await store.sessions.find(hashOf('a'))).toBeUndefined()
      for (const name of ['b', 'c', 'd'])
        expect(await store.sessions.find(hashOf(name))).toBeDefined()
    })

    test('end all at once, and no code is good any more', async () => {
      const store = await openFilled(open)
      await begin(store, session('a'))
      await begin(store, session('b'))
      await keep(store, 'code')
      expect(await store.sessions.endAll()).toBe(2)
      expect(await store.sessions.endAll()).toBe(0)
      expect(await store.sessions.find(hashOf('a'))).toBeUndefined()
      expect(await store.codes.claim(hashOf('code'), NOW)).toBeUndefined()
    })

    test('are removed when they have expired, as codes are, and no others', async () => {
      const store = await openFilled(open)
      await begin(store, session('old', NOW, NOW + 1000))
      await begin(store, session('new', NOW, NOW + 2000))
      await store.sessions.expire(NOW + 999)
      expect(await store.sessions.find(hashOf('old'))).toBeDefined()
      await store.sessions.expire(NOW + 1000)
      expect(await store.sessions.find(hashOf('old'))).toBeUndefined()
      expect(await store.sessions.find(hashOf('new'))).toBeDefined()
      // By the next one that begins, too.
      await begin(store, session('next', NOW + 2000))
      expect(await store.sessions.find(hashOf('new'))).toBeUndefined()
    })
  })
}

/** What two processes on the same data see of each other. */
export function describeSharedSessions(name: string, share: () => Promise<SharedData>): void {
  const two = async () => {
    const { open } = await share()
    const [one, other] = [await open(), await open()]
    onTestFinished(() => one.close())
    onTestFinished(() => other.close())
    return [one, other] as const
  }

  describe(`${name}, used by two processes`, () => {
    test('takes a code once, whichever is asked', async () => {
      const [one, other] = await two()
      for (let round = 0; round < 10; round += 1) {
        await keep(round % 2 ? one : other, `code ${round}`)
        const tokens = await Promise.all(
          [one, other, one, other].map(async ({ codes, sessions }, at) => {
            const claim = await codes.claim(hashOf(`code ${round}`), NOW)
            if (claim === undefined) return false
            return sessions.begin(session(`${round} ${at}`), { claim, most: 100 })
          }),
        )
        expect(tokens.filter((begun) => begun)).toHaveLength(1)
      }
    })

    test('begins a session and ends it for both at once', async () => {
      const [one, other] = await two()
      await begin(one, session('a'))
      await one.sessions.keep(hashOf('a'), NOW + 3 * MINUTE)
      expect(await other.sessions.find(hashOf('a'))).toMatchObject({ expires: NOW + 3 * MINUTE })
      expect(await other.sessions.end(hashOf('a'))).toBe(true)
      expect(await one.sessions.find(hashOf('a'))).toBeUndefined()
    })

    test('never has more sessions than so many, whoever begins them', async () => {
      const [one, other] = await two()
      const names = Array.from({ length: 12 }, (_, at) => `s${at}`)
      await Promise.all(names.map((text, at) => begin(at % 2 ? one : other, session(text), 5)))
      const found = await Promise.all(names.map((text) => one.sessions.find(hashOf(text))))
      expect(found.filter((known) => known !== undefined)).toHaveLength(5)
    })
  })
}
