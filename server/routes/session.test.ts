import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { hashToken } from '#server/auth/authenticate.ts'
import { StoreFull } from '#server/store/errors.ts'
import { client, type Ask } from '#test/test-client.ts'
import { testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'

let server: TestServer
let passed = 0

beforeEach(async () => {
  passed = 0
  server = await testServer({ clock: () => new Date(Date.now() + passed) })
})
afterEach(() => server[Symbol.asyncDispose]())

const exchange = (body: Ask['body'], headers: Record<string, string> = {}) =>
  client(server).post('/session', body, {
    token: null,
    headers: { 'content-type': 'application/json', ...headers },
  })
const tokenOf = (text: string) => (JSON.parse(text) as { token: string }).token
const statusOf = async (token: string) =>
  (await client(server).get('/organizations', { token })).status

describe('a code', () => {
  test('becomes a token with every right once, and nothing else', async () => {
    const code = await server.signIn.offer()
    expect(await statusOf(code)).toBe(401)
    const answer = await exchange({ code })
    expect(answer.status).toBe(200)
    expect(answer.headers['cache-control']).toBe('no-store')
    const token = tokenOf(answer.text)
    expect(token).not.toContain(code)
    const list = await client(server).get('/organizations/a/audit', { token })
    expect(list.status).toBe(200)
    const again = await exchange({ code })
    expect([again.status, again.text]).toEqual([401, expect.stringContaining('used already')])
    expect(again.headers['www-authenticate']).toMatch(/^Bearer .*invalid_token/)
    expect(await statusOf(token)).toBe(200)
  })

  test('is taken once of many that come at the same time', async () => {
    for (const code of [await server.signIn.offer(), await kept()]) {
      const answers = await Promise.all(Array.from({ length: 5 }, () => exchange({ code })))
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(4)
    }
  })

  test('is worthless after ten minutes', async () => {
    const [early, late, other] = [
      await server.signIn.offer(),
      await server.signIn.offer(),
      await kept(),
    ]
    passed = 10 * 60_000 - 1000
    expect((await exchange({ code: early })).status).toBe(200)
    passed = 10 * 60_000
    expect((await exchange({ code: late })).status).toBe(401)
    expect((await exchange({ code: other })).status).toBe(401)
  })

  test('of another process is worthless once there is a newer one', async () => {
    const [first, second] = [await kept(), await kept()]
    expect((await exchange({ code: first })).status).toBe(401)
    expect((await exchange({ code: second })).status).toBe(200)
    expect((await exchange({ code: second })).status).toBe(401)
  })

  test('leaves a record of who signed in, without code or token', async () => {
    const code = await server.signIn.offer()
    const token = tokenOf((await exchange({ code })).text)
    const { records } = await server.store.audit.list({ count: 9 })
    expect(records).toMatchObject([{ interaction: 'sign-in', token: 'session', status: 200 }])
    expect(JSON.stringify(records)).not.toContain(code)
    expect(JSON.stringify(records)).not.toContain(token)
  })
})

test('codes that are not good are counted in the log, as all that strangers try', async () => {
  for (let at = 0; at < 23; at += 1) await exchange({ code: `guess ${at}` })
  await server.app.close()
  const { records } = await server.store.audit.list({ count: 9 })
  const told = records.map(({ interaction, status, folded }) => [interaction, status, folded])
  const folded = (count: number) => expect.objectContaining({ kind: 'refused', count })
  expect(told).toHaveLength(2)
  expect(told).toEqual(
    expect.arrayContaining([
      ['sign-in', 401, folded(20)],
      ['sign-in', 429, folded(3)],
    ]),
  )
  expect(JSON.stringify(records)).not.toContain('guess')
})

test('a code whose exchange ended in a kill is good again after a minute', async () => {
  const code = await server.signIn.offer()
  expect(await server.store.codes.claim(hashToken(code), Date.now())).toBeDefined()
  expect((await exchange({ code })).status).toBe(401)
  passed = 61_000
  expect((await exchange({ code })).status).toBe(200)
})

describe('a sign-in that can not be recorded', () => {
  const unwritable = () => {
    vi.spyOn(server.store.audit, 'appendNow').mockRejectedValueOnce(new StoreFull('full'))
    vi.spyOn(server.store.audit, 'append').mockRejectedValueOnce(new StoreFull('full'))
  }

  test('is refused: no token is good, and the code is, for as long as it was', async () => {
    for (const code of [await server.signIn.offer(), await kept()]) {
      passed = 0
      unwritable()
      const refused = await exchange({ code })
      expect([refused.status, refused.text]).toEqual([507, expect.stringContaining('record')])
      expect(refused.text).not.toContain('token')
      passed = 10 * 60_000 - 1000
      unwritable()
      expect((await exchange({ code })).status).toBe(507)
      expect((await exchange({ code })).status).toBe(200)
      expect((await exchange({ code })).status).toBe(401)
    }
    const late = await server.signIn.offer()
    unwritable()
    expect((await exchange({ code: late })).status).toBe(507)
    passed += 10 * 60_000
    expect((await exchange({ code: late })).status).toBe(401)
  })

  test('is let in where records are not required', async () => {
    await using other = await testServer({ env: { BINNACLE_AUDIT_REQUIRED: '0' } })
    vi.spyOn(other.store.audit, 'append').mockRejectedValueOnce(new StoreFull('full'))
    const code = await other.signIn.offer()
    const answer = await client(other).post('/session', { code }, { token: null })
    expect(answer.status).toBe(200)
  })
})

/** As `npm run admin -- link` makes it. */
async function kept(): Promise<string> {
  const code = `kept-${crypto.randomUUID()}`
  const now = Date.now() + passed
  const expires = now + 10 * 60_000
  await server.store.codes.keep({ hash: hashToken(code), maker: 'link', expires }, now)
  return code
}

describe('the exchange refuses', () => {
  test.each([
    [
      'a form, which another site’s page can send',
      'code=x',
      'application/x-www-form-urlencoded',
      415,
    ],
    ['text, which needs no leave of CORS either', '{"code":"x"}', 'text/plain', 415],
    ['no code', '{}', 'application/json', 400],
    ['a code that is not text', '{"code":1}', 'application/json', 400],
    ['what is not JSON', '{', 'application/json', 400],
    ['a long body', JSON.stringify({ code: 'x'.repeat(2000) }), 'application/json', 413],
    ['a token', JSON.stringify({ code: TOKENS.admin }), 'application/json', 401],
  ])('%s', async (_, body, type, status) => {
    expect((await exchange(body, { 'content-type': type })).status).toBe(status)
  })

  test('more than twenty tries in a minute, good ones too', async () => {
    for (let tries = 0; tries < 20; tries += 1)
      expect((await exchange({ code: 'guess' })).status).toBe(401)
    const code = await server.signIn.offer()
    const answer = await exchange({ code })
    expect(answer.status).toBe(429)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    passed = 60_001
    expect((await exchange({ code })).status).toBe(200)
  })
})

test('behind a proxy, whose address all have, nobody’s tries count for the others', async () => {
  await using other = await testServer({ env: { BINNACLE_TRUST_PROXY: '1' } })
  const api = client(other)
  const guess = () => api.post('/session', { code: 'guess' }, { token: null })
  for (let tries = 0; tries < 25; tries += 1) expect((await guess()).status).toBe(401)
  const code = await other.signIn.offer()
  expect((await api.post('/session', { code }, { token: null })).status).toBe(200)
})
