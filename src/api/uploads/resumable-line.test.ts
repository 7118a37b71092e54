import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { contentSha256 } from '#fhir/binary/binary.ts'
import { readBinary } from '#fhir/binary/read-binary.ts'
import { connect } from '#test/connect-api.ts'
import { testServer, TOKENS, type TestServer } from '#test/test-server.ts'
import type { Client } from '../transport/client.ts'
import { fieldsNaming, FIRST, uploadInParts } from './resumable.ts'

const MIB = 1024 ** 2
const bytes = randomBytes(40 * MIB)
const file = new Blob([bytes])
const sha256 = createHash('sha256').update(bytes).digest('hex')

let server: TestServer
let real: Client
beforeAll(async () => {
  server = await testServer()
  real = connect(await server.listen(), { token: () => TOKENS.writer }).client
})
afterAll(() => server[Symbol.asyncDispose]())

/**
 * A line that takes so many bytes of a part, and five seconds for them, then the rest at once; of one that is stopped no more arrive.
 * @param waits milliseconds until a token is there
 */
function lineOf(taken: number, waits = 0) {
  let passed = 0
  const now = performance.now.bind(performance)
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + passed)
  onTestFinished(() => clock.mockRestore())
  const sizes: number[] = []
  const client: Client = {
    ...real,
    async upload(request, onProgress, signal) {
      const body = request.body as Blob
      sizes.push(body.size)
      passed += waits
      onProgress({ loaded: 0, total: body.size })
      if (waits > 0) onProgress({ loaded: MIB, total: body.size })
      signal?.throwIfAborted()
      if (body.size <= taken) return real.upload(request, onProgress, signal)
      await real.upload({ ...request, body: body.slice(0, taken) }, () => undefined, signal)
      passed += 5000
      onProgress({ loaded: taken, total: body.size })
      signal?.throwIfAborted()
      const offset = String(Number(request.headers?.['Upload-Offset']) + taken)
      const headers = { ...request.headers, 'Upload-Offset': offset }
      return real.upload({ ...request, headers, body: body.slice(taken) }, onProgress, signal)
    },
  }
  const pace = { bytes: Infinity }
  const sent: number[] = []
  const run = () =>
    uploadInParts(client, {
      org: 'a',
      url: '$uploads',
      file,
      location: undefined,
      pace,
      signal: new AbortController().signal,
      onSent: (offset) => sent.push(offset),
      onLocation: () => undefined,
    })
  return { run, sizes, sent, pace }
}

it('goes whole on a line of which nothing is known', async () => {
  const { run, sizes, pace } = lineOf(file.size)
  await run()
  expect(sizes).toEqual([file.size])
  expect(pace.bytes).toBeGreaterThan(FIRST)
})

it('does not take a wait for another token for a slow line', async () => {
  const { run, sizes, pace } = lineOf(file.size, 60_000)
  await run()
  expect(sizes).toEqual([file.size])
  expect(pace.bytes).toBeGreaterThan(file.size)
})

it('goes on in parts once the line turns out to be slow, behind what has arrived', async () => {
  const { run, sizes, sent } = lineOf(5 * MIB)
  const { location } = await run()
  // A mebibyte in a second: so much as goes in four.
  expect(sizes[0]).toBe(file.size)
  expect(Math.round(Number(sizes[1]) / MIB)).toBe(4)
  expect(sent).toContain(5 * MIB)
  const answer = await real.json({
    method: 'PUT',
    path: '/organizations/a/fhir/4/Binary/slow',
    body: JSON.stringify(
      fieldsNaming({ resourceType: 'Binary', id: 'slow', contentType: 'video/mp4' }, location),
    ),
  })
  const stored = readBinary(answer.body)
  expect(stored && contentSha256(stored)).toBe(sha256)
})
