import { afterEach, describe, expect, test, vi } from 'vitest'
import { ModelServer } from '#test/model-server.ts'
import type { Client } from '../transport/client.ts'
import { kindOfStatus } from '../transport/errors.ts'
import { failure, type JsonAnswer } from '../transport/read-answer.ts'
import type { ApiRequest } from '../transport/request.ts'
import type { BatchMember, BatchPlace } from './batch-place.ts'
import { BATCH_COUNT, SentAlone, UploadBatch } from './batch.ts'
import { uploadBinary } from './upload.ts'

afterEach(() => vi.useRealTimers())

const gone = () => failure({ method: 'POST', path: '' }, 'unreadable-file')

interface Sent {
  entry?: { request: object; resource: { id: string; data?: string } }[]
}

/** What was sent, by a client that stores all of it. */
function line(refusal?: Error) {
  const sent: Sent[] = []
  const under = { way: 0, most: 0 }
  const upload = async ({ body }: ApiRequest): Promise<JsonAnswer> => {
    under.way += 1
    under.most = Math.max(under.most, under.way)
    const bundle = JSON.parse(await new Response(body).text()) as Sent
    sent.push(bundle)
    await Promise.resolve()
    under.way -= 1
    if (refusal) throw refusal
    const entry = bundle.entry?.map(({ resource: { id } }) => ({
      resource: { resourceType: 'Binary', id },
      response: { status: '201' },
    }))
    const answer = { resourceType: 'Bundle', type: 'batch-response', entry }
    return { status: 200, headers: new Headers(), body: answer, sizes: [] }
  }
  const member = (id: string, text: string, more: Partial<BatchMember> = {}): BatchMember => ({
    client: { upload } as Partial<Client> as Client,
    org: 'o',
    id,
    request: { method: 'PUT', path: `/organizations/o/fhir/4/Binary/${id}` },
    fields: JSON.stringify({ resourceType: 'Binary', id, contentType: 'text/plain' }),
    size: text.length,
    content: async () => new TextEncoder().encode(text),
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...more,
  })
  return { sent, member, under }
}

const refused = vi.fn()
const ids = (sent: readonly Sent[]) =>
  sent.map(({ entry = [] }) => entry.map(({ resource }) => resource.id))

test('goes once all who are due have come or have left', async () => {
  const { sent, member } = line()
  const batch = new UploadBatch(refused)
  const [a, b, c] = [batch.place(), batch.place(), batch.place()]
  const first = a.send(member('a', 'one'))
  const third = c.send(member('c', ''))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(sent).toEqual([])
  b.leave()
  b.leave()
  expect((await first).status).toBe(201)
  expect((await third).body).toMatchObject({ id: 'c' })
  expect(sent[0]?.entry).toEqual([
    {
      request: { method: 'PUT', url: 'Binary/a', ifNoneMatch: '*' },
      resource: { resourceType: 'Binary', id: 'a', contentType: 'text/plain', data: btoa('one') },
    },
    {
      request: { method: 'PUT', url: 'Binary/c', ifNoneMatch: '*' },
      resource: { resourceType: 'Binary', id: 'c', contentType: 'text/plain' },
    },
  ])
})

test('does not wait for ever: who comes later goes alone, and so does one that is left over', async () => {
  vi.useFakeTimers()
  const { sent, member } = line()
  const batch = new UploadBatch(refused)
  const places = [batch.place(), batch.place(), batch.place()]
  const answers = places.slice(0, 2).map((place, at) => place.send(member(`${at}`, 'x')))
  await vi.advanceTimersByTimeAsync(1_000)
  await Promise.all(answers)
  await expect(places[2]?.send(member('late', 'x'))).rejects.toThrow(SentAlone)
  await expect(places[0]?.send(member('again', 'x'))).rejects.toThrow(SentAlone)
  expect(ids(sent)).toEqual([['0', '1']])
  const single = new UploadBatch(refused)
  await expect(single.place().send(member('single', 'x'))).rejects.toThrow(SentAlone)
})

test('no request is larger than servers take', async () => {
  const { sent, member, under } = line()
  const batch = new UploadBatch(refused)
  const places = Array.from({ length: BATCH_COUNT + 20 }, () => batch.place())
  const text = 'x'.repeat(100_000)
  await Promise.all(places.map((place, at) => place.send(member(`${at}`, text))))
  expect(sent.map(({ entry }) => entry?.length)).toEqual([41, 29])
  const small = new UploadBatch(refused)
  const many = Array.from({ length: BATCH_COUNT + 2 }, () => small.place())
  await Promise.all(many.map((place, at) => place.send(member(`${at}`, 'x'))))
  expect(sent.slice(2).map(({ entry }) => entry?.length)).toEqual([BATCH_COUNT, 2])
  expect(under.most).toBe(1)
})

const answered = (status: number) => {
  const response = new Response(null, { status })
  return failure({ method: 'POST', path: '', response }, kindOfStatus(status))
}

test.each([
  ['the server is busy', answered(503), { kind: 'server' }],
  ['the network is gone', failure({ method: 'POST', path: '' }, 'offline'), { kind: 'offline' }],
  ['the server takes none', answered(405), { name: 'SentAlone' }],
])('where %s, those of the next request are not sent either', async (_, refusal, reason) => {
  const { sent, member } = line(refusal)
  const batch = new UploadBatch(refused)
  const places = Array.from({ length: BATCH_COUNT + 2 }, () => batch.place())
  const ended = await Promise.allSettled(
    places.map((place, at) => place.send(member(`${at}`, 'x'))),
  )
  expect(sent).toHaveLength(1)
  for (const one of ended) expect(one).toMatchObject({ status: 'rejected', reason })
})

describe('one of them', () => {
  test('that can’t be read fails alone', async () => {
    const { sent, member } = line()
    const batch = new UploadBatch(refused)
    const places = ['a', 'b', 'c'].map((id) => ({ id, place: batch.place() }))
    const answers = places.map(({ id, place }) =>
      place.send(member(id, id, id === 'b' ? { content: () => Promise.reject(gone()) } : {})),
    )
    const settled = await Promise.allSettled(answers)
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(settled[1]).toMatchObject({ reason: { kind: 'unreadable-file' } })
    expect(ids(sent)).toEqual([['a', 'c']])
  })

  test('that is aborted before it goes is not sent', async () => {
    const { sent, member } = line()
    const batch = new UploadBatch(refused)
    const [a, b, c] = [batch.place(), batch.place(), batch.place()]
    const stop = new AbortController()
    const first = a.send(member('a', 'a', { signal: stop.signal }))
    stop.abort(new DOMException('Cancelled', 'AbortError'))
    await expect(first).rejects.toThrow('Cancelled')
    await Promise.all([b.send(member('b', 'b')), c.send(member('c', 'c'))])
    expect(ids(sent)).toEqual([['b', 'c']])
  })
})

test('those that go alone after all go one after the other', async () => {
  const batch = new UploadBatch(refused)
  const places = [batch.place(), batch.place()]
  let running = 0
  let most = 0
  const work = async () => {
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setTimeout(resolve, 5))
    running -= 1
    throw new Error('refused')
  }
  const ended = await Promise.allSettled(places.map(({ alone }) => alone(work)))
  expect([most, ended.map(({ status }) => status)]).toEqual([1, ['rejected', 'rejected']])
})

test.each([
  ['offline', failure({ method: 'PUT', path: '' }, 'offline'), 1],
  ['401', answered(401), 1],
  ['429', answered(429), 1],
  ['503', answered(503), 1],
  ['501', answered(501), 3],
  ['422', answered(422), 3],
  ['a file that is gone', gone(), 3],
])('of those that go alone, the rest are held after %s or not', async (_, error, times) => {
  const batch = new UploadBatch(refused)
  const work = vi.fn(() => Promise.reject(error))
  const places = [batch.place(), batch.place(), batch.place()]
  const ended = await Promise.allSettled(places.map(({ alone }) => alone(work)))
  expect(work).toHaveBeenCalledTimes(times)
  for (const one of ended) expect(one).toMatchObject({ status: 'rejected', reason: error })
})

test('what was read for a batch that does not go is sent as it was read', async () => {
  const server = new ModelServer({ ownIds: 'taken', tags: false, checksums: true }, [])
  const file = new Blob(['once'])
  const read = vi.spyOn(file, 'arrayBuffer')
  const batch: BatchPlace = {
    send: () => Promise.reject(new SentAlone()),
    alone: (work) => work(),
    givenUpAt: () => undefined,
    leave: () => undefined,
  }
  const way = { kind: 'own-id', id: 'a' } as const
  const fields = { resourceType: 'Binary', contentType: 'text/plain' } as const
  const hooks = { onProgress: vi.fn(), onHashed: vi.fn(), onLocation: vi.fn() }
  const upload = { org: 'o', way, file, fields, raw: false, batch }
  const done = await uploadBinary(server.client, upload, hooks, new AbortController().signal)
  expect(done).toMatchObject({ verified: true, found: false })
  expect(read).toHaveBeenCalledTimes(1)
})
