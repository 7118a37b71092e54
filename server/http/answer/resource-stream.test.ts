import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ContentStore } from '#server/store/contents.ts'
import { StoreCorrupt } from '#server/store/errors.ts'
import { handingOut, testContents, type TestContents } from '#test/body-streams.ts'
import { binaryJsonBody, type StreamedBody } from './resource-stream.ts'

let store: TestContents

beforeAll(async () => {
  store = await testContents()
})

afterAll(() => store.remove())

async function whole(body: StreamedBody): Promise<unknown> {
  const bytes = await buffer(body.stream())
  expect(bytes).toHaveLength(body.length)
  return JSON.parse(bytes.toString())
}

interface Content {
  owner: number
  sha256: string
  size: number
}

async function withContent(content: Content, among = store.contents): Promise<StreamedBody> {
  return binaryJsonBody([JSON.stringify(resource)], {
    size: content.size,
    opened: await among.open(content),
  })
}

const resource = { resourceType: 'Binary', id: 'a', language: 'dé', _data: { extension: [] } }

/** Hands out the bytes in chunks of these lengths, in the same piece of memory again and again. */
function inChunks(bytes: Uint8Array, lengths: number[]): ContentStore {
  return handingOut(store.contents, async function* () {
    const memory = new Uint8Array(Math.max(1, ...lengths))
    let at = 0
    for (let turn = 0; at < bytes.length; turn += 1) {
      const part = bytes.subarray(at, at + (lengths[turn % lengths.length] ?? 1))
      memory.set(part)
      yield memory.subarray(0, part.length)
      at += part.length
    }
    await Promise.resolve()
  })
}

describe('a Binary', () => {
  test('carries its content as one base64 text, however the store cuts it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }),
        async (bytes, lengths) => {
          const content = { owner: 1, sha256: 'any', size: bytes.length }
          const body = await withContent(content, inChunks(bytes, lengths))
          expect(await whole(body)).toStrictEqual({ ...resource, data: bytes.toBase64() })
        },
      ),
      { numRuns: 300 },
    )
  })

  test('from the disk', async () => {
    const bytes = randomBytes(1_000_001)
    const content = await store.put(bytes)
    const data = bytes.toString('base64')
    expect(await whole(await withContent(content))).toStrictEqual({ ...resource, data })
    const alone = { size: content.size, opened: await store.contents.open(content) }
    expect(await whole(binaryJsonBody(['{}'], alone))).toStrictEqual({ data })
  })

  test('without content, and with content of no bytes, has no data', async () => {
    const empty = await store.put(new Uint8Array(0))
    expect(await whole(binaryJsonBody([JSON.stringify(resource)], undefined))).toStrictEqual(
      resource,
    )
    expect(await whole(await withContent(empty))).toStrictEqual(resource)
  })

  test('whose content is damaged at its end fails, and never ends as if it were whole', async () => {
    const bytes = randomBytes(700_000)
    const content = await store.put(bytes)
    const spoiled = Buffer.from(bytes)
    spoiled[699_999]! ^= 1
    await writeFile(store.path(content), spoiled)
    const body = await withContent(content)
    let read = 0
    const reading = (async () => {
      for await (const chunk of body.stream() as AsyncIterable<Buffer>) read += chunk.length
    })()
    await expect(reading).rejects.toThrow(StoreCorrupt)
    expect(read).toBeGreaterThan(0)
    expect(read).toBeLessThan(body.length - 4)
  })
})

test('a reader that goes away lets go of the file; one that does not read holds the rest back', async () => {
  let handed = 0
  let closed = false
  const size = 100_000_000
  const contents = handingOut(store.contents, async function* () {
    try {
      for (; handed < size; handed += 100_000) yield await Promise.resolve(Buffer.alloc(100_000))
    } finally {
      closed = true
    }
  })
  const opened = await contents.open({ owner: 1, sha256: 'any' })
  const server = createServer((_request, response) => {
    const body = binaryJsonBody([JSON.stringify(resource)], { size, opened })
    response.setHeader('content-length', body.length)
    const stream = body.stream()
    response.once('close', () => stream.destroy())
    stream.pipe(response)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  socket.pause()
  let before = -1
  await expect
    .poll(
      () => {
        const still = handed > 0 && handed === before
        before = handed
        return still
      },
      { interval: 200 },
    )
    .toBe(true)
  // What the two systems' own buffers hold, and no more.
  expect(handed).toBeLessThan(size / 2)
  socket.destroy()
  await expect.poll(() => closed).toBe(true)
  server.close()
})

test('is a byte stream', () => {
  const stream = binaryJsonBody([JSON.stringify(resource)], undefined).stream()
  expect(stream).toBeInstanceOf(Readable)
  expect(stream.readableObjectMode).toBe(false)
  stream.destroy()
})
