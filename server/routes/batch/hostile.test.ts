import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base64, client } from '#test/test-client.ts'
import { A, testServer, type TestServer } from '#test/test-server.ts'

const BASE = '/organizations/a/fhir/4'
const FHIR = { 'content-type': 'application/fhir+json' }
const LIMIT = 2_000_000

let server: TestServer
let api: ReturnType<typeof client>
beforeAll(async () => {
  server = await testServer({ env: { BINNACLE_BATCH_MAX_BYTES: String(LIMIT) } })
  api = client(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const entry = (id: string) =>
  `{"resource":{"resourceType":"Binary","id":"${id}","contentType":"text/plain","data":"${base64(id)}"},"request":{"method":"PUT","url":"Binary/${id}"}}`
const bundle = (entries: string) => `{"resourceType":"Bundle","type":"batch","entry":[${entries}]}`
const list = (one: string, count: number) => Array.from({ length: count }, () => one).join(',')
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

describe('a batch as a whole is refused, and nothing of it is stored', () => {
  test.each<[string, string, number, RegExp]>([
    ['no JSON', '{', 400, /JSON/],
    ['half a batch', bundle(entry('h1')).slice(0, -3), 400, /end|complete|byte/],
    ['nothing', '', 400, /byte|JSON|end/],
    ['a list', '[]', 400, /Bundle/],
    ['a Binary', '{"resourceType":"Binary"}', 400, /Bundle/],
    ['no type', '{"resourceType":"Bundle"}', 400, /batch/],
    ['a transaction', bundle(entry('h1')).replace('batch', 'transaction'), 400, /batch/],
    [
      'entries that are not a list',
      '{"resourceType":"Bundle","type":"batch","entry":{}}',
      400,
      /array/,
    ],
    ['no UTF-8', '', 400, /UTF-8/],
    ['a million empty entries', bundle(list('{}', 600_000)), 413, /values/],
    ['too many entries', bundle(list(entry('h1'), 501)), 413, /500 entries/],
    ['many commas in no JSON', ','.repeat(200_000), 413, /values/],
    ['more than a body may have', bundle(' '.repeat(LIMIT)), 413, /larger/],
    ['junk nested deeply', bundle(nested(1_000)), 400, /deep|levels/],
    ['junk nested very deeply', bundle('{"a":'.repeat(300_000)), 400, /deep|levels/],
  ])('%s', async (name, body, status, says) => {
    const sent = name === 'no UTF-8' ? Buffer.from(`${bundle(entry('h1'))}\xff`, 'latin1') : body
    const answer = await api.post(BASE, sent, { headers: FHIR })
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([
      status,
      expect.stringMatching(says),
    ])
    expect((await api.get(`${A}/h1`)).status).toBe(404)
  })

  test.each([
    [{ 'content-type': 'application/json; charset=latin1' }, 415],
    [{ 'content-type': 'text/plain' }, 415],
    [{ ...FHIR, 'content-encoding': 'gzip' }, 415],
  ])('%o', async (headers, status) => {
    const answer = await api.post(BASE, bundle(entry('h1')), { headers })
    expect(answer.status).toBe(status)
  })

  test.each(['GET', 'PUT', 'DELETE', 'PATCH'])('%s of the base', async (method) => {
    const answer = await api.ask(method, BASE)
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST'])
  })
})

test('a body whose length is not told is cut at the limit', async () => {
  const url = await server.listen()
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode(' '.repeat(100_000))),
  })
  const { authorization } = { authorization: 'Bearer writer-token-0123456789' }
  const init = { method: 'POST', headers: { ...FHIR, authorization }, body, duplex: 'half' }
  const answer = await fetch(`${url}${BASE}`, init)
  expect(answer.status).toBe(413)
})

describe('odd, and taken', () => {
  test('a byte order mark, escapes, white space, members of the prototype and of nobody', async () => {
    const odd = entry('odd')
      .replace('"Binary/odd"', String.raw`"Binary\/odd"`)
      .replace(
        '{"resource"',
        '{ "__proto__" : {"request":null} , "nobody\\"s,[{" : [] , "resource"',
      )
    const body = `\ufeff${bundle(odd)}`
    const answer = await api.post(BASE, body, { headers: FHIR })
    expect(answer.json().entry?.[0]?.response?.status).toBe('201 Created')
  })

  test('long texts where nobody reads them, and none of them is in an answer or stored', async () => {
    const text = 'x'.repeat(70_000)
    const note = `"${text.replaceAll('x', String.raw`\u0078`)}"`
    const odd = entry('long').replace(
      '{"method"',
      `{"extension":[${note}],"ifNone":${note},"method"`,
    )
    const answer = await api.post(BASE, bundle(`${odd},${note},{"request":${note}}`), {
      headers: FHIR,
    })
    const answers = answer.json().entry ?? []
    expect(answers.map(({ response }) => response?.status?.slice(0, 3))).toEqual([
      '201',
      '400',
      '400',
    ])
    expect(answer.text.length).toBeLessThan(3_000)
  })

  test('as many entries as are allowed', async () => {
    const entries = Array.from({ length: 500 }, (_, at) => entry(`many-${at}`)).join(',')
    const answer = await api.post(BASE, bundle(entries), { headers: FHIR })
    const answers = answer.json().entry ?? []
    expect(answers).toHaveLength(500)
    expect(answers.every(({ response }) => response?.status === '201 Created')).toBe(true)
    expect((await api.get(`${A}?_count=0`)).json().total).toBe(502)
  })
})
