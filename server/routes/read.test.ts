import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base64, client } from '#test/test-client.ts'
import { A, B, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'

let server: TestServer
let api: ReturnType<typeof client>
beforeAll(async () => {
  server = await testServer()
  api = client(server)
})
afterAll(() => server[Symbol.asyncDispose]())

async function twoVersions(): Promise<string> {
  const { id } = await api.create({ data: base64('one') })
  const body = { resourceType: 'Binary', id, contentType: 'text/plain', data: base64('two') }
  expect((await api.put(`${A}/${id}`, body)).status).toBe(200)
  return id
}

describe('read', () => {
  test('answers the current version with ETag and Last-Modified', async () => {
    const id = await twoVersions()
    const answer = await api.get(`${A}/${id}`)
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({
      etag: 'W/"2"',
      'content-type': 'application/fhir+json; charset=utf-8',
      'cache-control': 'private, no-cache',
      vary: 'Accept, Authorization',
      'x-content-type-options': 'nosniff',
      'last-modified': new Date(answer.json().meta?.lastUpdated ?? '').toUTCString(),
    })
    expect(answer.json()).toMatchObject({ id, data: base64('two'), meta: { versionId: '2' } })
  })

  test('by the slug as by the id of the organization', async () => {
    const id = await twoVersions()
    expect((await api.get(`/organizations/alpha/fhir/4/Binary/${id}`)).json().id).toBe(id)
  })

  test('404 for what never existed, and for what is another organization\u2019s', async () => {
    const id = await twoVersions()
    const [never, others] = [await api.get(`${A}/never`), await api.get(`${B}/${id}`)]
    expect([never.status, others.status]).toEqual([404, 404])
    expect(others.text).toBe(never.text)
    expect((await api.get(`${A}/${'x'.repeat(65)}`)).status).toBe(404)
    expect((await api.get(`${A}/a%2Fb`)).status).toBe(404)
  })

  test('410 for what is deleted, saying when', async () => {
    const id = await twoVersions()
    await api.remove(`${A}/${id}`)
    const answer = await api.get(`${A}/${id}`)
    expect(answer.status).toBe(410)
    expect(answer.headers.etag).toBe('W/"3"')
    expect(answer.json().issue[0]?.code).toBe('deleted')
  })

  test.each([
    ['W/"2"', 304],
    ['"2"', 304],
    ['W/"1", W/"2"', 304],
    ['*', 304],
    ['W/"1"', 200],
  ])('If-None-Match: %s → %i', async (tag, status) => {
    const id = await twoVersions()
    const answer = await api.get(`${A}/${id}`, { headers: { 'if-none-match': tag } })
    expect(answer.status).toBe(status)
    expect(answer.headers.etag).toBe('W/"2"')
    if (status === 304) expect(answer.text).toBe('')
  })

  test('If-None-Match that is none: 400', async () => {
    const id = await twoVersions()
    expect((await api.get(`${A}/${id}`, { headers: { 'if-none-match': '2' } })).status).toBe(400)
  })

  test('If-Modified-Since', async () => {
    const id = await twoVersions()
    const at = String((await api.get(`${A}/${id}`)).headers['last-modified'])
    const ask = (since: string) =>
      api.get(`${A}/${id}`, { headers: { 'if-modified-since': since } })
    expect((await ask(at)).status).toBe(304)
    expect((await ask(new Date(0).toUTCString())).status).toBe(200)
    expect((await ask('yesterday')).status).toBe(200)
  })

  test('_elements and _summary trim, and say so', async () => {
    const { id } = await api.create({
      data: base64('x'),
      language: 'en',
      securityContext: { reference: 'Patient/1' },
    })
    const list = (
      await api.get(`${A}/${id}?_elements=id,meta,language,contentType,securityContext`)
    ).json()
    expect(list.data).toBeUndefined()
    expect(list.meta?.tag).toEqual([expect.objectContaining({ code: 'SUBSETTED' })])
    expect(list).toMatchObject({ id, language: 'en', securityContext: { reference: 'Patient/1' } })
    expect(list._data?.extension?.[0]?.valueAttachment?.size).toBe(1)
    const summary = (await api.get(`${A}/${id}?_summary=true`)).json()
    expect([summary.data, summary.language]).toEqual([undefined, undefined])
    expect(summary.contentType).toBe('text/plain')
    const only = (await api.get(`${A}/${id}?_elements=data`)).json()
    expect([only.data, only.language, only.contentType]).toEqual([
      base64('x'),
      undefined,
      'text/plain',
    ])
    for (const whole of ['_summary=false', '_summary=data', '_elements=']) {
      const answer = (await api.get(`${A}/${id}?${whole}`)).json()
      expect([answer.data, answer.meta?.tag]).toEqual([base64('x'), undefined])
    }
    expect((await api.get(`${A}/${id}?_summary=nonsense`)).status).toBe(400)
    expect((await api.get(`${A}/${id}?_summary=count`)).status).toBe(400)
  })

  test('the documented Content-Type on a GET means nothing', async () => {
    const id = await twoVersions()
    const headers = { 'content-type': 'application/json' }
    expect((await api.get(`${A}/${id}`, { headers })).status).toBe(200)
  })
})

describe('vread', () => {
  test('answers each version, for ever the same', async () => {
    const id = await twoVersions()
    const first = await api.get(`${A}/${id}/_history/1`)
    expect(first.status).toBe(200)
    expect(first.headers).toMatchObject({
      etag: 'W/"1"',
      'cache-control': 'private, max-age=31536000, immutable',
    })
    expect(first.json()).toMatchObject({ id, data: base64('one'), meta: { versionId: '1' } })
    await api.remove(`${A}/${id}`)
    expect((await api.get(`${A}/${id}/_history/1`)).text).toBe(first.text)
  })

  test('410 for the version that is the deletion, 404 for one that never was', async () => {
    const id = await twoVersions()
    await api.remove(`${A}/${id}`)
    expect((await api.get(`${A}/${id}/_history/3`)).status).toBe(410)
    for (const none of ['4', '0', '01', 'x', '1e0', '%20', '9'.repeat(64)]) {
      expect((await api.get(`${A}/${id}/_history/${none}`)).status).toBe(404)
    }
    expect((await api.get(`${A}/never/_history/1`)).status).toBe(404)
    expect((await api.get(`${B}/${id}/_history/1`)).status).toBe(404)
  })
})

describe('HEAD', () => {
  test('answers what GET does, without the body', async () => {
    const id = await twoVersions()
    const paths = [
      `${A}/${id}`,
      `${A}/${id}/_history/1`,
      `${A}/${id}/_history`,
      `${A}/_history`,
      A,
      '/organizations',
      '/organizations/a/fhir/4/metadata',
      '/healthz',
      '/openapi.json',
    ]
    for (const path of paths) {
      const [get, head] = [await api.get(path), await api.ask('HEAD', path)]
      expect([path, head.status, head.text]).toEqual([path, get.status, ''])
      for (const name of ['content-type', 'content-length', 'etag', 'last-modified']) {
        expect([path, name, String(head.headers[name])]).toEqual([
          path,
          name,
          String(get.headers[name]),
        ])
      }
    }
    const audit = await api.ask('HEAD', '/organizations/a/audit', { token: TOKENS.admin })
    expect([audit.status, audit.text]).toEqual([200, ''])
  })
})
