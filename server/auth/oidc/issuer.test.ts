import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { Issuer } from './issuer.ts'
import { Recognizer } from './recognize.ts'

test.concurrent.each([
  ['it calls itself "https://other.example"', { issuer: 'https://other.example' }],
  ['what it answers is not JSON', '<html>'],
  ['what it answers is not JSON', '["x"]'],
  ['it answers more than a mebibyte', `"${'x'.repeat(1_100_000)}"`],
  [
    'no https address as its jwks_uri',
    {
      authorization_endpoint: 'https://idp.example/a',
      token_endpoint: 'https://idp.example/t',
      jwks_uri: 'http://192.0.2.1/keys',
    },
  ],
  ['it answers 404', 404],
  ['no connection to it succeeds', 302],
] as const)('does not believe what is not a provider, since %s', async (why, document) => {
  await using fake = await answering((issuer) =>
    typeof document === 'object' ? JSON.stringify({ issuer, ...document }) : document,
  )
  const issuer = new Issuer(fake.url)
  issuer.start()
  await expect.poll(() => issuer.finding()).toMatchObject({ reason: expect.stringContaining(why) })
  await expect(issuer.keys()).rejects.toThrow('identity provider')
  issuer.stop()
})

test('asks it again and again, less often each time', async () => {
  let asked = 0
  await using fake = await answering(() => {
    asked += 1
    return 500
  })
  const told: (string | undefined)[] = []
  const issuer = new Issuer(fake.url, (why) => void told.push(why), { retry: [10, 40] })
  issuer.start()
  await expect.poll(() => asked).toBeGreaterThan(3)
  expect(told).toEqual(['it answers 500'])
  issuer.stop()
})

test.concurrent.each([
  ['it answers more than a mebibyte', JSON.stringify({ keys: [], x: 'x'.repeat(1_100_000) })],
  ['no connection to it succeeds', 302],
  ['its keys are not a JSON Web Key Set', '{"keys":"none"}'],
] as const)('does not believe what is not the keys of one, since %s', async (why, keys) => {
  await using fake = await answering((issuer, path) =>
    path.startsWith('/.well-known/') ? described(issuer) : keys,
  )
  const issuer = new Issuer(fake.url)
  issuer.start()
  await expect.poll(() => issuer.finding()).toMatchObject({ reason: expect.stringContaining(why) })
  issuer.stop()
})

test('a secret among the keys that are published signs nothing', async () => {
  const secret = Buffer.from('a secret that everybody can read, of 256 bits')
  const key = { kty: 'oct', kid: 'k', k: secret.toString('base64url') }
  await using fake = await answering((issuer, path) =>
    path.startsWith('/.well-known/') ? described(issuer) : JSON.stringify({ keys: [key] }),
  )
  const issuer = new Issuer(fake.url)
  issuer.start()
  const settings = { ...SETTINGS, issuer: fake.url }
  const refused = () => undefined
  const recognizer = new Recognizer({ settings, keys: issuer, clock: () => new Date(), refused })
  for (const alg of ['HS256', 'HS512']) {
    const token = new SignJWT({ iss: fake.url, aud: 'us', sub: 'ann' })
    token.setIssuedAt().setExpirationTime('5m').setProtectedHeader({ alg, kid: 'k' })
    await expect(recognizer.recognize(await token.sign(secret))).rejects.toThrow('not known')
  }
  issuer.stop()
})

const SETTINGS = {
  audiences: ['us'],
  organizationsClaim: 'organizations',
  rolesClaim: 'roles',
  skewSeconds: 60,
  maxMinutes: 60,
}

function described(issuer: string): string {
  const [authorization_endpoint, token_endpoint] = [`${issuer}/authorize`, `${issuer}/token`]
  return JSON.stringify({ issuer, authorization_endpoint, token_endpoint, jwks_uri: `${issuer}/k` })
}

/** Whatever is asked for; a redirect leads to where an answer would be good. */
async function answering(
  answer: (url: string, path: string) => string | number,
): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((request, response) => {
    const body = answer(url, request.url ?? '')
    if (typeof body === 'string') response.end(body)
    else response.writeHead(body, { location: '/' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
