import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base64, client } from '#test/test-client.ts'
import type { Answer, Json } from '#test/test-client.ts'
import { A, B, testServer } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'

let server: TestServer
let api: ReturnType<typeof client>
beforeAll(async () => {
  server = await testServer()
  api = client(server)
  const put = (id: string, more: object = {}) =>
    api.put(`${A}/${id}`, { resourceType: 'Binary', id, contentType: 'text/plain', ...more })
  await put('a1', { language: 'en', data: base64('a1') })
  await put('a2', { language: 'en-GB' })
  await put('a3', { language: 'de' })
  await put('a4')
  await put('gone', { language: 'en' })
  await api.remove(`${A}/gone`)
  await api.put(`${B}/b1`, { resourceType: 'Binary', id: 'b1', contentType: 'a/b', language: 'en' })
})
afterAll(() => server[Symbol.asyncDispose]())

function ids(answer: Answer): string[] {
  expect(answer.status).toBe(200)
  const { type, entry = [], total } = answer.json()
  expect([type, total]).toEqual(['searchset', entry.length])
  return entry.map(({ resource }) => (resource as { id: string }).id).sort()
}

function linkOf(answer: Answer, wanted: string): string | undefined {
  return answer.json().link?.find(({ relation }) => relation === wanted)?.url
}

function self(answer: Answer): string {
  return linkOf(answer, 'self') ?? ''
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

describe('search', () => {
  test.each([
    ['', ['a1', 'a2', 'a3', 'a4']],
    ['_id=a1', ['a1']],
    ['_id=a1,a3,none', ['a1', 'a3']],
    ['_id=a1&_id=a3', []],
    ['_id=a1,a2&_id=a2,a3', ['a2']],
    ['_id=A1', []],
    ['_id=gone', []],
    ['_id=b1', []],
    ['_language=en', ['a1']],
    ['_language=EN', ['a1']],
    ['_language=en-gb', ['a2']],
    ['_language=en,de', ['a1', 'a3']],
    ['_language=en&_language=de', []],
    ['_language=e', []],
    ['_language=fr', []],
    ['_id=a1,a2&_language=en-GB', ['a2']],
    ['_id=', ['a1', 'a2', 'a3', 'a4']],
    ['_id=a%5C,1', []],
  ])('?%s, by GET and by POST', async (query, expected) => {
    expect(ids(await api.get(`${A}?${query}`))).toEqual(expected)
    expect(ids(await api.post(`${A}/_search`, query, { headers: FORM }))).toEqual(expected)
    expect(ids(await api.post(`${A}/_search?${query}`, undefined))).toEqual(expected)
  })

  test('entries are whole matches with absolute addresses', async () => {
    const [entry] = (await api.get(`${A}?_id=a1`)).json().entry ?? []
    expect(entry).toMatchObject({
      fullUrl: `http://localhost:80${A}/a1`,
      search: { mode: 'match' },
      resource: { resourceType: 'Binary', id: 'a1', data: base64('a1') },
    })
    expect(entry).not.toHaveProperty('request')
  })

  test('self names what was used, and that alone', async () => {
    expect(self(await api.get(`${A}?_id=a1&colour=red&_language=en`))).toBe(
      `http://localhost:80${A}?_id=a1&_language=en`,
    )
    expect(self(await api.get(A))).toBe(`http://localhost:80${A}`)
    expect(self(await api.get(`${A}?_id=&_format=json`))).toBe(`http://localhost:80${A}`)
    const posted = await api.post(`${A}/_search?_language=en`, '_id=a1', { headers: FORM })
    expect(ids(await api.get(self(posted).replace('http://localhost:80', '')))).toEqual(['a1'])
  })

  test.each(['_id:missing=true', '_language:not=en', '_count:x=1'])(
    'a modifier (%s): 400',
    async (query) => {
      expect((await api.get(`${A}?${query}`)).status).toBe(400)
    },
  )

  test('pages through by GET and after a POST, whose criteria stay out of the next address', async () => {
    for (const first of [
      await api.get(`${A}?_language=en,en-GB,de&_count=1`),
      await api.post(`${A}/_search?_count=1`, '_language=en,en-GB,de', { headers: FORM }),
    ]) {
      const found: string[] = []
      for (let page: Answer | undefined = first; page;) {
        const { entry = [], total }: Json = page.json()
        expect([page.status, total]).toEqual([200, 3])
        found.push(...entry.map(({ resource }) => (resource as { id: string }).id))
        const next = linkOf(page, 'next')
        if (next !== undefined) expect(next).not.toContain('en-GB')
        page = next === undefined ? undefined : await api.get(next.replace(/^http:\/\/[^/]+/, ''))
      }
      expect(found.sort()).toEqual(['a1', 'a2', 'a3'])
    }
  })
})

describe('search by POST', () => {
  test.each(['application/json', 'application/fhir+json', 'application/json+fhir'])(
    'with a Binary as %s: its id and language are the criteria',
    async (type) => {
      const search = (json: object) =>
        api.post(`${A}/_search`, JSON.stringify({ resourceType: 'Binary', ...json }), {
          headers: { 'content-type': type },
        })
      expect(ids(await search({ id: 'a1' }))).toEqual(['a1'])
      expect(ids(await search({ language: 'EN' }))).toEqual(['a1'])
      expect(ids(await search({ id: 'a1', language: 'de' }))).toEqual([])
      expect(ids(await search({ id: 'a1,a2' }))).toEqual([])
      expect(ids(await search({ contentType: 'x/y', meta: {} }))).toEqual(['a1', 'a2', 'a3', 'a4'])
    },
  )

  test('parameters of the address count as well', async () => {
    const headers = FORM
    expect(ids(await api.post(`${A}/_search?_id=a1,a3`, '_language=de', { headers }))).toEqual([
      'a3',
    ])
    const body = { resourceType: 'Binary', language: 'en' }
    expect(ids(await api.post(`${A}/_search?_id=a2`, body))).toEqual([])
  })

  test.each([
    ['[]', 'application/json', 400],
    ['{', 'application/json', 400],
    ['{"resourceType":"Patient"}', 'application/json', 400],
    ['{"resourceType":"Binary","id":5}', 'application/json', 400],
    ['_id=a1', 'text/plain', 415],
    ['_id=a1', 'multipart/form-data', 415],
    [`_id=${'x'.repeat(2 ** 21)}`, 'application/x-www-form-urlencoded', 413],
    ['_count=x', 'application/x-www-form-urlencoded', 400],
  ])('a body that will not do: %#', async (body, type, status) => {
    const answer = await api.post(`${A}/_search`, body, { headers: { 'content-type': type } })
    expect([answer.status, answer.json().resourceType]).toEqual([status, 'OperationOutcome'])
  })

  test('thousands of ids still page by addresses that everybody takes', async () => {
    const many = Array.from({ length: 4990 }, (_, n) =>
      `${n}-${Math.sin(n)}`.replace(/[^\w-]/g, ''),
    )
    const body = `_id=${[...many, 'a1', 'a2', 'a3'].join(',')}`
    const found: string[] = []
    for (
      let page: Answer | undefined = await api.post(`${A}/_search?_count=1`, body, {
        headers: FORM,
      });
      page;
    ) {
      found.push(
        ...(page.json().entry ?? []).map(({ resource }) => (resource as { id: string }).id),
      )
      const next = linkOf(page, 'next')
      expect((next ?? '').length).toBeLessThan(2000)
      page = next === undefined ? undefined : await api.get(next.replace(/^http:\/\/[^/]+/, ''))
    }
    expect(found.toSorted()).toEqual(['a1', 'a2', 'a3'])
  })

  test('thousands of ids', async () => {
    const many = Array.from({ length: 4999 }, (_, n) => `id-${n}`).join(',')
    expect(ids(await api.post(`${A}/_search`, `_id=${many},a1`, { headers: FORM }))).toEqual(['a1'])
    for (const more of [
      `_id=${many},a1,a2`,
      `_id=${many}&_language=de,en`,
      `_id=${','.repeat(5000)}`,
      '_id=a1&'.repeat(101),
    ]) {
      const answer = await api.post(`${A}/_search`, more, { headers: FORM })
      expect([answer.status, answer.json().issue?.[0]]).toMatchObject([
        400,
        { code: 'too-costly', diagnostics: expect.stringContaining('several searches') },
      ])
    }
  })
})
