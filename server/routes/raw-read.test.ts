import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
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

const BYTES = Buffer.from([0x25, 0x50, 0x44, 0x46, 0x00, 0xff, 0xfe, 0x0d, 0x0a, 0x80])
const named = (code: string) => ({ meta: { tag: [{ system: FILENAME_SYSTEM, code }] } })
const pdf = (more: object = {}) =>
  api.create({ contentType: 'application/pdf', data: BYTES.toString('base64'), ...more })

describe('reading the bytes themselves', () => {
  test('with all their headers', async () => {
    const { id, meta } = await pdf({
      ...named('Befund.pdf'),
      securityContext: { reference: 'Patient/1' },
      language: 'de',
    })
    const headers = { accept: 'application/pdf' }
    for (const path of [`${A}/${id}`, `${A}/${id}/_history/1`]) {
      const answer = await api.get(path, { headers })
      expect(answer.status).toBe(200)
      expect(answer.body.equals(BYTES)).toBe(true)
      expect(answer.headers).toMatchObject({
        'content-type': 'application/pdf',
        'content-length': '10',
        etag: 'W/"1"',
        'last-modified': new Date(meta?.lastUpdated ?? '').toUTCString(),
        'x-security-context': 'Patient/1',
        'content-language': 'de',
        'accept-ranges': 'bytes',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'same-origin',
        'content-disposition': 'inline; filename="Befund.pdf"',
        vary: 'Accept, Authorization',
      })
    }
    const current = await api.get(`${A}/${id}`, { headers })
    expect(current.headers['cache-control']).toBe('private, no-cache')
  })

  test.each([
    [undefined, 'json'],
    ['*/*', 'json'],
    ['application/fhir+json', 'json'],
    ['application/json', 'json'],
    ['application/json+fhir', 'json'],
    ['application/fhir+json;fhirVersion=4.0', 'json'],
    ['application/json, application/pdf', 'json'],
    ['application/json;q=0.5, application/pdf', 'raw'],
    ['application/pdf, application/json', 'raw'],
    ['image/png, application/json', 'json'],
    ['application/pdf', 'raw'],
    ['image/png', 'raw'],
    ['application/octet-stream', 'raw'],
    ['text/html, */*;q=0.1', 'raw'],
    ['application/json;q=0', 'json-or-raw'],
  ])('Accept: %s → %s', async (accept, expected) => {
    const { id } = await pdf()
    const answer = await api.get(`${A}/${id}`, accept === undefined ? {} : { headers: { accept } })
    expect(answer.status).toBe(200)
    const type = String(answer.headers['content-type'])
    if (expected === 'json') expect(type).toMatch(/json/)
    if (expected === 'raw') expect(type).toBe('application/pdf')
  })

  test('the JSON type that was asked for is the one that is answered', async () => {
    const { id } = await pdf()
    for (const type of ['application/json', 'application/json+fhir', 'application/fhir+json']) {
      const answer = await api.get(`${A}/${id}`, { headers: { accept: type } })
      expect(answer.headers['content-type']).toBe(`${type}; charset=utf-8`)
    }
  })

  test('_format goes before Accept', async () => {
    const { id } = await pdf()
    const ask = (format: string, accept: string) =>
      api.get(`${A}/${id}?_format=${format}`, { headers: { accept } })
    expect((await ask('json', 'application/pdf')).headers['content-type']).toMatch(/json/)
    expect((await ask('application/fhir+json', 'image/png')).headers['content-type']).toMatch(
      /fhir\+json/,
    )
    expect((await ask('application/pdf', 'application/json')).headers['content-type']).toBe(
      'application/pdf',
    )
    expect((await ask('xml', 'application/json')).status).toBe(406)
  })

  test('a Binary that holds JSON is a resource for whoever asks for JSON', async () => {
    const { id } = await api.create({ contentType: 'application/json', data: base64('{"a":1}') })
    const resource = await api.get(`${A}/${id}`, { headers: { accept: 'application/json' } })
    expect(resource.json()).toMatchObject({ resourceType: 'Binary', data: base64('{"a":1}') })
    const raw = await api.get(`${A}/${id}`, { headers: { accept: 'application/octet-stream' } })
    expect([raw.text, raw.headers['content-disposition']]).toEqual(['{"a":1}', 'attachment'])
  })

  test.each([
    ['bytes=0-0', 206, 'bytes 0-0/10', 1],
    ['bytes=2-4', 206, 'bytes 2-4/10', 3],
    ['bytes=5-', 206, 'bytes 5-9/10', 5],
    ['bytes=-3', 206, 'bytes 7-9/10', 3],
    ['bytes=-99', 206, 'bytes 0-9/10', 10],
    ['bytes=0-99', 206, 'bytes 0-9/10', 10],
    ['bytes=10-', 416, 'bytes */10', undefined],
    ['bytes=-0', 416, 'bytes */10', undefined],
    ['bytes=4-2', 200, undefined, 10],
    ['bytes=0-1,3-4', 200, undefined, 10],
    ['items=0-1', 200, undefined, 10],
    ['nonsense', 200, undefined, 10],
  ])('Range: %s → %i', async (range, status, contentRange, length) => {
    const { id } = await pdf()
    const answer = await api.get(`${A}/${id}`, { headers: { accept: 'application/pdf', range } })
    expect([answer.status, answer.headers['content-range']]).toEqual([status, contentRange])
    if (length === undefined) expect(answer.json().resourceType).toBe('OperationOutcome')
    else {
      const [start = 0, end = 9] = (contentRange?.match(/\d+/g) ?? []).map(Number)
      expect(answer.body.equals(BYTES.subarray(start, end + 1))).toBe(true)
      expect(answer.headers['content-length']).toBe(String(length))
    }
  })

  test('If-Range: a date that holds, and nothing weaker', async () => {
    const { id } = await pdf()
    const at = String((await api.get(`${A}/${id}`)).headers['last-modified'])
    const ask = async (ifRange: string) => {
      const headers = { accept: 'application/pdf', range: 'bytes=0-0', 'if-range': ifRange }
      return (await api.get(`${A}/${id}`, { headers })).status
    }
    expect(await ask(at)).toBe(206)
    expect(await ask('W/"1"')).toBe(200)
    expect(await ask(new Date(0).toUTCString())).toBe(200)
  })

  test('304, 404 and 410 as ever, as an OperationOutcome', async () => {
    const { id } = await pdf()
    const accept = 'application/pdf'
    expect(
      (await api.get(`${A}/${id}`, { headers: { accept, 'if-none-match': 'W/"1"' } })).status,
    ).toBe(304)
    await api.remove(`${A}/${id}`)
    const gone = await api.get(`${A}/${id}`, { headers: { accept } })
    expect([gone.status, gone.json().resourceType]).toEqual([410, 'OperationOutcome'])
    expect(gone.headers['content-disposition']).toBeUndefined()
  })

  test('no content is no bytes', async () => {
    const { id } = await api.create({ contentType: 'application/pdf' })
    const answer = await api.get(`${A}/${id}`, { headers: { accept: 'application/pdf' } })
    expect([answer.status, answer.headers['content-length'], answer.text]).toEqual([200, '0', ''])
  })

  test.each([
    ['image/png', 'inline'],
    ['image/jpeg', 'inline'],
    ['image/gif', 'inline'],
    ['image/webp', 'inline'],
    ['image/avif', 'inline'],
    ['application/pdf', 'inline'],
    ['text/plain; charset=utf-8', 'inline'],
    ['audio/wav', 'inline'],
    ['video/mp4', 'inline'],
    ['text/html', 'attachment'],
    ['image/svg+xml', 'attachment'],
    ['application/xhtml+xml', 'attachment'],
    ['text/xml', 'attachment'],
    ['application/javascript', 'attachment'],
    ['application/octet-stream', 'attachment'],
    ['multipart/x-mixed-replace', 'attachment'],
  ])('%s is shown %s', async (contentType, disposition) => {
    const { id } = await api.create({ contentType, data: 'eA==' })
    const answer = await api.get(`${A}/${id}`, { headers: { accept: 'image/x' } })
    expect(answer.headers['content-type']).toBe(contentType)
    expect(answer.headers['content-disposition']).toBe(disposition)
  })

  test.each([
    ['a "b".txt', `inline; filename="a _b_.txt"`],
    ['Grüße.txt', `inline; filename="Gr__e.txt"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.txt`],
    ['a\r\nSet-Cookie: x=y', `inline; filename="a Set-Cookie_ x=y"`],
    ['annex\u202egpj.exe', `inline; filename="annexgpj.exe"`],
    ['../../etc/passwd', `inline; filename="_.._etc_passwd"`],
    ['100%.txt', `inline; filename="100_.txt"; filename*=UTF-8''100%25.txt`],
  ])('the name %j is safe in a header', async (name, expected) => {
    const { id } = await api.create({ data: 'eA==' })
    // As an earlier release has stored it, which took more.
    const { body } = (await server.store.binaries.current('a', id)) ?? {}
    if (!body) throw new Error('It is not there.')
    await server.store.binaries.commit({
      kind: 'update',
      organizationId: 'a',
      id,
      author: 'an earlier release',
      at: new Date().toISOString(),
      body: { ...body, fields: { ...body.fields, ...named(name) } },
    })
    const answer = await api.get(`${A}/${id}`, { headers: { accept: 'text/plain' } })
    expect(answer.headers['content-disposition']).toBe(expected)
  })

  test('a reference beyond ASCII is encoded in its header', async () => {
    const { id } = await pdf({
      securityContext: { reference: 'https://ehr.example/Patient/Jürgen' },
    })
    const answer = await api.get(`${A}/${id}`, { headers: { accept: 'application/pdf' } })
    expect(answer.headers['x-security-context']).toBe('https://ehr.example/Patient/J%C3%BCrgen')
  })
})
