import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ANN, expectUnknown, serverWithProvider } from '#test/identity/server-with-provider.ts'
import type { ServerWithProvider } from '#test/identity/server-with-provider.ts'
import { signInThere, tokenRequest } from '#test/identity/sign-in-there.ts'
import { A, B, TOKENS } from '#test/test-server.ts'

const ACCOUNTS = [
  ANN,
  { sub: 'ann2', name: 'Ann Lee', organizations: ['a'], roles: ['write', 'admin'] },
  { sub: 'bob', name: 'Bob', organizations: ['b'] },
  { sub: 'chief', organizations: '*', roles: ['admin'] },
  { sub: 'new' },
]
let all: ServerWithProvider
let provider: ServerWithProvider['provider']
let api: ServerWithProvider['api']
beforeAll(async () => {
  all = await serverWithProvider({ accounts: ACCOUNTS })
  ;({ provider, api } = all)
})
beforeEach(() => void (all.clock.ahead = 0))
afterAll(() => all[Symbol.asyncDispose]())

const tokenOf = (user: string, scope?: string) => all.tokenOf(user, scope)
const statusOf = (token: string, url?: string) => all.statusOf(token, url)

describe('a token of the provider', () => {
  test('opens the organizations that it names, and no other', async () => {
    const token = await tokenOf('ann')
    expect([await statusOf(token), await statusOf(token, B)]).toEqual([200, 403])
    expect(await statusOf(token, '/organizations/nowhere/fhir/4/Binary')).toBe(403)
    const { organizations, caller } = JSON.parse(
      (await api.get('/organizations', { token })).text,
    ) as { organizations: { id: string }[]; caller: object }
    expect(organizations.map(({ id }) => id)).toEqual(['a'])
    const host = new URL(provider.issuer).host
    expect(caller).toEqual({
      subject: `oidc:["${provider.issuer}","ann"]`,
      name: `Ann Lee (ann at ${host})`,
      expires: expect.stringMatching(/Z$/),
    })
  })

  test('opens none where it names none, and all where it says so', async () => {
    const [nobody, chief] = [await tokenOf('new'), await tokenOf('chief')]
    expect([await statusOf(nobody), await statusOf(nobody, '/organizations')]).toEqual([403, 200])
    expect([await statusOf(chief), await statusOf(chief, B)]).toEqual([200, 200])
    expect(await statusOf(chief, '/organizations/nowhere/fhir/4/Binary')).toBe(404)
  })

  test('writes with the role for it, and reads the audit log with the other', async () => {
    const body = { resourceType: 'Binary', contentType: 'text/plain', data: 'eA==' }
    const [ann, bob] = [await tokenOf('ann'), await tokenOf('bob')]
    expect((await api.post(A, body, { token: ann })).status).toBe(201)
    expect((await api.post(B, body, { token: bob })).status).toBe(403)
    expect(await statusOf(ann, '/organizations/a/audit')).toBe(403)
    expect(await statusOf(await tokenOf('ann2'), '/organizations/a/audit')).toBe(200)
  })

  test('may be used for what its scopes say alone', async () => {
    const { id } = await api.create({ data: 'eA==' })
    const token = await tokenOf('ann', 'openid user/Binary.rs')
    expect([await statusOf(token), await statusOf(token, `${A}/${id}`)]).toEqual([200, 200])
    const refused = await api.remove(`${A}/${id}`, { token })
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('scopes')])
    const search = await provider.sign(all.claims({ scope: 'system/Binary.r' }))
    expect([await statusOf(search), await statusOf(search, `${A}/${id}`)]).toEqual([403, 200])
  })

  test('names people apart, in versions and in the audit log', async () => {
    const created = await api.create({}, { token: await tokenOf('ann') })
    await api.put(`${A}/${created.id}`, created, { token: await tokenOf('ann2') })
    const host = new URL(provider.issuer).host
    const names = [`Ann Lee (ann2 at ${host})`, `Ann Lee (ann at ${host})`]
    const history = (await api.get(`${A}/${created.id}/_history`)).text
    for (const name of names) expect(history).toContain(name)
    const audit = await api.get(`/organizations/a/audit?id=${created.id}`, { token: TOKENS.admin })
    const { records } = JSON.parse(audit.text) as { records: { token: string }[] }
    expect(records.map(({ token }) => token)).toEqual(expect.arrayContaining(names))
  })

  test('keeps what is theirs for the same person, whatever they are called, and for nobody else', async () => {
    const headers = { 'tus-resumable': '1.0.0', 'upload-length': '5' }
    const uploads = A.replace('Binary', '$uploads')
    const begun = await api.post(uploads, '', { token: await tokenOf('ann'), headers })
    const look = async (user: string) =>
      (
        await api.ask('HEAD', new URL(String(begun.headers.location)).pathname, {
          token: await tokenOf(user),
          headers: { 'tus-resumable': '1.0.0' },
        })
      ).status
    provider.enrol({ ...ANN, name: 'Ann Smith' })
    expect([await look('ann'), await look('ann2')]).toEqual([200, 404])
    provider.enrol(ANN)
  })

  test('works beside those of the server', async () => {
    expect([await statusOf(TOKENS.reader), await statusOf(TOKENS.expired)]).toEqual([200, 401])
  })
})

describe('in time', () => {
  const expired = 'The token has expired. Ask for a new one.'
  test('clocks may differ by a minute', async () => {
    const at = all.now()
    const ended = (by: number) => provider.sign(all.claims({ iat: at - 600, exp: at - by }))
    expect(await statusOf(await ended(50))).toBe(200)
    const late = await api.get(A, { token: await ended(61) })
    expect([late.status, late.json().issue[0]?.diagnostics]).toEqual([401, expired])
    expect(await statusOf(await provider.sign(all.claims({ nbf: at + 50 })))).toBe(200)
    expectUnknown(await api.get(A, { token: await provider.sign(all.claims({ nbf: at + 70 })) }))
    expectUnknown(await api.get(A, { token: await provider.sign(all.claims({ iat: at + 70 })) }))
  })

  test('what was good before is expired as soon as it is', async () => {
    const token = await tokenOf('ann')
    expect(await statusOf(token)).toBe(200)
    all.clock.ahead = 300_000 + 40_000
    expect(await statusOf(token)).toBe(200)
    all.clock.ahead = 300_000 + 61_000
    expect((await api.get(A, { token })).text).toContain(expired)
  })

  test('a token ends a day after it was issued, whatever it says', async () => {
    const token = await provider.sign(all.claims({ exp: all.now() + 10 * 86_400 }))
    expect(await statusOf(token)).toBe(200)
    all.clock.ahead = 86_400_000 + 61_000
    expect((await api.get(A, { token })).text).toContain(expired)
    const days = { iat: all.now() - 86_400 - 61, exp: all.now() + 86_400 }
    expect((await api.get(A, { token: await provider.sign(all.claims(days)) })).text).toContain(
      expired,
    )
  })

  test('who is revoked at the provider gets no further token, and the one at hand ends by itself', async () => {
    const { access_token: token, refresh_token: refresh } = await signInThere(provider, 'ann')
    const body = new URLSearchParams({ token: refresh, client_id: provider.clientId })
    const revoked = await fetch(`${provider.issuer}/token/revocation`, { method: 'POST', body })
    expect(revoked.status).toBe(200)
    const again = { grant_type: 'refresh_token', refresh_token: refresh }
    await expect(tokenRequest(provider, again)).rejects.toThrow('invalid_grant')
    expect(await statusOf(token)).toBe(200)
    all.clock.ahead = 361_000
    expect(await statusOf(token)).toBe(401)
  })
})

test('other keys are known at once, and those that are gone end what they signed', async () => {
  const before = await tokenOf('ann')
  expect(await statusOf(before)).toBe(200)
  await provider.rotate(true)
  const after = await tokenOf('ann')
  expect([await statusOf(after), await statusOf(before)]).toEqual([200, 200])
  await provider.rotate()
  expect(await statusOf(await tokenOf('ann'))).toBe(200)
  for (const token of [before, after]) expectUnknown(await api.get(A, { token }))
})
