import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { BinaryFields } from '#server/store/binaries.ts'
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

const KIB = 1024
const extension = (value: unknown) => ({ url: 'urn:x', valueString: value }) as { url: string }
const binary = (value: unknown) => ({
  resourceType: 'Binary',
  contentType: 'text/plain',
  meta: { extension: [extension(value)] },
})

/** A version of an earlier release, which took more. */
async function storedBefore(id: string, fields: Partial<BinaryFields>): Promise<string> {
  await server.store.binaries.commit({
    kind: 'update',
    organizationId: 'a',
    id,
    author: 'an earlier release',
    at: new Date().toISOString(),
    body: { fields: { resourceType: 'Binary', contentType: 'text/plain', ...fields } },
  })
  return `${A}/${id}`
}

describe('a Binary without its data', () => {
  test('may have 64 KiB, as they are stored', async () => {
    expect((await api.post(A, binary('x'.repeat(60 * KIB)))).status).toBe(201)
    expect((await api.post(A, binary('x'.repeat(65 * KIB)))).status).toBe(413)
    expect((await api.post(A, binary('é'.repeat(33 * KIB)))).status).toBe(413)
    // Each is stored as 21 digits.
    const headers = { 'content-type': 'application/fhir+json' }
    const numbers = (count: number) =>
      JSON.stringify(binary('?')).replace('"?"', `[${'1e20,'.repeat(count)}1]`)
    expect((await api.post(A, numbers(2900), { headers })).status).toBe(201)
    expect((await api.post(A, numbers(3000), { headers })).status).toBe(413)
  })

  test('may come with blanks and escapes that are not stored', async () => {
    const headers = { 'content-type': 'application/fhir+json' }
    const escaped = JSON.stringify(binary('?')).replace('?', '\\u0041'.repeat(40 * KIB))
    expect((await api.post(A, escaped, { headers })).status).toBe(201)
    const blank = JSON.stringify(binary('x')) + ' '.repeat(300 * KIB)
    expect((await api.post(A, blank, { headers })).status).toBe(413)
  })

  test('is bounded alike in an update, a patch and a batch', async () => {
    const { id } = await api.create()
    const large = 'x'.repeat(65 * KIB)
    expect((await api.put(`${A}/${id}`, { ...binary(large), id })).status).toBe(413)
    const added = [{ op: 'add', path: '/meta/extension', value: [extension(large)] }]
    expect((await api.patch(`${A}/${id}`, added)).status).toBe(413)
    const entry = { resource: binary(large), request: { method: 'POST', url: 'Binary' } }
    const batch = { resourceType: 'Bundle', type: 'batch', entry: [entry] }
    const answer = await api.post(A.replace(/\/Binary$/, ''), batch)
    expect(answer.json().entry?.[0]?.response?.status).toMatch(/^413/)
    expect((await api.get(`${A}/${id}`)).json().meta?.versionId).toBe('1')
  })

  test('of an earlier release stays readable, and can be patched as long as it does not grow', async () => {
    const meta = { extension: [extension('x'.repeat(200 * KIB))] }
    const path = await storedBefore('large', { meta, language: 'en' })
    expect((await api.get(path)).json().meta?.extension?.[0]).toEqual(meta.extension[0])
    expect((await api.get(`${path}/_history`)).json().entry).toHaveLength(1)
    const same = [
      { op: 'test', path: '/language', value: 'en' },
      { op: 'add', path: '/data', value: base64('content') },
    ]
    expect((await api.patch(path, same)).status).toBe(200)
    const other = [{ op: 'replace', path: '/language', value: 'de' }]
    expect((await api.patch(path, other)).status).toBe(200)
    const more = [{ op: 'replace', path: '/language', value: 'de-CH' }]
    expect((await api.patch(path, more)).status).toBe(413)
    expect((await api.patch(path, [{ op: 'remove', path: '/meta/extension' }])).status).toBe(200)
  })
})

describe('a patch', () => {
  test('may have 1 MiB beside data, and 100,000 values', async () => {
    const { id } = await api.create({ data: base64('before') })
    const value = Buffer.alloc(2 * KIB * KIB, 'x').toString('base64')
    const answer = await api.patch(`${A}/${id}`, [{ op: 'replace', path: '/data', value }])
    expect(answer.status).toBe(200)
    const padding = Array.from({ length: 500 }, () => 'x'.repeat(3 * KIB))
    const large = [{ op: 'test', path: '/language', value: padding }]
    expect((await api.patch(`${A}/${id}`, large)).status).toBe(413)
    const many = [
      { op: 'test', path: '/language', value: Array.from({ length: 100_000 }, () => 1) },
    ]
    expect((await api.patch(`${A}/${id}`, many)).status).toBe(413)
  })

  test('that moves through a long list is refused before it has held the server', async () => {
    const list = Array.from({ length: 40_000 }, () => 1)
    const path = await storedBefore('list', { meta: { extension: [extension(list)] } })
    const at = '/meta/extension/0/valueString'
    const moves = Array.from({ length: 1000 }, () => ({
      op: 'move',
      from: `${at}/39999`,
      path: `${at}/0`,
    }))
    const answer = await api.patch(path, moves)
    expect([answer.status, answer.json().issue?.[0]?.diagnostics]).toEqual([
      422,
      expect.stringContaining('copies and moves more than'),
    ])
  })
})

test('one who sends slowly holds room, others get 503 meanwhile, and small requests an answer', async () => {
  await using small = await testServer({
    env: {
      BINNACLE_MEMORY_BYTES: '1048576',
      BINNACLE_PATCH_MAX_BYTES: '262144',
      BINNACLE_BATCH_MAX_BYTES: '262144',
      BINNACLE_SEARCH_MAX_BYTES: '1024',
    },
  })
  const url = new URL(`${await small.listen()}${A.replace(/\/Binary$/, '')}`)
  // Of short texts, which are held four times; a long one is held once.
  const link = Array.from({ length: 66 }, () => 'x'.repeat(3_780))
  const body = JSON.stringify({ resourceType: 'Bundle', type: 'batch', link })
  const begin = () => {
    const headers = {
      authorization: `Bearer ${TOKENS.writer}`,
      'content-type': 'application/fhir+json',
      'content-length': body.length,
    }
    const outgoing = httpRequest(url, { method: 'POST', headers, agent: false })
    const answered = new Promise<[number | undefined, string | undefined]>((resolve, reject) => {
      outgoing.on('error', reject)
      outgoing.on('response', (answer) => {
        answer.resume()
        answer.on('end', () => resolve([answer.statusCode, answer.headers['retry-after']]))
      })
    })
    return { outgoing, answered }
  }
  const slow = begin()
  slow.outgoing.write(body.slice(0, -1))
  const other = async () => {
    const { outgoing, answered } = begin()
    outgoing.end(body)
    return answered
  }
  await expect.poll(other).toEqual([503, '1'])
  expect((await client(small).get(A)).status).toBe(200)
  slow.outgoing.end(body.slice(-1))
  expect(await slow.answered).toEqual([200, undefined])
  await expect.poll(other).toEqual([200, undefined])
})

test('content beyond what a patch may look at is replaced or removed unread', async () => {
  await using own = await testServer({ env: { BINNACLE_PATCH_MAX_BYTES: '4096' } })
  const api = client(own)
  const open = vi.spyOn(own.store.contents, 'open')
  const tried = async (...operations: object[]) => {
    const { id } = await api.create({ data: Buffer.alloc(5000).toString('base64') })
    open.mockClear()
    const headers = { prefer: 'return=minimal' }
    expect((await api.patch(`${A}/${id}`, operations, { headers })).status).toBe(200)
    expect(open).not.toHaveBeenCalled()
    const { data, _data } = (await api.get(`${A}/${id}`)).json()
    return [data, _data?.extension?.[0]?.valueAttachment?.size]
  }
  const value = base64('new')
  for (const op of ['add', 'replace'])
    expect(await tried({ op, path: '/data', value })).toEqual([value, 3])
  const test = { op: 'test', path: '/data', value }
  expect(await tried({ op: 'replace', path: '/data', value }, test)).toEqual([value, 3])
  expect(await tried({ op: 'replace', path: '/data', value: '' })).toEqual([undefined, 0])
  expect(await tried({ op: 'remove', path: '/data' })).toEqual([undefined, undefined])
})

test('a pointer of a patch that is too long or too deep, and copies that grow, are refused as what they are', async () => {
  const { id } = await api.create({ meta: { tag: [{ code: 'x'.repeat(1000) }] } })
  const refused = async (...operations: object[]) => {
    const { status, text } = await api.patch(`${A}/${id}`, operations)
    return [status, text]
  }
  const saying = (status: number, words: string) => [status, expect.stringContaining(words)]
  const long = `/meta/${'x'.repeat(5 * KIB)}`
  expect(await refused({ op: 'remove', path: long })).toEqual(
    saying(400, 'is longer than the 4096 bytes'),
  )
  expect(await refused({ op: 'copy', from: '/a'.repeat(500_000), path: '/meta' })).toEqual(
    saying(400, 'is longer than the 4096 bytes'),
  )
  expect(await refused({ op: 'test', path: '/a'.repeat(65), value: 1 })).toEqual(
    saying(400, 'has more than 64 steps'),
  )
  const copies = Array.from({ length: 30 }, (_, at) => ({
    op: 'copy',
    from: '/meta',
    path: `/meta/copy${at}`,
  }))
  expect(await refused(...copies)).toEqual(saying(422, 'copies and moves more'))
})
