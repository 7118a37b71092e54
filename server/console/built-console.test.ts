import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { client } from '#test/test-client.ts'
import { A, testServer, type TestServer } from '#test/test-server.ts'
import { compressAll } from './build-console.ts'
import { builtConsole } from './built-console.ts'
import type { Site } from './config-json.ts'

let folder: string
let server: TestServer
let api: ReturnType<typeof client>
const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const SANDBOX = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'" />`
const SCRIPT = `export const text = '${'long '.repeat(500)}'\n`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binnacle-dist-'))
  await mkdir(join(folder, 'assets'))
  await mkdir(join(folder, '.vite'))
  const page = '<!doctype html><html><head><title>x</title></head><body></body></html>'
  await writeFile(join(folder, 'index.html'), page)
  await writeFile(join(folder, '.vite', 'manifest.json'), '{}')
  await writeFile(join(folder, 'config.json'), '{"apiBase":"https://api.example:8443/base"}')
  await writeFile(join(folder, 'favicon.svg'), '<svg/>')
  await mkdir(join(folder, 'media'))
  for (const name of ['sandbox.html', 'media/player.html', 'media/service-worker.js'])
    await writeFile(join(folder, name), SANDBOX)
  await writeFile(join(folder, 'assets', 'app-AbC123.js'), SCRIPT)
  await compressAll(folder)
  server = await testServer({ pages: (site) => builtConsole(folder, site) })
  api = client(server)
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const page = (path: string) => api.get(path, { token: null, headers: HTML })

describe('the page', () => {
  test.each([
    '/',
    '/connect',
    '/o',
    '/o/demo/Binary',
    '/o/demo/Binary/a.b/_history/1',
    '/settings',
    '/?x',
  ])('is at %s', async (path) => {
    const answer = await page(path)
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
    })
  })

  test('has a strict policy, with a nonce of its own for styles', async () => {
    const [one, two] = [await page('/'), await page('/')]
    const policy = String(one.headers['content-security-policy'])
    const nonce = /<meta property="csp-nonce" nonce="([^"]{20,})"/.exec(one.text)?.[1]
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`)
    expect(two.text).not.toContain(String(nonce))
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]) {
      expect(policy.split('; ')).toContain(part)
    }
    expect(policy).toContain("connect-src 'self' https://api.example:8443")
    expect(policy).not.toMatch(/unsafe|\*/)
  })

  test.each([A, '/organizations', '/organizations/a', '/organizations/a/nope', '/organizations/'])(
    'never stands in for the API at %s',
    async (path) => {
      const answer = await page(path)
      expect([answer.status, answer.json().resourceType]).toEqual([401, 'OperationOutcome'])
      const known = await api.get(path, { headers: HTML })
      expect(known.headers['content-type']).toMatch(/json/)
    },
  )

  test.each(['/', '/connect', '/settings', '/o', '/o/demo/Binary/a/_history'])(
    'an address of the console (%s) is a page for who takes anything',
    async (path) => {
      for (const headers of [{}, { accept: '*/*' }]) {
        const answer = await api.get(path, { token: null, headers })
        expect([answer.status, answer.headers['content-type']]).toEqual([
          200,
          'text/html; charset=utf-8',
        ])
      }
      const json = await api.get(path, { token: null, headers: { accept: 'application/json' } })
      expect(json.headers['content-type']).toMatch(/json/)
    },
  )

  test('nor for a file that is not there, nor for who takes no page', async () => {
    for (const answer of [
      await api.get('/assets/gone.js', { token: null, headers: { accept: '*/*' } }),
      await api.get('/nope', { token: null }),
      await api.post('/connect', undefined, { token: null, headers: HTML }),
    ]) {
      expect([answer.status, answer.json().resourceType]).toEqual([404, 'OperationOutcome'])
    }
  })
})

describe('files', () => {
  test('with a hash in their name are kept for ever, others are asked for again', async () => {
    const script = await api.get('/assets/app-AbC123.js', { token: null })
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    })
    expect(script.text).toBe(SCRIPT)
    const icon = await api.get('/favicon.svg', { token: null })
    expect([icon.headers['cache-control'], icon.headers['content-type']]).toEqual([
      'no-cache',
      'image/svg+xml',
    ])
    const again = await api.get('/favicon.svg', {
      headers: { 'if-none-match': String(icon.headers.etag) },
    })
    expect([again.status, again.text]).toEqual([304, ''])
  })

  test.each([
    ['sandbox.html', /^sandbox allow-scripts allow-modals; default-src 'none'; frame-ancestors/],
    ['media/player.html', /^default-src 'none'; frame-ancestors 'self'$/],
    ['media/service-worker.js?v=1', /^default-src 'none'$/],
  ])('%s has a policy of its own', async (name, policy) => {
    const { status, headers, text } = await api.get(`/${name}`, { token: null })
    expect([status, text, headers['cache-control']]).toEqual([200, SANDBOX, 'no-cache'])
    expect(headers['content-security-policy']).toMatch(policy)
  })

  test('that a newer build took away are not found, which nobody keeps', async () => {
    await mkdir(join(folder, 'old', 'assets'), { recursive: true })
    await writeFile(join(folder, 'old', 'index.html'), '<!doctype html><head></head>')
    const files = ['whole-A.js', 'half-B.js'].map((name) => join(folder, 'old', 'assets', name))
    for (const file of files) await writeFile(file, SCRIPT)
    await compressAll(join(folder, 'old'))
    await using old = await testServer({ pages: (site) => builtConsole(join(folder, 'old'), site) })
    await rm(join(folder, 'old', 'assets', 'whole-A.js'))
    await rm(join(folder, 'old', 'assets', 'half-B.js.br'))
    for (const name of ['whole-A.js', 'half-B.js']) {
      const headers = { 'accept-encoding': 'br' }
      const answer = await client(old).get(`/assets/${name}`, { token: null, headers })
      expect(answer.status).toBe(404)
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' })
      expect(answer.headers).not.toHaveProperty('content-encoding')
    }
  })

  test('that an operator changes are answered as they are', async () => {
    const before = await api.get('/config.json', { headers: { 'accept-encoding': 'br' } })
    await writeFile(join(folder, 'config.json'), '{"name":"Changed"}')
    const headers = { 'accept-encoding': 'br', 'if-none-match': String(before.headers.etag) }
    const after = await api.get('/config.json', { headers })
    expect([after.status, after.text]).toEqual([200, '{"name":"Changed"}'])
  })

  test.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', undefined],
  ])('go out compressed as the browser takes it: %s', async (accepted, encoding) => {
    const headers = { 'accept-encoding': accepted }
    const answer = await api.get('/assets/app-AbC123.js', { headers })
    expect(answer.headers['content-encoding']).toBe(encoding)
    if (encoding !== undefined) expect(answer.body.length).toBeLessThan(SCRIPT.length / 10)
    if (encoding === 'gzip') expect(gunzipSync(answer.body).toString()).toBe(SCRIPT)
    const head = await api.ask('HEAD', '/assets/app-AbC123.js', { headers })
    expect([head.text, head.headers['content-length']]).toEqual(['', String(answer.body.length)])
  })

  test.each([
    '/.vite/manifest.json',
    '/index.html.br',
    '/assets/app-AbC123.js.br',
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/..%2findex.html',
  ])('%s is none of them', async (path) => {
    expect((await api.get(path, { token: null })).status).toBe(404)
  })
})

describe('below a path', () => {
  const at = 'https://host.example/files'
  let below: TestServer
  beforeAll(async () => {
    const page =
      '<!doctype html><html><head><link rel="icon" href="/favicon.svg" /></head><body><script src="/assets/app-AbC123.js"></script></body></html>'
    await writeFile(join(folder, 'index.html'), page)
    const pages = (site: Site) => builtConsole(folder, site)
    below = await testServer({ env: { BINNACLE_PUBLIC_URL: at }, pages })
  })
  afterAll(() => below[Symbol.asyncDispose]())

  // A proxy may pass the path on, or strip it.
  test.each(['/files', ''])('everything is found where a proxy asks below "%s"', async (path) => {
    const { get } = client(below)
    for (const place of ['/', '/o/demo/Binary?_count=1']) {
      const { text } = await get(path + place, { token: null, headers: HTML })
      expect(text).toContain('<meta name="binnacle-base" content="/files" />')
      expect(text).toContain('href="/files/favicon.svg"')
      expect(text).toContain('src="/files/assets/app-AbC123.js"')
    }
    for (const file of ['/assets/app-AbC123.js', '/sandbox.html', '/config.json', '/openapi.json'])
      expect((await get(path + file, { token: null })).status).toBe(200)
    const created = await client(below).post(path + A, {
      resourceType: 'Binary',
      contentType: 'text/plain',
    })
    expect(created.headers.location).toMatch(
      /^https:\/\/host\.example\/files\/organizations\/a\/fhir\/4\/Binary\//,
    )
    expect((await get(`${path}${A}/${String(created.json().id)}`)).status).toBe(200)
  })

  test('the path alone is the page, and what only begins like it is not there', async () => {
    const { get } = client(below)
    expect((await get('/files', { token: null, headers: HTML })).status).toBe(200)
    expect((await get('/filesystem', { token: null })).status).toBe(404)
    expect((await get('/files/nope', { token: null })).status).toBe(404)
    expect((await get(`/files${A}`, { token: null, headers: HTML })).status).toBe(401)
  })
})

test('without a build a plain page says so', async () => {
  const none = join(folder, 'none')
  await using plain = await testServer({ pages: (site) => builtConsole(none, site) })
  const answer = await client(plain).get('/', { token: null })
  expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('npm start')])
  expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
})
