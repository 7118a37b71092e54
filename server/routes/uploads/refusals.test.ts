import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { A, B, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'
import { naming, TUS, uploader, UPLOADS } from '#test/upload-parts.ts'

let server: TestServer
let up: ReturnType<typeof uploader>
beforeAll(async () => {
  server = await testServer()
  up = uploader(server)
})
afterAll(() => server[Symbol.asyncDispose]())

const sha = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest()
const bytes = randomBytes(300_000)

/** A complete upload of these bytes. */
async function complete(content = bytes): Promise<string> {
  const path = await up.begun(content.length)
  expect((await up.part(path, 0, content)).status).toBe(204)
  return path
}

describe('what is refused', () => {
  test.each<[what: string, headers: Record<string, string>, status: number]>([
    ['no version', { 'upload-length': '1' }, 412],
    ['another version', { 'tus-resumable': '0.2.2', 'upload-length': '1' }, 412],
    ['no length', TUS, 400],
    ['a deferred length', { ...TUS, 'upload-defer-length': '1' }, 400],
    ['a negative length', { ...TUS, 'upload-length': '-1' }, 400],
    ['a length that is none', { ...TUS, 'upload-length': '1e3' }, 400],
    ['too much', { ...TUS, 'upload-length': String(2 ** 30 + 1) }, 413],
    ['odd metadata', { ...TUS, 'upload-length': '1', 'upload-metadata': 'a b c' }, 400],
  ])('at the beginning: %s', async (_, headers, status) => {
    const answer = await up.api.post(UPLOADS, undefined, { headers })
    expect([answer.status, answer.headers['tus-resumable']]).toEqual([status, '1.0.0'])
    if (status === 412) expect(answer.headers['tus-version']).toBe('1.0.0')
    if (status === 413) expect(answer.headers['tus-max-size']).toBe('1073741824')
  })

  test.each<[what: string, headers: Record<string, string>, status: number]>([
    ['no version', { 'tus-resumable': '' }, 412],
    ['no offset', { 'upload-offset': '' }, 400],
    ['another offset', { 'upload-offset': '1' }, 409],
    ['another type', { 'content-type': 'application/octet-stream' }, 415],
    ['a compressed body', { 'content-encoding': 'gzip' }, 415],
    ['an unknown checksum', { 'upload-checksum': 'md5 eA==' }, 400],
    [
      'a wrong checksum',
      { 'upload-checksum': `sha1 ${sha('sha1', bytes).toString('base64')}` },
      460,
    ],
  ])('in a part: %s', async (_, headers, status) => {
    const path = await up.begun(10)
    const answer = await up.part(path, 0, Buffer.from('12345'), { headers })
    expect([answer.status, answer.text === '' || answer.json().resourceType]).toEqual([
      status,
      'OperationOutcome',
    ])
    expect(await up.offset(path)).toBe(0)
  })

  test('a part of more bytes than were announced', async () => {
    const path = await up.begun(4)
    expect((await up.part(path, 0, Buffer.from('12345'))).status).toBe(413)
    expect((await up.part(path, 0, Buffer.from('1234'))).status).toBe(204)
    expect((await up.part(path, 4, Buffer.from('5'))).status).toBe(413)
    expect(await up.offset(path)).toBe(4)
  })

  test('a Binary of what is not complete, is not there, or is content already', async () => {
    const path = await up.begun(10)
    await up.part(path, 0, Buffer.from('12345'))
    const early = await up.api.post(A, naming(path))
    expect([early.status, early.headers['upload-offset']]).toEqual([409, '5'])
    expect((await up.api.post(A, naming(`${UPLOADS}/none`))).status).toBe(409)
    for (const odd of ['', 'https://elsewhere/', `${UPLOADS}/../x`])
      expect((await up.api.post(A, naming(odd))).status).toBe(422)
    expect((await up.api.post(A, naming(await complete(), { data: 'eA==' }))).status).toBe(422)
  })
})

describe('nobody else', () => {
  test('sees an upload', async () => {
    const path = await complete()
    const inB = path.replace('/a/', '/b/')
    const others: [path: string, token: string][] = [
      [path, TOKENS.admin],
      [inB, TOKENS.writer],
      [inB, TOKENS.ofB],
    ]
    for (const [address, token] of others) {
      expect((await up.look(address, { token })).status).toBe(404)
      expect((await up.part(address, 300_000, Buffer.alloc(0), { token })).status).toBe(404)
      expect((await up.end(address, { token })).status).toBe(404)
    }
    expect((await up.look(path, { token: TOKENS.ofB })).status).toBe(403)
    expect((await up.look(path, { token: null })).status).toBe(401)
    expect((await up.api.post(B, naming(path))).status).toBe(409)
    expect((await up.api.post(A, naming(path), { token: TOKENS.admin })).status).toBe(409)
    expect(await up.offset(path)).toBe(300_000)
  })

  test('who only reads begins one', async () => {
    const { reader: token } = TOKENS
    expect((await up.begin(1, { token })).status).toBe(403)
    expect((await up.api.ask('OPTIONS', UPLOADS, { token })).status).toBe(204)
  })

  test('but whoever asks under the other name of the organization', async () => {
    const path = await up.begun(3, {}, UPLOADS.replace('/a/', '/alpha/'))
    expect(path).toContain('/organizations/alpha/')
    expect((await up.look(path.replace('/alpha/', '/a/'))).status).toBe(200)
  })
})
