import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { hashToken } from '#server/auth/authenticate.ts'
import { client } from '#test/test-client.ts'
import { testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'

let server: TestServer
let passed = 0

beforeEach(async () => {
  passed = 0
  server = await testServer({ clock: () => new Date(Date.now() + passed) })
})
afterEach(() => server[Symbol.asyncDispose]())

const exchange = (code: string) => client(server).post('/session', { code }, { token: null })
const statusOf = async (token: string) =>
  (await client(server).get('/organizations', { token })).status

const MINUTE = 60_000
const HOUR = 60 * MINUTE

async function signIn(): Promise<string> {
  const { text } = await exchange(await server.signIn.offer())
  return (JSON.parse(text) as { token: string }).token
}

describe('a session', () => {
  test('is no secret of the process: a restart ends neither it nor the code', async () => {
    const [token, code] = [await signIn(), await server.signIn.offer()]
    await server.restart()
    expect(await statusOf(token)).toBe(200)
    expect((await exchange(code)).status).toBe(200)
    expect((await exchange(code)).status).toBe(401)
  })

  test('lasts twelve hours, however much it is used, and says so', async () => {
    const token = await signIn()
    const ends = new Date(Date.now() + 12 * HOUR)
    const { text } = await client(server).get('/organizations', { token })
    const { caller } = JSON.parse(text) as { caller: { expires: string } }
    expect(Math.abs(Date.parse(caller.expires) - ends.getTime())).toBeLessThan(60_000)
    for (passed = HOUR; passed < 12 * HOUR; passed += HOUR) expect(await statusOf(token)).toBe(200)
    passed = 12 * HOUR + 1000
    const late = await client(server).get('/organizations', { token })
    expect([late.status, late.text]).toEqual([401, expect.stringContaining('expired')])
    await server.store.sessions.expire(Date.now() + passed)
    expect(await statusOf(token)).toBe(401)
  })

  test('ends after an hour in which nobody used it, as when its tab was closed', async () => {
    const [used, left] = [await signIn(), await signIn()]
    for (passed = 0; passed <= 2 * HOUR; passed += 50 * MINUTE)
      expect(await statusOf(used)).toBe(200)
    const late = await client(server).get('/organizations', { token: left })
    expect([late.status, late.text]).toEqual([401, expect.stringContaining('expired')])
    await server.store.sessions.expire(Date.now() + passed)
    expect(await server.store.sessions.find(hashToken(left))).toBeUndefined()
    passed -= 50 * MINUTE
    const last = passed
    passed = last + HOUR
    // After a restart, too: that it was used is known to the store.
    await server.restart()
    expect(await statusOf(used)).toBe(200)
    passed += HOUR + 2 * MINUTE
    expect(await statusOf(used)).toBe(401)
  })

  test('is written down as used once a minute, and holds where that fails', async () => {
    const token = await signIn()
    const keep = vi.spyOn(server.store.sessions, 'keep')
    await statusOf(token)
    expect(keep).not.toHaveBeenCalled()
    passed = 5 * MINUTE
    await Promise.all(Array.from({ length: 9 }, () => statusOf(token)))
    expect(keep).toHaveBeenCalledOnce()
    for (passed = 20 * MINUTE; passed < 3 * HOUR; passed += 20 * MINUTE) {
      keep.mockRejectedValueOnce(new Error('The disk is full'))
      expect(await statusOf(token)).toBe(200)
    }
  })

  test('ends sooner where the operator says so, and one of before that with its next use', async () => {
    const token = await signIn()
    await server.restart({ BINNACLE_SESSION_IDLE_MINUTES: '5' })
    passed = 10 * MINUTE
    expect(await statusOf(token)).toBe(200)
    passed = 17 * MINUTE
    expect(await statusOf(token)).toBe(401)
  })

  test('ends when it is signed out, and the log says so; other tokens are not ended by that', async () => {
    const [token, other] = [await signIn(), await signIn()]
    const signOut = (one: string | null) => client(server).remove('/session', { token: one })
    expect((await signOut(token)).status).toBe(204)
    expect([await statusOf(token), await statusOf(other)]).toEqual([401, 200])
    expect((await signOut(token)).status).toBe(401)
    server.signIn.admit('chosen-by-the-operator')
    for (const one of [TOKENS.reader, 'chosen-by-the-operator']) {
      expect((await signOut(one)).status).toBe(404)
      expect(await statusOf(one)).toBe(200)
    }
    expect((await signOut(null)).status).toBe(401)
    const { records } = await server.store.audit.list({ count: 20 })
    // Newest first.
    const told = records.filter(({ interaction }) => interaction === 'sign-out')
    expect(told.at(-1)).toMatchObject({ token: 'session', status: 204 })
    expect(JSON.stringify(told)).not.toContain(token)
  })

  test('costs each request one question to the store, like every other token', async () => {
    const token = await signIn()
    const asked = [
      vi.spyOn(server.store.sessions, 'find'),
      vi.spyOn(server.store.tokens, 'find'),
    ] as const
    const counted = () => asked.map(({ mock }) => mock.calls.length)
    await statusOf(token)
    expect(counted()).toEqual([1, 0])
    await statusOf(TOKENS.admin)
    expect(counted()).toEqual([1, 1])
    await statusOf('bns_nobody-has-this')
    expect(counted()).toEqual([2, 1])
  })

  test('is one of a hundred at most, and the operator’s own is never ended', async () => {
    server.signIn.admit('chosen-by-the-operator')
    const tokens: string[] = []
    for (let count = 0; count < 101; count += 1)
      tokens.push(
        (await server.signIn.exchange(await server.signIn.offer(), async () => undefined)) ?? '',
      )
    expect(await statusOf(tokens[0] ?? '')).toBe(401)
    expect(await statusOf(tokens[1] ?? '')).toBe(200)
    expect(await statusOf(tokens[100] ?? '')).toBe(200)
    expect(await statusOf('chosen-by-the-operator')).toBe(200)
  })

  test('of the operator’s own token there is none: it ends with the process', async () => {
    server.signIn.admit('chosen-by-the-operator')
    expect(await server.store.sessions.find(hashToken('chosen-by-the-operator'))).toBeUndefined()
    await server.restart()
    expect(await statusOf('chosen-by-the-operator')).toBe(401)
  })
})
