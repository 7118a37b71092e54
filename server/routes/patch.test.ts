import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base64, client } from '#test/test-client.ts'
import { A, testServer } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'

let server: TestServer
let api: ReturnType<typeof client>
beforeAll(async () => {
  server = await testServer({ env: { BINNACLE_PATCH_MAX_BYTES: '4096' } })
  api = client(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const create = () => api.create({ data: base64('hello'), language: 'en' })

describe('patch', () => {
  test('200, a new version, shown in history as PUT', async () => {
    const { id } = await create()
    const answer = await api.patch(`${A}/${id}`, [
      { op: 'replace', path: '/language', value: 'de' },
    ])
    expect([answer.status, answer.headers.etag]).toEqual([200, 'W/"2"'])
    expect(answer.headers.location).toMatch(new RegExp(`/Binary/${id}/_history/2$`))
    expect(answer.json()).toMatchObject({
      language: 'de',
      data: base64('hello'),
      meta: { versionId: '2' },
    })
    const [newest] = (await api.get(`${A}/${id}/_history`)).json().entry ?? []
    expect(newest).toMatchObject({ request: { method: 'PUT' }, response: { status: '200' } })
  })

  test('one that changes nothing is a new version too', async () => {
    const { id } = await create()
    expect((await api.patch(`${A}/${id}`, [])).headers.etag).toBe('W/"2"')
  })

  test('leaves what an earlier release stored, and still refuses it anew', async () => {
    const { id } = await create()
    const securityContext = { reference: 'somebody' }
    const fields = { contentType: 'text', language: 'German', securityContext }
    await server.store.binaries.commit({
      kind: 'update',
      organizationId: 'a',
      id,
      author: 'an earlier release',
      at: new Date().toISOString(),
      body: { fields: { resourceType: 'Binary', ...fields } },
    })
    const display = { op: 'add', path: '/securityContext/display', value: 'Somebody' }
    const answer = await api.patch(`${A}/${id}`, [display])
    expect(answer.status).toBe(200)
    expect(answer.json()).toMatchObject({
      ...fields,
      securityContext: { ...securityContext, display: 'Somebody' },
    })
    for (const [path, value] of [
      ['/language', 'French'],
      ['/contentType', 'pdf'],
      ['/securityContext/reference', 'nobody'],
    ])
      expect((await api.patch(`${A}/${id}`, [{ op: 'replace', path, value }])).status).toBe(422)
    expect((await api.put(`${A}/${id}`, { resourceType: 'Binary', id, ...fields })).status).toBe(
      422,
    )
  })

  test('all operations of RFC 6902 on fields', async () => {
    const { id } = await create()
    const answer = await api.patch(`${A}/${id}`, [
      { op: 'test', path: '/language', value: 'en' },
      { op: 'test', path: '/meta/versionId', value: '1' },
      { op: 'add', path: '/meta/tag', value: [] },
      {
        op: 'add',
        path: '/meta/tag/-',
        value: { system: 'https://binnacle.dev/fhir/filename', code: 'a.txt' },
      },
      { op: 'add', path: '/securityContext', value: { reference: 'Patient/1' } },
      { op: 'copy', from: '/securityContext/reference', path: '/securityContext/display' },
      { op: 'remove', path: '/language' },
    ])
    expect(answer.json()).toMatchObject({
      meta: { tag: [{ code: 'a.txt' }] },
      securityContext: { reference: 'Patient/1', display: 'Patient/1' },
    })
    expect(answer.json().language).toBeUndefined()
  })

  test('of the content', async () => {
    const { id } = await create()
    const replaced = await api.patch(`${A}/${id}`, [
      { op: 'test', path: '/data', value: base64('hello') },
      { op: 'replace', path: '/data', value: base64('other') },
    ])
    expect(replaced.json()).toMatchObject({ data: base64('other') })
    expect(replaced.json()._data?.extension?.[0]?.valueAttachment?.size).toBe(5)
    const gone = await api.patch(`${A}/${id}`, [{ op: 'remove', path: '/data' }])
    expect([gone.json().data, gone.json()._data]).toEqual([undefined, undefined])
    const added = await api.patch(`${A}/${id}`, [
      { op: 'add', path: '/data', value: base64('new') },
    ])
    expect(added.json().data).toBe(base64('new'))
    // The last has bits beyond its byte, which a PUT refuses as well.
    for (const value of ['a*b', 5, null, 'abc', 'QR==']) {
      const bad = await api.patch(`${A}/${id}`, [{ op: 'replace', path: '/data', value }])
      expect([bad.status, bad.json().issue[0]?.expression]).toEqual([400, ['Binary.data']])
    }
    expect((await api.get(`${A}/${id}`)).headers.etag).toBe('W/"4"')
  })

  test('is all or nothing', async () => {
    const { id } = await create()
    const answer = await api.patch(`${A}/${id}`, [
      { op: 'replace', path: '/language', value: 'de' },
      { op: 'test', path: '/contentType', value: 'nope' },
    ])
    expect(answer.status).toBe(422)
    expect((await api.get(`${A}/${id}`)).json()).toMatchObject({
      language: 'en',
      meta: { versionId: '1' },
    })
  })

  const refused: [name: string, status: number, patch: unknown][] = [
    ['a failing test', 422, [{ op: 'test', path: '/language', value: 'fr' }]],
    ['a path that does not exist', 422, [{ op: 'replace', path: '/implicitRules', value: 'x' }]],
    ['a removal of nothing', 422, [{ op: 'remove', path: '/securityContext' }]],
    ['a place that does not exist', 422, [{ op: 'add', path: '/meta/tag/0/code', value: 'x' }]],
    ['/id', 422, [{ op: 'replace', path: '/id', value: 'x' }]],
    ['/resourceType', 422, [{ op: 'replace', path: '/resourceType', value: 'Patient' }]],
    ['/meta/versionId', 422, [{ op: 'replace', path: '/meta/versionId', value: '9' }]],
    ['/meta/lastUpdated', 422, [{ op: 'remove', path: '/meta/lastUpdated' }]],
    [
      'a version hidden in /meta',
      422,
      [{ op: 'replace', path: '/meta', value: { versionId: '9' } }],
    ],
    ['an id by move', 422, [{ op: 'move', from: '/id', path: '/language' }]],
    ['the whole document', 422, [{ op: 'replace', path: '', value: {} }]],
    ['a missing contentType', 422, [{ op: 'remove', path: '/contentType' }]],
    ['an unknown element', 422, [{ op: 'add', path: '/colour', value: 'red' }]],
    ['a prototype', 422, [{ op: 'add', path: '/__proto__', value: {} }]],
    ['an object', 400, { op: 'remove', path: '/language' }],
    ['a number', 400, 5],
    ['an unknown operation', 400, [{ op: 'rename', path: '/language' }]],
    ['a missing value', 400, [{ op: 'add', path: '/language' }]],
    ['a path that is none', 400, [{ op: 'remove', path: 'language' }]],
    ['a missing from', 400, [{ op: 'move', path: '/language' }]],
  ]
  test.each(refused)('%s: %i', async (_name, status, patch) => {
    const { id } = await create()
    const answer = await api.patch(`${A}/${id}`, patch)
    expect([answer.status, answer.json().resourceType]).toEqual([status, 'OperationOutcome'])
    expect(answer.json().issue[0]?.diagnostics).toBeTruthy()
    expect((await api.get(`${A}/${id}`)).headers.etag).toBe('W/"1"')
  })

  test.each([
    'application/json',
    'application/fhir+json',
    'text/plain',
    'application/json-patch+json; charset=latin1',
  ])('as %s: 415, saying what would do', async (type) => {
    const { id } = await create()
    const answer = await api.patch(`${A}/${id}`, [], { headers: { 'content-type': type } })
    expect([answer.status, answer.headers['accept-patch']]).toEqual([
      415,
      'application/json-patch+json',
    ])
  })

  test('unreadable JSON: 400', async () => {
    const { id } = await create()
    const headers = { 'content-type': 'application/json-patch+json' }
    for (const body of ['', '[', '[{]', '[]x']) {
      expect((await api.ask('PATCH', `${A}/${id}`, { body, headers })).status).toBe(400)
    }
  })

  test('honours If-Match', async () => {
    const { id } = await create()
    const patch = [{ op: 'replace', path: '/language', value: 'de' }]
    const stale = await api.patch(`${A}/${id}`, patch, { headers: { 'if-match': 'W/"7"' } })
    expect([stale.status, stale.headers.etag]).toEqual([412, 'W/"1"'])
    expect(
      (await api.patch(`${A}/${id}`, patch, { headers: { 'if-match': 'W/"1"' } })).status,
    ).toBe(200)
  })

  test('404 for what never was, 410 for what is deleted, 400 for no id', async () => {
    const { id } = await create()
    await api.remove(`${A}/${id}`)
    expect((await api.patch(`${A}/${id}`, [])).status).toBe(410)
    expect((await api.patch(`${A}/never`, [])).status).toBe(404)
    expect((await api.patch(`${A}/a_b`, [])).status).toBe(400)
  })

  test('content beyond the limit is not looked at, and a patch beside it goes through', async () => {
    const { id } = await api.create({ data: Buffer.alloc(5000).toString('base64') })
    const touching = await api.patch(`${A}/${id}`, [{ op: 'test', path: '/data', value: 'x' }])
    expect(touching.status).toBe(422)
    expect(touching.json().issue[0]?.diagnostics).toContain('PUT')
    const beside = await api.patch(`${A}/${id}`, [{ op: 'add', path: '/language', value: 'de' }])
    expect(beside.status).toBe(200)
    const large = [{ op: 'replace', path: '/data', value: 'A'.repeat(8000) }]
    expect((await api.patch(`${A}/${id}`, large)).status).toBe(413)
  })

  test('is no way around the limits', async () => {
    await using large = await testServer()
    const own = client(large)
    const { id } = await own.create()
    const many = Array.from({ length: 1001 }, () => ({
      op: 'test',
      path: '/contentType',
      value: 'x',
    }))
    expect((await own.patch(`${A}/${id}`, many)).status).toBe(413)
    const tags = [{ op: 'add', path: '/meta/tag', value: [{ code: 'x'.repeat(2 ** 20) }] }]
    expect((await own.patch(`${A}/${id}`, tags)).status).toBe(413)
    expect((await own.get(`${A}/${id}`)).headers.etag).toBe('W/"1"')
  })

  test('concurrent patches of different fields all hold', async () => {
    const { id } = await create()
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        api.patch(`${A}/${id}`, [
          n === 0
            ? { op: 'add', path: '/implicitRules', value: 'urn:r' }
            : { op: 'add', path: '/language', value: `x-${n}` },
        ]),
      ),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200))
    const { implicitRules, language, meta } = (await api.get(`${A}/${id}`)).json()
    expect(implicitRules).toBe('urn:r')
    expect(language).toMatch(/^x-\d+$/)
    expect(meta?.versionId).toBe('13')
  })

  test('Prefer: return=minimal', async () => {
    const { id } = await create()
    const answer = await api.patch(`${A}/${id}`, [], { headers: { prefer: 'return=minimal' } })
    expect([answer.status, answer.text]).toEqual([200, ''])
  })
})
