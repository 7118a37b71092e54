import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FILENAME_SYSTEM, FOLDER_SYSTEM } from '#fhir/binary/binary.ts'
import { client } from '#test/test-client.ts'
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

describe('sending the bytes themselves', () => {
  const raw = (headers: Record<string, string>, method = 'POST', url = A) =>
    api.ask(method, url, { body: BYTES, headers })

  test('creates, the answer being the resource without its data', async () => {
    const answer = await raw({
      'content-type': 'application/pdf',
      'x-security-context': 'Patient/1',
      'content-language': 'de-AT',
      'content-disposition': `attachment; filename*=UTF-8''Gr%C3%BC%C3%9Fe.pdf`,
    })
    expect(answer.status).toBe(201)
    expect(answer.headers.location).toMatch(/_history\/1$/)
    const resource = answer.json()
    expect(resource).toMatchObject({
      contentType: 'application/pdf',
      language: 'de-AT',
      securityContext: { reference: 'Patient/1' },
      meta: { tag: [{ system: FILENAME_SYSTEM, code: 'Grüße.pdf' }] },
    })
    expect(resource.data).toBeUndefined()
    expect(resource._data?.extension?.[0]?.valueAttachment?.size).toBe(10)
    const read = (await api.get(`${A}/${resource.id}`)).json()
    expect(read.data).toBe(BYTES.toString('base64'))
  })

  test('keeps the folder that the file came from', async () => {
    const answer = await raw({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="a.pdf"; folder*=UTF-8''..%2FScans%2F%2FM%C3%A4rz`,
    })
    expect(answer.json().meta?.tag).toEqual([
      { system: FILENAME_SYSTEM, code: 'a.pdf' },
      { system: FOLDER_SYSTEM, code: 'Scans/März' },
    ])
  })

  test('updates, and creates by update', async () => {
    const first = await raw({ 'content-type': 'image/png' }, 'PUT', `${A}/raw-1`)
    expect([first.status, first.json().data]).toEqual([201, undefined])
    const second = await raw(
      { 'content-type': 'image/png', 'if-match': 'W/"1"' },
      'PUT',
      `${A}/raw-1`,
    )
    expect([second.status, second.headers.etag]).toEqual([200, 'W/"2"'])
    const stale = await raw(
      { 'content-type': 'image/png', 'if-match': 'W/"1"' },
      'PUT',
      `${A}/raw-1`,
    )
    expect(stale.status).toBe(412)
  })

  test('a body of a JSON type is always a resource', async () => {
    const answer = await raw({ 'content-type': 'application/json' })
    expect(answer.status).toBe(400)
    const other = await api.ask('POST', A, {
      body: '{"a":1}',
      headers: { 'content-type': 'application/ld+json' },
    })
    expect(other.json()).toMatchObject({ contentType: 'application/ld+json' })
  })

  test('any other type is taken as it is said, with its parameters', async () => {
    for (const type of [
      'text/plain; charset=iso-8859-1',
      'application/xml',
      'application/fhir+ndjson',
      'application/json-patch+json',
    ]) {
      expect((await raw({ 'content-type': type })).json().contentType).toBe(type)
    }
  })

  test.each([
    [{ 'content-type': 'application/pdf', 'content-language': 'de, en' }, 422],
    [{ 'content-type': 'application/pdf', 'x-security-context': 'a b' }, 422],
    [{ 'content-type': 'application/pdf', 'content-encoding': 'gzip' }, 415],
    [{ 'content-type': 'nonsense' }, 415],
  ])('%o: %i', async (headers, status) => {
    const answer = await raw(headers)
    expect([answer.status, answer.json().resourceType]).toEqual([status, 'OperationOutcome'])
  })

  test('of no bytes at all', async () => {
    const answer = await api.ask('POST', A, { body: '', headers: { 'content-type': 'text/plain' } })
    expect(answer.status).toBe(201)
    expect((await api.get(`${A}/${answer.json().id}`)).json().data).toBeUndefined()
  })

  test('Prefer is honoured', async () => {
    expect((await raw({ 'content-type': 'a/b', prefer: 'return=minimal' })).text).toBe('')
  })
})
