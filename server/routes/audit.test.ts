import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AuditRecord } from '#server/store/audit.ts'
import { base64, client } from '#test/test-client.ts'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'

let server: TestServer
let api: ReturnType<typeof client>
beforeAll(async () => {
  server = await testServer()
  api = client(server)
})
afterAll(() => server[Symbol.asyncDispose]())

async function newest(count = 1): Promise<AuditRecord[]> {
  return (await server.store.audit.list({ count })).records
}

describe('the audit log', () => {
  test('says of a write who did what, why, and how much', async () => {
    const { id } = await api.create(
      { data: base64('hello'), securityContext: { reference: 'Patient/1' } },
      { headers: { 'log-cdata': 'reason=wrong%20patient; ticket=42' } },
    )
    const [record] = await newest()
    expect(record).toMatchObject({
      token: 'writer',
      organization: 'a',
      interaction: 'create',
      id,
      versionId: '1',
      status: 201,
      bytes: 5,
      securityContext: 'Patient/1',
      logCdata: { reason: 'wrong patient', ticket: '42' },
    })
    expect(record?.duration).toBeGreaterThan(0)
    expect(Math.abs(Date.now() - Date.parse(record?.at ?? ''))).toBeLessThan(60_000)
    const reasons = (await api.get(`${A}/${id}`)).json().meta?.extension
    expect(reasons).toEqual([
      { url: 'https://binnacle.dev/fhir/author', valueString: 'writer' },
      { url: 'https://binnacle.dev/fhir/reason', valueString: 'reason=wrong%20patient; ticket=42' },
    ])
  })

  test('holds one record for each request, under the id that it answered', async () => {
    const { id } = await api.create({ data: base64('hello') })
    const put = { resourceType: 'Binary', id, contentType: 'text/plain', data: base64('hello!') }
    const asked: [string, () => ReturnType<typeof api.get>, Partial<AuditRecord>][] = [
      ['read', () => api.get(`${A}/${id}`), { id, versionId: '1', bytes: 5 }],
      ['vread', () => api.get(`${A}/${id}/_history/1`), { id, versionId: '1', bytes: 5 }],
      [
        'read',
        () => api.get(`${A}/${id}`, { headers: { accept: 'text/plain', range: 'bytes=0-1' } }),
        { bytes: 2, status: 206 },
      ],
      [
        'read',
        () => api.get(`${A}/${id}`, { headers: { 'if-none-match': '*' } }),
        { bytes: 0, status: 304 },
      ],
      ['read', () => api.ask('HEAD', `${A}/${id}`), { bytes: 0 }],
      ['read', () => api.get(`${A}/never`), { id: 'never', status: 404 }],
      ['update', () => api.put(`${A}/${id}`, put), { id, versionId: '2', bytes: 6 }],
      [
        'update',
        () => api.put(`${A}/${id}`, put, { headers: { 'if-match': 'W/"1"' } }),
        { id, status: 412 },
      ],
      [
        'update',
        () => api.put(`${A}/fresh-id`, { ...put, id: 'fresh-id' }),
        { id: 'fresh-id', status: 201 },
      ],
      ['patch', () => api.patch(`${A}/${id}`, []), { id, versionId: '3', bytes: 0 }],
      ['patch', () => api.patch(`${A}/${id}`, 5), { id, status: 400 }],
      ['history-instance', () => api.get(`${A}/${id}/_history`), { id, bytes: 17 }],
      ['history-type', () => api.get(`${A}/_history?_elements=id`), { bytes: 0 }],
      ['search', () => api.get(`${A}?_id=${id}`), { bytes: 6 }],
      ['search', () => api.post(`${A}/_search?_id=x`, undefined), {}],
      ['delete', () => api.remove(`${A}/${id}`), { id, versionId: '4', status: 204 }],
      ['delete', () => api.remove(`${A}/${id}`), { id, status: 204 }],
      ['create', () => api.post(A, {}), { status: 400 }],
      [
        'create',
        () => api.post(A, put, { token: TOKENS.reader }),
        { status: 403, token: 'reader' },
      ],
      ['organizations', () => api.get('/organizations'), {}],
      ['capabilities', () => api.get('/organizations/a/fhir/4/metadata'), {}],
      ['unknown', () => api.get('/organizations/a/nothing'), { status: 404, organization: 'a' }],
      ['unknown', () => api.post(`${A}/${id}`, {}), { status: 405 }],
    ]
    for (const [interaction, ask, more] of asked) {
      const before = (await newest(500)).length
      const answer = await ask()
      const records = await newest(500)
      expect([interaction, records.length]).toEqual([interaction, before + 1])
      expect(records[0]).toMatchObject({
        interaction,
        requestId: answer.headers['x-request-id'],
        status: answer.status,
        ...more,
      })
    }
  })

  test('of a patch that met another change tells what it was applied to in the end', async () => {
    const { id } = await api.create({ securityContext: { reference: 'Patient/1' } })
    const { binaries } = server.store
    const commit = binaries.commit.bind(binaries)
    binaries.commit = async (change) => {
      binaries.commit = commit
      await api.put(`${A}/${id}`, { resourceType: 'Binary', id, contentType: 'text/plain' })
      return commit(change)
    }
    const patch = [{ op: 'add', path: '/language', value: 'de' }]
    expect((await api.patch(`${A}/${id}`, patch)).headers.etag).toBe('W/"3"')
    const record = (await newest(2)).find(({ interaction }) => interaction === 'patch')
    expect(record).toMatchObject({ id, versionId: '3' })
    expect(record).not.toHaveProperty('securityContext')
  })

  test('of the refused: no token, an unknown one, no right, no organization', async () => {
    await api.get('/organizations/alpha/fhir/4/Binary/x', { token: null })
    expect(await newest()).toMatchObject([
      { status: 401, organization: 'a', interaction: 'read', id: 'x' },
    ])
    expect((await newest())[0]).not.toHaveProperty('token')
    await api.get(A, { token: 'unknown-token-0123456789' })
    expect((await newest())[0]).not.toHaveProperty('token')
    await api.get('/organizations/alpha/fhir/4/Binary', { token: TOKENS.ofB })
    expect(await newest()).toMatchObject([{ status: 403, organization: 'a', token: 'ofB' }])
    await api.get('/organizations/none/fhir/4/Binary', { token: TOKENS.ofB })
    expect(await newest()).toMatchObject([{ status: 403, organization: 'none', token: 'ofB' }])
  })

  test('never holds a token', async () => {
    const { records } = await server.store.audit.list({ count: 500 })
    for (const token of Object.values(TOKENS)) expect(JSON.stringify(records)).not.toContain(token)
  })
})

describe('log-cdata', () => {
  test.each([
    ['kv', 'a=1, b=2;c=%C3%A4', { a: '1', b: '2', c: 'ä' }],
    ['json', '{"a":1,"b":true,"c":"x"}', { a: 1, b: true, c: 'x' }],
    [undefined, 'a=1', { a: '1' }],
    ['kv', '', {}],
  ])('%s: %s', async (format, text, logCdata) => {
    const headers = {
      'log-cdata': text,
      ...(format !== undefined && { 'log-cdata-format': format }),
    }
    expect((await api.get(A, { headers })).status).toBe(200)
    expect((await newest())[0]?.logCdata).toEqual(logCdata)
  })

  test('in UTF-8 as it is', async () => {
    const headers = {
      'log-cdata': Buffer.from('{"a":"Prüfung"}').toString('latin1'),
      'log-cdata-format': 'json',
    }
    expect((await api.get(A, { headers })).status).toBe(200)
    expect((await newest())[0]?.logCdata).toEqual({ a: 'Prüfung' })
  })

  const seventeen = Array.from({ length: 17 }, (_, n) => `k${n}=1`).join(';')
  test.each([
    ['kv', 'novalue'],
    ['kv', '=1'],
    ['kv', 'a=%zz'],
    ['kv', seventeen],
    ['kv', `a=${'x'.repeat(2048)}`],
    ['json', '{'],
    ['json', '[]'],
    ['json', '{"a":null}'],
    ['json', '{"a":{}}'],
    ['xml', 'a=1'],
  ])('%s that will not do (%#): 400, and nothing is done', async (format, text) => {
    const total = (await api.get(`${A}/_history?_count=0`)).json().total
    const headers = { 'log-cdata': text, 'log-cdata-format': format }
    const answer = await api.post(A, { resourceType: 'Binary', contentType: 'a/b' }, { headers })
    expect([answer.status, answer.json().resourceType]).toEqual([400, 'OperationOutcome'])
    expect((await newest())[0]).toMatchObject({ interaction: 'create', status: 400 })
    expect((await api.get(`${A}/_history?_count=0`)).json().total).toBe(total)
  })

  test('at its limits it is taken', async () => {
    const longest = `a=${'x'.repeat(2046)}`
    const sixteen = seventeen.replace(/;[^;]*$/, '')
    for (const text of [longest, sixteen]) {
      expect((await api.get(A, { headers: { 'log-cdata': text } })).status).toBe(200)
    }
  })
})

describe('GET /organizations/{id}/audit', () => {
  let fresh: TestServer
  let own: ReturnType<typeof client>
  const read = async (query = '') => {
    const answer = await own.get(`/organizations/alpha/audit${query}`, { token: TOKENS.admin })
    expect(answer.status).toBe(200)
    return JSON.parse(answer.text) as { records: AuditRecord[]; next?: string }
  }
  beforeEach(async () => {
    fresh = await testServer()
    own = client(fresh)
    return () => fresh[Symbol.asyncDispose]()
  })

  test('is newest first, of this organization alone, and follows its own links', async () => {
    const { id } = await own.create()
    await own.get(`${A}/${id}`)
    await own.get('/organizations/b/fhir/4/Binary')
    const { records } = await read()
    expect(records.map(({ interaction }) => interaction)).toEqual(['read', 'create'])
    const first = await read('?_count=1')
    expect(first.records[0]?.interaction).toBe('audit')
    const seen: string[] = []
    for (let page = first; ; page = await read(new URL(page.next ?? '').search)) {
      seen.push(...page.records.map(({ interaction }) => interaction))
      if (page.next === undefined) break
    }
    expect(seen).toEqual(['audit', 'read', 'create'])
  })

  test('narrows by id and by time', async () => {
    const { id } = await own.create()
    await own.create()
    expect((await read(`?id=${id}`)).records).toHaveLength(1)
    expect((await read('?from=2100-01-01T00:00:00Z')).records).toHaveLength(0)
    expect((await read('?to=2000-01-01T00:00:00Z')).records).toHaveLength(0)
    for (const query of ['?id=a_b', '?from=2026', '?_count=0', '?_count=x', '?_cursor=x']) {
      const { status } = await own.get(`/organizations/a/audit${query}`, { token: TOKENS.admin })
      expect([query, status]).toEqual([query, 400])
    }
  })
})
