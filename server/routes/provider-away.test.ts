import { expect, test } from 'vitest'
import {
  expectUnknown,
  serverWithProvider,
  type ServerWithProvider,
} from '#test/identity/server-with-provider.ts'
import { A, TOKENS } from '#test/test-server.ts'

const readiness = async ({ api }: Pick<ServerWithProvider, 'api'>) => {
  const answer = await api.get('/readyz', { token: null })
  const { checks } = JSON.parse(answer.text) as { checks: { provider: unknown } }
  return [answer.status, checks.provider]
}

/** Answers of `/readyz` are kept for a second. */
const untilReady = async (all: ServerWithProvider) => {
  await expect.poll(() => readiness(all), { timeout: 10_000 }).toEqual([200, 'ok'])
}

const asked = (all: ServerWithProvider) =>
  all.provider.seen.filter((path) => path === '/jwks').length

test.each(['down', 'silent'] as const)(
  'a provider that is %s when the server starts keeps nobody out who has a token of the server’s own',
  async (state) => {
    const times = { retry: [100, 100], patience: 300 } as const
    await using all = await serverWithProvider({ state, times })
    const { api, provider, statusOf } = all
    expect(await statusOf(TOKENS.reader)).toBe(200)
    expect(await readiness(all)).toEqual([
      200,
      {
        warning: expect.stringMatching(/^The identity provider can not be asked for its keys.*\.$/),
      },
    ])
    const token = await provider.sign(all.claims())
    const answer = await api.get(A, { token })
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5'])
    expect(answer.json().issue[0]?.code).toBe('exception')
    const smart = await api.get(`${A.replace('Binary', '')}.well-known/smart-configuration`)
    expect(smart.status).toBe(503)
    provider.state = 'up'
    await expect.poll(() => statusOf(token), { timeout: 10_000 }).toBe(200)
    await untilReady(all)
  },
)

test('a provider that goes away later leaves its keys behind, and who is known stays known', async () => {
  const times = { retry: [100, 100], refresh: 100, patience: 300, coolDown: 0 } as const
  await using all = await serverWithProvider({ times })
  const { api, provider, statusOf } = all
  const [before, other] = [await all.tokenOf('ann'), await provider.sign(all.claims())]
  expect(await statusOf(before)).toBe(200)
  provider.state = 'down'
  await expect
    .poll(() => readiness(all), { timeout: 10_000 })
    .toEqual([200, { warning: expect.stringContaining('Its keys of before are used.') }])
  expect([await statusOf(before), await statusOf(other)]).toEqual([200, 200])
  // Whether it is one of the provider's can't be known.
  await provider.rotate()
  const unknown = await api.get(A, { token: await provider.sign(all.claims()) })
  expect([unknown.status, unknown.headers['retry-after']]).toEqual([503, '5'])
  provider.state = 'up'
  await untilReady(all)
  expect(await statusOf(await all.tokenOf('ann'))).toBe(200)
  expectUnknown(await api.get(A, { token: before }))
})

test('keys that could not be looked at for long are used no more', async () => {
  const times = { retry: [50, 50], refresh: 50, longest: 300 } as const
  await using all = await serverWithProvider({ times })
  const token = await all.tokenOf('ann')
  expect(await all.statusOf(token)).toBe(200)
  all.provider.state = 'down'
  await expect.poll(() => all.statusOf(token), { timeout: 10_000 }).toBe(503)
  all.provider.state = 'up'
  await expect.poll(() => all.statusOf(token), { timeout: 10_000 }).toBe(200)
})

test('however many keys are made up, the provider is asked once', async () => {
  await using all = await serverWithProvider({ times: { coolDown: 2000 } })
  const { api, provider } = all
  const token = await all.tokenOf('ann')
  expect(await all.statusOf(token)).toBe(200)
  await provider.rotate(true)
  const before = asked(all)
  const tries = Array.from({ length: 50 }, async (_, at) =>
    api.get(A, { token: await provider.sign(all.claims(), { kid: `made up ${at}` }) }),
  )
  for (const answer of await Promise.all(tries)) expectUnknown(answer)
  expect(asked(all) - before).toBe(0)
  expect(await all.statusOf(token)).toBe(200)
  await expect
    .poll(async () => all.statusOf(await all.tokenOf('ann')), { timeout: 10_000 })
    .toBe(200)
  const tried = Array.from({ length: 50 }, async (_, at) =>
    api.get(A, { token: await provider.sign(all.claims(), { kid: `again ${at}` }) }),
  )
  for (const answer of await Promise.all(tried)) expectUnknown(answer)
  expect(asked(all) - before).toBe(1)
})
