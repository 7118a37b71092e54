import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contentSha256 } from '#fhir/binary/binary.ts'
import type { Binary, BundleEntry } from '#fhir/types.ts'
import { bundle, post, put, statuses, text } from '#test/batches.ts'
import { base64, client, type Ask } from '#test/test-client.ts'
import { A, B, testServer, TOKENS, type TestServer } from '#test/test-server.ts'
import { naming, uploader } from '#test/upload-parts.ts'

const BASE = '/organizations/a/fhir/4'

let server: TestServer
let api: ReturnType<typeof client>
beforeAll(async () => {
  server = await testServer({ env: { BINNACLE_MAX_BYTES: '100000' } })
  api = client(server)
})
afterAll(() => server[Symbol.asyncDispose]())

async function batch(entry: unknown, ask?: Ask): Promise<BundleEntry[]> {
  const answer = await api.post(BASE, bundle(entry), ask)
  expect([answer.status, answer.text.slice(0, 200)]).toEqual([200, expect.any(String)])
  const { resourceType, type, entry: answers = [] } = answer.json()
  expect([resourceType, type]).toEqual(['Bundle', 'batch-response'])
  return answers
}

const contentOf = async (id: string) =>
  (await api.get(`${A}/${id}`, { headers: { accept: 'text/plain' } })).text

describe('a batch', () => {
  test('stores each entry, and answers each with what a single one answers', async () => {
    const [first, second, third] = await batch([put('b1', 'one'), post('two'), put('b2', 'three')])
    expect(statuses([first, second, third] as BundleEntry[])).toEqual([201, 201, 201])
    expect(first?.response).toEqual({
      status: '201 Created',
      location: expect.stringMatching(new RegExp(`^http://.*${A}/b1/_history/1$`)) as string,
      etag: 'W/"1"',
      lastModified: (first?.resource as Binary | undefined)?.meta?.lastUpdated,
    })
    expect(await contentOf('b1')).toBe('one')
    expect(await contentOf((second?.resource as Binary | undefined)?.id ?? '')).toBe('two')
    expect(await contentOf('b2')).toBe('three')
  })

  test('gives the checksum of each, and not the content that was just sent', async () => {
    const [answer] = await batch([put('sum', 'hello')])
    const stored = answer?.resource as Binary
    expect(contentSha256(stored)).toBe(createHash('sha256').update('hello').digest('hex'))
    expect(stored).not.toHaveProperty('data')
    const { data, ...read } = (await api.get(`${A}/sum`)).json()
    expect([data, read]).toEqual([base64('hello'), stored])
  })

  test.each([
    ['return=minimal', {}],
    ['return=OperationOutcome', { outcome: { resourceType: 'OperationOutcome' } }],
  ])('answers as %s asks', async (prefer, more) => {
    const [answer] = await batch([post('x')], { headers: { prefer } })
    expect(answer).not.toHaveProperty('resource')
    expect(answer?.response).toMatchObject({ status: '201 Created', etag: 'W/"1"', ...more })
  })

  test('without entries has an answer without any', async () => {
    expect(await batch([])).toEqual([])
    expect(await batch(undefined)).toEqual([])
  })

  test('takes an empty content, none, an upload in parts, and a slash behind the address', async () => {
    const { data: _, ...none } = text('none', '')
    const { begun, part } = uploader(server)
    const path = await begun(3)
    await part(path, 0, Buffer.from('abc'))
    const answer = await api.post(
      `${BASE}/`,
      bundle([
        { resource: { ...none, id: 'empty', data: '' }, request: put('empty').request },
        { resource: none, request: put('none').request },
        { resource: { ...naming(path), id: 'parts' }, request: put('parts').request },
      ]),
    )
    expect(statuses(answer.json().entry ?? [])).toEqual([201, 201, 201])
    expect(await contentOf('parts')).toBe('abc')
  })
})

describe('an entry fails alone', () => {
  test.each<[string, unknown, number]>([
    ['nothing', null, 400],
    ['an empty object', {}, 400],
    ['no method', { request: { url: 'Binary' } }, 400],
    ['a url that is none', { request: { method: 'PUT', url: 5 } }, 400],
    ['a read', { request: { method: 'GET', url: 'Binary/b1' } }, 405],
    ['a deletion', { request: { method: 'DELETE', url: 'Binary/b1' } }, 405],
    ['a patch', { request: { method: 'PATCH', url: 'Binary/b1' }, resource: text('b1', '') }, 405],
    ['another type', { ...put('x'), request: { method: 'PUT', url: 'Patient/x' } }, 404],
    ['a conditional update', { ...put('x'), request: { method: 'PUT', url: 'Binary?_id=x' } }, 404],
    ['a POST of an id', { ...put('x'), request: { method: 'POST', url: 'Binary/x' } }, 404],
    [
      'another organization',
      { ...put('x'), request: { method: 'PUT', url: `http://localhost${B}/x` } },
      404,
    ],
    ['a way out', { ...put('x'), request: { method: 'PUT', url: 'Binary/../../b/Binary/x' } }, 400],
    ['another id in the resource', { ...put('x'), resource: text('y', '') }, 400],
    ['no id in the resource', { ...put('x'), resource: text(undefined, '') }, 400],
    ['another resource', { ...put('x'), resource: { resourceType: 'Patient', id: 'x' } }, 400],
    ['no resource', { request: put('x').request }, 400],
    ['a resource that is a list', { ...put('x'), resource: [] }, 400],
    ['no type', { ...put('x'), resource: { resourceType: 'Binary', id: 'x' } }, 422],
    ['an unknown element', { ...put('x'), resource: { ...text('x', ''), patient: 1 } }, 422],
    ['no base64', { ...put('x'), resource: { ...text('x', ''), data: '!' } }, 400],
    ['data that is not a string', { ...put('x'), resource: { ...text('x', ''), data: {} } }, 400],
    ['too much content', { ...put('x'), resource: text('x', 'x'.repeat(100_001)) }, 413],
    [
      'too much beside the content',
      { ...put('x'), resource: { ...text('x', ''), meta: { source: 'x'.repeat(1 << 20) } } },
      413,
    ],
    ['a condition that is none', put('x', 'x', { ifNoneMatch: 'W/"1"' }), 400],
    ['a condition that is not a string', put('x', 'x', { ifMatch: ['1'] }), 400],
    ['a stale version', put('x', 'x', { ifMatch: 'W/"1"' }), 412],
    ['a search for something else', post('x', { ifNoneExist: 'name=x' }), 400],
  ])('%s', async (_, wrong, status) => {
    const [before, after] = [crypto.randomUUID(), crypto.randomUUID()]
    const answers = await batch([put(before), wrong, put(after)])
    expect(statuses(answers)).toEqual([201, status, 201])
    const [, refused] = answers
    expect(refused).not.toHaveProperty('resource')
    const issue = refused?.response?.outcome?.issue[0]
    expect(issue).toMatchObject({ severity: 'error', diagnostics: expect.any(String) as string })
    expect(await contentOf(after)).toBe(after)
    expect((await api.get(`${A}/x`)).status).toBe(404)
    expect((await api.get(`${B}/x`)).status).toBe(404)
  })

  test('a repeat is refused by 412 with the version that is there, and changes nothing', async () => {
    await batch([put('again', 'first')])
    const [answer, other] = await batch([put('again', 'second'), post('other')])
    expect(answer?.response).toMatchObject({ status: '412 Precondition Failed', etag: 'W/"1"' })
    expect(other?.response?.status).toBe('201 Created')
    expect(await contentOf('again')).toBe('first')
  })

  test('where the disk is full', async () => {
    const { contents } = server.store
    const stage = contents.stage.bind(contents)
    contents.stage = async () => ({
      write: async () => {
        throw Object.assign(new Error('full'), { code: 'ENOSPC' })
      },
      keep: () => Promise.reject(new Error('not kept')),
      drop: async () => undefined,
    })
    const answers = await batch([put('full')])
    contents.stage = stage
    expect(statuses(answers)).toEqual([507])
    expect(JSON.stringify(answers)).not.toContain('ENOSPC')
  })
})

describe('who may, and what is recorded', () => {
  test.each([
    ['a reader', TOKENS.reader, BASE, 403],
    ['nobody', null, BASE, 401],
    ['an expired token', TOKENS.expired, BASE, 401],
    ['a token of another organization', TOKENS.ofB, BASE, 403],
    ['an organization that is not there', TOKENS.admin, '/organizations/none/fhir/4', 404],
  ])('not %s', async (_, token, path, status) => {
    const answer = await api.post(path, bundle([put('denied')]), { token })
    expect([answer.status, answer.json().resourceType]).toEqual([status, 'OperationOutcome'])
    expect((await api.get(`${A}/denied`)).status).toBe(404)
  })

  test('each entry, refused ones too, with the reason that came along', async () => {
    const headers = { 'log-cdata': 'reason=audit' }
    const context = { securityContext: { reference: 'Patient/7' } }
    const seen = { ...put('seen', 'four'), resource: { ...text('seen', 'four'), ...context } }
    await batch([seen, { ...put('unseen'), resource: null }], { headers })
    const admin = { token: TOKENS.admin }
    const log = await api.get('/organizations/a/audit?_count=3', admin)
    const { records } = JSON.parse(log.text) as { records: Record<string, unknown>[] }
    const all = { logCdata: { reason: 'audit' }, token: 'writer', organization: 'a' }
    expect(new Set(records.map(({ requestId }) => requestId)).size).toBe(1)
    const one = (interaction: string, id?: string) =>
      records.find((record) => record.interaction === interaction && record.id === id)
    expect(one('batch')).toMatchObject({ ...all, status: 200, bytes: 0 })
    expect(one('update', 'unseen')).toMatchObject({ ...all, status: 400, bytes: 0 })
    expect(one('update', 'seen')).toMatchObject({
      ...all,
      status: 201,
      bytes: 4,
      versionId: '1',
      securityContext: 'Patient/7',
    })
    const history = (await api.get(`${A}/seen/_history`)).text
    expect(history).toContain('reason=audit')
  })

  test('is declared', async () => {
    const { rest } = JSON.parse((await api.get(`${BASE}/metadata`)).text) as {
      rest: { interaction: { code: string }[] }[]
    }
    expect(rest[0]?.interaction.map(({ code }) => code)).toEqual(['batch'])
  })
})
