import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundle, put, statuses } from '#test/batches.ts'
import { client } from '#test/test-client.ts'
import { A, testServer, type TestServer } from '#test/test-server.ts'

let server: TestServer
let api: ReturnType<typeof client>
beforeAll(async () => {
  server = await testServer()
  api = client(server)
})
afterAll(() => server[Symbol.asyncDispose]())

async function batch(entry: unknown) {
  const answer = await api.post('/organizations/a/fhir/4', bundle(entry))
  expect(answer.status).toBe(200)
  return answer.json().entry ?? []
}

const contentOf = async (id: string) =>
  (await api.get(`${A}/${id}`, { headers: { accept: 'text/plain' } })).text

describe('entries of one id', () => {
  test('of two creates the first one counts', async () => {
    expect(statuses(await batch([put('twin', '1'), put('twin', '2')]))).toEqual([201, 412])
    expect(await contentOf('twin')).toBe('1')
  })

  test('updates are made in their order, others between them', async () => {
    const many = Array.from({ length: 20 }, (_, at) => put('order', `${at}`, {}))
    const answers = await batch(many.flatMap((one, at) => [one, put(`between-${at}`)]))
    const own = answers.filter((_, at) => at % 2 === 0)
    expect(own.map(({ response }) => response?.etag)).toEqual(many.map((_, at) => `W/"${at + 1}"`))
    expect(await contentOf('order')).toBe('19')
  })

  test('an update may name the version that the one before it makes', async () => {
    const next = { ifMatch: 'W/"1"' }
    const answers = await batch([
      put('chain', '1'),
      put('chain', '2', next),
      put('chain', '3', next),
    ])
    expect(statuses(answers)).toEqual([201, 200, 412])
  })

  test('whatever is in a batch, the answers are in its order and each is as if it had come alone', async () => {
    const one = fc.record({ id: fc.constantFrom('a', 'b', 'c'), isNew: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 12 }), async (list) => {
        const run = crypto.randomUUID()
        const entries = list.map(({ id, isNew }, at) =>
          put(`${run}-${id}`, `${at}`, isNew ? { ifNoneMatch: '*' } : {}),
        )
        const there = new Map<string, number>()
        const expected = list.map(({ id, isNew }, at) => {
          const isThere = there.has(id)
          if (isThere && isNew) return 412
          there.set(id, at)
          return isThere ? 200 : 201
        })
        expect(statuses(await batch(entries))).toEqual(expected)
        for (const [id, at] of there) expect(await contentOf(`${run}-${id}`)).toBe(`${at}`)
      }),
      { numRuns: 30 },
    )
  })
})
