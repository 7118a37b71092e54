import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { discover, endpoint } from './discovery.ts'
import { problemOf } from './problems.ts'

/** Where somebody is sent to sign in by a provider that answers so; or why nobody is. */
async function wayThere(document: (issuer: string) => string | { location: string }) {
  const server = createServer(({ url }, response) => {
    const answer = url === '/good' ? described(issuer) : document(issuer)
    const headers = { 'content-type': 'application/json' }
    if (typeof answer === 'string') response.writeHead(200, headers).end(answer)
    else response.writeHead(302, { ...headers, ...answer }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    const { as } = await discover(issuer, new AbortController().signal)
    return endpoint(as, 'authorization_endpoint', issuer).href.replace(issuer, '')
  } catch (error) {
    return problemOf(error).kind
  } finally {
    server.close()
  }
}

function described(issuer: string, authorization = `${issuer}/auth`): string {
  const token_endpoint = `${issuer}/token`
  return JSON.stringify({ issuer, authorization_endpoint: authorization, token_endpoint })
}

test.each<[string, string, (issuer: string) => string | { location: string }]>([
  ['all that is needed', '/auth', (issuer) => described(issuer)],
  ['another issuer', 'misconfigured', () => described('https://evil.example')],
  ['a redirect', 'misconfigured', (issuer) => ({ location: `${issuer}/good` })],
  ['a script as the page', 'misconfigured', (issuer) => described(issuer, 'javascript:alert(1)')],
  ['no page', 'misconfigured', (issuer) => JSON.stringify({ issuer })],
  ['what is not JSON', 'misconfigured', () => '<html>'],
])('a description with %s leads to %s', async (_, expected, document) => {
  expect(await wayThere(document)).toBe(expected)
})

test('a provider of https has no page without it', () => {
  const as = { issuer: 'https://id.example', authorization_endpoint: 'http://id.example/auth' }
  const to = (issuer: string) => endpoint(as, 'authorization_endpoint', issuer).href
  expect(() => to('https://id.example')).toThrow('may be used')
  expect(to('http://127.0.0.1:1')).toBe('http://id.example/auth')
})
