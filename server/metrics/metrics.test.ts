import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { CheckName } from '#server/health/health.ts'
import { readMetrics, sumOf, type Series } from '#test/read-metrics.ts'
import { client } from '#test/test-client.ts'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'
import { runs } from '#test/torture.ts'
import { ANSWERED, FAULTS, OPERATIONS, STATUSES } from './labels.ts'
import { Metrics } from './metrics.ts'

const TOKEN = 'metrics-token-0123456789'
let server: TestServer
beforeAll(async () => {
  server = await testServer({ env: { BINNACLE_METRICS_TOKEN: TOKEN } })
})
afterAll(() => server[Symbol.asyncDispose]())

const scrape = async (of = server): Promise<{ text: string; all: Series[] }> => {
  const text = (await of.metrics?.registry.metrics()) ?? ''
  return { text, all: readMetrics(text) }
}

const CHECKS: Record<CheckName, true> = {
  database: true,
  migrations: true,
  content: true,
  folder: true,
  space: true,
  clock: true,
  damage: true,
  provider: true,
}

/** Every label of ours, and every value that it may have. */
const ALLOWED: Record<string, readonly string[]> = {
  interaction: ANSWERED,
  status: STATUSES,
  operation: OPERATIONS,
  fault: [...FAULTS, 'missing'],
  check: [...Object.keys(CHECKS), 'last', 'current'],
  state: ['ok', 'warning', 'failed', 'indexed', 'cut', 'pending', 'wordless', 'unreadable'],
  kind: ['free', 'least', 'held', 'most'],
  who: ['known', 'stranger'],
}

const SECRETS = [
  'alpha',
  'Alpha clinic',
  'writer',
  'Jane',
  'Patient',
  'jane.pdf',
  ...Object.values(TOKENS),
]

const asks = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'),
  path: fc.oneof(
    fc.constantFrom(
      A,
      `${A}/jane`,
      `${A}/jane/_history/1`,
      `${A}/_history`,
      `${A}?name=Jane`,
      '/organizations/alpha/audit',
      '/organizations/Jane/fhir/4/Binary/jane',
      '/readyz',
      '/metrics',
      '/session',
      '/openapi.json',
      '/organizations/a/fhir/4/$uploads',
    ),
    fc.webPath().map((path) => `/${path}`),
  ),
  token: fc.constantFrom(null, TOKENS.writer, TOKENS.reader, TOKENS.expired, 'Jane'),
  headers: fc.constantFrom(
    {},
    { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="jane.pdf"' },
    { 'x-security-context': 'Patient/Jane', 'content-type': 'text/plain' },
    { 'log-cdata': 'user=Jane' },
    { 'x-request-id': 'Patient-Jane-1' },
    { 'content-type': 'application/fhir+json' },
  ),
  body: fc.constantFrom('', '{"resourceType":"Binary","contentType":"Jane"}', 'Jane'),
})

test('whatever is asked, no label says more than the lists do, and nobody is named', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(asks, { minLength: 1, maxLength: 20 }), async (all) => {
      const { ask } = client(server)
      await Promise.all(all.map(({ method, path, ...rest }) => ask(method, path, rest)))
      const { text, all: series } = await scrape()
      for (const { name, labels } of series) {
        if (name === 'binnacle_build_info') continue
        expect(name).toMatch(/^binnacle_[a-z_]+$/)
        const { le: _, ...own } = labels
        for (const [label, value] of Object.entries(own)) expect(ALLOWED[label]).toContain(value)
      }
      for (const secret of SECRETS) expect(text).not.toContain(secret)
    }),
    runs(15),
  )
})

test('counts what is asked, what came of it, and what the store took for it', async () => {
  // Of others' requests some might still be counted.
  await using own = await testServer({ env: { BINNACLE_METRICS_TOKEN: TOKEN } })
  const { post, get, remove } = client(own)
  const { all: before } = await scrape(own)
  const pdf = { headers: { 'content-type': 'application/pdf' } }
  const { id = '' } = (await post(A, randomBytes(200_000), pdf)).json()
  await get(`${A}/${id}`, { headers: { accept: 'application/pdf' } })
  await get(`${A}/nobody`)
  await get(A, { token: null })
  await get(`${A}?name=x`)
  await get(`${A}/_history`)
  await remove(`${A}/${id}`)
  const { all } = await scrape(own)
  const more = (name: string, labels?: Record<string, string>) =>
    sumOf(all, name, labels) - sumOf(before, name, labels)
  const answered = (interaction: string, status: string) =>
    more('binnacle_http_requests_total', { interaction, status })
  expect(answered('create', '201')).toBe(1)
  expect(answered('read', '200')).toBe(1)
  expect(answered('read', '404')).toBe(1)
  expect(answered('search', '401')).toBe(1)
  expect(answered('search', '200')).toBe(1)
  expect(answered('history-type', '200')).toBe(1)
  expect(answered('delete', '204')).toBe(1)
  expect(more('binnacle_refused_strangers_total')).toBe(1)
  expect(more('binnacle_http_request_seconds_count', { interaction: 'read' })).toBe(2)
  // A create is answered with what it stored, read again.
  const stored = (operation: string) => more('binnacle_store_seconds_count', { operation })
  expect(['commit', 'content-write', 'content-read', 'search', 'history'].map(stored)).toEqual([
    2, 1, 2, 1, 1,
  ])
  expect(more('binnacle_store_faults_total')).toBe(0)
  expect(sumOf(all, 'binnacle_ready')).toBe(1)
  expect(sumOf(all, 'binnacle_health', { check: 'database', state: 'ok' })).toBe(1)
  expect(sumOf(all, 'binnacle_audit_waiting_records')).toBe(0)
  expect(sumOf(all, 'binnacle_memory_bytes', { kind: 'most' })).toBe(67_108_864)
  expect(sumOf(all, 'binnacle_disk_bytes', { kind: 'free' })).toBeGreaterThan(0)
  // Nothing was ever checked: then there is no time at which it was.
  expect(all.map(({ name }) => name)).not.toContain('binnacle_check_finished_seconds')
})

describe('over connections', () => {
  test('bytes are those that went over the wire, and what broke off is said to be cut', async () => {
    await using own = await testServer({ env: { BINNACLE_METRICS_TOKEN: TOKEN } })
    const url = await own.listen()
    const headers = { authorization: `Bearer ${TOKENS.writer}`, 'content-type': 'application/pdf' }
    const body = randomBytes(20_000_000)
    const created = await fetch(`${url}${A}`, { method: 'POST', headers, body })
    const { id } = (await created.json()) as { id: string }
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.write(
      `GET ${A}/${id} HTTP/1.1\r\nHost: x\r\nAccept: application/pdf\r\nAuthorization: ${headers.authorization}\r\n\r\n`,
    )
    await new Promise((resolve) => socket.once('data', resolve))
    socket.destroy()
    const series = async () =>
      readMetrics(
        await (
          await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
        ).text(),
      )
    await vi.waitFor(
      async () => {
        const all = await series()
        expect(sumOf(all, 'binnacle_http_requests_total', { status: 'cut' })).toBe(1)
        const received = sumOf(all, 'binnacle_http_received_bytes_total', { interaction: 'create' })
        expect(received).toBeGreaterThan(body.length)
        expect(received).toBeLessThan(body.length + 10_000)
        const sent = sumOf(all, 'binnacle_http_sent_bytes_total', { interaction: 'read' })
        expect(sent).toBeGreaterThan(0)
        expect(sent).toBeLessThan(body.length)
        expect(sumOf(all, 'binnacle_connections')).toBeGreaterThan(0)
      },
      { timeout: 10_000, interval: 1100 },
    )
  })
})

describe('/metrics', () => {
  test('is for its own token alone, and leaves nothing in the audit log', async () => {
    const { get, ask } = client(server)
    const ids = new Set<unknown>()
    for (const token of [null, TOKENS.admin, TOKENS.writer, `${TOKEN}x`, TOKEN.slice(1)]) {
      const answer = await get('/metrics', { token })
      ids.add(answer.headers['x-request-id'])
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([
        401,
        'Bearer realm="metrics"',
      ])
    }
    expect((await get(A, { token: TOKEN })).status).toBe(401)
    const answer = await get('/metrics', { token: TOKEN })
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-store',
    })
    const head = await ask('HEAD', '/metrics', { token: TOKEN })
    expect([head.status, head.text]).toEqual([200, ''])
    ids.add(answer.headers['x-request-id']).add(head.headers['x-request-id'])
    await get(A)
    const { records } = await server.store.audit.list({ count: 500 })
    expect(records.length).toBeGreaterThan(0)
    expect(records.filter(({ requestId }) => ids.has(requestId))).toEqual([])
  })

  test('is not there when nothing asks for it', async () => {
    await using plain = await testServer()
    expect((await client(plain).get('/metrics', { token: TOKEN })).status).toBe(404)
  })

  test('many scrapes within a second cost one', async () => {
    let now = 0
    const metrics = new Metrics({ now: () => now })
    const collect = vi.spyOn(metrics.registry, 'metrics')
    await Promise.all([metrics.text(), metrics.text()])
    now = 999
    await metrics.text()
    expect(collect).toHaveBeenCalledTimes(1)
    now = 1000
    await metrics.text()
    expect(collect).toHaveBeenCalledTimes(2)
  })
})
