import { randomBytes } from 'node:crypto'
import { truncate, unlink } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Binary, Bundle } from '#fhir/types.ts'
import type { PageEntry } from '#server/binaries/bundle.ts'
import type { ContentStore } from '#server/store/contents.ts'
import { StoreCorrupt } from '#server/store/errors.ts'
import { testContents, type TestContents } from '#test/body-streams.ts'
import { binaryJsonBody, bundleJson, type StreamedBody } from './resource-stream.ts'

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

const resource = { resourceType: 'Binary', id: 'a', language: 'dé', _data: { extension: [] } }

/** Hands out the bytes in chunks of these lengths, in the same piece of memory again and again. */
function inChunks(bytes: Uint8Array, lengths: number[]): ContentStore {
  return {
    ...store.contents,
    async *read() {
      const memory = new Uint8Array(Math.max(1, ...lengths))
      let at = 0
      for (let turn = 0; at < bytes.length; turn += 1) {
        const part = bytes.subarray(at, at + (lengths[turn % lengths.length] ?? 1))
        memory.set(part)
        yield memory.subarray(0, part.length)
        at += part.length
      }
      await Promise.resolve()
    },
  }
}

describe('a Binary', () => {
  test('carries its content as one base64 text, however the store cuts it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }),
        async (bytes, lengths) => {
          const content = { sha256: 'any', size: bytes.length }
          const body = binaryJsonBody(resource, content, inChunks(bytes, lengths))
          expect(await whole(body)).toStrictEqual({ ...resource, data: bytes.toBase64() })
        },
      ),
      { numRuns: 300 },
    )
  })

  test('from the disk, twice over', async () => {
    const bytes = randomBytes(1_000_001)
    const content = await store.put(bytes)
    const body = binaryJsonBody(resource, content, store.contents)
    const expected = { ...resource, data: bytes.toString('base64') }
    expect(await whole(body)).toStrictEqual(expected)
    expect(await whole(body)).toStrictEqual(expected)
    expect(await whole(binaryJsonBody({}, content, store.contents))).toStrictEqual({
      data: bytes.toString('base64'),
    })
  })

  test('without content, and with content of no bytes, has no data', async () => {
    const empty = await store.put(new Uint8Array(0))
    expect(await whole(binaryJsonBody(resource, undefined, store.contents))).toStrictEqual(resource)
    expect(await whole(binaryJsonBody(resource, empty, store.contents))).toStrictEqual(resource)
  })

  test('whose content is missing, short or long fails, and never ends as if it were whole', async () => {
    const bytes = randomBytes(700_000)
    const content = await store.put(bytes)
    const long = binaryJsonBody(resource, { ...content, size: 699_999 }, store.contents)
    await expect(buffer(long.stream())).rejects.toThrow(StoreCorrupt)
    const body = binaryJsonBody(resource, content, store.contents)
    await truncate(store.path(content.sha256), 600_000)
    await expect(buffer(body.stream())).rejects.toThrow(StoreCorrupt)
    await unlink(store.path(content.sha256))
    await expect(buffer(body.stream())).rejects.toThrow(StoreCorrupt)
  })
})

describe('a Bundle', () => {
  const head: Bundle = { resourceType: 'Bundle', type: 'history', total: 4 }
  /** @param made told of each entry that is made */
  async function* entriesOf(entries: PageEntry[], made: () => void = () => undefined) {
    for (const entry of entries) {
      made()
      yield await Promise.resolve(entry)
    }
  }
  const read = async (entries: PageEntry[]) => {
    let sent = 0
    const chunks = bundleJson({ head, entries: entriesOf(entries) }, store.contents, (bytes) => {
      sent += bytes
    })
    return {
      json: JSON.parse(String(Buffer.concat(await Array.fromAsync(chunks)))) as unknown,
      sent,
    }
  }

  test('has the data of those entries that are to have it', async () => {
    const [first, second] = [randomBytes(100_000), randomBytes(5)]
    const entries: PageEntry[] = [
      {
        entry: { fullUrl: 'http://a', resource: { resourceType: 'Binary', id: 'a' }, search: {} },
        content: await store.put(first),
      },
      { entry: { resource: { resourceType: 'Binary', id: 'b' } } },
      {
        entry: { resource: { resourceType: 'Binary', id: 'c', language: 'é' } },
        content: await store.put(second),
      },
      { entry: { request: { method: 'DELETE', url: 'Binary/d' } } },
    ]
    const entry = entries.map((one) => structuredClone(one.entry)) as { resource: Binary }[]
    entry[0]!.resource.data = first.toString('base64')
    entry[2]!.resource.data = second.toString('base64')
    expect(await read(entries)).toStrictEqual({ json: { ...head, entry }, sent: 100_005 })
  })

  test('without entries', async () => {
    expect(await read([])).toStrictEqual({ json: head, sent: 0 })
  })

  test('makes each entry when it is its turn, and lets others be answered between them', async () => {
    let made = 0
    let turns = 0
    let watching = true
    const watch = () => {
      turns += 1
      if (watching) setImmediate(watch)
    }
    setImmediate(watch)
    const entry = { resource: { resourceType: 'Binary' as const, language: 'x'.repeat(100_000) } }
    const entries = Array.from({ length: 100 }, () => ({ entry }))
    let taken = 0
    const bundle = { head, entries: entriesOf(entries, () => (made += 1)) }
    for await (const chunk of bundleJson(bundle, store.contents, () => undefined)) {
      taken += 1
      expect(chunk.length).toBeLessThan(200_000)
      expect(made).toBeLessThanOrEqual(taken)
    }
    watching = false
    expect(taken).toBe(101)
    expect(turns).toBeGreaterThanOrEqual(100)
  })

  test('of large contents opens one at a time, as far as the reader has come', async () => {
    let opened = 0
    let open = 0
    const size = 3_000_000
    const contents: ContentStore = {
      ...store.contents,
      async *read() {
        opened += 1
        open += 1
        try {
          for (let i = 0; i < size; i += 100_000) yield await Promise.resolve(Buffer.alloc(100_000))
        } finally {
          open -= 1
        }
      },
    }
    const content = { sha256: 'any', size }
    const entries = Array.from({ length: 500 }, (_, i) => ({
      entry: { resource: { resourceType: 'Binary' as const, id: String(i) } },
      content,
    }))
    let read = 0
    for await (const chunk of bundleJson(
      { head, entries: entriesOf(entries) },
      contents,
      () => undefined,
    )) {
      read += chunk.length
      expect(open).toBeLessThanOrEqual(1)
      if (read > 10_000_000) break
    }
    expect(open).toBe(0)
    expect(opened).toBeLessThan(5)
  })
})

test('a reader that goes away lets go of the file; one that does not read holds the rest back', async () => {
  let handed = 0
  let closed = false
  const size = 100_000_000
  const contents: ContentStore = {
    ...store.contents,
    async *read() {
      try {
        for (; handed < size; handed += 100_000) yield await Promise.resolve(Buffer.alloc(100_000))
      } finally {
        closed = true
      }
    },
  }
  const server = createServer((_request, response) => {
    const body = binaryJsonBody(resource, { sha256: 'any', size }, contents)
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
  const stream = binaryJsonBody(resource, undefined, store.contents).stream()
  expect(stream).toBeInstanceOf(Readable)
  expect(stream.readableObjectMode).toBe(false)
  stream.destroy()
})
