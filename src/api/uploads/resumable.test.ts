import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { contentSha256 } from '#fhir/binary/binary.ts'
import { readBinary } from '#fhir/binary/read-binary.ts'
import { connect } from '#test/connect-api.ts'
import { cuttingProxy } from '#test/cutting-proxy.ts'
import type { CuttingProxy } from '#test/cutting-proxy.ts'
import { startFaultProxy } from '#test/fault-proxy.ts'
import { testServer, TOKENS, type TestServer } from '#test/test-server.ts'
import { isApiError } from '../transport/errors.ts'
import { endUpload, fieldsNaming, FIRST, uploadInParts } from './resumable.ts'

const MIB = 1024 ** 2
const bytes = randomBytes(40 * MIB)
const file = new Blob([bytes])
const sha256 = createHash('sha256').update(bytes).digest('hex')

let server: TestServer
let proxy: CuttingProxy
let hours = 0
beforeAll(async () => {
  server = await testServer({ clock: () => new Date(Date.now() + hours * 3_600_000) })
  proxy = await cuttingProxy(await server.listen())
})
afterAll(async () => {
  await proxy[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

type Options = NonNullable<Parameters<typeof connect>[1]> & { base?: string }

/** One upload, with what it told on its way. */
function uploading(content = file, { base = proxy.url, ...options }: Options = {}) {
  const { client } = connect(base, { token: () => TOKENS.writer, ...options })
  const told = { locations: [] as (string | undefined)[], sent: [] as number[] }
  const abort = new AbortController()
  const pace = { bytes: FIRST }
  return {
    client,
    told,
    pace,
    abort,
    run: (location: string | undefined = told.locations.at(-1)) =>
      uploadInParts(client, {
        org: 'a',
        url: '$uploads',
        file: content,
        location,
        pace,
        signal: abort.signal,
        onSent: (sent) => told.sent.push(sent),
        onLocation: (to) => told.locations.push(to),
      }),
    store: async (id: string, location: string) => {
      const fields = { resourceType: 'Binary', id, contentType: 'video/mp4' } as const
      const answer = await client.json({
        method: 'PUT',
        path: `/organizations/a/fhir/4/Binary/${id}`,
        headers: { 'If-None-Match': '*' },
        body: JSON.stringify(fieldsNaming(fields, location)),
      })
      return readBinary(answer.body)
    },
  }
}

/** The first offset that an attempt was told by the server, beside 0. */
const resumedAt = (sent: number[]) => sent.find((one) => one > 0)

describe('an upload in parts', () => {
  it('is sent, and becomes a Binary once', async () => {
    const { run, told, store } = uploading()
    const { location } = await run()
    expect(location).toMatch(/^\/organizations\/a\/fhir\/4\/\$uploads\/[\w-]+$/)
    expect(told.locations).toEqual([location])
    expect([told.sent[0], told.sent.at(-1)]).toEqual([0, file.size])
    const stored = await store('once', location)
    expect(stored && contentSha256(stored)).toBe(sha256)
    await expect(store('once', location)).rejects.toMatchObject({ status: 412 })
    // Nothing is sent again by whoever does not know that it was stored.
    const again = uploading()
    expect(await again.run(location)).toEqual({ location })
    expect(again.told).toEqual({ locations: [], sent: [file.size] })
  })

  it('goes whole where the line took as much before, and in small parts again once it broke', async () => {
    const { run, told, pace } = uploading()
    await run()
    expect(told.sent).toContain(FIRST)
    expect(pace.bytes).toBeGreaterThan(FIRST)
    const whole = uploading()
    whole.pace.bytes = file.size
    await whole.run()
    expect(whole.told.sent).not.toContain(FIRST)
    expect(whole.pace.bytes).toBeGreaterThan(FIRST)
    const cut = uploading()
    cut.pace.bytes = file.size
    proxy.cutAfter(5 * MIB)
    await expect(cut.run()).rejects.toThrow()
    expect(cut.pace.bytes).toBe(FIRST)
  })

  it('of no bytes has no parts', async () => {
    const { run, told } = uploading(new Blob([]))
    await run()
    expect(told.sent).toEqual([0])
  })

  /** Waits, and disturbs nothing, until more than `least` bytes of the last upload are there. @returns how many */
  const arrived = async (
    locations: readonly (string | undefined)[],
    least: number,
  ): Promise<number> => {
    const { client } = uploading()
    let at = 0
    const ask = async () => {
      const path = locations.at(-1) ?? ''
      const headers = { 'Tus-Resumable': '1.0.0' }
      const answer = await client.json({ method: 'HEAD', path, headers })
      return (at = Number(answer.headers.get('Upload-Offset')))
    }
    await expect.poll(ask, { timeout: 20_000, interval: 100 }).toBeGreaterThan(least)
    return at
  }

  it('goes on behind a cut with what arrived before it', async () => {
    const upload = uploading()
    const cuts = [5 * MIB, 9 * MIB, 14 * MIB, 100_000]
    let before = 0
    for (const cut of cuts) {
      proxy.cutAfter(cut)
      await expect(upload.run()).rejects.toSatisfy((error) =>
        isApiError(error, 'offline', 'truncated', 'cross-origin'),
      )
      before = await arrived(upload.told.locations, before + cut - 20_000)
      const next = uploading(file.slice(0, file.size))
      // It tells where it is at once.
      proxy.cutAfter(2000)
      await next.run(upload.told.locations.at(-1)).catch(() => undefined)
      expect(next.told.sent[0]).toBe(before)
      // The few bytes behind its headers, too: a part that begins before them is sent in vain, and counts for the next cut.
      before = await arrived(upload.told.locations, before)
    }
    const { location } = await upload.run()
    expect(upload.told.locations).toEqual([location])
    const stored = await upload.store('cut', location)
    expect(stored && contentSha256(stored)).toBe(sha256)
  })

  it('goes on behind a restart of the server', async () => {
    const upload = uploading()
    proxy.cutAfter(20 * MIB)
    await expect(upload.run()).rejects.toThrow()
    await arrived(upload.told.locations, 16 * MIB)
    await server.restart()
    proxy.target = await server.listen()
    upload.told.sent.length = 0
    const { location } = await upload.run()
    expect(resumedAt(upload.told.sent)).toBeGreaterThan(8 * MIB)
    const stored = await upload.store('restarted', location)
    expect(stored && contentSha256(stored)).toBe(sha256)
  })

  it('goes on with a renewed token', async () => {
    let token: string = TOKENS.expired
    const upload = uploading(file, {
      token: () => token,
      renewToken: async () => {
        token = TOKENS.writer
        return 'renewed'
      },
    })
    const { location } = await upload.run()
    expect(await upload.store('renewed', location)).toBeDefined()
  })

  it('sends smaller parts where a proxy takes no larger ones', async () => {
    const narrow = await startFaultProxy(proxy.url)
    onTestFinished(() => narrow.stop())
    narrow.add({ method: 'PATCH', path: /uploads/ }, { kind: 'answer', status: 413 }, 2)
    const { run, told, store } = uploading(file, { base: narrow.url })
    const { location } = await run()
    const parts = narrow.seen.filter(({ method }) => method === 'PATCH')
    const sizes = parts.map(({ headers }) => Number(headers['content-length']))
    expect(sizes.slice(0, 3)).toEqual([4 * MIB, MIB, MIB / 4])
    expect(Math.max(...sizes.slice(2))).toBe(MIB / 4)
    expect(told.locations).toEqual([location])
    expect(await store('narrow', location)).toBeDefined()
    narrow.add({ method: 'PATCH', path: /uploads/ }, { kind: 'answer', status: 413 })
    await expect(uploading(file, { base: narrow.url }).run()).rejects.toMatchObject({
      kind: 'too-large',
    })
  })

  it('takes over from a connection that is dead without knowing it', async () => {
    const upload = uploading()
    const { hits } = proxy
    proxy.stallAfter(10 * MIB)
    const stalled = upload.run().catch((error: unknown) => error)
    await expect.poll(() => proxy.hits).toBe(hits + 1)
    const next = uploading()
    const { location } = await next.run(upload.told.locations[0])
    expect(next.told.sent[0]).toBeGreaterThan(8 * MIB)
    expect(await upload.store('stalled', location)).toBeDefined()
    upload.abort.abort()
    await stalled
  })

  it('begins anew where it has expired, was ended, or is of another file', async () => {
    const { run, told, client } = uploading(new Blob(['a']))
    const { location } = await run()
    hours = 49
    onTestFinished(() => void (hours = 0))
    const { location: second } = await run(location)
    expect(told.locations).toEqual([location, undefined, second])

    await endUpload(client, second)
    await endUpload(client, second)
    const { location: third } = await run(second)
    expect([third === second, told.locations.slice(3)]).toEqual([false, [undefined, third]])

    const other = uploading(new Blob(['another']))
    const { location: fourth } = await other.run(third)
    expect(other.told.locations).toEqual([undefined, fourth])
    await expect(run('/organizations/a/fhir/4/$uploads/none')).resolves.toBeDefined()
  })

  it('stops when it is asked to, and says what is refused', async () => {
    const { run, abort } = uploading()
    abort.abort()
    await expect(run()).rejects.toMatchObject({ name: 'AbortError' })
    const reader = uploading(file, { token: () => TOKENS.reader })
    await expect(reader.run()).rejects.toMatchObject({ kind: 'forbidden' })
    const huge = { size: 2 ** 40, slice: () => new Blob([]) } as unknown as Blob
    await expect(uploading(huge).run()).rejects.toMatchObject({ kind: 'too-large' })
  })
})
