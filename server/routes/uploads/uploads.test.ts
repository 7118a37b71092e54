import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { A, testServer } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'
import { naming, PART, TUS, uploader, UPLOADS } from '#test/upload-parts.ts'

let server: TestServer
let up: ReturnType<typeof uploader>
beforeAll(async () => {
  server = await testServer()
  up = uploader(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const sha = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest()
const raw = { headers: { accept: 'application/octet-stream' } }
const bytes = randomBytes(300_000)

/** A complete upload of these bytes. */
async function complete(content = bytes): Promise<string> {
  const path = await up.begun(content.length)
  expect((await up.part(path, 0, content)).status).toBe(204)
  return path
}

describe('an upload in parts', () => {
  test('tells where it goes on, and becomes a Binary', async () => {
    const begun = await up.begin(bytes.length, {
      headers: { 'upload-metadata': 'filename c2Nhbi5wZGY=, private' },
    })
    expect(begun).toMatchObject({
      status: 201,
      headers: { 'tus-resumable': '1.0.0', 'upload-offset': '0', 'cache-control': 'no-store' },
    })
    const expires = Date.parse(String(begun.headers['upload-expires']))
    expect(expires - Date.now()).toBeGreaterThan(47.9 * 3_600_000)
    const path = new URL(String(begun.headers.location)).pathname
    expect(path).toMatch(/^\/organizations\/a\/fhir\/4\/\$uploads\/[\w-]{36}$/)

    expect(await up.part(path, 0, bytes.subarray(0, 100_000))).toMatchObject({
      status: 204,
      headers: { 'upload-offset': '100000', 'upload-expires': expect.any(String) },
      text: '',
    })
    expect(await up.look(path)).toMatchObject({
      status: 200,
      headers: {
        'upload-offset': '100000',
        'upload-length': '300000',
        'upload-metadata': 'filename c2Nhbi5wZGY=, private',
        'tus-resumable': '1.0.0',
        'cache-control': 'no-store',
      },
      text: '',
    })
    expect((await up.part(path, 100_000, Buffer.alloc(0))).headers['upload-offset']).toBe('100000')
    expect((await up.part(path, 100_000, bytes.subarray(100_000))).status).toBe(204)

    const created = await up.api.put(`${A}/whole`, naming(path, { id: 'whole' }))
    expect(created.status).toBe(201)
    const resource = created.json()
    expect(resource.data).toBeUndefined()
    expect(JSON.stringify(resource)).not.toContain('$uploads')
    expect(JSON.stringify(resource._data)).toContain(sha('sha256', bytes).toString('hex'))
    expect(JSON.stringify(resource._data)).toContain(sha('sha1', bytes).toString('base64'))
    expect((await up.api.get(`${A}/whole`, raw)).body.equals(bytes)).toBe(true)
  })

  test('of no bytes is content of no bytes', async () => {
    const path = await up.begun(0)
    const created = await up.api.post(A, naming(path))
    expect(created.status).toBe(201)
    expect((await up.api.get(`${A}/${created.json().id}`, raw)).body).toHaveLength(0)
  })

  test('is a new version where an update names it', async () => {
    const { id } = await up.api.create({ data: 'eA==' })
    const update = naming(await complete(), { id })
    const stale = { headers: { 'if-match': 'W/"7"' } }
    expect((await up.api.put(`${A}/${id}`, update, stale)).status).toBe(412)
    // What was refused has not used it up.
    expect(
      await up.api.put(`${A}/${id}`, update, { headers: { 'if-match': 'W/"1"' } }),
    ).toMatchObject({ status: 200, headers: { etag: 'W/"2"' } })
    expect((await up.api.get(`${A}/${id}`, raw)).body.equals(bytes)).toBe(true)
  })

  test('goes by POST where a network knows no PATCH', async () => {
    const path = await up.begun(3)
    const override = (method: string) => ({ 'x-http-method-override': method })
    const sent = await up.api.post(path, Buffer.from('abc'), {
      headers: { ...PART, 'upload-offset': '0', ...override('PATCH') },
    })
    expect(sent).toMatchObject({ status: 204, headers: { 'upload-offset': '3' } })
    const ended = await up.api.post(path, undefined, { headers: { ...TUS, ...override('DELETE') } })
    expect(ended.status).toBe(204)
    // Nowhere else.
    const other = await up.api.post(`${A}/none`, undefined, { headers: override('DELETE') })
    expect(other.status).toBe(405)
  })

  test('is ended', async () => {
    const path = await up.begun(3)
    expect((await up.end(path)).status).toBe(204)
    for (const answer of [await up.end(path), await up.look(path), await up.part(path, 0, bytes)])
      expect(answer.status).toBe(404)
  })

  test('says what the server can do', async () => {
    for (const address of [UPLOADS, `${UPLOADS}/any`])
      expect(await up.api.ask('OPTIONS', address)).toMatchObject({
        status: 204,
        headers: {
          'tus-resumable': '1.0.0',
          'tus-version': '1.0.0',
          'tus-extension': 'creation,termination,expiration,checksum',
          'tus-max-size': '1073741824',
          'tus-checksum-algorithm': 'sha256,sha1',
        },
      })
    const { text } = await up.api.get('/organizations/a/fhir/4/metadata')
    expect(text).toContain(
      '{"url":"https://binnacle.dev/fhir/resumable-uploads","valueUrl":"$uploads"}',
    )
  })
})

describe('a Binary is made of an upload once', () => {
  test('a repeated create answers the same version', async () => {
    const path = await complete()
    const { binaries } = server.store
    const before = (await binaries.typeHistory('a', { count: 0 })).total
    const [first, second] = await Promise.all([
      up.api.post(A, naming(path)),
      up.api.post(A, naming(path)),
    ])
    const third = await up.api.post(A, naming(path))
    expect(new Set([first.status, second.status])).toEqual(new Set([200, 201]))
    expect(third.status).toBe(200)
    expect(third.headers.location).toBe(first.headers.location)
    expect(second.headers.location).toBe(first.headers.location)
    expect((await binaries.typeHistory('a', { count: 0 })).total).toBe(before + 1)
    // Whoever looks sees that nothing has to be sent again.
    expect((await up.look(path)).headers['upload-offset']).toBe('300000')
    expect((await up.end(path)).status).toBe(409)
  })

  test('a repeated update with If-None-Match is 412, and the stored one is seen to be it', async () => {
    const path = await complete()
    const once = { headers: { 'if-none-match': '*' } }
    const put = () => up.api.put(`${A}/once`, naming(path, { id: 'once' }), once)
    expect((await put()).status).toBe(201)
    expect(await put()).toMatchObject({ status: 412, headers: { etag: 'W/"1"' } })
    // Without the condition, it is the same answer again.
    expect(await up.api.put(`${A}/once`, naming(path, { id: 'once' }))).toMatchObject({
      status: 201,
      headers: { etag: 'W/"1"' },
    })
    expect((await up.api.put(`${A}/other`, naming(path, { id: 'other' }))).status).toBe(409)
    expect((await up.api.get(`${A}/other`)).status).toBe(404)
  })
})

test.each(['sha256', 'sha1'])('a part with the right %s is kept', async (algorithm) => {
  const path = await up.begun(bytes.length)
  const checksum = `${algorithm} ${sha(algorithm, bytes).toString('base64')}`
  const sent = await up.part(path, 0, bytes, { headers: { 'upload-checksum': checksum } })
  expect(sent.headers['upload-offset']).toBe('300000')
})

test('each request leaves an audit record, with the reason that was said', async () => {
  const headers = { 'log-cdata': 'reason=upload' }
  const path = await up.begun(5, { headers })
  await up.part(path, 0, Buffer.from('12345'), { headers })
  const { records } = await server.store.audit.list({ organization: 'a', count: 2 })
  expect(records).toMatchObject([
    { interaction: 'upload-part', status: 204, bytes: 5, token: 'writer' },
    { interaction: 'upload-begin', status: 201, logCdata: { reason: 'upload' } },
  ])
})
