import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { client } from '#test/test-client.ts'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'
import { converse, Wire } from '#test/wire.ts'

/** More than the system takes on its way, so that an answer is in the middle when something else comes. */
const LARGE = randomBytes(24_000_000)
let server: TestServer
let port: number
let large: string
beforeAll(async () => {
  server = await testServer({
    env: { BINNACLE_HEADERS_SECONDS: '1', BINNACLE_MAX_BYTES: String(LARGE.length) },
  })
  port = Number(new URL(await server.listen()).port)
  const headers = { 'content-type': 'application/pdf' }
  const created = await client(server).post(A, LARGE, { headers })
  large = `${A}/${created.json().id}`
})
afterAll(() => server[Symbol.asyncDispose]())

const get = (path: string, more = '') =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nAccept: */pdf\r\nAuthorization: Bearer ${TOKENS.writer}\r\n${more}\r\n`
const HALF_CLOSE = { end: 'this side' } as const
const statuses = ({ answers }: { answers: { status: number }[] }) =>
  answers.map(({ status }) => status)

describe('in the middle of an answer', () => {
  test.each([
    ['garbage', '\x16\x03\x01 garbage\r\n\r\n', 400],
    ['headers that never end', 'GET / HTTP/1.1\r\nX-A: ', 408],
    ['headers that are too long', `GET / HTTP/1.1\r\nX-A: ${'x'.repeat(40_000)}`, 431],
  ])('%s wait until it is whole', async (_what, text, status) => {
    const wire = new Wire(port)
    await wire.do([get(large), { until: 1 }])
    wire.socket.pause()
    await wire.do([text, { wait: 2000 }])
    wire.socket.resume()
    const { answers, rest, end } = await wire.heard()
    expect(rest.toString('latin1')).toBe('')
    expect(answers[0]?.body.equals(LARGE)).toBe(true)
    expect([answers.map((one) => one.status), end]).toEqual([[200, status], 'closed'])
  })

  test('CONNECT cuts it, which is no answer either', async () => {
    const wire = new Wire(port)
    await wire.do([get(large), { until: 1 }])
    wire.socket.pause()
    await wire.do(['CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', { wait: 200 }])
    wire.socket.resume()
    const { answers, rest } = await wire.heard()
    expect(answers).toEqual([])
    expect(rest.length).toBeLessThan(LARGE.length)
    expect(rest.lastIndexOf('HTTP/1.1')).toBe(0)
  })

  test('what follows a last request is not answered', async () => {
    const heard = await converse(port, [`${get(large, 'Connection: close\r\n')}garbage\r\n\r\n`])
    expect([statuses(heard), heard.rest.length, heard.end]).toEqual([[200], 0, 'closed'])
    expect(heard.answers[0]?.body.equals(LARGE)).toBe(true)
  })
})

describe('a whole request gets its answer', () => {
  test('before the garbage in its packet gets one', async () => {
    const heard = await converse(port, [`${get('/healthz')}${get(`${A}/none`)}\0\0\0\r\n\r\n`])
    expect([statuses(heard), heard.rest.length, heard.end]).toEqual([[200, 404, 400], 0, 'closed'])
  })

  test('where its client has ended its side', async () => {
    const heard = await converse(port, [`${get(large)}${get('/healthz')}`, HALF_CLOSE])
    expect([statuses(heard), heard.rest.length, heard.end]).toEqual([[200, 200], 0, 'closed'])
  })

  test('and where its client ends its side in the middle of the next one', async () => {
    const heard = await converse(port, [`${get('/healthz')}GET / HTT`, HALF_CLOSE])
    expect([statuses(heard), heard.end]).toEqual([[200, 400], 'closed'])
    const body = `PUT ${A}/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKENS.writer}\r\nContent-Type: a/b\r\nContent-Length: 10\r\n\r\n12345`
    const ended = await converse(port, [`${get('/healthz')}${body}`, HALF_CLOSE])
    expect([statuses(ended), ended.end]).toEqual([[200, 400], 'closed'])
    expect(String(ended.answers[1]?.body)).toContain('ended early')
    expect((await client(server).get(`${A}/x`)).status).toBe(404)
  })
})

describe('too slow', () => {
  test('headers that never end are closed in time, byte by byte too', async () => {
    const wire = await new Wire(port).do(['GET / HTTP/1.1\r\n'])
    const dripping = wire.do(Array.from({ length: 40 }, () => ['X', { wait: 100 }]).flat())
    const heard = await wire.heard(3000)
    await dripping
    expect([statuses(heard), heard.end]).toEqual([[408], 'closed'])
  })

  test('who never says a word is not told one', async () => {
    const heard = await converse(port, [], 3000)
    expect(heard).toMatchObject({ answers: [], end: 'closed' })
    expect(heard.rest).toHaveLength(0)
  })
})

test('another protocol is spoken with who listens to it alone, on any address', async () => {
  await using both = await testServer()
  await both.app.listen({ port: 0, host: 'localhost' })
  const asks =
    'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
  const heard = async () => {
    const all = both.app.addresses() as AddressInfo[]
    return Promise.all(
      all.map(async ({ address, port: at }) => {
        const wire = new Wire(at, undefined, address)
        await wire.do([asks, { until: 1 }])
        wire.close()
        return wire.received.slice(0, 12)
      }),
    )
  }
  expect(new Set(await heard())).toEqual(new Set(['HTTP/1.1 200']))
  both.app.server.on('upgrade', (_request, socket) => {
    socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')
  })
  expect(new Set(await heard())).toEqual(new Set(['HTTP/1.1 101']))
})

test('a server for localhost says nothing of its own on any address either', async () => {
  await using both = await testServer()
  await both.app.listen({ port: 0, host: 'localhost' })
  for (const { address, port: at } of both.app.addresses() as AddressInfo[]) {
    const wire = new Wire(at, undefined, address)
    const heard = await (await wire.do(['garbage\r\n\r\n'])).heard()
    expect(heard.answers.map(({ body }) => String(body))).toEqual([
      expect.stringContaining('OperationOutcome'),
    ])
  }
})
