import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { POINTERS } from '#test/hostile-bodies.ts'
import { client } from '#test/test-client.ts'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'
import { runs, timeFor } from '#test/torture.ts'

let server: TestServer
let url: string
let id: string
beforeAll(async () => {
  server = await testServer()
  id = (await client(server).create({ data: 'eA==', language: 'en' })).id
  url = await server.listen()
})
afterAll(() => server[Symbol.asyncDispose]())

/** JSON that is nearly a Binary: right names with wrong values, and wrong names. */
const nearlyBinary = fc.record(
  {
    resourceType: fc.oneof(fc.constant('Binary'), fc.jsonValue()),
    id: fc.oneof(fc.constant('x'), fc.jsonValue()),
    contentType: fc.oneof(fc.constant('text/plain'), fc.string({ unit: 'binary' }), fc.jsonValue()),
    language: fc.oneof(fc.constant('en'), fc.jsonValue()),
    implicitRules: fc.jsonValue(),
    data: fc.oneof(fc.base64String(), fc.string(), fc.jsonValue()),
    _data: fc.jsonValue(),
    securityContext: fc.oneof(
      fc.record({ reference: fc.jsonValue(), identifier: fc.jsonValue() }),
      fc.jsonValue(),
    ),
    meta: fc.oneof(
      fc.record(
        {
          tag: fc.oneof(
            fc.array(fc.record({ system: fc.jsonValue(), code: fc.jsonValue() })),
            fc.jsonValue(),
          ),
          extension: fc.oneof(fc.array(fc.record({ url: fc.jsonValue() })), fc.jsonValue()),
          profile: fc.jsonValue(),
          source: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
      fc.jsonValue(),
    ),
  },
  { requiredKeys: [] },
)

const pointer = fc.constantFrom(...POINTERS)
const nearlyPatch = fc.array(
  fc.record(
    {
      op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'other'),
      path: fc.oneof(pointer, fc.string(), fc.jsonValue()),
      from: pointer,
      value: fc.jsonValue(),
    },
    { requiredKeys: ['op'] },
  ),
  { maxLength: 5 },
)

async function send(method: string, path: string, type: string, body: BodyInit): Promise<Response> {
  const answer = await fetch(url + path, {
    method,
    body,
    headers: { authorization: `Bearer ${TOKENS.writer}`, 'content-type': type },
  })
  const text = await answer.text()
  if (answer.status >= 300) {
    expect([answer.status, text]).toEqual([
      expect.toSatisfy((n: number) => n >= 400 && n < 500),
      expect.any(String),
    ])
    expect(JSON.parse(text)).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: expect.any(String), diagnostics: expect.any(String) }],
    })
  }
  return answer
}

const bodies = fc.oneof(
  fc.json(),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  nearlyBinary.map((value) => JSON.stringify(value)),
  nearlyBinary.map((value) =>
    JSON.stringify({ contentType: 'a/b', ...value, resourceType: 'Binary', id: 'x' }),
  ),
  nearlyPatch.map((value) => JSON.stringify(value)),
)

test(
  'any JSON body gets 2xx or a 4xx OperationOutcome, never a 5xx or a dropped connection',
  async () => {
    const targets = [
      ['POST', () => A],
      ['PUT', () => `${A}/x`],
      ['PATCH', () => `${A}/${id}`],
      ['POST', () => `${A}/_search`],
    ] as const
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...targets), bodies, async ([method, path], body) => {
        const type = method === 'PATCH' ? 'application/json-patch+json' : 'application/fhir+json'
        await send(method, path(), type, body)
      }),
      runs(600),
    )
  },
  timeFor(60_000).timeout,
)

test(
  'any bytes do too, as JSON, as a form or as themselves',
  async () => {
    const types = [
      'application/json',
      'application/x-www-form-urlencoded',
      'application/json-patch+json',
      'a/b',
    ]
    const cut = bodies.map((text) =>
      new TextEncoder().encode(text.slice(0, Math.ceil(text.length / 2))),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(A, `${A}/_search`, `${A}/x`),
        fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
        fc.constantFrom(...types),
        fc.oneof(fc.uint8Array({ maxLength: 300 }), cut),
        async (path, method, type, body) => {
          await send(method, path, type, Uint8Array.from(body))
        },
      ),
      runs(400),
    )
  },
  timeFor(60_000).timeout,
)

test(
  'any query and any header do too',
  async () => {
    const header = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    })
    const names = [
      'if-match',
      'if-none-match',
      'if-none-exist',
      'prefer',
      'accept',
      'range',
      'if-range',
      'log-cdata',
      'log-cdata-format',
      'content-language',
      'content-disposition',
      'x-security-context',
      'if-modified-since',
    ]
    const parameter = fc.constantFrom(
      '_id',
      '_language',
      '_count',
      '_since',
      '_elements',
      '_summary',
      '_cursor',
      '_format',
      'x',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
        fc.constantFrom('', '/y', '/_history', '/y/_history', '/y/_history/1'),
        fc.array(fc.tuple(parameter, fc.string({ unit: 'binary' }))),
        fc.array(fc.tuple(fc.constantFrom(...names), header)),
        async (method, below, query, headers) => {
          const search = query.map(
            ([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`,
          )
          const answer = await fetch(`${url}${A}${below}?${search.join('&')}`, {
            method,
            headers: [
              ['authorization', `Bearer ${TOKENS.writer}`],
              ...headers.map(([name, value]) => [name, value.trim()] as [string, string]),
            ],
          })
          expect(answer.status).toBeLessThan(500)
          const text = await answer.text()
          if (answer.status >= 400)
            expect(JSON.parse(text)).toMatchObject({ resourceType: 'OperationOutcome' })
        },
      ),
      runs(600),
    )
  },
  timeFor(60_000).timeout,
)
