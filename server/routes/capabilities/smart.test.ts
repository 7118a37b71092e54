import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtConsole } from '#server/console/built-console.ts'
import { serverWithProvider } from '#test/identity/server-with-provider.ts'
import type { ServerWithProvider } from '#test/identity/server-with-provider.ts'
import { client } from '#test/test-client.ts'
import { testServer } from '#test/test-server.ts'

let folder: string
let all: ServerWithProvider
const FHIR = '/organizations/a/fhir/4'
const HTML = { accept: 'text/html' }
const anybody = async (url: string, headers: Record<string, string> = {}) =>
  all.api.get(url, { token: null, headers })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binnacle-dist-'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><html><head></head></html>')
  await writeFile(
    join(folder, 'config.json'),
    JSON.stringify({ name: 'Clinic', signIn: { issuer: 'https://old.example', clientId: 'x' } }),
  )
  all = await serverWithProvider({
    env: {
      BINNACLE_OIDC_CLIENT_ID: 'binnacle-console',
      BINNACLE_OIDC_NAME: 'City Clinic',
      BINNACLE_OIDC_PARAMETERS: 'audience=https%3A%2F%2Fx.example&hint=a',
    },
    pages: (site) => builtConsole(folder, site),
  })
  // Which waits until the provider is known.
  await all.statusOf(await all.tokenOf('ann'))
})
afterAll(async () => {
  await all[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

describe('where people sign in', () => {
  test('is told to anybody, alike for all organizations', async () => {
    const answer = await anybody(`${FHIR}/.well-known/smart-configuration`)
    const { issuer } = all.provider
    expect(JSON.parse(answer.text)).toMatchObject({
      issuer,
      jwks_uri: `${issuer}/jwks`,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      revocation_endpoint: `${issuer}/token/revocation`,
      code_challenge_methods_supported: ['S256'],
      capabilities: expect.arrayContaining(['permission-v2']),
    })
    const nowhere = await anybody('/organizations/none/fhir/4/.well-known/smart-configuration')
    expect([nowhere.status, nowhere.text]).toEqual([200, answer.text])
    const others = ['.well-known/x', 'metadata', '.well-known']
    for (const other of others) expect((await anybody(`${FHIR}/${other}`)).status).toBe(401)
  })

  test('stands in the CapabilityStatement', async () => {
    const { text } = await all.api.get(`${FHIR}/metadata`)
    const { rest } = JSON.parse(text) as { rest: { security: object }[] }
    expect(rest[0]?.security).toMatchObject({
      service: expect.arrayContaining([
        { coding: [expect.objectContaining({ code: 'SMART-on-FHIR' })] },
      ]),
      extension: [
        {
          url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
          extension: expect.arrayContaining([
            { url: 'token', valueUri: `${all.provider.issuer}/token` },
            { url: 'authorize', valueUri: `${all.provider.issuer}/auth` },
          ]),
        },
      ],
    })
  })

  test('is nowhere else without an identity provider', async () => {
    await using server = await testServer()
    const api = client(server)
    expect((await api.get(`${FHIR}/.well-known/smart-configuration`)).status).toBe(404)
    expect((await api.get(`${FHIR}/metadata`)).text).not.toContain('OAuth')
    expect((await api.get('/readyz', { token: null })).text).not.toContain('provider')
  })
})

describe('the console', () => {
  const told = async () => JSON.parse((await anybody('/config.json')).text) as object

  test('is told in config.json, in the place of what the file says', async () => {
    expect(await told()).toEqual({
      name: 'Clinic',
      signIn: {
        issuer: all.provider.issuer,
        clientId: 'binnacle-console',
        scopes: 'openid profile',
        name: 'City Clinic',
        parameters: { audience: 'https://x.example', hint: 'a' },
      },
    })
    const { etag } = (await anybody('/config.json')).headers
    expect((await anybody('/config.json', { 'if-none-match': String(etag) })).status).toBe(304)
  })

  test('may speak to the provider, and to nobody else', async () => {
    const policy = (await anybody('/', HTML)).headers['content-security-policy']
    expect(policy).toContain(`; connect-src 'self' ${all.provider.issuer}; `)
    expect(policy).toContain("form-action 'none'")
  })

  test('sees at once what an operator changes in the file, and what is wrong with it', async () => {
    await writeFile(join(folder, 'config.json'), '{"apiBase":"https://api.example/x"}')
    expect(await told()).toMatchObject({ apiBase: 'https://api.example/x', signIn: {} })
    const policy = (await anybody('/', HTML)).headers['content-security-policy']
    expect(policy).toContain(`connect-src 'self' https://api.example ${all.provider.issuer};`)
    await writeFile(join(folder, 'config.json'), '{"name":')
    expect((await anybody('/config.json')).text).toBe('{"name":')
  })

  test('of another server speaks to the provider that its file names', async () => {
    const signIn = { issuer: 'https://idp.example/realm', clientId: 'x' }
    await writeFile(join(folder, 'config.json'), JSON.stringify({ signIn }))
    await using server = await testServer({ pages: (site) => builtConsole(folder, site) })
    const page = await client(server).get('/', { token: null, headers: HTML })
    expect(page.headers['content-security-policy']).toContain(
      "connect-src 'self' https://idp.example;",
    )
  })
})
