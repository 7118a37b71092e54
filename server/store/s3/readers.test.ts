import { mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { MOST_BYTES } from '#formats/words/read-words.ts'
import { oddBucket, oddBucketSettings } from '#test/odd-bucket.ts'
import { readBucket } from './bucket-contents.ts'
import { fetchFrom } from './look-into-bucket.ts'

/** A server that begins with a content of so many bytes, and stands still. */
async function standingStill(begun: number) {
  const asked: string[] = []
  const left = Promise.withResolvers<void>()
  const bucket = await oddBucket(({ method }, response) => {
    asked.push(method ?? '')
    response.once('close', left.resolve)
    if (begun === 0) return
    response.writeHead(200, { 'content-length': 1_000_000 })
    response.write(Buffer.alloc(begun))
  })
  const content = { owner: 1, sha256: 'a'.repeat(64) }
  const whole = { from: 0, to: 1_000_000, size: 1_000_000 }
  const open = (signal?: AbortSignal) =>
    readBucket(bucket, async () => 0).open(content, whole, signal)
  return { asked, left: left.promise, open }
}

test('a reader who goes away ends what is waited for, before its first byte and after', async () => {
  for (const begun of [0, 200_000]) {
    const { asked, left, open } = await standingStill(begun)
    const reader = new AbortController()
    const reading = open(reader.signal).then(async (run) => {
      for await (const piece of run.pieces()) expect(piece.length).toBeGreaterThan(0)
    })
    await expect.poll(() => asked).toEqual(['GET'])
    reader.abort(new Error('The caller has gone.'))
    await expect(reading).rejects.toThrow('The caller has gone.')
    await left
    expect(asked).toEqual(['GET'])
  }
})

test('a content that is closed while its next bytes are waited for is not asked for again', async () => {
  const { asked, left, open } = await standingStill(200_000)
  const run = await open()
  const pieces = run.pieces()[Symbol.asyncIterator]()
  await pieces.next()
  const waiting = pieces.next().catch((error: unknown) => error)
  await run.close()
  await left
  expect(await waiting).toBeInstanceOf(Error)
  expect(asked).toEqual(['GET'])
})

test.each([1000, 1_000_000])(
  'one connection serves reader after reader of %d bytes',
  async (size) => {
    const connections = new Set<unknown>()
    const bucket = await oddBucket(({ socket }, response) => {
      connections.add(socket)
      response.writeHead(200, { 'content-length': size })
      response.end(Buffer.alloc(size))
    })
    const home = readBucket(bucket, async () => 0)
    const content = { owner: 1, sha256: 'a'.repeat(64) }
    for (let times = 0; times < 3; times += 1) {
      const run = await home.open(content, { from: 0, to: size, size })
      for await (const piece of run.pieces()) expect(piece.length).toBeGreaterThan(0)
      await run.close()
    }
    expect(connections.size).toBe(1)
  },
)

test('who goes away after the last byte ends nothing of who has the connection next', async () => {
  const size = 400_000
  const rest = Promise.withResolvers<void>()
  const connections: unknown[] = []
  const bucket = await oddBucket(({ socket }, response) => {
    connections.push(socket)
    response.writeHead(200, { 'content-length': size })
    response.write(Buffer.alloc(size / 2))
    if (connections.length === 1) response.end(Buffer.alloc(size / 2))
    else void rest.promise.then(() => response.end(Buffer.alloc(size / 2)))
  })
  const home = readBucket(bucket, async () => 0)
  const content = { owner: 1, sha256: 'a'.repeat(64) }
  const whole = { from: 0, to: size, size }
  const first = new AbortController()
  const run = await home.open(content, whole, first.signal)
  for await (const piece of run.pieces()) expect(piece.length).toBeGreaterThan(0)
  await run.close()
  const next = await home.open(content, whole, new AbortController().signal)
  const pieces = next.pieces()[Symbol.asyncIterator]()
  let read = (await pieces.next()).value?.length ?? 0
  first.abort(new Error('The caller has gone.'))
  await run.close()
  rest.resolve()
  for (let piece = await pieces.next(); piece.done !== true; piece = await pieces.next())
    read += piece.value.length
  expect(read).toBe(size)
  expect(connections).toHaveLength(2)
  expect(new Set(connections).size).toBe(1)
})

test('a connection is kept only once all of its answer was passed over', async () => {
  const size = 1_000_000
  const texts = ['first', 'second']
  const bucket = await oddBucket((_, response) => {
    response.writeHead(200, { 'content-length': size })
    response.end(Buffer.alloc(size, texts.shift()))
  })
  const home = readBucket(bucket, async () => 0)
  const content = { owner: 1, sha256: 'a'.repeat(64) }
  const left = await home.open(content, { from: 0, to: size, size })
  await left.pieces()[Symbol.asyncIterator]().next()
  await left.close()
  const run = await home.open(content, { from: 0, to: size, size })
  const read: Buffer[] = []
  for await (const piece of run.pieces()) read.push(piece)
  expect(Buffer.concat(read).equals(Buffer.alloc(size, 'second'))).toBe(true)
})

test('the connection of a content that is not wanted any more is let go', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-odd-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const stop = new AbortController()
  const size = 8 * 1024 ** 3
  const closed = Promise.withResolvers<void>()
  const settings = await oddBucketSettings((_, response) => {
    response.once('close', closed.resolve)
    response.writeHead(200, { 'content-length': size })
    const write = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536)));
    }
    response.on('drain', write)
    write()
    setTimeout(() => stop.abort(), 50)
  })
  const fetched = await fetchFrom(settings, folder, async () => 0)
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
  const settings = await oddBucketSettings(({ headers }, response) => {
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
  const fetched = await fetchFrom(settings, folder, async () => 0)
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
