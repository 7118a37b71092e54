import { randomUUID } from 'node:crypto'
import { createServer as createTcpServer } from 'node:net'
import type { Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { listening, oddBucket, oddBucketSettings } from '#test/odd-bucket.ts'
import { EngineAway } from '../errors.ts'
import { assemble } from './assemble.ts'
import { bucketContents } from './bucket-contents.ts'
import { PIECE_BYTES, Buffers } from './buffers.ts'
import { Ledger } from './ledger.ts'
import { openBucket } from './open-bucket.ts'
import { readText, storeErrorOf } from './wire/answers.ts'
import { bodyOf } from './wire/body.ts'
import { Wire, WireError } from './wire/exchange.ts'

test('an answer that does not tell how long an object is says nothing against the object', async () => {
  const chunked = await oddBucket((_, response) => {
    response.write('some')
    response.end('thing')
  })
  await expect(chunked.get('key')).rejects.toThrow(WireError)
  const unknown = await oddBucket((_, response) => {
    response.writeHead(206, { 'content-range': 'bytes 2-4/*', 'content-length': 3 }).end('ome')
  })
  await expect(unknown.get('key', { from: 2, to: 5 })).rejects.toThrow(WireError)
})

test('a way that knows nothing of what is to be stored is one that is away', async () => {
  const bucket = await oddBucket((_, response) => void response.writeHead(404).end())
  const error: unknown = await bucket.put('key', bodyOf(Buffer.from('x'))).catch(storeErrorOf)
  expect(error).toBeInstanceOf(EngineAway)
})

test('while nobody gives keys any more, the store is away', async () => {
  const settings = await oddBucketSettings((_, response) => void response.writeHead(500).end())
  const bucket = openBucket({ ...settings, keys: { kind: 'container', url: settings.endpoint } })
  onTestFinished(() => bucket.close())
  const error: unknown = await bucket.put('key', bodyOf(Buffer.from('x'))).catch(storeErrorOf)
  expect(error).toBeInstanceOf(EngineAway)
})

test('an upload in parts that can not be written down is aborted', async () => {
  const asked: string[] = []
  const bucket = await oddBucket(({ method, url }, response) => {
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
    takeOver: async (ids) => new Set(ids),
    generationOf: async () => 0,
  })
  const sources = [1, 2].map((number) => ({ key: `${number}`, size: PIECE_BYTES }))
  const shop = { bucket, ledger, buffers: new Buffers(), generationOf: async () => 0 }
  await expect(assemble(shop, 'key', sources)).rejects.toThrow('busy')
  expect(asked).toEqual(['POST /a-bucket/key?uploads=', 'DELETE /a-bucket/key?uploadId=one'])
})

/** What a server answers to one that completes an object in parts, time after time, and to one that looks at it then. */
async function completing(answers: string[], there: Record<string, string | number>) {
  const asked: string[] = []
  const bucket = await oddBucket(({ method }, response) => {
    asked.push(method ?? '')
    if (method === 'HEAD') response.writeHead(200, there).end()
    else response.end(answers.shift() ?? '<Result></Result>')
  })
  const expected = { size: 7, mark: 'ours' }
  return { asked, done: bucket.complete('key', 'id', ['etag'], expected) }
}

const OURS = { 'content-length': 7, 'x-amz-meta-mark': 'ours' }

test('an object in parts that fails behind a good status is completed again', async () => {
  const failed =
    '<?xml version="1.0"?>\n\n<Error><Code>InternalError</Code><Message>Please retry.</Message></Error>'
  const { asked, done } = await completing([failed, failed], OURS)
  await done
  expect(asked).toEqual(['POST', 'POST', 'POST', 'HEAD'])
})

test.each([
  ['shorter than its parts', { ...OURS, 'content-length': 6 }],
  ['another one', { ...OURS, 'x-amz-meta-mark': 'theirs' }],
])('an object in parts that is %s is not taken for completed', async (_, there) => {
  const { done } = await completing([], there)
  await expect(done).rejects.toThrow('put an object together wrongly')
})

test('what may not be removed keeps nothing else from being removed', async () => {
  const asked: string[] = []
  const bucket = await oddBucket(({ method, url = '' }, response) => {
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
    takeOver: async (ids) => new Set(ids),
    generationOf: async () => 0,
  })
  const contents = bucketContents(
    { bucket, ledger, buffers: new Buffers(), generationOf: async () => 0 },
    async () => true,
  )
  await expect(contents.tidy()).rejects.toThrow(EngineAway)
  expect(asked).toEqual(['one', 'two'].map((id) => `DELETE /a-bucket/key?uploadId=${id}`))
  expect(struck).toEqual(['two'])
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
