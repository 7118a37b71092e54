import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import {
  startIdentityProvider,
  type IdentityProvider as Provider,
} from '#test/identity-provider.ts'
import { consoleAt, kindOf } from '#test/identity/console-there.ts'
import type { Jar } from '#test/identity/walk-sign-in.ts'
import { failureOf } from './problems.ts'

/** The console's half of a sign-in against a real provider, with `fetch` in place of the browser's windows. */
const ORIGIN = 'http://127.0.0.1:1'
const HERE = `${ORIGIN}/connect`
const { signal } = new AbortController()

let real: Provider
beforeAll(async () => {
  real = await startIdentityProvider({
    accounts: [{ sub: 'ada', name: 'Ada Lovelace' }, { sub: 'bob' }],
  })
  real.allow(ORIGIN)
})
afterAll(() => real.stop())
afterEach(() => {
  real.state = 'up'
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const { consoleOf, walk } = consoleAt(() => real, HERE)

test('a sign-in says whose it is by issuer and subject, and what it gives lives by the provider’s word', async () => {
  const { console, pending, parameters, url } = await walk()
  const given = await console.exchange(parameters, pending, signal)
  expect(given).toMatchObject({
    subject: `server:oidc:${JSON.stringify([real.issuer, 'ada'])}`,
    subjectFrom: 'provider',
    name: 'Ada Lovelace',
    grant: { expiresIn: 300, refreshToken: expect.stringMatching(/.{20}/) },
  })
  expect(given.token.split('.')).toHaveLength(3)
  const asked = new URL(url).searchParams
  expect(asked.get('code_challenge_method')).toBe('S256')
  expect(url).not.toContain(pending.verifier)
})

test('a renewal gives the same person another token, and its refresh token is good once', async () => {
  const { console, pending, parameters } = await walk()
  const first = await console.exchange(parameters, pending, signal)
  const second = await console.renew(first)
  expect(second.subject).toBe(first.subject)
  expect(second.name).toBe('Ada Lovelace')
  expect(second.token).not.toBe(first.token)
  expect(second.grant.generation).not.toBe(first.grant.generation)
  expect(second.grant.refreshToken).not.toBe(first.grant.refreshToken)
  expect(await kindOf(console.renew(first))).toBe('ask-anew')
})

test('a code is good once, and worth nothing with another verifier', async () => {
  const { console, pending, parameters } = await walk()
  const other = { ...pending, verifier: 'x'.repeat(43) }
  expect(await kindOf(console.exchange(parameters, other, signal))).toBe('ask-anew')
  const again = await walk()
  await again.console.exchange(again.parameters, again.pending, signal)
  const repeated = again.console.exchange(again.parameters, again.pending, signal)
  expect(await kindOf(repeated)).toBe('ask-anew')
})

test.each([
  ['another state', 'state', 'x', 'misconfigured'],
  ['another issuer (RFC 9207)', 'iss', 'https://evil.example', 'wrong-issuer'],
  ['no issuer, though this provider always names itself', 'iss', undefined, 'wrong-issuer'],
])('an answer with %s signs nobody in, and no code is sent', async (_, name, value, kind) => {
  const { console, pending, parameters } = await walk()
  const spoiled = new URLSearchParams(parameters)
  if (value === undefined) spoiled.delete(name)
  else spoiled.set(name, value)
  real.seen.length = 0
  expect(await kindOf(console.exchange(spoiled.toString(), pending, signal))).toBe(kind)
  expect(real.seen).not.toContain('/token')
})

test('an ID token of another sign-in is not taken', async () => {
  const { console, pending, parameters } = await walk()
  const other = { ...pending, nonce: 'another' }
  expect(await kindOf(console.exchange(parameters, other, signal))).toBe('misconfigured')
})

test('what an error says is shown in one line, whatever somebody has written into the address', async () => {
  const { console, pending } = await walk()
  const said = `<img src=x onerror=alert(1)>\u202egnorw\n\u200bx${'y'.repeat(5_000)}`
  const parameters = new URLSearchParams({
    error: 'access_denied',
    error_description: said,
    state: pending.state,
    iss: real.issuer,
  })
  const failing = console.exchange(parameters.toString(), pending, signal)
  const failure = failureOf(await failing.catch((error: unknown) => error))
  const problem = failure.by === 'provider' ? failure.problem : undefined
  expect(problem?.kind).toBe('declined')
  expect(problem?.details).toMatch(/^access_denied: <img src=x onerror=alert\(1\)> gnorw xy+$/)
  expect(problem?.details).toHaveLength(300)
})

test('who cancels there is told so', async () => {
  const { console, pending, parameters } = await walk({ user: undefined })
  expect(await kindOf(console.exchange(parameters, pending, signal))).toBe('declined')
})

test('after a reload nobody is asked: whom the provider knows comes back, and whom it does not is asked later', async () => {
  const jar: Jar = new Map()
  await walk({ jar })
  const known = await walk({ asking: 'silent', jar })
  expect(known.asked).toBe(false)
  const given = await known.console.exchange(known.parameters, known.pending, signal)
  expect(given.name).toBe('Ada Lovelace')
  const unknown = await walk({ asking: 'silent' })
  const failing = unknown.console.exchange(unknown.parameters, unknown.pending, signal)
  expect(await kindOf(failing)).toBe('ask-anew')
})

test.each([-86_400_000, 86_400_000])(
  'a clock that is wrong by a day (%i ms) keeps nobody out',
  async (wrong) => {
    const { console, pending, parameters } = await walk()
    // The provider runs in this process and would read the same clock, so that it is wrong only once there is an answer.
    const [now, ask] = [Date.now, fetch]
    vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) => {
      const answer = await ask(...request)
      vi.spyOn(Date, 'now').mockImplementation(() => now() + wrong)
      return answer
    })
    const given = await console.exchange(parameters, pending, signal)
    expect(given.subject).toContain('ada')
    expect(Math.abs(given.grant.receivedAt - Date.now())).toBeLessThan(60_000)
  },
)

test('a provider that is away, at the beginning or in the middle, is called so', async () => {
  const { console, pending, parameters } = await walk()
  const given = await console.exchange(parameters, pending, signal)
  real.state = 'down'
  expect(await kindOf(console.renew(given))).toBe('away')
  expect(await kindOf(consoleOf().request('ask', '/', signal))).toBe('away')
  real.state = 'up'
  // Nothing was used up, and nothing is remembered of the failure.
  expect((await console.renew(given)).subject).toBe(given.subject)
})

test('a sign-out ends the refresh token, and leads to the end of the provider’s own session', async () => {
  const { console, pending, parameters } = await walk()
  const given = await console.exchange(parameters, pending, signal)
  const url = new URL((await console.end(given.grant, signal)) ?? '')
  expect(url.origin).toBe(real.issuer)
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: real.clientId,
    post_logout_redirect_uri: HERE,
  })
  await expect.poll(() => kindOf(console.renew(given))).toBe('ask-anew')
})

test('a FHIR server that describes its sign-in as SMART on FHIR does is asked there', async () => {
  const seen: string[] = []
  const ours = await (await fetch(`${real.issuer}/.well-known/openid-configuration`)).json()
  const fhir = createServer((request, response) => {
    seen.push(request.url ?? '')
    const isSmart = request.url === '/fhir/.well-known/smart-configuration'
    response.writeHead(isSmart ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isSmart ? ours : {}))
  })
  await new Promise<void>((resolve) => fhir.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(fhir.address() as AddressInfo).port}/fhir`
  try {
    const { console, pending, parameters, url } = await walk({ issuer })
    expect(new URL(url).searchParams.get('aud')).toBe(issuer)
    const given = await console.exchange(parameters, pending, signal)
    expect(given.subject).toBe(`server:oidc:${JSON.stringify([real.issuer, 'ada'])}`)
    expect(await kindOf(consoleOf(`${issuer}/elsewhere`).request('ask', '/', signal))).toBe(
      'misconfigured',
    )
  } finally {
    fhir.close()
  }
})
