import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { RAW_CONTENT_EXTENSION } from '#fhir/binary/binary.ts'
import { connect } from '#test/connect-api.ts'
import { startMinimalServer } from '#test/minimal-server.ts'
import { oddServer, sendJson } from '#test/odd-server.ts'
import {
  content,
  MIB,
  openedRanged as opened,
  openRanged as open,
  SIZE,
} from '#test/open-ranged.ts'

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
