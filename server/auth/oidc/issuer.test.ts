import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { Issuer } from './issuer.ts'

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

/** Whatever is asked for; a redirect leads to where an answer would be good. */
async function answering(
  answer: (url: string) => string | number,
): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((_request, response) => {
    const body = answer(url)
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
