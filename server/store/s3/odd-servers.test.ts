import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { MOST_BYTES } from '#formats/words/read-words.ts'
import { EngineAway } from '../errors.ts'
import { assemble } from './assemble.ts'
import { bucketContents } from './bucket-contents.ts'
import { PIECE_BYTES, Buffers } from './buffers.ts'
import { Ledger } from './ledger.ts'
import { fetchFrom } from './look-into-bucket.ts'
import { openBucket } from './open-bucket.ts'
import type { BucketSettings } from './open-bucket.ts'
import { readText, storeErrorOf } from './wire/answers.ts'
import { bodyOf } from './wire/body.ts'
import { Wire, WireError } from './wire/exchange.ts'

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A server that answers as no object store should. */
async function settingsFor(answer: RequestListener): Promise<BucketSettings> {
  const server = createServer(answer)
  const endpoint = await listening(server)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const keys = { kind: 'fixed', accessKeyId: 'A', secretAccessKey: 'a-secret' } as const
  return { endpoint, region: 'here', bucket: 'a-bucket', pathStyle: true, prefix: '', keys }
}

async function bucketAt(answer: RequestListener) {
  const bucket = openBucket(await settingsFor(answer))
  onTestFinished(() => bucket.close())
  return bucket
}

test('an answer that does not tell how long an object is says nothing against the object', async () => {
  const chunked = await bucketAt((_, response) => {
    response.write('some')
    response.end('thing')
  })
  await expect(chunked.get('key')).rejects.toThrow(WireError)
  const unknown = await bucketAt((_, response) => {
    response.writeHead(206, { 'content-range': 'bytes 2-4/*', 'content-length': 3 }).end('ome')
  })
  await expect(unknown.get('key', { from: 2, to: 5 })).rejects.toThrow(WireError)
})

test('a way that knows nothing of what is to be stored is one that is away', async () => {
  const bucket = await bucketAt((_, response) => void response.writeHead(404).end())
  const error: unknown = await bucket.put('key', bodyOf(Buffer.from('x'))).catch(storeErrorOf)
  expect(error).toBeInstanceOf(EngineAway)
})

test('while nobody gives keys any more, the store is away', async () => {
  const settings = await settingsFor((_, response) => void response.writeHead(500).end())
  const bucket = openBucket({ ...settings, keys: { kind: 'container', url: settings.endpoint } })
  onTestFinished(() => bucket.close())
  const error: unknown = await bucket.put('key', bodyOf(Buffer.from('x'))).catch(storeErrorOf)
  expect(error).toBeInstanceOf(EngineAway)
})

test('an upload in parts that can not be written down is aborted', async () => {
  const asked: string[] = []
  const bucket = await bucketAt(({ method, url }, response) => {
    asked.push(`${method} ${url}`)
    response.end(method === 'POST' ? '<Result><UploadId>one</UploadId></Result>' : '')
  })
  const refuse = () => Promise.reject(new Error('The database is busy.'))
  const none = () => Promise.resolve([])
  const ledger = new Ledger({
    add: refuse,
    strike: async () => undefined,
    left: none,
    bucket: refuse,
    moveIn: refuse,
    moveOut: refuse,
  })
  const sources = [1, 2].map((number) => ({ key: `${number}`, size: PIECE_BYTES }))
  const shop = { bucket, ledger, buffers: new Buffers() }
  await expect(assemble(shop, 'key', sources)).rejects.toThrow('busy')
  expect(asked).toEqual(['POST /a-bucket/key?uploads=', 'DELETE /a-bucket/key?uploadId=one'])
})

test('what may not be removed keeps nothing else from being removed', async () => {
  const asked: string[] = []
  const bucket = await bucketAt(({ method, url = '' }, response) => {
    asked.push(`${method} ${url}`)
    response.writeHead(url.endsWith('one') ? 403 : 204).end()
  })
  const struck: string[] = []
  const refuse = () => Promise.reject(new Error('Nobody asks.'))
  const ledger = new Ledger({
    add: refuse,
    strike: async (ids) => void struck.push(...ids),
    left: async (after) =>
      ['one', 'two']
        .filter((id) => id > after)
        .map((id) => ({ id, object: { kind: 'assembly', key: 'key', uploadId: id } })),
    bucket: refuse,
    moveIn: refuse,
    moveOut: refuse,
  })
  const contents = bucketContents({ bucket, ledger, buffers: new Buffers() })
  await expect(contents.tidy()).rejects.toThrow(EngineAway)
  expect(asked).toEqual(['one', 'two'].map((id) => `DELETE /a-bucket/key?uploadId=${id}`))
  expect(struck).toEqual(['two'])
})

test('the connection of a content that is not wanted any more is let go', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-odd-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const stop = new AbortController()
  const size = 8 * 1024 ** 3
  const closed = Promise.withResolvers<void>()
  const settings = await settingsFor((_, response) => {
    response.once('close', closed.resolve)
    response.writeHead(200, { 'content-length': size })
    const write = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    }
    response.on('drain', write)
    write()
    setTimeout(() => stop.abort(), 50)
  })
  const fetched = await fetchFrom(settings, folder)
  onTestFinished(() => fetched.close())
  const content = { owner: 1, sha256: 'a'.repeat(64), size }
  await expect(fetched.fileOf(content, stop.signal)).rejects.toThrow('aborted')
  await closed.promise
  expect(await readdir(join(folder, 'fetched'))).toEqual([])
})

test('of a long content no more is fetched than reading its words looks at', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-odd-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const size = MOST_BYTES * 8 + 5
  let sent = 0
  const settings = await settingsFor(({ headers }, response) => {
    const [, from = '0', to = `${size - 1}`] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? []
    const bytes = Buffer.alloc(Number(to) + 1 - Number(from), 'x')
    // Each knows where it stands.
    for (let at = 0; at + 8 <= bytes.length; at += 65_536)
      bytes.writeDoubleBE(Number(from) + at, at)
    sent += bytes.length
    response.writeHead(206, {
      'content-length': bytes.length,
      'content-range': `bytes ${from}-${to}/${size}`,
    })
    response.end(bytes)
  })
  const fetched = await fetchFrom(settings, folder)
  onTestFinished(() => fetched.close())
  const content = { owner: 1, sha256: 'a'.repeat(64), size }
  const found = await fetched.fileOf(content, new AbortController().signal)
  const file = await open(found.path)
  try {
    const at = async (place: number) => (await file.read(Buffer.alloc(8), 0, 8, place)).buffer
    expect((await file.stat()).size).toBe(size)
    expect((await at(0)).readDoubleBE()).toBe(0)
    expect((await at(MOST_BYTES - 65_536)).readDoubleBE()).toBe(MOST_BYTES - 65_536)
    expect(String(await at(size - 8))).toBe('xxxxxxxx')
    expect(sent).toBeLessThan(MOST_BYTES * 1.1)
  } finally {
    await file.close()
  }
  await found.drop()
  expect(await readdir(join(folder, 'fetched'))).toEqual([])
})

test('a server that answers before it has taken all, and takes no more, holds no connection', async () => {
  const accepted = Promise.withResolvers<Socket>()
  const server = createTcpServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => undefined)
    socket.write('HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno')
    accepted.resolve(socket)
  })
  const url = new URL(await listening(server))
  onTestFinished(() => void server.close())
  const wire = new Wire(url)
  onTestFinished(() => wire.close())
  const body = bodyOf(Buffer.alloc(32 * 1024 ** 2))
  const answer = await wire.send({ method: 'PUT', url, headers: { name: randomUUID() }, body })
  expect(answer.statusCode).toBe(403)
  expect(await readText(answer)).toBe('no')
  const socket = await accepted.promise
  let taken = 0
  const isCutOff = await new Promise((resolve) => {
    socket.on('data', (bytes) => {
      taken += bytes.length
      if (taken > body.byteLength) resolve(false)
    })
    socket.on('close', () => resolve(true))
    socket.resume()
  })
  socket.destroy()
  expect(isCutOff).toBe(true)
})
