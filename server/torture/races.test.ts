import { afterAll, beforeAll, expect, test } from 'vitest'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'
import { rounds, seeded, timeFor } from '#test/torture.ts'
import type { Random } from '#test/torture.ts'

const ROUNDS = rounds(8)

let server: TestServer
let url: string
beforeAll(async () => {
  server = await testServer()
  url = await server.listen()
})
afterAll(() => server[Symbol.asyncDispose]())

interface Answer {
  status: number
  location: string | null
  json: { meta?: { versionId: string }; language?: string; entry?: Entry[]; total?: number }
}
interface Entry {
  resource?: { language?: string; meta?: { versionId: string }; data?: string }
  response?: { status: string; location?: string }
}

async function ask(method: string, path: string, headers = {}, body?: unknown): Promise<Answer> {
  const type = method === 'PATCH' ? 'application/json-patch+json' : 'application/fhir+json'
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKENS.writer}`, 'content-type': type, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    location: response.headers.get('location'),
    json: text === '' ? {} : (JSON.parse(text) as Answer['json']),
  }
}

/** Some small, and some of which a part of the racers is still sending while others are done. */
function binary(random: Random, who: number, id?: string) {
  const data = random
    .bytes(random.once(4) ? random.int(300_000) : random.int(40))
    .toString('base64')
  return {
    resourceType: 'Binary',
    ...(id !== undefined && { id }),
    contentType: 'a/b',
    language: `x-${who}`,
    data,
  }
}

/** All at once; a few a moment later, as they come in life. */
function race<Result>(random: Random, run: (who: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(
    Array.from({ length: random.int(3, 17) }, async (_, who) => {
      for (let turns = random.once(2) ? 0 : random.int(4); turns > 0; turns -= 1)
        await new Promise(setImmediate)
      return run(who)
    }),
  )
}

function counted(answers: { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** The versions of a Binary, oldest first, of which each has its number once. */
async function versionsOf(id: string): Promise<(Entry['resource'] | undefined)[]> {
  const { json } = await ask('GET', `${A}/${id}/_history?_count=500`)
  const entries = (json.entry ?? []).toReversed()
  const ids = entries.map(({ response }) => response?.location?.split('/').at(-1))
  expect(ids).toEqual(entries.map((_, index) => String(index + 1)))
  return entries.map(({ resource }) => resource)
}

async function created(random: Random, id: string): Promise<void> {
  expect((await ask('PUT', `${A}/${id}`, {}, binary(random, 0, id))).status).toBe(201)
}

test('of many with the same If-Match one wins, whatever they change', timeFor(60_000), async () => {
  const random = seeded('if-match')
  for (let round = 0; round < ROUNDS; round += 1) {
    const id = `match-${round}`
    await created(random, id)
    const match = { 'if-match': 'W/"1"' }
    const answers = await race(random, async (who) => {
      const path = `${A}/${id}`
      switch (random.int(4)) {
        case 0:
          return { who, kind: 'delete', ...(await ask('DELETE', path, match)) }
        case 1:
          return {
            who,
            kind: 'patch',
            ...(await ask('PATCH', path, match, [
              { op: 'add', path: '/language', value: `x-${who}` },
            ])),
          }
        case 2: {
          const entry = [
            {
              resource: binary(random, who, id),
              request: { method: 'PUT', url: `Binary/${id}`, ifMatch: 'W/"1"' },
            },
          ]
          const { json } = await ask(
            'POST',
            '/organizations/a/fhir/4',
            {},
            { resourceType: 'Bundle', type: 'batch', entry },
          )
          return {
            who,
            kind: 'batch',
            json,
            location: null,
            status: Number.parseInt(json.entry?.[0]?.response?.status ?? '0'),
          }
        }
        default:
          return { who, kind: 'put', ...(await ask('PUT', path, match, binary(random, who, id))) }
      }
    })
    const winner = answers.find(({ status }) => status < 300)
    expect(counted(answers)).toEqual({ [winner?.status ?? 0]: 1, 412: answers.length - 1 })
    const versions = await versionsOf(id)
    expect(versions.map((version) => version?.language)).toEqual([
      'x-0',
      winner?.kind === 'delete' ? undefined : `x-${winner?.who}`,
    ])
  }
})

test('of many that create with If-None-Match one does', timeFor(60_000), async () => {
  const random = seeded('if-none-match')
  for (let round = 0; round < ROUNDS; round += 1) {
    const id = `none-${round}`
    const none = { 'if-none-match': '*' }
    const answers = await race(random, async (who) => ({
      who,
      ...(await ask('PUT', `${A}/${id}`, none, binary(random, who, id))),
    }))
    expect(counted(answers)).toEqual({ 201: 1, 412: answers.length - 1 })
    const winner = answers.find(({ status }) => status === 201)
    expect((await versionsOf(id)).map((version) => version?.language)).toEqual([`x-${winner?.who}`])
  }
})

test(
  'of many that create with If-None-Exist one does, and all are told of the same',
  timeFor(60_000),
  async () => {
    const random = seeded('if-none-exist')
    for (let round = 0; round < ROUNDS; round += 1) {
      const tag = { system: 'urn:race', code: `r${round}` }
      const condition = { 'if-none-exist': `_tag=urn:race|r${round}` }
      const answers = await race(random, (who) =>
        ask('POST', A, condition, { ...binary(random, who), meta: { tag: [tag] } }),
      )
      expect(counted(answers)).toEqual({ 201: 1, 200: answers.length - 1 })
      expect(new Set(answers.map(({ location }) => location)).size).toBe(1)
      expect((await ask('GET', `${A}?_tag=urn:race|r${round}`)).json.total).toBe(1)
    }
  },
)

test(
  'patches of different tags without If-Match are all applied, once',
  timeFor(60_000),
  async () => {
    const random = seeded('patch')
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = `patch-${round}`
      await ask(
        'PUT',
        `${A}/${id}`,
        {},
        { ...binary(random, 0, id), meta: { tag: [{ system: 'urn:race', code: 'first' }] } },
      )
      const answers = await race(random, (who) =>
        ask('PATCH', `${A}/${id}`, {}, [
          { op: 'add', path: '/meta/tag/-', value: { system: 'urn:race', code: `w${who}` } },
        ]),
      )
      expect(counted(answers)).toEqual({ 200: answers.length })
      expect(new Set(answers.map(({ json }) => json.meta?.versionId)).size).toBe(answers.length)
      const { json } = await ask('GET', `${A}/${id}`)
      const { tag = [] } = json.meta as { tag?: { code: string }[] }
      expect(tag.map(({ code }) => code).sort()).toEqual(
        ['first', ...answers.map((_, who) => `w${who}`)].sort(),
      )
      expect(await versionsOf(id)).toHaveLength(answers.length + 1)
    }
  },
)

test(
  'changes without conditions each make one version, in one order for all',
  timeFor(60_000),
  async () => {
    const random = seeded('changes')
    for (let round = 0; round < ROUNDS; round += 1) {
      const id = `change-${round}`
      await created(random, id)
      const answers = await race(random, async (who) => ({
        who,
        ...(await ask('PUT', `${A}/${id}`, {}, binary(random, who + 1, id))),
      }))
      expect(counted(answers)).toEqual({ 200: answers.length })
      const versions = await versionsOf(id)
      expect(versions).toHaveLength(answers.length + 1)
      for (const { who, json } of answers)
        expect(versions[Number(json.meta?.versionId) - 1]?.language).toBe(`x-${who + 1}`)
    }
  },
)
