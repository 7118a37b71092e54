import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startMetricsServer } from '#server/metrics/metrics-server.ts'
import { Metrics } from '#server/metrics/metrics.ts'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'
import { converse } from '#test/wire.ts'

let server: TestServer
let port: number
beforeAll(async () => {
  server = await testServer()
  port = Number(new URL(await server.listen()).port)
})
afterAll(() => server[Symbol.asyncDispose]())

const AUTHORIZED = `Authorization: Bearer ${TOKENS.writer}\r\n`
/** JSON with links and without, what needs no token, and what is nowhere. */
const PATHS = [A, `${A}/none`, '/healthz', '/openapi.json', '/nowhere']

async function told(at: number, start: string, headers: string) {
  const heard = await converse(at, [`${start}\r\n${AUTHORIZED}Connection: close\r\n${headers}\r\n`])
  expect(heard.rest).toHaveLength(0)
  return heard.answers.map(({ status, body }) => [status, String(body)])
}

const UNCLEAR: [what: string, version: string, headers: string, status: number, words: string][] = [
  ['a version of tomorrow', 'HTTP/2.0', 'Host: x\r\n', 505, 'HTTP/1.1'],
  ['one that the parser does not know', 'HTTP/3.0', 'Host: x\r\n', 505, 'HTTP/1.1'],
  ['one of yesterday', 'HTTP/0.9', 'Host: x\r\n', 505, 'HTTP/1.1'],
  ['no Host', 'HTTP/1.1', '', 400, 'no Host'],
  ['two of them', 'HTTP/1.1', 'Host: x\r\nhost: y\r\n', 400, 'more than one'],
  ['the same one twice', 'HTTP/1.1', 'Host: x\r\nHost: x\r\n', 400, 'more than one'],
  ['two in HTTP/1.0', 'HTTP/1.0', 'Host: x\r\nHost: y\r\n', 400, 'more than one'],
  ['what is no host', 'HTTP/1.1', 'Host: a b\r\n', 400, 'not the name'],
]

describe.each(PATHS)('%s', (path) => {
  test.each(UNCLEAR)('%s is refused', async (_, version, headers, status, words) => {
    const answers = await told(port, `GET ${path} ${version}`, headers)
    expect(answers).toEqual([[status, expect.stringContaining(words)]])
    expect(answers[0]?.[1]).toContain('OperationOutcome')
  })
})

test('what is clear is answered', async () => {
  for (const [start, headers] of [
    ['GET /healthz HTTP/1.0', ''],
    ['GET /healthz HTTP/1.0', 'Host: x\r\n'],
    ['GET http://y/healthz HTTP/1.1', 'Host: x\r\n'],
    ['GET /healthz HTTP/1.1', 'Host:\r\n'],
    ['GET /healthz HTTP/1.1', 'Host: [::1]:80\r\n'],
    ['GET /healthz HTTP/1.1', 'Host: a_b.example:8080\r\n'],
  ] as const)
    expect(await told(port, start, headers)).toEqual([[200, expect.any(String)]])
})

test('the port of the metrics does the same', async () => {
  const metrics = await startMetricsServer(new Metrics(), { port: 0, host: '127.0.0.1' })
  const at = Number(new URL(metrics.address).port)
  for (const [, version, headers, status] of UNCLEAR.filter(([, one]) => one !== 'HTTP/3.0'))
    expect(await told(at, `GET /metrics ${version}`, headers)).toEqual([
      [status, expect.any(String)],
    ])
  expect(await told(at, 'GET /metrics HTTP/1.1', 'Host: x\r\n')).toEqual([
    [200, expect.any(String)],
  ])
  await metrics.stop()
})
