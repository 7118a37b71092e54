import { assert, asyncProperty, nat, stringMatching } from 'fast-check'
import { exportJWK, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Claims } from '#test/identity-provider.ts'
import { expectUnknown, serverWithProvider } from '#test/identity/server-with-provider.ts'
import type { ServerWithProvider } from '#test/identity/server-with-provider.ts'
import { signInThere } from '#test/identity/sign-in-there.ts'
import { A } from '#test/test-server.ts'

let all: ServerWithProvider
let provider: ServerWithProvider['provider']
let api: ServerWithProvider['api']
beforeAll(async () => {
  all = await serverWithProvider()
  ;({ provider, api } = all)
})
afterAll(() => all[Symbol.asyncDispose]())

const claims = (others?: Claims) => all.claims(others)

test('a token as those below, with nothing wrong, is accepted', async () => {
  expect(await all.statusOf(await provider.sign(claims()))).toBe(200)
  expect(await all.statusOf(await provider.sign(claims(), { typ: 'JWT' }))).toBe(200)
  expect(await all.statusOf(await provider.sign(claims({ typ: 'Bearer' })))).toBe(200)
  // As of Keycloak before 24, for a client that sent a nonce.
  const repeated = claims({ typ: 'Bearer', nonce: 'nonce' })
  expect(await all.statusOf(await provider.sign(repeated, { typ: 'JWT' }))).toBe(200)
  // It ends by our own bound.
  expect(await all.statusOf(await provider.sign(claims({ exp: 1e300 })))).toBe(200)
  // One audience of several is this server; for whom else it is, and which client asked, changes nothing.
  const aud = ['https://other.example', provider.audience]
  expect(await all.statusOf(await provider.sign(claims({ aud, azp: 'other' })))).toBe(200)
})

test('a token that names no key is signed by any of the provider’s', async () => {
  const before = await provider.sign(claims(), { kid: undefined })
  await provider.rotate(true)
  const after = await provider.sign(claims(), { kid: undefined })
  expect(await all.statusOf(await provider.sign(claims()))).toBe(200)
  expect([await all.statusOf(before), await all.statusOf(after)]).toEqual([200, 200])
  const { privateKey } = await generateKeyPair('RS256')
  const forged = new SignJWT({ ...claims() }).setProtectedHeader({ alg: 'RS256' })
  expectUnknown(await api.get(A, { token: await forged.sign(privateKey) }))
})

test.each(['PS256', 'ES256', 'EdDSA'] as const)('keys may be of %s', async (algorithm) => {
  await using other = await serverWithProvider({ algorithm })
  expect(await other.statusOf(await other.tokenOf('ann'))).toBe(200)
})

test('a token with any letter changed, left out or added is refused, or is the same token', async () => {
  const token = await provider.sign(claims())
  const letter = stringMatching(/^[\w.-]$/)
  await assert(
    asyncProperty(nat(token.length), nat(1), letter, async (at, left, other) => {
      const changed = token.slice(0, at) + other + token.slice(at + left)
      const answer = await api.get(A, { token: changed })
      if (answer.status === 401) return
      // The last letters of a part have bits that belong to no byte.
      expect([answer.status, bytesOf(changed)]).toEqual([200, bytesOf(token)])
    }),
    { numRuns: 200 },
  )
})

describe('refused is', () => {
  test.each<[string, Claims, ({ typ?: string; kid?: string } | undefined)?]>([
    ['another audience', { aud: 'https://other.example' }],
    ['no audience', { aud: undefined }],
    ['a list of other audiences', { aud: ['https://other.example', 'binnacle-console'] }],
    ['an audience in a list in a list', { aud: [['https://binnacle.test/api']] }],
    ['another issuer', { iss: 'https://other.example' }],
    ['the issuer with a slash', { iss: 'SLASH' }],
    ['no subject', { sub: undefined }],
    ['a subject that is not a text', { sub: 7 }],
    ['a subject of more than 255 characters', { sub: 'x'.repeat(256) }],
    ['half a letter as its subject', { sub: '\ud800' }],
    ['no end', { exp: undefined }],
    ['an end that is not a number', { exp: '9999999999' }],
    // As JSON writes what is not a number.
    ['an end of null', { exp: null }],
    ['a beginning that is not a number', { nbf: 'now' }],
    ['10,000 organizations', { organizations: Array.from({ length: 10_000 }, (_, n) => `o${n}`) }],
    ['no beginning', { iat: undefined }],
    ['an ID token', { nonce: 'nonce' }],
    ['an ID token of Keycloak’s', { typ: 'ID' }],
    ['what is bound to a key', { cnf: { jkt: 'x' } }],
    ['an ID token whatever it says', { typ: 'Bearer', at_hash: 'x' }],
    ['a logout token', {}, { typ: 'logout+jwt' }],
    ['a logout token that does not say so', { events: {} }, { typ: 'JWT' }],
    ['a key that is not there', {}, { kid: 'another' }],
  ])('%s', async (_, others, header) => {
    const iss = others.iss === 'SLASH' ? `${provider.issuer}/` : undefined
    const token = await provider.sign({ ...claims(others), ...(iss && { iss }) }, header)
    expectUnknown(await api.get(A, { token }))
  })

  test('the ID token of somebody who signed in', async () => {
    expectUnknown(await api.get(A, { token: (await signInThere(provider, 'ann')).id_token }))
  })

  test('another key, also under the name of the provider’s', async () => {
    const { privateKey } = await generateKeyPair('RS256')
    const forged = await new SignJWT({ ...claims() })
      .setProtectedHeader({ alg: 'RS256', kid: provider.publicKey().kid ?? '', typ: 'at+jwt' })
      .sign(privateKey)
    expectUnknown(await api.get(A, { token: forged }))
  })

  test('a key that the token brings along', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const jwk = await exportJWK(publicKey)
    const forged = await new SignJWT({ ...claims() })
      .setProtectedHeader({ alg: 'RS256', jwk, jku: 'http://127.0.0.1:1/keys', typ: 'at+jwt' })
      .sign(privateKey)
    expectUnknown(await api.get(A, { token: forged }))
  })

  test('no signature, and one by the public key as if it were a secret', async () => {
    expectUnknown(await api.get(A, { token: new UnsecuredJWT({ ...claims() }).encode() }))
    const { kid = '', ...jwk } = provider.publicKey()
    const secrets = [JSON.stringify(jwk), String(jwk.n), (await pem(jwk)).trim(), await pem(jwk)]
    for (const secret of secrets) {
      const forged = await new SignJWT({ ...claims() })
        .setProtectedHeader({ alg: 'HS256', kid, typ: 'at+jwt' })
        .sign(new TextEncoder().encode(secret))
      expectUnknown(await api.get(A, { token: forged }))
    }
  })

  test('a letter more or less, and what is far too long', async () => {
    const token = await all.tokenOf('ann')
    const [head, body, signature = ''] = token.split('.')
    const other = signature.startsWith('A') ? 'B' : 'A'
    for (const text of [`${head}.${body}.${other}${signature.slice(1)}`, `${head}.${body}.`])
      expectUnknown(await api.get(A, { token: text }))
    expectUnknown(
      await api.get(A, { token: await provider.sign(claims({ x: 'x'.repeat(17_000) })) }),
    )
  })
})

function bytesOf(token: string): string[] {
  return token.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'))
}

async function pem(jwk: object): Promise<string> {
  const { subtle } = crypto
  const key = await importJWK({ ...jwk, alg: 'RS256' }, 'RS256', { extractable: true })
  const bytes = Buffer.from(await subtle.exportKey('spki', key as never)).toString('base64')
  return `-----BEGIN PUBLIC KEY-----\n${bytes.replace(/.{64}/g, '$&\n')}\n-----END PUBLIC KEY-----\n`
}
