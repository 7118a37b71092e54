import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base64, client } from '#test/test-client.ts'
import { A, B, testServer } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'

let server: TestServer
let api: ReturnType<typeof client>
beforeAll(async () => {
  server = await testServer()
  api = client(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const TEXT = { resourceType: 'Binary', contentType: 'text/plain', data: base64('hello') }

describe('If-None-Exist', () => {
  test('creates where nothing matches, and answers with the one that does', async () => {
    const headers = { 'if-none-exist': '_language=x-first' }
    const first = await api.post(A, { ...TEXT, language: 'x-first' }, { headers })
    expect(first.status).toBe(201)
    const second = await api.post(A, { ...TEXT, language: 'x-first' }, { headers })
    expect(second.status).toBe(200)
    expect(second.json().id).toBe(first.json().id)
    expect(second.headers.etag).toBe('W/"1"')
    expect(second.headers.location).toBe(first.headers.location)
    const byId = { 'if-none-exist': `Binary?_id=${first.json().id}` }
    expect((await api.post(A, TEXT, { headers: byId })).json().id).toBe(first.json().id)
  })

  test('refuses with 412 where several match', async () => {
    await api.create({ language: 'x-many' })
    await api.create({ language: 'x-many' })
    const headers = { 'if-none-exist': '_language=x-many' }
    expect((await api.post(A, TEXT, { headers })).status).toBe(412)
    expect((await api.get(`${A}?_language=x-many`)).json().total).toBe(2)
  })

  test.each(['', '_lastUpdated=2026', '_id=', 'nonsense'])(
    'refuses "%s" with 400',
    async (search) => {
      expect((await api.post(A, TEXT, { headers: { 'if-none-exist': search } })).status).toBe(400)
    },
  )

  test('of many at once creates one', async () => {
    const headers = { 'if-none-exist': '_language=x-race' }
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => api.post(A, { ...TEXT, language: 'x-race' }, { headers })),
    )
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
      200, 200, 200, 200, 200, 200, 200, 201,
    ])
    expect(new Set(answers.map((answer) => answer.json().id)).size).toBe(1)
  })

  test("does not see another organization's", async () => {
    await api.create({ language: 'x-other' })
    const headers = { 'if-none-exist': '_language=x-other' }
    expect((await api.post(B, TEXT, { headers })).status).toBe(201)
  })
})
