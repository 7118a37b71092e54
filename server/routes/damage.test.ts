import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Binary } from '#fhir/types.ts'
import { damagedServer, expectRefusal, LARGE, RAW, SMALL } from '#test/damaged-server.ts'
import type { DamagedServer } from '#test/damaged-server.ts'
import { A, TOKENS } from '#test/test-server.ts'

let damaged: DamagedServer
let api: DamagedServer['api']
beforeAll(async () => {
  damaged = await damagedServer()
  api = damaged.api
})
afterAll(() => damaged[Symbol.asyncDispose]())

describe('a content that is', () => {
  test.each([
    ['damaged, and short', SMALL, 'spoil'],
    ['missing, and short', SMALL, 'remove'],
    ['missing, and long', LARGE, 'remove'],
  ] as const)('%s is a 500 in every form, HEAD included', async (_, size, what) => {
    const one = await damaged.stored(size)
    await one[what]()
    for (const path of [`${A}/${one.id}`, `${A}/${one.id}/_history/1`]) {
      for (const headers of [{}, RAW, { ...RAW, range: 'bytes=0-99' }] as Record<
        string,
        string
      >[]) {
        expectRefusal(await api.get(path, { headers }))
        const head = await api.ask('HEAD', path, { headers })
        expect([head.status, head.text]).toEqual([500, ''])
      }
      // What is known of it is told all the same.
      expect((await api.get(`${path}?_summary=true`)).status).toBe(200)
    }
    expect(damaged.logged()).toContain(`The content ${one.sha256} is`)
  })

  test('damaged, and long, never ends as if it were whole; then that is known', async () => {
    const one = await damaged.stored(LARGE)
    await one.spoil()
    expect(await damaged.fetched(`${A}/${one.id}`, RAW)).toEqual({ status: 200, body: 'cut' })
    await expect
      .poll(() =>
        damaged
          .logged()
          .split('\n')
          .filter((line) => line.includes(`"content":"${one.sha256}"`)),
      )
      .toEqual([expect.stringContaining('"fault":"damaged"')])
    expectRefusal(await api.get(`${A}/${one.id}`, { headers: RAW }))
    expect((await api.ask('HEAD', `${A}/${one.id}`)).status).toBe(500)
    const other = await damaged.stored(LARGE)
    await other.spoil()
    expect(await damaged.fetched(`${A}/${other.id}`)).toEqual({ status: 200, body: 'cut' })
    expectRefusal(await api.get(`${A}/${other.id}`))
  })

  test('damaged in one place is handed out in ranges elsewhere', async () => {
    const one = await damaged.stored(LARGE)
    await one.spoil(500_000)
    const range = (from: number, to: number) =>
      api.get(`${A}/${one.id}`, { headers: { ...RAW, range: `bytes=${from}-${to}` } })
    const before = await range(10, 400_000)
    expect([before.status, before.body.equals(one.bytes.subarray(10, 400_001))]).toEqual([
      206,
      true,
    ])
    expectRefusal(await range(500_000, 500_000))
    const across = await damaged.fetched(`${A}/${one.id}`, { ...RAW, range: 'bytes=1000-999999' })
    expect(across).toEqual({ status: 206, body: 'cut' })
    // What begins at the first byte and ends at the last is the whole.
    expectRefusal(await api.get(`${A}/${one.id}`, { headers: { ...RAW, range: 'bytes=0-' } }))
  })

  test.each([
    ['spoil', SMALL],
    ['spoil', LARGE],
    ['remove', LARGE],
  ] as const)('%sed is an outcome in a list, whose rest is whole', async (what, size) => {
    const tag = [{ system: 'urn:run', code: `${what}-${size}` }]
    const all = []
    for (const each of [SMALL, size, LARGE]) all.push(await damaged.stored(each, { meta: { tag } }))
    await all[1]![what]()
    const search = await api.get(`${A}?_tag=urn:run|${what}-${size}`)
    expect(search.status).toBe(200)
    const found = new Map(
      search.json().entry?.map((entry) => [entry.fullUrl?.split('/').at(-1), entry]),
    )
    expect(found.get(all[1]?.id)).toMatchObject({
      search: { mode: 'outcome' },
      resource: { resourceType: 'OperationOutcome' },
    })
    for (const { id, bytes } of [all[0]!, all[2]!])
      expect((found.get(id)?.resource as Binary | undefined)?.data).toBe(bytes.toString('base64'))
    const history = await api.get(`${A}/${all[1]?.id}/_history`)
    expect(history.json().entry).toEqual([
      expect.objectContaining({
        request: { method: 'POST', url: 'Binary' },
        response: expect.objectContaining({
          status: '201',
          outcome: expect.objectContaining({ resourceType: 'OperationOutcome' }) as object,
        }) as object,
      }),
    ])
    expect(history.json().entry?.[0]).not.toHaveProperty('resource')
    // Without contents nothing is wrong.
    const short = await api.get(`${A}?_tag=urn:run|${what}-${size}&_summary=true`)
    expect(short.json().entry?.map((entry) => entry.search?.mode)).toEqual([
      'match',
      'match',
      'match',
    ])
  })
})

test('admins are told which versions of their organization are damaged, and nobody else', async () => {
  const one = await damaged.stored(SMALL)
  await api.put(`${A}/${one.id}`, { resourceType: 'Binary', id: one.id, contentType: 'text/plain' })
  await one.spoil()
  expectRefusal(await api.get(`${A}/${one.id}/_history/1`, { headers: RAW }))
  const ask = (organization: string, token: string) =>
    api.get(`/organizations/${organization}/check`, { token })
  const told = JSON.parse((await ask('alpha', TOKENS.admin)).text) as { versions: object[] }
  expect(told.versions).toContainEqual({
    id: one.id,
    versionId: '1',
    current: false,
    fault: 'damaged',
    sha256: one.sha256,
    noticed: expect.stringMatching(/^\d{4}-.*Z$/) as string,
  })
  expect(JSON.parse((await ask('b', TOKENS.admin)).text)).toEqual({
    damaged: 0,
    missing: 0,
    versions: [],
    more: false,
  })
  for (const token of [TOKENS.writer, TOKENS.ofB]) expect((await ask('a', token)).status).toBe(403)
  const ready = await api.get('/readyz', { token: null })
  expect(ready.status).toBe(200)
  expect(JSON.parse(ready.text)).toMatchObject({
    checks: { damage: { warning: expect.stringContaining('damaged') as string } },
  })
  expect(ready.text).not.toContain(one.sha256)
})
