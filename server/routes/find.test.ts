import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import { base64, client } from '#test/test-client.ts'
import type { Answer } from '#test/test-client.ts'
import { A, B, testServer } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'

let server: TestServer
let api: ReturnType<typeof client>
beforeAll(async () => {
  server = await testServer()
  api = client(server)
  const put = (type: string, id: string, name: string, more: object) =>
    api.put(`${type}/${id}`, {
      resourceType: 'Binary',
      id,
      meta: {
        tag: [
          { system: FILENAME_SYSTEM, code: name },
          { system: 's', code: id },
        ],
      },
      ...more,
    })
  await put(A, 'letter-1', 'Ärztebrief 3310.pdf', {
    contentType: 'application/pdf',
    language: 'de',
    data: base64('long enough'),
    securityContext: { reference: 'Patient/3310', display: 'Zoë Meier' },
  })
  await put(A, 'scan-2', 'scan 10.png', { contentType: 'image/png', data: base64('x') })
  await put(A, 'scan-3', 'scan 2.jpg', { contentType: 'image/jpeg' })
  await put(A, 'gone', 'Secretword.pdf', { contentType: 'application/pdf' })
  await api.remove(`${A}/gone`)
  await put(B, 'other', 'Ärztebrief elsewhere.pdf', {
    contentType: 'application/pdf',
    securityContext: { reference: 'Patient/3310', display: 'Zoë Meier' },
  })
})
afterAll(() => server[Symbol.asyncDispose]())

function ids(answer: Answer): string[] {
  expect(answer.status).toBe(200)
  const entries = answer.json().entry ?? []
  return entries
    .map(({ resource }) => resource as { resourceType: string; id: string })
    .filter(({ resourceType }) => resourceType === 'Binary')
    .map(({ id }) => id)
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const linkOf = (answer: Answer, wanted: string) =>
  answer.json().link?.find(({ relation }) => relation === wanted)?.url

describe('a find', () => {
  test.each([
    ['name=arzte', ['letter-1']],
    ['name:contains=brief', ['letter-1']],
    ['name:exact=scan 2.jpg', ['scan-3']],
    ['name:exact=Scan 2.jpg', []],
    ['find=brief zoe', ['letter-1']],
    ['find=scan', ['scan-3', 'scan-2']],
    ['find=letter', ['letter-1']],
    ['find=secretword', []],
    ['find=elsewhere', []],
    ['_content=arztebrief', ['letter-1']],
    ['_content=secretword', []],
    ['_tag=scan-2', ['scan-2']],
    ['_tag=s|', ['scan-3', 'scan-2', 'letter-1']],
    ['_tag=other', []],
    ['content-type=image/*', ['scan-3', 'scan-2']],
    ['content-type=application/pdf&_language=de', ['letter-1']],
    ['security-context=3310', ['letter-1']],
    ['security-context=Patient/3310', ['letter-1']],
    ['security-context=meier', ['letter-1']],
    ['security-context:missing=true', ['scan-3', 'scan-2']],
    ['_security-context:missing=false', ['letter-1']],
    ['_lastUpdated=gt2000-01', ['scan-3', 'scan-2', 'letter-1']],
    ['_lastUpdated=lt2000-01', []],
    ['_sort=name', ['letter-1', 'scan-3', 'scan-2']],
    ['_sort=-name', ['scan-2', 'scan-3', 'letter-1']],
    ['_sort=size', ['scan-3', 'scan-2', 'letter-1']],
    ['_sort=-size', ['letter-1', 'scan-2', 'scan-3']],
    ['_sort=_lastUpdated&_id=scan-2,letter-1', ['letter-1', 'scan-2']],
    ['find=scan&_sort=name', ['scan-3', 'scan-2']],
  ])('?%s, by GET and by POST, and as one page after the other', async (query, expected) => {
    const address = new URLSearchParams(query).toString()
    const got = await api.get(`${A}?${address}`)
    expect(ids(got)).toEqual(expected)
    expect(got.json().total).toBe(expected.length)
    expect(decodeURIComponent(linkOf(got, 'self') ?? '')).toContain(query.split('=')[0])
    expect(ids(await api.post(`${A}/_search`, address, { headers: FORM }))).toEqual(expected)
    const walked: string[] = []
    let next: string | undefined = `${A}?${address}&_count=1`
    while (next !== undefined) {
      const page = await api.get(next.replace(/^http:\/\/[^/]+/, ''))
      walked.push(...ids(page))
      next = linkOf(page, 'next')
    }
    expect(walked).toEqual(expected)
  })

  test('says what it could not look into', async () => {
    const { entry = [] } = (await api.get(`${A}?_content=brief`)).json()
    const outcomes = entry.filter(({ search }) => (search as { mode: string }).mode === 'outcome')
    expect(outcomes).toHaveLength(1)
    expect(JSON.stringify(outcomes)).toContain('incomplete')
    expect((await api.get(`${A}?find=brief`)).json().entry).toHaveLength(1)
  })

  test('counts as it is asked', async () => {
    expect((await api.get(`${A}?find=scan&_total=none`)).json()).not.toHaveProperty('total')
    expect((await api.get(`${A}?find=scan&_total=accurate&_count=1`)).json().total).toBe(2)
    expect((await api.get(`${A}?find=scan&_summary=count`)).json().total).toBe(2)
  })

  test.each([
    '_lastUpdated=yesterday',
    '_lastUpdated=ap2026',
    'name:text=x',
    'find:exact=x',
    'security-context:missing=perhaps',
    '_total=some',
    `find=${'word '.repeat(2000)}`,
    `_tag=${Array.from({ length: 1000 }, (_, n) => n).join(',')}`,
  ])('refuses %s with 400', async (query) => {
    const answer = await api.post(`${A}/_search`, new URLSearchParams(query).toString(), {
      headers: FORM,
    })
    expect([answer.status, answer.json().resourceType]).toEqual([400, 'OperationOutcome'])
  })

  test('refuses an order that it does not know where handling is strict, and ignores it else', async () => {
    const headers = { prefer: 'handling=strict' }
    expect((await api.get(`${A}?_sort=colour`, { headers })).status).toBe(400)
    const lenient = await api.get(`${A}?_sort=name,size`)
    expect(ids(lenient)).toEqual(['scan-3', 'scan-2', 'letter-1'])
    expect(linkOf(lenient, 'self')).not.toContain('_sort')
  })

  test.each([
    // Each of these letters stands for eighteen.
    ['a long name', `name=${'\ufdfa'.repeat(20_001)}`],
    ['a long context', `security-context=${'A/'.repeat(10_001)}`],
    ['many dates', `_lastUpdated=${'2020,'.repeat(5000)}`],
    ['many parameters', 'name:contains=a&'.repeat(10_001)],
    ['many empty ones', 'find=&'.repeat(20_001)],
    ['long names', `name=${'ab,'.repeat(400)}${'c'.repeat(5000)}`],
  ])('refuses %s before reading it', async (_, body) => {
    const answer = await api.post(`${A}/_search`, body, { headers: FORM })
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.json())).toContain('A search may have')
  })

  test('thousands of alternatives are answered', async () => {
    const many = Array.from({ length: 4999 }, (_, n) => n.toString(36)).join(',')
    const body = `_id=${many},scan-2&content-type=image/*`
    expect(ids(await api.post(`${A}/_search`, body, { headers: FORM }))).toEqual(['scan-2'])
  })
})

describe('search parameters', () => {
  test('are all declared, and what R4 does not define is described where its definition leads', async () => {
    const statement = (await api.get(A.replace(/Binary$/, 'metadata'))).json() as unknown as {
      rest: { resource: { searchParam: Record<string, string>[] }[] }[]
    }
    const declared = statement.rest[0]?.resource[0]?.searchParam ?? []
    expect(declared.map(({ name }) => name)).toEqual(
      '_id _language _lastUpdated _tag _content name security-context content-type find'.split(' '),
    )
    for (const { name, definition, type, documentation } of declared) {
      expect(documentation).not.toBe('')
      if (!definition?.startsWith('http://localhost')) continue
      const described = await api.get(definition.replace(/^http:\/\/[^/]+/, ''))
      expect(described.json()).toMatchObject({
        resourceType: 'SearchParameter',
        url: definition,
        code: name,
        type,
        base: ['Binary'],
      })
    }
    expect((await api.get(A.replace('Binary', 'SearchParameter/none'))).status).toBe(404)
  })
})

describe('If-None-Exist', () => {
  test('finds a tag, such as the one by which an upload knows itself', async () => {
    const headers = { 'if-none-exist': '_tag=s|scan-2' }
    const answer = await api.post(A, { resourceType: 'Binary', contentType: 'a/b' }, { headers })
    expect([answer.status, answer.json().id]).toEqual([200, 'scan-2'])
    const several = { 'if-none-exist': '_tag=s|' }
    expect(
      (await api.post(A, { resourceType: 'Binary', contentType: 'a/b' }, { headers: several }))
        .status,
    ).toBe(412)
    const elsewhere = await api.post(B, { resourceType: 'Binary', contentType: 'a/b' }, { headers })
    expect(elsewhere.status).toBe(201)
    await api.remove(`${B}/${String(elsewhere.json().id)}`)
  })
})
