import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RAW_CONTENT_EXTENSION } from '#fhir/binary/binary.ts'
import type { ContentSource } from '#formats/content-source.ts'
import { connect } from '#test/connect-api.ts'
import { startMinimalServer } from '#test/minimal-server.ts'
import { oddServer, sendJson } from '#test/odd-server.ts'
import { A, testServer, TOKENS, type TestServer } from '#test/test-server.ts'

const MIB = 1 << 20
const SIZE = 12 * MIB + 345

/** Bytes that tell where they stand. */
const content = new Uint8Array(SIZE).map((_, at) => (at * 31 + (at >> 11)) & 255)

type Connected = ReturnType<typeof connect>

/** Opens the content of `of` as the preview does. */
async function open(
  { api, queryClient }: Connected,
  of: { id?: string; versionId?: string; size?: number; org?: string } = {},
  signal = new AbortController().signal,
): Promise<ContentSource | undefined> {
  const { org = 'a', id = 'x', versionId = '1', size = SIZE } = of
  const wanted = { org, id, versionId, size, name: 'x.bin', mostUnasked: 50 * MIB }
  return api.binaries.openInRanges(queryClient, wanted, signal)
}

async function opened(...args: Parameters<typeof open>): Promise<ContentSource> {
  const source = await open(...args)
  if (source === undefined) throw new Error('It was not opened in ranges.')
  return source
}

describe('on the embedded server', () => {
  let server: TestServer
  let base: string
  let id: string
  let versionId: string
  /** The ranges that were asked for. */
  let asked: string[]

  const transport: typeof fetch = (input, init) => {
    const range = new Headers(init?.headers).get('Range')
    if (range !== null) asked.push(range)
    return fetch(input, init)
  }
  const connected = (options: Parameters<typeof connect>[1] = {}) => {
    asked = []
    return connect(base, { token: () => TOKENS.writer, transport, ...options })
  }

  beforeAll(async () => {
    server = await testServer()
    base = await server.listen()
    const answer = await fetch(base + A, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${TOKENS.writer}`,
        'content-type': 'application/octet-stream',
      },
      body: content,
    })
    const created = (await answer.json()) as { id: string; meta: { versionId: string } }
    id = created.id
    versionId = created.meta.versionId
  })
  afterAll(async () => server[Symbol.asyncDispose]())

  it('reads what is asked for and little more', async () => {
    const source = await opened(connected(), { id, versionId })
    expect(source).toMatchObject({ size: SIZE, contentType: 'application/octet-stream' })
    expect(source.here).toBeUndefined()
    expect(await source.slice(10, 20)).toEqual(content.slice(10, 20))
    expect(await source.slice(SIZE - 100, SIZE + 100)).toEqual(content.slice(SIZE - 100))
    expect(asked).toEqual([`bytes=0-${MIB - 1}`, `bytes=${12 * MIB}-${SIZE - 1}`])
  })

  it('asks for several blocks at once where somebody reads on, and keeps them', async () => {
    const source = await opened(connected(), { id, versionId })
    for (let at = 0; at < 5 * MIB; at += 100_000) {
      expect(await source.slice(at, at + 100_000)).toEqual(content.slice(at, at + 100_000))
    }
    expect(asked).toEqual([`bytes=0-${MIB - 1}`, `bytes=${MIB}-${5 * MIB - 1}`, expect.any(String)])
  })

  it('asks once for what several read', async () => {
    const source = await opened(connected(), { id, versionId })
    const parts = [7.2, 7.5, 7.8].map((at) => Math.floor(at * MIB))
    const read = await Promise.all(parts.map((at) => source.slice(at, at + 10)))
    expect(read).toEqual(parts.map((at) => content.slice(at, at + 10)))
    expect(asked).toHaveLength(2)
  })

  it('streams all of it', async () => {
    const source = await opened(connected(), { id, versionId })
    const parts: Uint8Array<ArrayBuffer>[] = []
    for await (const part of source.stream()) parts.push(part)
    expect(new Uint8Array(await new Blob(parts).arrayBuffer())).toEqual(content)
    expect(asked.length).toBeLessThanOrEqual(6)
  })

  it('loads the whole as everybody else does', async () => {
    const { api, queryClient, client } = connected()
    const source = await opened({ api, queryClient, client }, { id, versionId })
    expect((await source.blob()).size).toBe(SIZE)
    const cached = queryClient.getQueryData(api.binaries.content('a', id, versionId).queryKey)
    expect(cached?.blob.size).toBe(SIZE)
    const before = asked.length
    expect(await source.slice(6 * MIB, 6 * MIB + 5)).toEqual(content.slice(6 * MIB, 6 * MIB + 5))
    expect(asked).toHaveLength(before)
    expect(await open({ api, queryClient, client }, { id, versionId })).toBeUndefined()
  })

  it('goes on with another token of the same person', async () => {
    let token: string = TOKENS.writer
    const { api, queryClient, client } = connected({
      token: () => token,
      renewToken: async () => {
        token = TOKENS.writer
        return 'renewed'
      },
    })
    const source = await opened({ api, queryClient, client }, { id, versionId })
    token = TOKENS.expired
    expect(await source.slice(9 * MIB, 9 * MIB + 5)).toEqual(content.slice(9 * MIB, 9 * MIB + 5))
  })

  it('ends with its signal, and leaves others alone', async () => {
    const life = new AbortController()
    const source = await opened(connected(), { id, versionId }, life.signal)
    const impatient = new AbortController()
    const both = [
      source.slice(3 * MIB, 3 * MIB + 5, impatient.signal),
      source.slice(3 * MIB, 3 * MIB + 5),
    ]
    impatient.abort()
    await expect(both[0]).rejects.toMatchObject({ name: 'AbortError' })
    await expect(both[1]).resolves.toEqual(content.slice(3 * MIB, 3 * MIB + 5))
    life.abort()
    await expect(source.slice(0, 5)).rejects.toMatchObject({ name: 'AbortError' })
  })
})

/** What a server that says it has raw content does with a range. */
type Lie = (range: { start: number; end: number }, response: ServerResponse, ask: number) => void

function part(
  response: ServerResponse,
  bytes: Uint8Array,
  contentRange: string | undefined,
  headers: Record<string, string> = {},
): void {
  response.writeHead(206, {
    'Content-Type': 'text/plain',
    ETag: 'W/"1"',
    ...(contentRange !== undefined && { 'Content-Range': contentRange }),
    ...headers,
  })
  response.end(bytes)
}

const honest: Lie = ({ start, end }, response) =>
  part(response, content.subarray(start, end), `bytes ${start}-${end - 1}/${SIZE}`)

async function lying(lie: Lie, whole: Uint8Array = content) {
  let asks = 0
  const server = await oddServer((request: IncomingMessage, response) => {
    if (request.url?.endsWith('/metadata') === true) {
      const resource = {
        type: 'Binary',
        extension: [{ url: RAW_CONTENT_EXTENSION, valueBoolean: true }],
      }
      sendJson(response, { resourceType: 'CapabilityStatement', rest: [{ resource: [resource] }] })
      return
    }
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
    if (range === null) {
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end(whole)
      return
    }
    asks += 1
    lie({ start: Number(range[1]), end: Number(range[2]) + 1 }, response, asks)
  })
  return { server, connection: connect(server.base), ranges: () => asks }
}

describe('on a server that does otherwise than it says', () => {
  it('takes the whole where it sends that', async () => {
    const { server, connection } = await lying((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end(content)
    })
    await using _ = server
    expect(await open(connection)).toBeUndefined()
    const { queryKey } = connection.api.binaries.content('a', 'x', '1')
    expect(connection.queryClient.getQueryData(queryKey)).toMatchObject({
      blob: { size: SIZE },
      contentType: 'text/plain',
    })
  })

  it.each<[string, Lie]>([
    ['no Content-Range', ({ start, end }, to) => part(to, content.subarray(start, end), undefined)],
    [
      'another start',
      ({ end }, to) => part(to, content.subarray(9, end), `bytes 9-${end}/${SIZE}`),
    ],
    [
      'an unknown size',
      ({ start, end }, to) => part(to, content.subarray(start, end), `bytes ${start}-${end - 1}/*`),
    ],
    [
      'another size',
      ({ start, end }, to) =>
        part(to, content.subarray(start, end), `bytes ${start}-${end - 1}/${SIZE + 1}`),
    ],
    [
      'fewer bytes than it may',
      ({ start }, to) => part(to, content.subarray(0, 10), `bytes ${start}-9/${SIZE}`),
    ],
    [
      'more bytes than it says',
      ({ start, end }, to) =>
        part(to, content.subarray(start, end + 1), `bytes ${start}-${end - 1}/${SIZE}`),
    ],
    ['a refusal', (_, to) => void to.writeHead(416).end()],
  ])('leaves ranges alone: %s', async (_, lie) => {
    const { server, connection } = await lying(lie)
    await using _server = server
    expect(await open(connection)).toBeUndefined()
  })

  it.each<[string, Lie]>([
    ['sends the whole', (_, to) => void to.writeHead(200).end(content)],
    [
      'names other bytes',
      ({ start }, to) =>
        part(to, content.subarray(0, 10), `bytes ${start + 1}-${start + 10}/${SIZE}`),
    ],
    [
      'names another size',
      ({ start, end }, to) =>
        part(to, content.subarray(start, end), `bytes ${start}-${end - 1}/${SIZE * 2}`),
    ],
  ])('goes over to the whole when it later %s', async (_, later) => {
    const { server, connection } = await lying((range, response, ask) =>
      (ask === 1 ? honest : later)(range, response, ask),
    )
    await using _server = server
    const source = await opened(connection)
    for (const at of [5 * MIB, 2 * MIB, SIZE - 3]) {
      expect(await source.slice(at, at + 3)).toEqual(content.slice(at, at + 3))
    }
  })

  it('never joins parts of two versions', async () => {
    const { server, connection } = await lying(({ start, end }, response, ask) =>
      part(response, content.subarray(start, end), `bytes ${start}-${end - 1}/${SIZE}`, {
        ETag: `W/"${ask}"`,
      }),
    )
    await using _ = server
    const source = await opened(connection)
    await expect(source.slice(5 * MIB, 5 * MIB + 3)).rejects.toMatchObject({
      kind: 'content-mismatch',
    })
  })

  it.each([
    ['size', content.subarray(0, SIZE - 1)],
    ['beginning', content.map((byte, at) => (at === 5 ? byte ^ 1 : byte))],
  ])('gives nothing of a whole of another %s', async (_, whole) => {
    const { server, connection } = await lying((range, response, ask) => {
      if (ask === 1) honest(range, response, ask)
      else response.writeHead(200).end(whole)
    }, whole)
    await using _server = server
    const source = await opened(connection)
    await expect(source.slice(5 * MIB, 5 * MIB + 3)).rejects.toThrow(/content|parts/)
  })

  it('asks again after a cut connection', async () => {
    const { server, connection, ranges } = await lying((range, response, ask) => {
      if (ask !== 2) {
        honest(range, response, ask)
        return
      }
      const { start, end } = range
      response.writeHead(206, {
        ETag: 'W/"1"',
        'Content-Range': `bytes ${start}-${end - 1}/${SIZE}`,
        'Content-Length': String(end - start),
      })
      response.write(content.subarray(start, start + 1000), () => response.destroy())
    })
    await using _ = server
    const source = await opened(connection)
    expect(await source.slice(5 * MIB, 5 * MIB + 3)).toEqual(content.slice(5 * MIB, 5 * MIB + 3))
    expect(ranges()).toBe(3)
  })
})

it('a server without raw content is never asked for ranges', async () => {
  const server = await startMinimalServer()
  try {
    const connection = connect(server.url, { token: () => server.token })
    expect(await open(connection, { org: server.organization })).toBeUndefined()
    expect(server.seen.filter((call) => call.includes('/Binary'))).toEqual([])
  } finally {
    await server.stop()
  }
})
