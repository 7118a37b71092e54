import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '#test/connect-api.ts'
import {
  content,
  MIB,
  openedRanged as opened,
  openRanged as open,
  SIZE,
} from '#test/open-ranged.ts'
import { A, testServer, TOKENS, type TestServer } from '#test/test-server.ts'

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
    expect(asked).toEqual([`bytes=0-${MIB - 1}`, `bytes=${16 * MIB}-${SIZE - 1}`])
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

  it('loads the whole once it is read in many places at a time', async () => {
    const { api, queryClient, client } = connected()
    const source = await opened({ api, queryClient, client }, { id, versionId })
    const places = Array.from({ length: 16 }, (_, at) => (16 - at) * MIB)
    const read = await Promise.all(places.map((at) => source.slice(at, at + 9)))
    expect(read).toEqual(places.map((at) => content.slice(at, at + 9)))
    expect(asked).toHaveLength(1 + 12)
    const cached = queryClient.getQueryData(api.binaries.content('a', id, versionId).queryKey)
    expect(cached?.blob.size).toBe(SIZE)
  })

  it('streams all of it', async () => {
    const source = await opened(connected(), { id, versionId })
    const parts: Uint8Array<ArrayBuffer>[] = []
    for await (const part of source.stream()) parts.push(part)
    // Byte by byte, a matcher would take a minute.
    expect(Buffer.from(await new Blob(parts).arrayBuffer()).equals(content)).toBe(true)
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
