import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { client } from '#test/test-client.ts'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import { naming, TUS, uploader, UPLOADS } from '#test/upload-parts.ts'

test('unfinished uploads are bounded, in number and in bytes', async () => {
  await using server = await testServer({
    env: {
      BINNACLE_UPLOAD_COUNT: '3',
      BINNACLE_UPLOAD_MAX_BYTES: '1000',
      BINNACLE_MAX_BYTES: '2000',
    },
  })
  const { api, begin, begun, part, end } = uploader(server)
  expect((await api.ask('OPTIONS', UPLOADS)).headers['tus-max-size']).toBe('1000')
  // Nothing that ends can make room for it.
  expect((await begin(1001)).status).toBe(413)
  const path = await begun(600)
  const refused = await begin(401)
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '60'])
  expect(refused.json().issue?.[0]?.diagnostics).toMatch(/1000 bytes/)
  const other = await begun(400)
  await begun(0)
  expect((await begin(0)).status).toBe(429)
  // Another token, and another organization, have their own.
  expect((await begin(1000, { token: TOKENS.admin })).status).toBe(201)
  expect((await begin(1000, {}, UPLOADS.replace('/a/', '/b/'))).status).toBe(201)
  await end(path)
  const next = await begun(600)
  await part(next, 0, Buffer.alloc(600))
  expect((await api.post(A, naming(next))).status).toBe(201)
  expect((await begin(600)).status).toBe(201)
  expect((await end(other)).status).toBe(204)
})

test('an upload that nobody goes on with expires; one that goes on does not', async () => {
  let hours = 0
  await using server = await testServer({
    env: { BINNACLE_UPLOAD_HOURS: '5' },
    clock: () => new Date(Date.UTC(2026, 10, 22) + hours * 3_600_000),
  })
  const { api, begun, look, part } = uploader(server)
  const files = () => readdir(join(server.folder, 'data', 'contents', 'uploads'))
  const left = await begun(10)
  await part(left, 0, Buffer.from('12345'))
  const used = await begun(10)
  hours = 4
  expect((await part(used, 0, Buffer.from('12345'))).headers['upload-expires']).toBe(
    'Sun, 22 Nov 2026 09:00:00 GMT',
  )
  hours = 5
  expect((await look(left)).status).toBe(404)
  expect((await part(left, 5, Buffer.from('67890'))).status).toBe(404)
  expect((await look(used)).headers['upload-offset']).toBe('5')
  expect(await files()).toHaveLength(2)
  await begun(1)
  expect(await files()).toHaveLength(1)
  // A finished one is known for as long, and its content for ever.
  await part(used, 5, Buffer.from('67890'))
  const { id } = (await api.post(A, naming(used))).json()
  hours = 100
  await server.restart()
  const again = uploader(server)
  expect((await again.look(used)).status).toBe(404)
  expect((await again.api.post(A, naming(used))).status).toBe(409)
  const raw = { headers: { accept: 'application/octet-stream' } }
  expect((await again.api.get(`${A}/${id}`, raw)).text).toBe('1234567890')
})

test('pages of other origins may speak tus', async () => {
  const origin = 'https://console.example'
  await using server = await testServer({ env: { BINNACLE_CORS_ORIGINS: origin } })
  const { ask } = client(server)
  const asked = await ask('OPTIONS', UPLOADS, {
    token: null,
    headers: {
      origin,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'tus-resumable,upload-offset',
    },
  })
  expect([asked.status, asked.headers['access-control-allow-methods']]).toEqual([
    204,
    expect.stringContaining('PATCH'),
  ])
  const allowed = String(asked.headers['access-control-allow-headers'])
  for (const name of ['Tus-Resumable', 'Upload-Length', 'Upload-Offset', 'Upload-Metadata'])
    expect(allowed).toContain(name)
  const headers = { ...TUS, origin, 'upload-length': '1' }
  const begun = await ask('POST', UPLOADS, { headers })
  for (const name of ['Tus-Resumable', 'Upload-Offset', 'Upload-Length', 'Upload-Expires'])
    expect(begun.headers['access-control-expose-headers']).toContain(name)
})
