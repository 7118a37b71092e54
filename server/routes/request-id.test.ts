import { expect, test } from 'vitest'
import { requestId } from '#server/store/request-id.ts'
import { client } from '#test/test-client.ts'
import { A, testServer } from '#test/test-server.ts'

const TRUSTED = { env: { BINNACLE_TRUST_PROXY: '1' } }

test('the id of a trusted proxy names the request everywhere, and no other does', async () => {
  await using server = await testServer(TRUSTED)
  const { get } = client(server)
  const named = async (id: string) =>
    (await get(A, { headers: { 'x-request-id': id } })).headers['x-request-id']
  expect(await named('4bf92f3577b34da6a3ce929d0e0e4736')).toBe('4bf92f3577b34da6a3ce929d0e0e4736')
  const { records } = await server.store.audit.list({ count: 1 })
  expect(records[0]?.requestId).toBe('4bf92f3577b34da6a3ce929d0e0e4736')
  for (const id of ['short', 'x'.repeat(129), 'a blank in it', '*/ drop table', 'a,b,c,d,e', ''])
    expect(await named(id)).toMatch(/^[\da-f-]{36}$/)
})

test('who comes without such a proxy does not choose the id', async () => {
  await using server = await testServer()
  const answer = await client(server).get(A, { headers: { 'x-request-id': 'chosen-by-caller' } })
  expect(answer.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/)
})

test('what a request asks of the store knows its id, however many there are at once', async () => {
  await using server = await testServer(TRUSTED)
  const { contents, binaries } = server.store
  const seen: string[][] = []
  const stage = contents.stage.bind(contents)
  contents.stage = async (organizationId) => {
    const [id = ''] = [requestId()]
    const staged = await stage(organizationId)
    const ids = [id]
    seen.push(ids)
    const note = <Result>(result: Result) => {
      ids.push(requestId() ?? 'none')
      return result
    }
    return {
      write: (chunk) => note(staged.write(chunk)),
      keep: () => note(staged.keep()),
      drop: () => staged.drop(),
    }
  }
  const commit = binaries.commit.bind(binaries)
  binaries.commit = (change) => {
    seen.find(([id]) => id === requestId())?.push('committed')
    return commit(change)
  }
  const { post } = client(server)
  await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      post(A, Buffer.alloc(300_000, index), {
        headers: { 'content-type': 'application/pdf', 'x-request-id': `request-${index}` },
      }),
    ),
  )
  expect(seen).toHaveLength(8)
  for (const [id, ...rest] of seen) {
    expect(new Set(rest)).toEqual(new Set([id, 'committed']))
    expect(rest.at(-1)).toBe('committed')
  }
  expect(requestId()).toBeUndefined()
})
