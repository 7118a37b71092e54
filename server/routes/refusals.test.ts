import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { A, B, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'
import { converse, Wire } from '#test/wire.ts'

const MAX = 1_000_000
const SENT = Buffer.alloc(40_000_000, 'x')
let server: TestServer
let port: number
beforeAll(async () => {
  server = await testServer({ env: { BINNACLE_MAX_BYTES: String(MAX) } })
  port = Number(new URL(await server.listen()).port)
})
afterAll(() => server[Symbol.asyncDispose]())

const JSON_TYPE = 'application/fhir+json'
const writer = `Bearer ${TOKENS.writer}`
/** Each is refused while its body is on the way. */
const REFUSED: [status: number, method: string, path: string, headers: Record<string, string>][] = [
  [400, 'POST', A, { authorization: writer, 'content-type': JSON_TYPE, 'if-none-exist': 'x' }],
  [401, 'POST', A, { 'content-type': 'a/b' }],
  [401, 'PUT', `${A}/x`, { authorization: 'Bearer nobody-knows-this', 'content-type': 'a/b' }],
  [403, 'POST', A, { authorization: `Bearer ${TOKENS.reader}`, 'content-type': 'a/b' }],
  [403, 'POST', B.replace('/b/', '/c/'), { authorization: writer, 'content-type': 'a/b' }],
  [404, 'POST', '/nowhere', {}],
  [405, 'PUT', A, { authorization: writer }],
  [412, 'PUT', `${A}/x`, { authorization: writer, 'if-match': 'W/"9"', 'content-type': 'a/b' }],
  [413, 'POST', A, { authorization: writer, 'content-type': 'a/b' }],
  [413, 'POST', `${A}/_search`, { authorization: writer, 'content-type': JSON_TYPE }],
  [415, 'PATCH', `${A}/x`, { authorization: writer, 'content-type': 'a/b' }],
  [415, 'POST', A, { authorization: writer }],
  [415, 'POST', A, { authorization: writer, 'content-type': 'a/b', 'content-encoding': 'gzip' }],
]
const head = (method: string, path: string, headers: Record<string, string>) =>
  [`${method} ${path} HTTP/1.1`, 'Host: x', ...pairs(headers), '', ''].join('\r\n')
const pairs = (headers: Record<string, string>) =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`)

describe.each(REFUSED)('%i to %s %s %o', (status, method, path, headers) => {
  test.each([
    ['its length is known', { 'content-length': String(SENT.length) }, SENT],
    [
      'it comes in chunks',
      { 'transfer-encoding': 'chunked' },
      Buffer.from(`${SENT.length.toString(16)}\r\n${SENT.toString()}\r\n0\r\n\r\n`),
    ],
  ])('is read by who sends all of a body first, where %s', async (_how, framing, body) => {
    const wire = new Wire(port)
    wire.socket.pause()
    await wire.do([head(method, path, { ...headers, ...framing }), body])
    wire.socket.resume()
    const { answers, rest, end } = await wire.heard()
    expect([answers.map((one) => one.status), rest.length, end]).toEqual([[status], 0, 'closed'])
    expect(String(answers[0]?.body)).toContain('OperationOutcome')
  })

  test('comes before the body to who asks first', async () => {
    const framing = { 'content-length': String(SENT.length), expect: '100-continue' }
    const { answers, end } = await converse(port, [head(method, path, { ...headers, ...framing })])
    expect([answers.map((one) => one.status), end]).toEqual([[status], 'closed'])
  })

  test('is read by node:http', async () => {
    const asking = request({ port, host: '127.0.0.1', method, path, headers })
    asking.on('error', () => undefined)
    asking.end(SENT)
    const [answer] = (await once(asking, 'response')) as [IncomingMessage]
    expect(answer.statusCode).toBe(status)
    expect(await text(answer)).toContain('OperationOutcome')
  })
})

test('HTTP/1.0 knows no 100, and gets none', async () => {
  const text = head('POST', A, {
    authorization: writer,
    'content-type': 'a/b',
    'content-length': '1',
    expect: '100-continue',
  }).replace('HTTP/1.1', 'HTTP/1.0')
  const { answers } = await converse(port, [text, 'x'])
  expect(answers.map(({ status }) => status)).toEqual([201])
})

test('who sends without end is cut', async () => {
  const wire = new Wire(port)
  const chunk = Buffer.from(`100000\r\n${'x'.repeat(1 << 20)}\r\n`)
  await wire.do([head('POST', A, { 'content-type': 'a/b', 'transfer-encoding': 'chunked' })])
  let sent = 0
  while (!wire.socket.destroyed && sent < 400) {
    await wire.do([chunk])
    sent += 1
  }
  expect(sent).toBeLessThan(400)
})

test('curl and Python see the status', async () => {
  const script = [
    'import http.client,sys',
    `c=http.client.HTTPConnection("127.0.0.1",${port})`,
    `c.request("POST","${A}",b"x"*40000000,{"Content-Type":"a/b"})`,
    'print(c.getresponse().status)',
  ].join('\n')
  for (const [command, ...args] of [
    ['python3', '-c', script],
    [
      'curl',
      '-s',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code}',
      '--data-binary',
      '@-',
      `http://127.0.0.1:${port}${A}`,
    ],
  ] as const) {
    const child = spawn(command, args)
    const missing = once(child, 'error').then(() => undefined)
    child.stdin.on('error', () => undefined).end(SENT)
    const said = await Promise.race([text(child.stdout), missing])
    if (said !== undefined) expect(said.trim()).toBe('401')
  }
})
