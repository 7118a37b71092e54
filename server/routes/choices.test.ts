import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base64, client } from '#test/test-client.ts'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'

// What the specifications leave to a server, or say in passing: docs/server.md tells what this one does.
let server: TestServer
let api: ReturnType<typeof client>
beforeAll(async () => {
  server = await testServer()
  api = client(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const XML = '<Patient xmlns="http://hl7.org/fhir"><id value="p1"/></Patient>'
const batch = (...entry: object[]) =>
  api.post('/organizations/a/fhir/4', { resourceType: 'Bundle', type: 'batch', entry })

describe('a resource in another form', () => {
  test.each([
    'application/fhir+xml',
    'application/xml+fhir; charset=utf-8',
    'application/fhir+turtle',
  ])('%s is not a file', async (type) => {
    const headers = { 'content-type': type }
    for (const answer of [
      await api.post(A, XML, { headers }),
      await api.put(`${A}/x1`, XML, { headers }),
      await api.post(`${A}/_search`, XML, { headers }),
      await api.post('/organizations/a/fhir/4', XML, { headers }),
    ]) {
      expect([answer.status, answer.json().issue?.[0]?.code]).toEqual([415, 'not-supported'])
    }
    const said = (await api.post(A, XML, { headers })).text
    expect(said).toContain('application/fhir+json')
    expect((await api.get(`${A}/x1`)).status).toBe(404)
  })

  test('is stored as a file on purpose: in JSON, in a batch, by a patch, and as plain XML', async () => {
    const contentType = 'application/fhir+xml'
    const resource = { resourceType: 'Binary' as const, contentType, data: base64(XML) }
    const { id } = await api.create(resource)
    const created = await batch({ request: { method: 'POST', url: 'Binary' }, resource })
    expect(created.json().entry?.[0]?.response?.status).toBe('201 Created')
    const plain = await api.post(A, XML, { headers: { 'content-type': 'application/xml' } })
    const operations = [{ op: 'replace', path: '/contentType', value: contentType }]
    expect((await api.patch(`${A}/${plain.json().id}`, operations)).status).toBe(200)
    for (const one of [id, plain.json().id]) {
      const answer = await api.get(`${A}/${one}`, { headers: { accept: '*/xml' } })
      expect([answer.headers['content-type'], answer.text]).toEqual([contentType, XML])
    }
  })
})

describe('Accept', () => {
  test.each([
    ['application/fhir+json;q=0', 'text/plain', 406],
    ['application/fhir+json;q=abc', 'application/fhir+json', 'application/fhir+json'],
    ['application/fhir+json;q=0, */*', 'text/plain', 406],
    ['application/fhir+json;q=0.0, application/json', 'application/json', 'application/json'],
    [
      'application/json;q=0, application/fhir+json;q=0.1',
      'application/fhir+json',
      'application/fhir+json',
    ],
    ['application/*;q=0, */*', 'text/plain', 406],
    ['text/plain;q=0', 'application/fhir+json', 'application/fhir+json'],
    ['text/plain;q=0, image/png', 'application/fhir+json', 406],
    ['text/*;q=0, */*', 'application/fhir+json', 'application/fhir+json'],
    ['*/*;q=0', 406, 406],
    ['text/plain, */*;q=0', 'text/plain', 406],
    ['application/fhir+json, */*;q=0', 'application/fhir+json', 'application/fhir+json'],
    ['text/*;q=0, application/fhir+json;q=0', 406, 406],
    ['application/fhir+xml', 406, 406],
    [
      'application/fhir+xml, application/fhir+json;q=0.5',
      'application/fhir+json',
      'application/fhir+json',
    ],
    ['application/fhir+xml, */*;q=0.1', 'application/fhir+json', 'application/fhir+json'],
    ['image/png', 'text/plain', 406],
    ['', 'application/fhir+json', 'application/fhir+json'],
  ])('%j: a text is read as %s, found as %s', async (accept, read, found) => {
    const { id } = await api.create({ data: base64('text') })
    const shown = async (path: string) => {
      const { status, headers } = await api.get(path, { headers: { accept } })
      return status === 200 ? String(headers['content-type']).split(';', 1)[0] : status
    }
    expect(await shown(`${A}/${id}`)).toBe(read)
    expect(await shown(`${A}/${id}/_history/1`)).toBe(read)
    expect(await shown(A)).toBe(found)
    expect(await shown(`${A}/_history`)).toBe(found)
    expect(await shown('/organizations/a/fhir/4/metadata')).toBe(found)
  })
})

describe('a parameter without a value is as good as none', () => {
  const blank = [
    '_summary',
    '_elements',
    '_format',
    '_count',
    '_since',
    '_sort',
    '_total',
    '_pretty',
  ]
  const criteria = [
    '_id',
    '_language',
    '_tag',
    '_lastUpdated',
    '_content',
    'name',
    'find',
    'content-type',
  ]
  test.each([...blank, ...criteria])('%s', async (name) => {
    const { id } = await api.create()
    for (const path of [A, `${A}/_history`, `${A}/${id}/_history`, `${A}/${id}`]) {
      const all = await api.get(path)
      for (const value of ['', '%20']) {
        const answer = await api.get(`${path}?${name}=${value}`)
        expect([answer.status, answer.text]).toEqual([200, all.text])
      }
    }
  })

  test.each(['from', 'to', 'id', '_count'])('%s of the audit log', async (name) => {
    const answer = await api.get(`/organizations/a/audit?${name}=`, { token: TOKENS.admin })
    expect(answer.status).toBe(200)
  })

  test('but for _cursor, which would begin a walk again', async () => {
    expect((await api.get(`${A}?_cursor=`)).status).toBe(400)
  })
})

describe('base64 with bits that belong to no byte', () => {
  test.each(['QR==', 'QUJD\nQUF=', 'QQ=', 'QQ', 'QQ==QQ==', 'Q-==', 'QQ==\u00a0'])(
    '%j is refused at every door',
    async (data) => {
      const { id } = await api.create({ data: base64('A') })
      const resource = { resourceType: 'Binary', contentType: 'a/b', data }
      const operations = (op: string) => [{ op, path: '/data', value: data }]
      for (const answer of [
        await api.post(A, resource),
        await api.put(`${A}/${id}`, { ...resource, id }),
        await api.patch(`${A}/${id}`, operations('add')),
        await api.patch(`${A}/${id}`, operations('replace')),
      ]) {
        expect([answer.status, answer.json().issue?.[0]]).toMatchObject([
          400,
          { code: 'value', expression: ['Binary.data'] },
        ])
      }
      const entry = await batch({ request: { method: 'POST', url: 'Binary' }, resource })
      expect(entry.json().entry?.[0]?.response?.status).toBe('400 Bad Request')
      expect((await api.get(`${A}/${id}`)).json().data).toBe('QQ==')
    },
  )
})

describe('a patch of tests alone', () => {
  test('may look at what only the server sets, and makes a version', async () => {
    const { id } = await api.create()
    const answer = await api.patch(`${A}/${id}`, [
      { op: 'test', path: '/id', value: id },
      { op: 'test', path: '/meta/versionId', value: '1' },
      { op: 'test', path: '/resourceType', value: 'Binary' },
    ])
    expect([answer.status, answer.json().meta?.versionId]).toEqual([200, '2'])
  })

  test('that does not hold changes nothing', async () => {
    const { id } = await api.create()
    const answer = await api.patch(`${A}/${id}`, [{ op: 'test', path: '/id', value: 'other' }])
    expect([answer.status, answer.json().issue?.[0]?.code]).toEqual([422, 'conflict'])
    expect((await api.get(`${A}/${id}`)).json().meta?.versionId).toBe('1')
  })
})
