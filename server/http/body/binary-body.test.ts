import { randomBytes } from 'node:crypto'
import { Agent, type IncomingMessage, request } from 'node:http'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  contentOf,
  send,
  sha256,
  TEST_OWNER,
  testContents,
  type TestContents,
  testServer,
} from '#test/body-streams.ts'
import { toProblem } from '../errors.ts'
import { readBinaryBody, refuseTooLarge } from './binary-body.ts'
import { BodyError } from './body-error.ts'

const MAX_BYTES = 3_000_000
const JSON_TYPE = { 'content-type': 'application/fhir+json; charset=utf-8' }
const turn = async () => undefined
const LIMITED = { organizationId: TEST_OWNER, maxBytes: MAX_BYTES, maxJsonBytes: 1 << 20, turn }

let store: TestContents
let server: Awaited<ReturnType<typeof testServer>>
/** What the server made of the last request that failed. */
let failure: unknown

beforeEach(async () => {
  store = await testContents()
  failure = undefined
  server = await testServer(take)
})

afterEach(async () => {
  await server.close()
  await store.remove()
})

async function take(incoming: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const { 'content-type': contentType, 'content-length': length } = incoming.headers
  try {
    refuseTooLarge(length, { contentType, ...LIMITED })
    const { contents } = store
    const body = await readBinaryBody(incoming, { contentType, contents, ...LIMITED })
    const { content, ...rest } = body
    return { status: 201, body: { ...rest, ...(content ? await content.keep() : {}) } }
  } catch (error) {
    failure = error
    if (!(error instanceof BodyError)) return { status: 500, body: {} }
    const { kind, offset, message } = error
    const { status, outcome } = toProblem(error)
    const expression = outcome.issue[0]?.expression?.[0]
    return { status, body: { kind, offset, expression, message } }
  }
}

const post = (headers: Record<string, string | number>, body?: Readable | Uint8Array | string) =>
  send({ port: server.port, headers }, body)

const inPieces = (text: string, size = 10_007) =>
  Readable.from(
    Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
      Buffer.from(text.slice(i * size, (i + 1) * size)),
    ),
  )

describe('a body of a JSON type', () => {
  const bytes = randomBytes(2_000_000)
  const data = `"data":"${bytes.toString('base64')}"`
  test.each([
    ['first', `{${data},"resourceType":"Binary","language":"de"}`],
    ['in the middle', `{"resourceType":"Binary",${data},"language":"de"}`],
    ['last', `{"resourceType":"Binary","language":"de",${data}}`],
  ])('with data %s', async (_where, text) => {
    const expected = {
      kind: 'json',
      resource: { resourceType: 'Binary', language: 'de' },
      size: bytes.length,
      sha256: sha256(bytes),
    }
    expect((await post(JSON_TYPE, inPieces(text))).body).toMatchObject(expected)
    expect((await post(JSON_TYPE, text)).body).toMatchObject(expected)
    expect((await contentOf(store.contents, sha256(bytes))).equals(bytes)).toBe(true)
  })

  test('without data, and with empty data', async () => {
    const without = await post(JSON_TYPE, '{"resourceType":"Binary"}')
    expect(without.body).toStrictEqual({
      kind: 'json',
      resource: { resourceType: 'Binary' },
      size: 0,
    })
    const empty = await post(JSON_TYPE, '{"data":""}')
    expect(empty.body).toMatchObject({ size: 0, sha256: sha256(Buffer.alloc(0)) })
  })

  test.each([
    ['{"data":"AAAA","data":"AAAA"}', 'invalid-data', 'Binary.data'],
    ['{"data":7}', 'invalid-data', 'Binary.data'],
    ['{"data":"AAA"}', 'invalid-base64', 'Binary.data'],
    ['{"data":"AAAA"', 'truncated', undefined],
    ['{"data":"AAAA"},', 'malformed-json', undefined],
    ['', 'truncated', undefined],
    ['[]', 'not-an-object', undefined],
    ['null', 'not-an-object', undefined],
    ['['.repeat(100), 'limits', undefined],
  ])('%j is refused', async (text, kind, expression) => {
    const answer = await post(JSON_TYPE, text)
    expect(answer.status).toBe(400)
    expect(answer.body['kind']).toBe(kind)
    expect(answer.body['expression']).toBe(expression)
    expect(await store.leftovers()).toStrictEqual([])
  })

  test('invalid base64 behind much that is valid: the offset is right, nothing is left', async () => {
    const text = `{"data":"${'QUJD'.repeat(600_000)}*"}`
    const { status, body } = await post(JSON_TYPE, inPieces(text))
    expect(status).toBe(400)
    expect(body).toMatchObject({ kind: 'invalid-base64', offset: 2_400_000 })
    expect(await store.leftovers()).toStrictEqual([])
  })
})

describe('a body of any other type', () => {
  test('is the content', async () => {
    const bytes = randomBytes(1_500_000)
    const { body } = await post({ 'content-type': 'application/pdf' }, bytes)
    expect(body).toMatchObject({ kind: 'raw', size: bytes.length, sha256: sha256(bytes) })
  })

  test('of no bytes is content of no bytes', async () => {
    const { body } = await post({ 'content-type': 'text/plain' }, '')
    expect(body).toMatchObject({ kind: 'raw', size: 0, sha256: sha256(Buffer.alloc(0)) })
  })
})

describe('too large', () => {
  const LARGE = 4 * MAX_BYTES

  test.each(['application/json', 'image/png'])('%s is refused before it is sent', async (type) => {
    const { status, body } = await post({ 'content-type': type, 'content-length': LARGE })
    expect(status).toBe(413)
    expect(body['kind']).toBe('too-large')
  })

  test('content that a length does not tell of is refused on the way, to the byte', async () => {
    for (const [type, wrap] of [
      ['application/json', (bytes: Buffer) => `{"data":"${bytes.toString('base64')}"}`],
      ['image/png', (bytes: Buffer) => bytes.toString('latin1')],
    ] as const) {
      const most = Buffer.alloc(MAX_BYTES, 'x')
      const more = Buffer.alloc(MAX_BYTES + 1, 'x')
      const headers = { 'content-type': type }
      expect((await post(headers, inPieces(wrap(most)))).status).toBe(201)
      expect((await post(headers, inPieces(wrap(more)))).status).toBe(413)
      expect((await post(headers, wrap(more))).status).toBe(413)
      expect(await store.leftovers()).toStrictEqual([])
    }
  })

  test('white space without end', async () => {
    const text = `{"data":"${' '.repeat(3 * MAX_BYTES)}"}`
    expect((await post(JSON_TYPE, inPieces(text, 60_000))).status).toBe(413)
  })

  test('escapes as encoders write them do not count', async () => {
    const lines =
      randomBytes(MAX_BYTES)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    const text = `{"data":"${lines.join('\\r\\n').replaceAll('/', '\\/')}"}`
    expect((await post(JSON_TYPE, text)).status).toBe(201)
  })

  test('a resource that is large beside its data', async () => {
    const answer = await post(JSON_TYPE, `{"a":"${'x'.repeat(1_100_000)}","data":""}`)
    expect(answer.status).toBe(413)
  })
})

describe('afterwards', () => {
  test('a connection goes on after a refused body', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const headers = { 'content-type': 'application/json' }
    const bad = `{"data":"*${'A'.repeat(2_000_000)}"}`
    const first = await send({ port: server.port, headers, agent }, bad)
    const second = await send({ port: server.port, headers, agent }, '{}')
    expect([first.status, second.status]).toStrictEqual([400, 201])
    expect(second.localPort).toBe(first.localPort)
    agent.destroy()
  })

  test('a client that goes away leaves nothing behind', async () => {
    for (const type of ['application/json', 'application/pdf']) {
      const headers = { 'content-type': type, 'content-length': 2_000_000 }
      const outgoing = request({ port: server.port, host: '127.0.0.1', method: 'POST', headers })
      outgoing.on('error', () => undefined)
      outgoing.write(`{"data":"${'QUJD'.repeat(300_000)}`)
      await expect.poll(() => store.leftovers()).toHaveLength(1)
      outgoing.destroy()
      await expect.poll(() => store.leftovers()).toHaveLength(0)
      await expect.poll(() => failure).toMatchObject({ kind: 'client-gone' })
      failure = undefined
    }
  })

  test('an abort rejects with its reason and leaves nothing behind', async () => {
    const controller = new AbortController()
    const stream = new Readable({ read: () => undefined })
    const reading = readBinaryBody(stream, {
      contentType: 'application/json',
      contents: store.contents,
      ...LIMITED,
      signal: controller.signal,
    })
    const outcome = reading.catch((error: unknown) => error)
    stream.push(`{"data":"${'QUJD'.repeat(300_000)}`)
    await expect.poll(() => store.leftovers()).toHaveLength(1)
    const enough = new Error('enough')
    controller.abort(enough)
    expect(await outcome).toBe(enough)
    expect(stream.destroyed).toBe(false)
    expect(await store.leftovers()).toStrictEqual([])
  })

  test('what the store throws comes through, and its content is dropped', async () => {
    let dropped = 0
    const full = new Error('The disk is full.')
    const contents = {
      ...store.contents,
      stage: () =>
        Promise.resolve({
          write: () => wait(1).then(() => Promise.reject(full)),
          keep: () => Promise.reject(full),
          drop: () => {
            dropped += 1
            return Promise.resolve()
          },
        }),
    }
    const stream = Readable.from([Buffer.from('{"data":"QUJD"}')])
    const options = { contentType: 'application/json', contents, ...LIMITED }
    await expect(readBinaryBody(stream, options)).rejects.toBe(full)
    expect(dropped).toBe(1)
  })
})
