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

function body(id: string, text = 'hello', more: object = {}): object {
  return { resourceType: 'Binary', id, contentType: 'text/plain', data: base64(text), ...more }
}

describe('update', () => {
  test('200 for a change, 201 for a new id, 201 for what comes back to life', async () => {
    const first = await api.put(`${A}/up.1`, body('up.1'))
    expect([first.status, first.headers.etag]).toEqual([201, 'W/"1"'])
    expect(first.headers.location).toMatch(/\/Binary\/up\.1\/_history\/1$/)
    const second = await api.put(`${A}/up.1`, body('up.1', 'changed'))
    expect([second.status, second.headers.etag]).toEqual([200, 'W/"2"'])
    expect((await api.get(`${A}/up.1`)).json().data).toBe(base64('changed'))
    await api.remove(`${A}/up.1`)
    const third = await api.put(`${A}/up.1`, body('up.1'))
    expect([third.status, third.headers.etag]).toEqual([201, 'W/"4"'])
    expect((await api.get(`${A}/up.1`)).status).toBe(200)
  })

  test('replaces the whole: what does not come along is gone', async () => {
    const { id } = await api.create({
      data: base64('x'),
      language: 'en',
      meta: { tag: [{ code: 'x' }] },
    })
    await api.put(`${A}/${id}`, { resourceType: 'Binary', id, contentType: 'text/plain' })
    const read = (await api.get(`${A}/${id}`)).json()
    expect([read.data, read._data, read.language, read.meta?.tag]).toEqual(Array(4).fill(undefined))
  })

  test('takes back what was read as it is', async () => {
    const { id } = await api.create({ data: base64('x'), language: 'en' })
    const read = (await api.get(`${A}/${id}`)).json()
    const again = await api.put(`${A}/${id}`, read)
    expect(again.status).toBe(200)
    const { meta, ...rest } = again.json()
    expect({
      ...rest,
      meta: { ...meta, versionId: '1', lastUpdated: read.meta?.lastUpdated },
    }).toEqual(read)
  })

  test.each([
    ['no id', { resourceType: 'Binary', contentType: 'a/b' }],
    ['another id', { resourceType: 'Binary', id: 'other', contentType: 'a/b' }],
    ['an id that is not a string', { resourceType: 'Binary', id: 5, contentType: 'a/b' }],
  ])('%s in the body: 400', async (_name, json) => {
    const answer = await api.put(`${A}/up.2`, json)
    expect(answer.status).toBe(400)
    expect(answer.json().issue[0]?.expression).toEqual(['Binary.id'])
    expect((await api.get(`${A}/up.2`)).status).toBe(404)
  })

  test.each(['a_b', 'x'.repeat(65), 'a%20b', 'a%2Fb', 'ä'])('the id %s: 400', async (id) => {
    const answer = await api.put(`${A}/${encodeURI(decodeURI(id))}`, body(decodeURIComponent(id)))
    expect(answer.status).toBe(400)
    expect(answer.json().issue[0]?.expression).toEqual(['Binary.id'])
  })

  test('a trimmed resource: 422', async () => {
    const { id } = await api.create({ data: base64('x') })
    const trimmed = (await api.get(`${A}/${id}?_elements=id,meta,contentType`)).json()
    const answer = await api.put(`${A}/${id}`, trimmed)
    expect(answer.status).toBe(422)
    expect((await api.get(`${A}/${id}`)).json().data).toBe(base64('x'))
  })

  test('If-Match that is stale: 412, at once, and nothing is changed', async () => {
    const { id } = await api.create()
    await api.put(`${A}/${id}`, body(id, 'two'))
    for (const tag of ['W/"1"', '"7"', 'W/"x"']) {
      const answer = await api.put(`${A}/${id}`, body(id, 'three'), {
        headers: { 'if-match': tag },
      })
      expect([answer.status, answer.headers.etag]).toEqual([412, 'W/"2"'])
      expect(answer.json().resourceType).toBe('OperationOutcome')
    }
    for (const tag of ['W/"2"', '"3"', 'W/"1", W/"4"', '*']) {
      const answer = await api.put(`${A}/${id}`, body(id, 'ok'), { headers: { 'if-match': tag } })
      expect(answer.status).toBe(200)
    }
    const none = await api.put(`${A}/nowhere`, body('nowhere'), { headers: { 'if-match': '*' } })
    expect(none.status).toBe(412)
    expect((await api.put(`${A}/${id}`, body(id), { headers: { 'if-match': '5' } })).status).toBe(
      400,
    )
  })

  test('of two with the same If-Match exactly one wins', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id } = await api.create()
      const answers = await Promise.all(
        ['one', 'two', 'three'].map((text) =>
          api.put(`${A}/${id}`, body(id, text), { headers: { 'if-match': 'W/"1"' } }),
        ),
      )
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 412, 412])
    }
  })

  test('If-None-Match: * creates, but never replaces', async () => {
    const headers = { 'if-none-match': '*' }
    expect((await api.put(`${A}/only-new`, body('only-new'), { headers })).status).toBe(201)
    expect((await api.put(`${A}/only-new`, body('only-new'), { headers })).status).toBe(412)
  })

  test('the same id in two organizations is two Binaries', async () => {
    await api.put(`${A}/same`, body('same', 'in a'))
    expect((await api.put(`${B}/same`, body('same', 'in b'))).status).toBe(201)
    expect((await api.get(`${A}/same`)).json().data).toBe(base64('in a'))
    expect((await api.get(`${A}/same/_history`)).json().total).toBe(1)
  })

  test.each([
    ['return=minimal', ''],
    ['return=OperationOutcome', '"OperationOutcome"'],
  ])('Prefer: %s', async (prefer, part) => {
    const answer = await api.put(`${A}/prefer`, body('prefer'), { headers: { prefer } })
    expect(answer.text).toContain(part)
    expect(answer.text).not.toContain(base64('hello'))
    expect(answer.headers.etag).toMatch(/^W\//)
  })
})

describe('delete', () => {
  test('204, also when it is already gone or never was', async () => {
    const { id } = await api.create()
    const first = await api.remove(`${A}/${id}`)
    expect([first.status, first.text, first.headers['content-length']]).toEqual([
      204,
      '',
      undefined,
    ])
    expect((await api.remove(`${A}/${id}`)).status).toBe(204)
    expect((await api.remove(`${A}/never-was`)).status).toBe(204)
    expect((await api.get(`${A}/${id}/_history`)).json().total).toBe(2)
    expect((await api.get(`${A}/never-was/_history`)).status).toBe(404)
  })

  test('leaves a version without content, and a later update brings it back', async () => {
    const { id } = await api.create({ data: base64('x') })
    await api.remove(`${A}/${id}`)
    const [newest, older] = (await api.get(`${A}/${id}/_history`)).json().entry ?? []
    expect(newest).toMatchObject({
      request: { method: 'DELETE' },
      response: { status: '204', etag: 'W/"2"' },
    })
    expect(newest).not.toHaveProperty('resource')
    expect(older).toMatchObject({ resource: { data: base64('x') } })
    expect((await api.put(`${A}/${id}`, body(id))).status).toBe(201)
    expect((await api.get(`${A}/${id}/_history`)).json().total).toBe(3)
  })

  test('honours If-Match', async () => {
    const { id } = await api.create()
    const stale = await api.remove(`${A}/${id}`, { headers: { 'if-match': 'W/"9"' } })
    expect([stale.status, stale.headers.etag]).toEqual([412, 'W/"1"'])
    expect((await api.get(`${A}/${id}`)).status).toBe(200)
    expect((await api.remove(`${A}/${id}`, { headers: { 'if-match': 'W/"1"' } })).status).toBe(204)
  })

  test('with the documented Content-Type and no body', async () => {
    const { id } = await api.create()
    const headers = { 'content-type': 'application/json' }
    expect((await api.remove(`${A}/${id}`, { headers })).status).toBe(204)
  })

  test('does not reach into another organization', async () => {
    const { id } = await api.create()
    expect((await api.remove(`${B}/${id}`)).status).toBe(204)
    expect((await api.get(`${A}/${id}`)).status).toBe(200)
  })
})
