import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashToken } from '#server/auth/authenticate.ts'
import { client } from '#test/test-client.ts'
import type { Answer } from '#test/test-client.ts'
import { A, B, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'

const SESSION = 'session-token-0123456789'
let server: TestServer
let api: ReturnType<typeof client>
let id: string
beforeAll(async () => {
  server = await testServer({ session: SESSION })
  api = client(server)
  id = (await api.create({ data: 'eA==' })).id
})
afterAll(() => server[Symbol.asyncDispose]())

/** Everything under `/organizations`, and some that is nothing. */
const REQUESTS = (base: string): [method: string, url: string][] => [
  ['POST', base],
  ['GET', base],
  ['HEAD', base],
  ['GET', `${base}/${id}`],
  ['PUT', `${base}/${id}`],
  ['PATCH', `${base}/${id}`],
  ['DELETE', `${base}/${id}`],
  ['GET', `${base}/${id}/_history`],
  ['GET', `${base}/${id}/_history/1`],
  ['GET', `${base}/_history`],
  ['POST', `${base}/_search`],
  ['GET', base.replace('Binary', 'metadata')],
  ['GET', base.replace('fhir/4/Binary', 'audit')],
  ['GET', base.replace('Binary', 'Patient')],
  ['POST', `${base}/${id}`],
  ['GET', `${base}/%zz`],
  ['OPTIONS', base],
]

/** Without what differs between any two answers. */
function alike(answer: Answer): object {
  const { 'x-request-id': _, date: __, ...headers } = answer.headers
  return { status: answer.status, headers, text: answer.text }
}

describe('401', () => {
  test('without a token, whatever is asked for', async () => {
    for (const [method, url] of [
      ...REQUESTS(A),
      ['GET', '/organizations'],
      ['GET', '/organizations/'],
    ] as const) {
      const answer = await api.ask(method, url, { token: null })
      expect([url, answer.status]).toEqual([url, 401])
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer\b/)
      if (method !== 'HEAD') expect(answer.json().issue[0]?.code).toBe('login')
    }
  })

  test('the same for what exists and what does not', async () => {
    const [here, nowhere] = [
      await api.get(`${A}/${id}`, { token: null }),
      await api.get('/organizations/none/fhir/4/Binary/x', { token: null }),
    ]
    expect(alike(here)).toEqual(alike(nowhere))
  })

  test.each([
    'Bearer unknown-token-0123456789',
    'Bearer ',
    'Basic d3JpdGVyOng=',
    'writer-token-0123456789',
    'Bearer writer-token-0123456789 x',
    `Bearer ${'x'.repeat(8000)}`,
    'Bearer \u00e4\u00f6',
  ])('for "%s"', async (authorization) => {
    const answer = await api.get(A, { token: null, headers: { authorization } })
    expect(answer.status).toBe(401)
    expect(answer.text).not.toContain('writer-token')
  })

  test('for an expired token, saying so', async () => {
    const answer = await api.get(A, { token: TOKENS.expired })
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toContain('error="invalid_token"')
    expect(answer.json().issue[0]?.diagnostics).toContain('expired')
  })

  test('the scheme is read without regard to case', async () => {
    const headers = { authorization: `bearer ${TOKENS.writer}` }
    expect((await api.get(A, { token: null, headers })).status).toBe(200)
  })

  test('a revoked token is no longer known', async () => {
    await using fresh = await testServer()
    expect((await client(fresh).get(A)).status).toBe(200)
    await fresh.store.tokens.revoke('writer')
    expect((await client(fresh).get(A)).status).toBe(401)
  })
})

describe('403', () => {
  test('without the right to the organization, the same whether there is one or not', async () => {
    for (const [index, [method, url]] of REQUESTS(A).entries()) {
      const exists = await api.ask(method, url, { token: TOKENS.ofB })
      const slug = await api.ask(method, url.replace('/a/', '/alpha/'), { token: TOKENS.ofB })
      const [, none = ''] = REQUESTS('/organizations/none/fhir/4/Binary')[index] ?? []
      const nowhere = await api.ask(method, none, { token: TOKENS.ofB })
      expect([url, exists.status]).toEqual([url, 403])
      expect(alike(exists)).toEqual(alike(nowhere))
      expect(alike(slug)).toEqual(alike(nowhere))
    }
  })

  test('for a read-only token that writes, and nothing is changed', async () => {
    const body = { resourceType: 'Binary', id, contentType: 'text/plain' }
    const token = TOKENS.reader
    const answers = [
      await api.post(A, body, { token }),
      await api.put(`${A}/${id}`, body, { token }),
      await api.patch(`${A}/${id}`, [], { token }),
      await api.remove(`${A}/${id}`, { token }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
    expect((await api.get(`${A}/${id}`, { token })).headers.etag).toBe('W/"1"')
    const search = await api.post(`${A}/_search`, '_id=x', {
      token,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(search.status).toBe(200)
  })

  test('for the audit log, save to an admin', async () => {
    expect((await api.get('/organizations/a/audit')).status).toBe(403)
    expect((await api.get('/organizations/a/audit', { token: TOKENS.admin })).status).toBe(200)
  })
})

describe('who may', () => {
  test('a token opens its organization by id and by slug', async () => {
    for (const org of ['b', 'beta']) {
      expect(
        (await api.get(`/organizations/${org}/fhir/4/Binary`, { token: TOKENS.ofB })).status,
      ).toBe(200)
    }
  })

  test('an admin of some organizations sees those alone, by name and in the audit log', async () => {
    const created = new Date().toISOString()
    const token = { name: 'admin of b', access: 'read', admin: true, organizations: ['b'] } as const
    await server.store.tokens.add(
      { ...token, organizations: ['b'], created },
      hashToken('admin-of-b-0123456789'),
    )
    const own = { token: 'admin-of-b-0123456789' }
    const list = await api.get('/organizations', own)
    expect(JSON.parse(list.text)).toMatchObject({ organizations: [{ id: 'b' }] })
    expect(list.text).not.toContain('Alpha')
    expect((await api.get('/organizations/b/audit', own)).status).toBe(200)
    for (const path of ['a/audit', 'alpha/audit', 'none/audit', 'a/check'])
      expect((await api.get(`/organizations/${path}`, own)).status).toBe(403)
  })

  test('404 for no organization, to who may see them all', async () => {
    const answer = await api.get('/organizations/none/fhir/4/Binary', { token: TOKENS.admin })
    expect([answer.status, answer.json().resourceType]).toEqual([404, 'OperationOutcome'])
  })

  test('the session\u2019s token may do everything', async () => {
    const { status } = await api.post(
      B,
      { resourceType: 'Binary', contentType: 'a/b' },
      { token: SESSION },
    )
    expect(status).toBe(201)
  })

  test('/organizations lists what the token may see', async () => {
    const list = async (token: string) =>
      JSON.parse((await api.get('/organizations', { token })).text) as unknown
    const [a, b] = [
      { id: 'a', slug: 'alpha', name: 'Alpha clinic' },
      { id: 'b', slug: 'beta', name: 'Beta clinic' },
    ]
    const read = { access: 'read' }
    const write = { access: 'write' }
    expect(await list(TOKENS.ofB)).toMatchObject({ organizations: [{ ...b, ...write }] })
    expect(await list(TOKENS.reader)).toMatchObject({
      organizations: [
        { ...a, ...read },
        { ...b, ...read },
      ],
    })
    expect(await list(SESSION)).toMatchObject({
      organizations: [
        { ...a, ...write },
        { ...b, ...write },
      ],
    })
  })

  test('/organizations says whose the token is, and until when', async () => {
    const answer = await api.get('/organizations')
    expect(JSON.parse(answer.text)).toMatchObject({ caller: { subject: 'writer', name: 'writer' } })
    const expires = new Date(Date.now() + 60_000).toISOString()
    const created = new Date().toISOString()
    const token = { name: 'soon', access: 'read', admin: false, created, expires } as const
    await server.store.tokens.add(
      { ...token, organizations: ['a'] },
      hashToken('soon-token-0123456789'),
    )
    const soon = await api.get('/organizations', { token: 'soon-token-0123456789' })
    expect(JSON.parse(soon.text)).toMatchObject({ caller: { subject: 'soon', expires } })
  })

  test('totals, links and searches tell nothing of another organization', async () => {
    await using fresh = await testServer()
    const { get, create } = client(fresh)
    const { id: theirs } = await create({ language: 'x-secret' })
    for (const path of [B, `${B}/_history`, `${B}?_id=${theirs}`, `${B}?_language=x-secret`]) {
      const answer = await get(path, { token: TOKENS.ofB })
      expect(answer.json().total).toBe(0)
      if (!path.includes('?')) expect(answer.text).not.toContain(theirs)
    }
  })
})
