import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdir, stat } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startProxy, type Proxy, type ProxyName } from '#test/proxies.ts'
import { startRealServer, type RealServer } from '#test/real-server.ts'

const MIB = 1024 ** 2
const MOST = 64 * MIB
/** More than the connections in between can hold. */
const HALF = randomBytes(20 * MIB)
const HASH = createHash('sha256').update(HALF).update(HALF).digest('hex')

let server: RealServer
beforeAll(async () => {
  server = await startRealServer({
    BINNACLE_TRUST_PROXY: '1',
    BINNACLE_MAX_BYTES: String(MOST),
    BINNACLE_CONTENT_INDEX: '0',
  })
  await server.admin('organization', 'add', '--id', 'a', '--slug', 'alpha', '--name', 'Alpha')
})
afterAll(() => server.stop())

describe.each<ProxyName>(['nginx', 'caddy'])('behind %s', (name) => {
  let proxy: Proxy
  let fhir: string
  const agent = new Agent({ rejectUnauthorized: false, keepAlive: true })
  // It may have to be installed.
  beforeAll(async () => {
    proxy = await startProxy(name, server.url)
    fhir = `${proxy.url}/organizations/a/fhir/4`
  }, 120_000)
  afterAll(async () => {
    agent.destroy()
    await proxy[Symbol.asyncDispose]()
  })

  /** @param token null for none */
  const open = (
    method: string,
    url: string,
    headers: Record<string, string | number> = {},
    token: string | null = server.token,
  ) =>
    request(url, {
      method,
      agent,
      headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
    })
  const ask = async (...asked: Parameters<typeof open>) => answerOf(open(...asked).end())

  test('a large upload is passed on while it comes, and a download as it was stored', async () => {
    const before = await bytesBelow(server.folder)
    const upload = open('POST', `${fhir}/Binary`, {
      'content-type': 'application/dicom',
      'content-length': 2 * HALF.length,
    })
    const answered = answerOf(upload)
    upload.write(HALF)
    // The other half is not sent before most of the first one is stored.
    await expect
      .poll(async () => (await bytesBelow(server.folder)) - before, { timeout: 20_000 })
      .toBeGreaterThan(HALF.length * 0.75)
    upload.end(HALF)
    const { status, headers } = await answered
    expect(status).toBe(201)
    expect(headers['location']).toMatch(new RegExp(`^${fhir}/Binary/`))
    const url = String(headers['location'])
    const answer = await responseOf(open('GET', url, { accept: 'application/dicom' }).end())
    const hash = createHash('sha256')
    let slow = 0
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      hash.update(chunk)
      // Whoever reads slowly has nothing pile up in the proxy.
      if ((slow += 1) % 200 === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    }
    expect(hash.digest('hex')).toBe(HASH)
    expect(await proxy.usesDisk()).toBe(false)
    expect(await proxy.peakMemory()).toBeLessThan(80 * MIB)

    const part = await ask('GET', url, {
      accept: 'application/dicom',
      range: 'bytes=20971518-20971521',
    })
    expect([part.status, part.headers['content-range']]).toEqual([
      206,
      `bytes 20971518-20971521/${2 * HALF.length}`,
    ])
    expect(part.body).toEqual(Buffer.concat([HALF.subarray(-2), HALF.subarray(0, 2)]))
    const head = await ask('HEAD', url, { accept: 'application/dicom' })
    expect([head.status, head.headers['content-length']]).toEqual([200, String(2 * HALF.length)])
  })

  test('an upload in parts goes on after a cut, and a part waits for 100 Continue', async () => {
    const tus = { 'tus-resumable': '1.0.0' }
    const part = { ...tus, 'content-type': 'application/offset+octet-stream' }
    const begun = await ask('POST', `${fhir}/$uploads`, { ...tus, 'upload-length': HALF.length })
    expect(begun.status).toBe(201)
    const url = String(begun.headers['location'])
    expect(url).toMatch(new RegExp(`^${fhir.replace('$', '\\$')}/\\$uploads/`))
    const cut = open('PATCH', url, { ...part, 'upload-offset': 0, 'content-length': HALF.length })
    cut.on('error', () => undefined)
    const before = await bytesBelow(server.folder)
    cut.write(HALF.subarray(0, 12 * MIB))
    await expect.poll(() => bytesBelow(server.folder), { timeout: 20_000 }).toBeGreaterThan(before)
    cut.destroy()
    const offset = async () => Number((await ask('HEAD', url, tus)).headers['upload-offset'])
    await expect.poll(offset, { timeout: 20_000 }).toBeGreaterThan(0)
    const kept = await offset()
    const rest = open('PATCH', url, {
      ...part,
      'upload-offset': kept,
      'content-length': HALF.length - kept,
      expect: '100-continue',
    })
    const answered = answerOf(rest)
    rest.flushHeaders()
    await once(rest, 'continue')
    rest.end(HALF.subarray(kept))
    const last = await answered
    expect([last.status, last.headers['upload-offset']]).toEqual([204, String(HALF.length)])
    expect((await ask('DELETE', url, tus)).status).toBe(204)
  })

  test.each([
    ['without a token', null, 24 * MIB, 401],
    ['that is too large', undefined, MOST + 1, 413],
  ])(
    'the refusal of an upload %s can be read, though it is still being sent',
    async (_, token, size, status) => {
      const headers = { 'content-type': 'application/dicom', 'content-length': size }
      const refused = open('POST', `${fhir}/Binary`, headers, token)
      refused.on('error', () => undefined)
      const response = responseOf(refused)
      await sendUntil(response, refused, size)
      const answer = await read(await response)
      expect(answer.status).toBe(status)
      expect(JSON.parse(answer.body.toString())).toMatchObject({ resourceType: 'OperationOutcome' })
      refused.destroy()
    },
  )

  test('nobody but the proxy says where the server is, and how a request is called', async () => {
    const forged = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      'x-request-id': 'chosen-by-caller',
    }
    const answer = await ask('GET', `${fhir}/metadata`, forged)
    expect(answer.status).toBe(200)
    expect(answer.body.toString()).toContain(fhir)
    expect(answer.body.toString()).not.toContain('evil.example')
    const id = String(answer.headers['x-request-id'])
    expect(id).toMatch(/^[\da-f-]{32,36}$/)
    if (name === 'nginx') await expect.poll(() => proxy.accessLog()).toContain(` ${id}\n`)
    await ask('GET', `${fhir}/Binary?security-context=Patient/secret`)
    await expect.poll(() => proxy.accessLog()).toContain('/organizations/a/fhir/4/Binary')
    expect(await proxy.accessLog()).not.toContain('secret')
    expect(await proxy.accessLog()).not.toContain(server.token)
    expect((await ask('GET', `${proxy.url}/metrics`)).status).toBe(404)
  })
})

test.each<ProxyName>(['nginx', 'caddy'])(
  'while there is no server, %s says so as the API does',
  async (name) => {
    // Nobody listens there.
    await using proxy = await startProxy(name, 'http://127.0.0.1:9')
    const answer = await answerOf(
      request(`${proxy.url}/organizations`, { rejectUnauthorized: false }).end(),
    )
    expect([answer.status, answer.headers['retry-after'], answer.headers['content-type']]).toEqual([
      503,
      '5',
      'application/fhir+json',
    ])
    expect(JSON.parse(answer.body.toString())).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ code: 'transient' }],
    })
  },
)

type Request = ReturnType<typeof request>

async function responseOf(asked: Request): Promise<IncomingMessage> {
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  return response
}

async function answerOf(asked: Request) {
  return read(await responseOf(asked))
}

async function read(response: IncomingMessage) {
  const { statusCode: status, headers } = response
  const chunks: Buffer[] = []
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk)
  return { status, headers, body: Buffer.concat(chunks) }
}

/** Sends so many bytes, or until there is an answer. */
async function sendUntil(response: Promise<unknown>, asked: Request, size: number): Promise<void> {
  for (let sent = 0; sent < size && !asked.destroyed; sent += MIB) {
    if (asked.write(HALF.subarray(0, Math.min(MIB, size - sent)))) continue
    const waiting = new AbortController()
    const drained = once(asked, 'drain', { signal: waiting.signal }).catch(() => undefined)
    await Promise.race([drained, response])
    waiting.abort()
  }
}

async function bytesBelow(folder: string): Promise<number> {
  let sum = 0
  for (const name of await readdir(join(folder, 'contents'), { recursive: true }).catch(() => [])) {
    const found = await stat(join(folder, 'contents', name)).catch(() => undefined)
    if (found?.isFile() === true) sum += found.size
  }
  return sum
}
