import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { BundleEntry } from '#fhir/types.ts'
import { base64, client } from '#test/test-client.ts'
import type { Json } from '#test/test-client.ts'
import { A, B, testServer } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'

let server: TestServer
let api: ReturnType<typeof client>
let id: string
beforeAll(async () => {
  server = await testServer()
  api = client(server)
})
afterAll(() => server[Symbol.asyncDispose]())
beforeEach(async () => {
  id = (await api.create({ data: base64('one') })).id
})

const change = (language: string) =>
  api.patch(`${A}/${id}`, [{ op: 'add', path: '/language', value: language }])

function link(bundle: Json, relation: string): string | undefined {
  return bundle.link?.find((one) => one.relation === relation)?.url
}

/** Every entry of a walk along `next`. */
async function walk(first: string, between?: () => Promise<unknown>): Promise<BundleEntry[]> {
  const entries: BundleEntry[] = []
  const totals = new Set<number | undefined>()
  for (let url: string | undefined = first; url !== undefined;) {
    const answer = await api.get(url.replace(/^http:\/\/[^/]+/, ''))
    expect(answer.status).toBe(200)
    const page = answer.json()
    entries.push(...(page.entry ?? []))
    totals.add(page.total)
    url = link(page, 'next')
    await between?.()
  }
  expect(totals.size).toBe(1)
  return entries
}

describe('instance history', () => {
  test('is a Bundle, newest first, deletions included', async () => {
    await change('de')
    await api.remove(`${A}/${id}`)
    await api.put(`${A}/${id}`, { resourceType: 'Binary', id, contentType: 'a/b' })
    const answer = await api.get(`${A}/${id}/_history`)
    expect(answer.headers['content-type']).toBe('application/fhir+json; charset=utf-8')
    const bundle = answer.json()
    expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'history', total: 4 })
    const base = `http://localhost:80${A}`
    expect(bundle.entry?.map(({ fullUrl }) => fullUrl)).toEqual(Array(4).fill(`${base}/${id}`))
    expect(bundle.entry?.map(({ request }) => request)).toEqual([
      { method: 'PUT', url: `Binary/${id}` },
      { method: 'DELETE', url: `Binary/${id}` },
      { method: 'PUT', url: `Binary/${id}` },
      { method: 'POST', url: 'Binary' },
    ])
    expect(bundle.entry?.map(({ response }) => [response?.status, response?.etag])).toEqual([
      ['201', 'W/"4"'],
      ['204', 'W/"3"'],
      ['200', 'W/"2"'],
      ['201', 'W/"1"'],
    ])
    for (const { response, resource } of bundle.entry ?? []) {
      expect(response?.lastModified).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
      if (resource?.resourceType === 'Binary') {
        expect(resource.meta?.lastUpdated).toBe(response?.lastModified)
      }
    }
    expect(bundle.entry?.map(({ resource }) => resource !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ])
    expect(bundle.entry?.[3]?.resource).toMatchObject({ data: base64('one') })
    expect(link(bundle, 'self')).toBe(`${base}/${id}/_history`)
    expect(link(bundle, 'next')).toBeUndefined()
  })

  test('404 for an id that never was here', async () => {
    expect((await api.get(`${A}/never/_history`)).status).toBe(404)
    expect((await api.get(`${A}/a_b/_history`)).status).toBe(404)
    expect((await api.get(`${B}/${id}/_history`)).status).toBe(404)
  })

  test('pages neither skip nor repeat while others write', async () => {
    for (let n = 0; n < 9; n += 1) await change(`x-${n}`)
    let n = 0
    const entries = await walk(`${A}/${id}/_history?_count=3`, () => change(`y-${(n += 1)}`))
    expect(entries.map(({ response }) => response?.etag)).toEqual(
      Array.from({ length: 10 }, (_, index) => `W/"${10 - index}"`),
    )
  })

  test('_since takes instants with a zone', async () => {
    const { meta } = (await change('de')).json()
    const at = meta?.lastUpdated ?? ''
    const ask = async (since: string) => {
      const answer = await api.get(`${A}/${id}/_history?_since=${encodeURIComponent(since)}`)
      return [answer.status, answer.status === 200 ? answer.json().total : undefined]
    }
    expect(await ask(at)).toEqual([200, expect.any(Number)])
    expect(await ask('2000-01-01T00:00:00Z')).toEqual([200, 2])
    expect(await ask('2100-01-01T00:00:00+02:00')).toEqual([200, 0])
    const bad = ['2026', '2026-05-03', '2026-05-03T10:00:00', '2026-02-30T10:00:00Z', 'x', '1']
    for (const since of bad) expect(await ask(since)).toEqual([400, undefined])
    const plain = await api.get(`${A}/${id}/_history?_since=2000-01-01T00:00:00+02:00`)
    expect([plain.status, plain.json().total]).toEqual([200, 2])
  })

  test('_since leaves out what is older', async () => {
    await using fresh = await testServer({ clock: clockOfDays() })
    const own = client(fresh)
    const one = await own.create({ data: base64('x') })
    const { meta } = (await own.patch(`${A}/${one.id}`, [])).json()
    for (const path of [`${A}/${one.id}/_history`, `${A}/_history`]) {
      const bundle = (await own.get(`${path}?_since=${meta?.lastUpdated}`)).json()
      expect([bundle.total, bundle.entry?.length]).toEqual([1, 1])
      expect(link(bundle, 'self')).toContain('_since=')
    }
  })
})

describe('type history', () => {
  test('holds the changes of the whole organization, and of no other', async () => {
    await using fresh = await testServer()
    const own = client(fresh)
    const [one, two] = [await own.create(), await own.create()]
    await own.post(B, { resourceType: 'Binary', contentType: 'a/b' })
    await own.remove(`${A}/${one.id}`)
    const bundle = (await own.get(`${A}/_history`)).json()
    expect(bundle.total).toBe(3)
    expect(
      bundle.entry?.map(({ request, fullUrl }) => [request?.method, fullUrl?.split('/').at(-1)]),
    ).toEqual([
      ['DELETE', one.id],
      ['POST', two.id],
      ['POST', one.id],
    ])
  })

  test('pages neither skip nor repeat while others write', async () => {
    const before = (await api.get(`${A}/_history?_count=0`)).json().total
    const entries = await walk(`${A}/_history?_count=4`, () => api.create())
    expect(entries).toHaveLength(Number(before))
    const keys = entries.map(({ fullUrl, response }) => `${fullUrl} ${response?.etag}`)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('parameters of a page', () => {
  test('_count is 50 when it is not given, and at most 500, which self tells', async () => {
    await using fresh = await testServer()
    const own = client(fresh)
    for (let n = 0; n < 51; n += 1) await own.create()
    const plain = (await own.get(`${A}/_history`)).json()
    expect([plain.entry?.length, plain.total]).toEqual([50, 51])
    expect(link(plain, 'self')).not.toContain('_count')
    expect(link(plain, 'next')).toBeDefined()
    const large = (await own.get(`${A}/_history?_count=100000`)).json()
    expect(large.entry).toHaveLength(51)
    expect(link(large, 'self')).toContain('_count=500')
  })

  test.each(['_history', `x/_history`, ''])(
    '_count=0 and _summary=count answer the total alone (%s)',
    async (below) => {
      const path = below === '' ? A : `${A}/${below.replace('x', id)}`
      for (const query of ['_count=0', '_summary=count']) {
        const bundle = (await api.get(`${path}?${query}`)).json()
        expect(bundle.total).toBeGreaterThan(0)
        expect(bundle).not.toHaveProperty('entry')
        expect(link(bundle, 'next')).toBeUndefined()
      }
    },
  )

  test.each(['-1', 'x', '1.5', '1e3', '0x10', ' '])('_count=%s', async (count) => {
    const status = count.trim() === '' ? 200 : 400
    expect((await api.get(`${A}/_history?_count=${encodeURIComponent(count)}`)).status).toBe(status)
    expect((await api.get(`${A}?_count=${encodeURIComponent(count)}`)).status).toBe(status)
  })

  test('_elements and _summary trim each resource', async () => {
    for (const path of [`${A}/_history`, `${A}/${id}/_history`, A]) {
      const list = (
        await api.get(`${path}?_elements=id,meta,language,contentType,securityContext`)
      ).json()
      for (const { resource } of list.entry ?? []) {
        if (resource?.resourceType !== 'Binary') continue
        expect(resource).not.toHaveProperty('data')
        expect(resource.meta?.tag?.at(-1)?.code).toBe('SUBSETTED')
      }
      expect(link(list, 'self')).toContain('_elements=')
    }
  })

  test('a cursor of nobody\u2019s: 400', async () => {
    for (const cursor of ['x', '', 'AAAA', 'i1aq1KvQ']) {
      for (const path of [A, `${A}/_history`, `${A}/${id}/_history`]) {
        expect((await api.get(`${path}?_cursor=${cursor}`)).status).toBe(400)
      }
    }
  })

  test('unknown parameters are ignored, unless handling is strict', async () => {
    for (const path of [A, `${A}/_history`, `${A}/${id}/_history`]) {
      const url = `${path}?colour=red&_sort=x`
      const lenient = await api.get(url)
      expect(lenient.status).toBe(200)
      expect(link(lenient.json(), 'self')).not.toMatch(/colour|_sort/)
      const strict = await api.get(url, { headers: { prefer: 'handling=strict' } })
      expect([strict.status, strict.json().resourceType]).toEqual([400, 'OperationOutcome'])
    }
  })

  test('a total of links is absolute, and goes where the caller came from', async () => {
    const answer = await api.get(`${A}?_count=1`, { headers: { host: 'files.example:8443' } })
    for (const { url } of answer.json().link ?? [])
      expect(url).toMatch(/^http:\/\/files\.example:8443\//)
    const bad = await api.get(A, { headers: { host: 'evil.example/@' } })
    expect(bad.status).toBe(400)
  })

  test('or where BINNACLE_PUBLIC_URL and a trusted proxy say', async () => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'outside.example' }
    const self = async (env: Record<string, string>) => {
      await using fresh = await testServer({ env })
      return link((await client(fresh).get(A, { headers })).json(), 'self')
    }
    expect(await self({})).toBe(`http://localhost:80${A}`)
    expect(await self({ BINNACLE_TRUST_PROXY: '1' })).toBe(`https://outside.example${A}`)
    expect(await self({ BINNACLE_PUBLIC_URL: 'https://x.example/fhir/' })).toBe(
      `https://x.example/fhir${A}`,
    )
  })
})

function clockOfDays(): () => Date {
  let day = 0
  return () => new Date(Date.UTC(2026, 0, (day += 1)))
}
