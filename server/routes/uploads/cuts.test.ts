import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'
import { naming, uploader } from '#test/upload-parts.ts'

let server: TestServer
let up: ReturnType<typeof uploader>
let port: number
beforeAll(async () => {
  server = await testServer()
  up = uploader(server)
  port = Number(new URL(await server.listen()).port)
})
afterAll(() => server[Symbol.asyncDispose]())

/** Begins a part on a connection of its own; the server waits for its bytes by then. */
async function sending(...about: Parameters<typeof asking>): Promise<Socket> {
  const socket = await asking(...about)
  expect(await answerOn(socket)).toMatch(/^HTTP\/1\.1 100 /)
  return socket
}

async function asking(
  path: string,
  { offset = 0, length, headers = '' }: { offset?: number; length: number; headers?: string },
): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(
    `PATCH ${path} HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer ${TOKENS.writer}\r\nTus-Resumable: 1.0.0\r\n` +
      `Content-Type: application/offset+octet-stream\r\nUpload-Offset: ${offset}\r\n${headers}Expect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`,
  )
  return socket
}

async function answerOn(socket: Socket): Promise<string> {
  const [answer] = (await once(socket, 'data')) as [Buffer]
  return String(answer)
}

const bytes = randomBytes(3_000_000)

describe('a connection that is cut', () => {
  test.each(['at once', 'by an end of the sending'])('%s leaves what arrived', async (how) => {
    const path = await up.begun(bytes.length)
    const socket = await sending(path, { length: bytes.length })
    const part = bytes.subarray(0, 1_234_567)
    await new Promise((resolve) => socket.write(part, resolve))
    if (how === 'at once') socket.destroy()
    else socket.end()
    expect(await up.offset(path)).toBe(part.length)
    const rest = await sending(path, { offset: part.length, length: bytes.length - part.length })
    rest.write(bytes.subarray(part.length))
    expect(await answerOn(rest)).toMatch(/^HTTP\/1\.1 204 .*upload-offset: 3000000\r\n/is)
    const created = await up.api.post(A, naming(path))
    const raw = { headers: { accept: 'application/octet-stream' } }
    const read = await up.api.get(`${A}/${created.json().id}`, raw)
    expect(read.body.equals(bytes)).toBe(true)
  })

  test('leaves nothing of a part whose checksum nobody can know any more', async () => {
    const path = await up.begun(bytes.length)
    const digest = createHash('sha256').update(bytes).digest('base64')
    const headers = `Upload-Checksum: sha256 ${digest}\r\n`
    const socket = await sending(path, { length: bytes.length, headers })
    await new Promise((resolve) => socket.write(bytes.subarray(0, 2_000_000), resolve))
    socket.destroy()
    expect(await up.offset(path)).toBe(0)
  })
})

describe('two at once', () => {
  test('one part is taken, the other is told to wait', async () => {
    const path = await up.begun(bytes.length)
    const first = await sending(path, { length: bytes.length })
    // It goes on, slowly: nobody may think that it is dead.
    let at = 0
    const trickle = setInterval(() => {
      first.write(bytes.subarray(at, (at += 1000)))
    }, 50)
    onTestFinished(() => clearInterval(trickle))
    await expect.poll(() => at).toBeGreaterThan(1000)
    const second = await up.part(path, 0, bytes)
    expect(second).toMatchObject({ status: 423, headers: { 'retry-after': '1' } })
    expect((await up.look(path)).status).toBe(200)
    expect((await up.api.post(A, naming(path))).status).toBe(409)
    clearInterval(trickle)
    first.write(bytes.subarray(at))
    expect(await answerOn(first)).toMatch(/^HTTP\/1\.1 204 /)
    expect((await up.part(path, 0, bytes)).status).toBe(409)
  })

  test('one that has gone silent gives way, with what it has sent', async () => {
    const path = await up.begun(bytes.length)
    const first = await sending(path, { length: bytes.length })
    await new Promise((resolve) => first.write(bytes.subarray(0, 700_000), resolve))
    const closed = new Promise((resolve) => first.once('close', resolve))
    expect(await up.offset(path)).toBe(700_000)
    await closed
    expect((await up.part(path, 700_000, bytes.subarray(700_000))).status).toBe(204)
  })

  test('an end ends the part that is under way', async () => {
    const path = await up.begun(bytes.length)
    const first = await sending(path, { length: bytes.length })
    await new Promise((resolve) => first.write(bytes.subarray(0, 100), resolve))
    const closed = new Promise((resolve) => first.once('close', resolve))
    expect((await up.end(path)).status).toBe(204)
    await closed
    expect((await up.look(path)).status).toBe(404)
  })
})

test('a body is asked for only where it is wanted', async () => {
  const path = await up.begun(10)
  const wanted = await sending(path, { length: 5 })
  wanted.write('12345')
  expect(await answerOn(wanted)).toMatch(/^HTTP\/1\.1 204 /)
  const misplaced = await asking(path, { offset: 3, length: 5 })
  expect(await answerOn(misplaced)).toMatch(/^HTTP\/1\.1 409 /)
  const tooLong = await asking(path, { offset: 5, length: 6 })
  expect(await answerOn(tooLong)).toMatch(/^HTTP\/1\.1 413 /)
})

/** Bytes, more than sockets hold. */
const LONG = 200_000_000

test('a part that is repeated in vain is refused, and not read to its end', async () => {
  const path = await up.begun(bytes.length)
  expect((await up.part(path, 0, bytes.subarray(0, 1000))).status).toBe(204)
  // It goes on sending whatever the other side does, as a browser does.
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => undefined)
  let answer = ''
  socket.on('data', (chunk) => (answer += String(chunk)))
  const closed = once(socket, 'close')
  socket.write(
    `PATCH ${path} HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer ${TOKENS.writer}\r\nTus-Resumable: 1.0.0\r\n` +
      `Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: ${LONG}\r\n\r\n`,
  )
  let sent = 0
  while (!socket.destroyed && sent < LONG) {
    sent += bytes.length
    if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), closed]).catch(() => 0)
  }
  expect(sent).toBeLessThan(50_000_000)
  expect(answer).toMatch(/^HTTP\/1\.1 409 /)
})
