import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { base64, client } from '#test/test-client.ts'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'
import { rawRequest } from '#test/test-socket.ts'

const MAX = 3_000_000
let server: TestServer
let port: number
beforeEach(async () => {
  server = await testServer({
    env: { BINNACLE_MAX_BYTES: String(MAX), BINNACLE_IDLE_SECONDS: '1' },
  })
  port = Number(new URL(await server.listen()).port)
})
afterEach(() => server[Symbol.asyncDispose]())

const HEAD = `POST ${A} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKENS.writer}\r\n`
const RAW = `${HEAD}Content-Type: application/pdf\r\n`
const JSON_HEAD = `${HEAD}Content-Type: application/fhir+json\r\n`

/** Every file below the data folder that could be content. */
async function filesLeft(): Promise<string[]> {
  const entries = await readdir(join(server.folder, 'data', 'contents'), {
    recursive: true,
    withFileTypes: true,
  })
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

async function nothingLeft(): Promise<void> {
  await vi.waitFor(async () => expect(await filesLeft()).toEqual([]))
  expect((await client(server).get(`${A}/_history`)).json().total).toBe(0)
}

describe('too much content', () => {
  test('is refused at once where Content-Length tells', async () => {
    const answer = await rawRequest(port, `${RAW}Content-Length: ${MAX + 1}\r\n\r\n`)
    expect(answer.headers.status).toBe(413)
    expect(JSON.parse(answer.text)).toMatchObject({ issue: [{ code: 'too-long' }] })
    await nothingLeft()
  })

  test('is refused when it shows, as bytes and as JSON', async () => {
    const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
    const chunked = 'Transfer-Encoding: chunked\r\n\r\n'
    const raw = await rawRequest(port, `${RAW}${chunked}${chunk('x'.repeat(MAX + 1))}0\r\n\r\n`)
    expect(raw.headers.status).toBe(413)
    const json = `{"resourceType":"Binary","contentType":"a/b","data":"${base64('x'.repeat(MAX + 3))}"}`
    const long = await rawRequest(port, `${JSON_HEAD}${chunked}${chunk(json)}0\r\n\r\n`)
    expect(long.headers.status).toBe(413)
    await nothingLeft()
  })

  test('and exactly as much as allowed is taken', async () => {
    const { post } = client(server)
    const headers = { 'content-type': 'application/pdf' }
    expect((await post(A, Buffer.alloc(MAX), { headers })).status).toBe(201)
    const data = Buffer.alloc(MAX).toString('base64')
    expect((await post(A, { resourceType: 'Binary', contentType: 'a/b', data })).status).toBe(201)
    expect((await post(A, Buffer.alloc(MAX + 1), { headers })).status).toBe(413)
  })

  test('a sender that goes on still gets the answer', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}${A}`, {
      method: 'POST',
      body: Buffer.alloc(20_000_000),
      headers: { authorization: `Bearer ${TOKENS.writer}`, 'content-type': 'application/pdf' },
    })
    expect(answer.status).toBe(413)
  })

  test('is not even sent by whoever asks first', async () => {
    const expecting = `Expect: 100-continue\r\nContent-Length: ${MAX + 1}\r\n`
    expect(
      (await rawRequest(port, `${RAW}${expecting}If-None-Exist: x\r\n\r\n`)).headers.status,
    ).toBe(400)
    const welcome = await rawRequest(
      port,
      `${RAW}Connection: close\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n`,
    )
    expect(welcome.headers.status).toBe(100)
  })
})

describe('a client that goes away', () => {
  test.each([
    ['in the middle of the bytes', `${RAW}Content-Length: 2500000\r\n\r\n${'x'.repeat(2_000_000)}`],
    [
      'in the middle of the JSON',
      `${JSON_HEAD}Content-Length: 3500000\r\n\r\n{"resourceType":"Binary","data":"${'A'.repeat(3_000_000)}`,
    ],
  ])('%s leaves nothing behind but its audit record', async (_name, text) => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(text)
    await vi.waitFor(async () => expect(await filesLeft()).not.toEqual([]))
    socket.destroy()
    await nothingLeft()
    await vi.waitFor(async () => {
      const { records } = await server.store.audit.list({ count: 10 })
      expect(records.filter(({ interaction }) => interaction === 'create')).toHaveLength(1)
    })
  })

  test('while it reads', async () => {
    const { post, get } = client(server)
    const created = await post(A, Buffer.alloc(MAX), {
      headers: { 'content-type': 'application/pdf' },
    })
    for (let n = 0; n < 20; n += 1) {
      const socket = connect(port, '127.0.0.1')
      socket.write(
        `GET ${A}/${created.json().id} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKENS.writer}\r\n\r\n`,
      )
      await once(socket, 'data')
      socket.destroy()
    }
    expect((await get(`${A}/${created.json().id}`)).status).toBe(200)
  })
})

describe('slow clients', () => {
  test('do not block others', async () => {
    const slow: Socket[] = []
    for (let n = 0; n < 30; n += 1) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      socket.write(n % 2 === 0 ? `${RAW}Content-Length: 50000\r\n\r\nx` : 'GET / HT')
      slow.push(socket)
    }
    const { create, get } = client(server)
    const { id } = await create({ data: base64('x') })
    const answer = await fetch(`http://127.0.0.1:${port}${A}/${id}`, {
      headers: { authorization: `Bearer ${TOKENS.writer}` },
    })
    expect(answer.status).toBe(200)
    expect((await get(A)).json().total).toBe(1)
    for (const socket of slow) socket.destroy()
  })

  test('that say nothing more are let go, and leave nothing behind', async () => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(`${RAW}Content-Length: 50000\r\n\r\n${'x'.repeat(20_000)}`)
    await once(socket, 'close')
    await nothingLeft()
  })
})
