import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { client } from '#test/test-client.ts'
import { A, testServer } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'

let server: TestServer
let api: ReturnType<typeof client>
beforeAll(async () => {
  server = await testServer()
  api = client(server)
})
afterAll(() => server[Symbol.asyncDispose]())

describe('CORS', () => {
  const origin = 'https://console.example'
  const preflight = {
    origin,
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'if-match',
  }

  test('is for the origins that are named', async () => {
    await using named = await testServer({
      env: { BINNACLE_CORS_ORIGINS: `${origin} http://localhost:5173` },
    })
    const { ask, create, get } = client(named)
    const asked = await ask('OPTIONS', A, { token: null, headers: preflight })
    expect(asked.status).toBe(204)
    expect(asked.headers['access-control-allow-methods']).toMatch(/PUT/)
    expect(asked.headers['access-control-allow-headers']).toMatch(/log-cdata.*If-Match/i)
    const refused = await get(A, { token: null, headers: { origin } })
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, origin])
    const read = await get(A, { headers: { origin } })
    for (const name of [
      'ETag',
      'Location',
      'X-Request-Id',
      'Content-Disposition',
      'Content-Range',
    ]) {
      expect(read.headers['access-control-expose-headers']).toContain(name)
    }
    const other = await get(A, { headers: { origin: 'https://evil.example' } })
    expect(other.headers['access-control-allow-origin']).toBeUndefined()
    expect(other.headers.vary).toContain('Origin')
    const { id } = await create({ data: 'eA==' })
    expect((await get(`${A}/${id}`)).headers.vary).toBe('Origin, Accept, Authorization')
  })

  test('and otherwise for nobody', async () => {
    const asked = await api.ask('OPTIONS', A, { token: null, headers: preflight })
    expect([asked.status, asked.headers['access-control-allow-origin']]).toEqual([401, undefined])
    const read = await api.get(A, { headers: { origin } })
    expect(read.headers['access-control-allow-origin']).toBeUndefined()
  })
})
