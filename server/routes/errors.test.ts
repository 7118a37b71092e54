import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { StoreBusy, StoreFull } from '#server/store/errors.ts'
import { client } from '#test/test-client.ts'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'
import { rawRequest } from '#test/test-socket.ts'

let server: TestServer
let api: ReturnType<typeof client>
let port: number
beforeAll(async () => {
  server = await testServer()
  api = client(server)
  port = Number(new URL(await server.listen()).port)
})
afterAll(() => server[Symbol.asyncDispose]())

const AUTHORIZED = `Host: x\r\nAuthorization: Bearer ${TOKENS.writer}\r\n`

describe('every error is an OperationOutcome', () => {
  test.each([
    ['GET', '/nope', 404],
    ['POST', '/nope', 404],
    ['GET', '/organizations/a', 404],
    ['GET', '/organizations/a/fhir/4/Patient', 404],
    ['GET', '/organizations/a/fhir/3/Binary', 404],
    ['GET', `${A}/x/y`, 404],
    ['GET', `${A}/%zz`, 400],
    ['GET', `${A}?_id=%zz`, 400],
    ['GET', `${A}/%ff`, 400],
    ['PATCH', A, 405],
    ['PUT', A, 405],
    ['DELETE', A, 405],
    ['POST', `${A}/x`, 405],
    ['DELETE', `${A}/_history`, 400],
    ['POST', `${A}/_history`, 405],
    ['PUT', `${A}/x/_history/1`, 405],
    ['GET', `${A}/_search`, 405],
    ['OPTIONS', A, 405],
    ['TRACE', A, 405],
    ['PROPFIND', A, 405],
    ['DELETE', '/healthz', 405],
  ])('%s %s: %i', async (method, url, status) => {
    const { headers, text } = await rawRequest(
      port,
      `${method} ${url} HTTP/1.1\r\n${AUTHORIZED}Connection: close\r\n\r\n`,
    )
    expect(headers.status).toBe(status)
    expect(JSON.parse(text)).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', diagnostics: expect.any(String), code: expect.any(String) }],
    })
    expect(headers['content-type']).toBe('application/fhir+json; charset=utf-8')
    expect(headers['x-request-id']).toBeTruthy()
    if (status === 405) expect(headers.allow).toMatch(/[A-Z]/)
  })

  test.each([
    ['nonsense', 'hello\r\n\r\n', 400],
    ['an unknown method', `JUMP / HTTP/1.1\r\n${AUTHORIZED}\r\n`, 400],
    ['a header without a name', `GET / HTTP/1.1\r\n: x\r\n\r\n`, 400],
    [
      'headers that are too long',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
      431,
    ],
    ['an address that is too long', `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    [
      'two lengths',
      `POST ${A} HTTP/1.1\r\n${AUTHORIZED}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`,
      400,
    ],
    [
      'a length and chunks',
      `POST ${A} HTTP/1.1\r\n${AUTHORIZED}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
      400,
    ],
    ...['gzip, chunked', 'identity, chunked'].map((coding): [string, string, number] => [
      `the transfer coding ${coding}`,
      `POST ${A} HTTP/1.1\r\n${AUTHORIZED}Content-Type: a/b\r\nConnection: close\r\nTransfer-Encoding: ${coding}\r\n\r\n1\r\nx\r\n0\r\n\r\n`,
      501,
    ]),
    [
      'no host',
      `GET ${A} HTTP/1.1\r\nAuthorization: Bearer ${TOKENS.writer}\r\nConnection: close\r\n\r\n`,
      400,
    ],
    [
      'an expectation',
      `GET / HTTP/1.1\r\nHost: x\r\nExpect: cake\r\nConnection: close\r\n\r\n`,
      417,
    ],
    ['a proxy request', `CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n`, 405],
  ])('%s', async (_name, text, status) => {
    const answer = await rawRequest(port, text)
    expect(answer.headers.status).toBe(status)
    expect(JSON.parse(answer.text)).toMatchObject({ resourceType: 'OperationOutcome' })
    expect(answer.headers['x-request-id']).toBeTruthy()
  })

  test('an address in its absolute form is the same address', async () => {
    const text = `GET http://x${A} HTTP/1.1\r\n${AUTHORIZED}Connection: close\r\n\r\n`
    expect((await rawRequest(port, text)).headers.status).toBe(200)
  })

  test('chunks that break', async () => {
    const head = `POST ${A} HTTP/1.1\r\n${AUTHORIZED}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`
    const answer = await rawRequest(port, `${head}5\r\n{"res\r\nzz\r\n`)
    expect(answer.headers.status).toBe(400)
    expect(JSON.parse(answer.text)).toMatchObject({ resourceType: 'OperationOutcome' })
  })
})

describe('a fault of the server', () => {
  test('hides its cause from the caller and logs it under the request id', async () => {
    const lines: string[] = []
    const logger = pino({ level: 'error' }, { write: (line) => void lines.push(line) })
    await using broken = await testServer({ logger })
    const cause = new Error('the secret cause')
    broken.store.binaries.current = () => Promise.reject(cause)
    const answer = await client(broken).get(`${A}/x`)
    expect(answer.status).toBe(500)
    expect(answer.text).not.toContain('secret')
    expect(answer.json().issue[0]?.code).toBe('exception')
    const line = lines.find((one) => one.includes('the secret cause')) ?? ''
    expect(line).toContain(String(answer.headers['x-request-id']))
    expect(line).not.toContain(TOKENS.writer)
    const { records } = await broken.store.audit.list({ count: 1 })
    expect(records[0]).toMatchObject({ status: 500, requestId: answer.headers['x-request-id'] })
  })

  test.each([
    ['a store that others keep busy', new StoreBusy('Try again.'), 503, '1'],
    ['a database on a full disk', new StoreFull('Full.'), 507, undefined],
    ['contents on a full disk', Object.assign(new Error('x'), { code: 'ENOSPC' }), 507, undefined],
  ])('%s is told apart', async (_name, cause, status, retryAfter) => {
    await using broken = await testServer()
    broken.store.binaries.commit = () => Promise.reject(cause)
    const body = { resourceType: 'Binary', contentType: 'text/plain', data: 'eA==' }
    const answer = await client(broken).post(A, body)
    expect([answer.status, answer.headers['retry-after']]).toEqual([status, retryAfter])
  })

  test('content that is missing on the disk breaks the answer off', async () => {
    const { rm } = await import('node:fs/promises')
    await using broken = await testServer()
    const { create } = client(broken)
    const { id } = await create({ data: Buffer.alloc(100_000, 1).toString('base64') })
    const url = await broken.listen()
    await rm(`${broken.folder}/data/contents`, { recursive: true, force: true })
    const headers = { authorization: `Bearer ${TOKENS.writer}` }
    await expect(
      fetch(`${url}${A}/${id}`, { headers }).then(async (answer) => {
        if (answer.status >= 500) throw new Error('told as a fault')
        await answer.arrayBuffer()
      }),
    ).rejects.toThrow()
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })
})

describe('/healthz', () => {
  test('asks the store something, and never for all that it has', async () => {
    await using asked = await testServer()
    const { organizations } = asked.store
    organizations.list = () => Promise.reject(new Error('all of them'))
    expect((await client(asked).get('/healthz', { token: null })).status).toBe(200)
    organizations.find = () => Promise.reject(new Error('no database'))
    expect((await client(asked).get('/healthz', { token: null })).status).toBe(500)
  })
})

describe('every answer', () => {
  test('has an id of its own, and takes none from the caller', async () => {
    const headers = { 'x-request-id': 'mine', 'request-id': 'mine' }
    const [one, two] = [await api.get(A, { headers }), await api.get('/healthz', { headers })]
    expect(one.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(two.headers['x-request-id']).not.toBe(one.headers['x-request-id'])
  })
})

describe('the log', () => {
  test('holds neither tokens, nor queries, nor content', async () => {
    const lines: string[] = []
    const logger = pino({ level: 'trace' }, { write: (line) => void lines.push(line) })
    await using logged = await testServer({ logger })
    const { create, get, post } = client(logged)
    await create({ data: Buffer.from('the content itself').toString('base64') })
    await get(`${A}?_id=secret-patient-id`)
    await post(A, '{"resourceType":"Binary","contentType":"a/b","data":"b3Bz*"}', {
      headers: { 'content-type': 'application/json' },
    })
    const log = lines.join('')
    expect(log).toContain('"status":201')
    for (const secret of [TOKENS.writer, 'secret-patient-id', 'dGhlIGNvbnRlbnQ', 'b3Bz']) {
      expect(log).not.toContain(secret)
    }
  })
})
