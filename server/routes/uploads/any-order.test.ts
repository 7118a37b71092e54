import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import { naming, uploader } from '#test/upload-parts.ts'

type Step =
  | { kind: 'part'; length: number; checksum: 'none' | 'right' | 'wrong' }
  | { kind: 'cut'; length: number; sent: number; checksum: boolean }
  | { kind: 'misplaced'; by: number }
  | { kind: 'restart' | 'expire' | 'end' | 'finish' }

const size = 200_000
const length = fc.integer({ min: 0, max: size })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('part' as const),
      length,
      checksum: fc.constantFrom('none', 'right', 'wrong'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('cut' as const),
      length,
      sent: length,
      checksum: fc.boolean(),
    }),
  },
  fc.record({ kind: fc.constant('misplaced' as const), by: fc.integer({ min: 1, max: size }) }),
  fc
    .constantFrom('restart' as const, 'expire' as const, 'end' as const, 'finish' as const)
    .map((kind) => ({ kind })),
)

test(
  'whatever happens to an upload, it ends with the exact bytes or with a clear refusal',
  { timeout: 120_000 },
  async () => {
    let hours = 0
    await using server = await testServer({
      clock: () => new Date(Date.now() + hours * 3_600_000),
    })
    let address = await server.listen()
    let number = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), fc.boolean(), async (steps, asUpdate) => {
        number += 1
        const bytes = randomContent(number)
        const id = `run-${number}`
        let up = uploader(server)
        let path = await up.begun(size)
        /** What the server has told, which it may never take back; and what it may have beyond. */
        let told = 0
        let most = 0
        let stored: string | undefined

        const look = async () => {
          const { status, headers } = await up.look(path)
          if (status === 404) return undefined
          expect(status).toBe(200)
          const offset = Number(headers['upload-offset'])
          expect(offset).toBeGreaterThanOrEqual(told)
          expect(offset).toBeLessThanOrEqual(most)
          told = offset
          return offset
        }
        /** A request that was cut leaves a record, too, once the server has done with it. */
        const newest = async () => {
          const { records } = await server.store.audit.list({ count: 1 })
          return records[0]?.requestId
        }
        const begin = async () => {
          path = await up.begun(size)
          told = most = 0
        }
        const finish = async () => {
          const answer = asUpdate
            ? await up.api.put(`${A}/${id}`, naming(path, { id }))
            : await up.api.post(A, naming(path))
          if (answer.status === 409) return undefined
          expect([200, 201]).toContain(answer.status)
          const name = answer.json().id
          // Always the same one.
          if (stored !== undefined) expect(name).toBe(stored)
          stored = name
          return name
        }

        for (const one of steps) {
          const offset = await look()
          if (offset === undefined) await begin()
          const at = offset ?? 0
          switch (one.kind) {
            case 'part': {
              const part = bytes.subarray(at, at + one.length)
              const announced = one.checksum === 'wrong' ? Buffer.from('other') : part
              const digest = createHash('sha1').update(announced).digest('base64')
              const headers = one.checksum === 'none' ? {} : { 'upload-checksum': `sha1 ${digest}` }
              const answer = await up.part(path, at, part, { headers })
              if (stored !== undefined) expect(answer.status).toBe(404)
              else if (one.checksum === 'wrong') expect(answer.status).toBe(460)
              else {
                expect(answer.status).toBe(204)
                told = most = at + part.length
                expect(answer.headers['upload-offset']).toBe(String(told))
              }
              break
            }
            case 'cut': {
              const part = bytes.subarray(at, at + one.length)
              const sent = Math.min(one.sent, part.length)
              const before = await newest()
              await cut(address, path, at, part, sent, one.checksum)
              await expect.poll(newest, { interval: 5 }).not.toBe(before)
              most = Math.max(most, at + sent)
              break
            }
            case 'misplaced': {
              const wrong = at >= one.by ? at - one.by : at + one.by
              const answer = await up.part(path, wrong, bytes.subarray(wrong, wrong + 10))
              expect([404, 409]).toContain(answer.status)
              break
            }
            case 'restart':
              await server.restart()
              address = await server.listen()
              up = uploader(server)
              break
            case 'expire':
              hours += 49
              expect(await look()).toBeUndefined()
              await begin()
              stored = undefined
              if (asUpdate) await up.api.remove(`${A}/${id}`)
              break
            case 'end': {
              const { status } = await up.end(path)
              expect(status).toBe(stored === undefined ? 204 : 409)
              break
            }
            case 'finish':
              expect((await finish()) === undefined).toBe(at < size)
              break
          }
        }

        if ((await look()) === undefined) await begin()
        const rest = bytes.subarray(told)
        if (rest.length > 0) expect((await up.part(path, told, rest)).status).toBe(204)
        const name = await finish()
        expect(await finish()).toBe(name)
        const raw = { headers: { accept: 'application/octet-stream' } }
        expect((await up.api.get(`${A}/${name}`, raw)).body.equals(bytes)).toBe(true)
      }),
      { numRuns: 60 },
    )
  },
)

/** Other bytes in each run. */
function randomContent(seed: number): Buffer {
  const block = createHash('sha512').update(String(seed)).digest()
  return Buffer.alloc(size, Buffer.concat([block, Buffer.from([seed % 251])]))
}

/** Sends a part's head and some of its bytes, then goes. */
async function cut(
  address: string,
  path: string,
  offset: number,
  part: Buffer,
  sent: number,
  checksum: boolean,
): Promise<void> {
  const socket = connect(Number(new URL(address).port), '127.0.0.1')
  socket.on('error', () => undefined)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await once(socket, 'connect')
  const digest = createHash('sha256').update(part).digest('base64')
  const lines = [
    `PATCH ${path} HTTP/1.1`,
    'Host: test',
    `Authorization: Bearer ${TOKENS.writer}`,
    'Tus-Resumable: 1.0.0',
    'Content-Type: application/offset+octet-stream',
    `Upload-Offset: ${offset}`,
    ...(checksum ? [`Upload-Checksum: sha256 ${digest}`] : []),
    // One more than ever comes.
    `Content-Length: ${part.length === 0 ? 1 : part.length}`,
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  await new Promise((resolve) => socket.write(part.subarray(0, sent), resolve))
  socket.destroy()
  await closed
}
