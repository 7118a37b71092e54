import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SUBSETTED } from '#fhir/binary/binary.ts'
import { base64, client } from '#test/test-client.ts'
import { A, testServer } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'

let server: TestServer
let api: ReturnType<typeof client>
beforeAll(async () => {
  server = await testServer()
  api = client(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const TEXT = { resourceType: 'Binary', contentType: 'text/plain', data: base64('hello') }

describe('create', () => {
  test('answers 201 with Location, ETag, Last-Modified and the resource', async () => {
    const answer = await api.post(A, { ...TEXT, language: 'en' })
    expect(answer.status).toBe(201)
    const { id, meta, data, language } = answer.json()
    expect(answer.headers.location).toMatch(new RegExp(`${A}/${id}/_history/1$`))
    expect(answer.headers.etag).toBe('W/"1"')
    expect(answer.headers['last-modified']).toBe(new Date(meta?.lastUpdated ?? '').toUTCString())
    expect({ data, language }).toEqual({ data: TEXT.data, language: 'en' })
    expect(id).toMatch(/^[A-Za-z0-9\-.]{1,64}$/)
  })

  test('with and without a slash at the end of the path', async () => {
    expect((await api.post(`${A}/`, TEXT)).status).toBe(201)
  })

  test("ignores the client's id, version and time", async () => {
    const meta = { versionId: '99', lastUpdated: '1999-01-01T00:00:00Z' }
    const { id, meta: stored } = (await api.post(A, { ...TEXT, id: 'mine', meta })).json()
    expect(id).not.toBe('mine')
    expect(stored?.versionId).toBe('1')
    expect(stored?.lastUpdated).not.toMatch(/^1999/)
    expect((await api.get(`${A}/mine`)).status).toBe(404)
  })

  test("does not let a client forge the server's own extensions", async () => {
    const forged = (name: string) => ({
      url: `https://binnacle.dev/fhir/${name}`,
      valueString: 'x',
    })
    const own = { url: 'https://example.org/own', valueString: 'kept' }
    const answer = await api.post(A, {
      ...TEXT,
      meta: { extension: [forged('author'), forged('reason'), own] },
      _data: { extension: [forged('sha256')] },
    })
    const { meta, _data } = answer.json()
    expect(meta?.extension).toEqual([own, { url: forged('author').url, valueString: 'writer' }])
    expect(_data?.extension?.[1]?.valueString).toMatch(/^2cf24dba/)
  })

  test('tells size, SHA-1 and SHA-256 beside the data', async () => {
    expect((await api.post(A, TEXT)).json()._data).toEqual({
      extension: [
        {
          url: 'https://binnacle.dev/fhir/content',
          valueAttachment: {
            contentType: 'text/plain',
            size: 5,
            hash: 'qvTGHdzF6KLavt4PO0gs2a6pQ00=',
          },
        },
        {
          url: 'https://binnacle.dev/fhir/sha256',
          valueString: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
        },
      ],
    })
  })

  test('keeps tags, language, implicit rules, security context and extensions of primitives', async () => {
    const fields = {
      meta: {
        profile: ['http://example.org/p'],
        tag: [{ system: 'https://binnacle.dev/fhir/filename', code: 'a b.txt' }],
        source: 'http://example.org/s',
      },
      implicitRules: 'http://example.org/r',
      language: 'de-AT',
      _language: { extension: [{ url: 'http://example.org/e', valueString: 'v' }] },
      securityContext: { reference: 'Patient/1', display: 'Pät' },
    }
    const { id } = await api.create(fields)
    expect((await api.get(`${A}/${id}`)).json()).toMatchObject(fields)
  })

  test('takes data in lines, and none at all', async () => {
    const lines = { ...TEXT, data: 'aGVs\r\nbG8=\n' }
    expect((await api.post(A, lines)).json().data).toBe('aGVsbG8=')
    const { id } = await api.create({})
    const read = (await api.get(`${A}/${id}`)).json()
    expect(read.data).toBeUndefined()
    expect(read._data).toBeUndefined()
  })

  test.each(['application/json', 'application/json+fhir', 'application/fhir+json; charset=UTF-8'])(
    'takes %s',
    async (type) => {
      const headers = { 'content-type': type }
      expect((await api.post(A, JSON.stringify(TEXT), { headers })).status).toBe(201)
    },
  )

  test.each([
    ['return=minimal', (text: string) => expect(text).toBe('')],
    ['return=representation', (text: string) => expect(text).toContain('aGVsbG8=')],
    ['return=OperationOutcome', (text: string) => expect(text).toContain('"OperationOutcome"')],
  ])('Prefer: %s', async (prefer, check) => {
    const answer = await api.post(A, TEXT, { headers: { prefer } })
    expect(answer.status).toBe(201)
    expect(answer.headers.etag).toBe('W/"1"')
    expect(answer.headers.location).toBeDefined()
    check(answer.text)
  })
})

describe('create refuses', () => {
  const bad: [name: string, status: number, body: unknown, expression?: string][] = [
    ['no contentType', 422, { resourceType: 'Binary', data: 'eA==' }, 'Binary.contentType'],
    ['an empty contentType', 422, { ...TEXT, contentType: '' }, 'Binary.contentType'],
    ['a contentType that is none', 422, { ...TEXT, contentType: 'nonsense' }, 'Binary.contentType'],
    [
      'a line break in contentType',
      422,
      { ...TEXT, contentType: 'a/b\r\nX: y' },
      'Binary.contentType',
    ],
    ['a contentType that is not a string', 422, { ...TEXT, contentType: 5 }, 'Binary.contentType'],
    ['another resource', 400, { resourceType: 'Patient' }, 'Binary.resourceType'],
    ['no resourceType', 400, { contentType: 'a/b' }, 'Binary.resourceType'],
    ['an array', 400, []],
    ['a number', 400, 5],
    ['null data', 400, { ...TEXT, data: null }, 'Binary.data'],
    ['data that is not a string', 400, { ...TEXT, data: 5 }, 'Binary.data'],
    ['data that is not base64', 400, { ...TEXT, data: 'aGV*bG8=' }, 'Binary.data'],
    ['data without padding', 400, { ...TEXT, data: 'aGVsbG8' }, 'Binary.data'],
    ['an unknown element', 422, { ...TEXT, colour: 'red' }, 'Binary'],
    ['a language with a blank at its end', 422, { ...TEXT, language: 'en ' }, 'Binary.language'],
    ['a language that is not a string', 422, { ...TEXT, language: ['en'] }, 'Binary.language'],
    [
      'a securityContext that is a string',
      422,
      { ...TEXT, securityContext: 'Patient/1' },
      'Binary.securityContext',
    ],
    [
      'a reference with a line break',
      422,
      { ...TEXT, securityContext: { reference: 'a\nb' } },
      'Binary.securityContext.reference',
    ],
    ['tags that are not an array', 422, { ...TEXT, meta: { tag: {} } }, 'Binary.meta.tag'],
    ['a tag that is not an object', 422, { ...TEXT, meta: { tag: ['x'] } }, 'Binary.meta.tag'],
    ['meta that is not an object', 422, { ...TEXT, meta: [] }, 'Binary.meta'],
    [
      'an extension without url',
      422,
      { ...TEXT, meta: { extension: [{}] } },
      'Binary.meta.extension.url',
    ],
    ['null for an element', 422, { ...TEXT, language: null }, 'Binary.language'],
    ['a trimmed resource', 422, { ...TEXT, meta: { tag: [SUBSETTED] } }, 'Binary.meta.tag'],
    [
      'extensions on data',
      422,
      { ...TEXT, _data: { extension: [{ url: 'urn:x' }] } },
      'Binary.data.extension',
    ],
  ]
  test.each(bad)('%s: %i', async (_name, status, body, expression) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await api.post(A, JSON.stringify(body), { headers })
    expect(answer.status).toBe(status)
    const [issue] = answer.json().issue
    expect(issue).toMatchObject({ severity: 'error' })
    expect(issue?.diagnostics).toBeTruthy()
    expect(issue?.expression).toEqual(expression === undefined ? undefined : [expression])
  })

  test('base64 that is none, naming the offset', async () => {
    const answer = await api.post(A, { ...TEXT, data: 'aGV*bG8=' })
    expect(answer.json().issue[0]?.diagnostics).toMatch(/\b3\b/)
  })

  test.each([
    ['', 'application/json'],
    ['{"resourceType":"Binary"', 'application/json'],
    ['{"resourceType":"Binary",}', 'application/json'],
    ['{"a":"\uD83D"}', 'application/json'],
  ])('unreadable JSON: 400', async (body, type) => {
    const answer = await api.post(A, body, { headers: { 'content-type': type } })
    expect(answer.status).toBe(400)
    expect(answer.json().resourceType).toBe('OperationOutcome')
  })

  test.each([
    {},
    { 'content-type': 'nonsense' },
    { 'content-type': 'application/json; charset=latin1' },
    { 'content-type': 'application/fhir+json; fhirVersion=3.0' },
    { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  ])('a body of unclear type %o: 415', async (headers) => {
    const answer = await api.post(A, JSON.stringify(TEXT), {
      headers,
    })
    expect(answer.status).toBe(415)
    expect(answer.json().resourceType).toBe('OperationOutcome')
  })

  test('and leaves nothing behind', async () => {
    await using fresh = await testServer()
    const { post, get } = client(fresh)
    for (const [, , body] of bad)
      await post(A, JSON.stringify(body), { headers: { 'content-type': 'application/json' } })
    expect((await get(`${A}/_history`)).json().total).toBe(0)
    expect(await fresh.store.contents.collect()).toEqual({ files: 0, bytes: 0 })
  })
})
