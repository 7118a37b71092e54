import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Binary, BundleEntry } from '#fhir/types.ts'
import { base64, client } from '#test/test-client.ts'
import { A, testServer } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'
import { runs, timeFor } from '#test/torture.ts'

let server: TestServer
let api: ReturnType<typeof client>
beforeAll(async () => {
  server = await testServer()
  api = client(server)
})
afterAll(() => server[Symbol.asyncDispose]())

/** What a reader should find: the fields, or that it is deleted. */
type State = { language: string | undefined; data: string | undefined } | 'deleted'

type Step =
  | { kind: 'update'; who: number; language: string; data: string }
  | { kind: 'patch'; who: number; language: string }
  | { kind: 'replace-data'; who: number; data: string }
  | { kind: 'delete'; who: number }

const who = fc.nat({ max: 2 })
const language = fc.constantFrom('en', 'de', 'fr')
const data = fc.string({ minLength: 1, maxLength: 20 }).map(base64)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('update' as const), who, language, data }),
  fc.record({ kind: fc.constant('patch' as const), who, language }),
  fc.record({ kind: fc.constant('replace-data' as const), who, data }),
  fc.record({ kind: fc.constant('delete' as const), who }),
)

/** Takes the step and says what it should have come to; `undefined` when it should have changed nothing. */
async function take(one: Step, id: string, before: State | undefined): Promise<State | undefined> {
  const url = `${A}/${id}`
  const lives = before !== undefined && before !== 'deleted'
  switch (one.kind) {
    case 'update': {
      const body = {
        resourceType: 'Binary',
        id,
        contentType: 'a/b',
        language: one.language,
        data: one.data,
      }
      const { status } = await api.put(url, body)
      expect(status).toBe(lives ? 200 : 201)
      return { language: one.language, data: one.data }
    }
    case 'patch':
    case 'replace-data': {
      const operation =
        one.kind === 'patch'
          ? { op: 'add', path: '/language', value: one.language }
          : { op: 'add', path: '/data', value: one.data }
      const { status } = await api.patch(url, [operation])
      expect(status).toBe(lives ? 200 : before === 'deleted' ? 410 : 404)
      if (!lives) return undefined
      return one.kind === 'patch'
        ? { ...before, language: one.language }
        : { ...before, data: one.data }
    }
    case 'delete':
      expect((await api.remove(url)).status).toBe(204)
      return lives ? 'deleted' : undefined
  }
}

function stateOf({ resource }: BundleEntry): State {
  const binary = resource as Binary | undefined
  return binary ? { language: binary.language, data: binary.data } : 'deleted'
}

async function historyOf(path: string): Promise<BundleEntry[]> {
  const entries: BundleEntry[] = []
  for (let url: string | undefined = `${path}?_count=3`; url !== undefined;) {
    const bundle = (await api.get(url.replace(/^http:\/\/[^/]+/, ''))).json()
    entries.push(...(bundle.entry ?? []))
    url = bundle.link?.find(({ relation }) => relation === 'next')?.url
  }
  return entries.toReversed()
}

let round = 0

test(
  'any sequence of changes leaves a history that replays to the same states',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        round += 1
        const idOf = (one: Step) => `r${round}-${one.who}`
        const told = new Map<string, State[]>()
        const order: [id: string, state: State][] = []
        const newest = (await historyOf(`${A}/_history`)).length
        for (const one of steps) {
          const id = idOf(one)
          const states = told.get(id) ?? []
          const state = await take(one, id, states.at(-1))
          if (state === undefined) continue
          told.set(id, [...states, state])
          order.push([id, state])
        }
        for (const [id, states] of told) {
          const entries = await historyOf(`${A}/${id}/_history`)
          expect(entries.map(stateOf)).toEqual(states)
          expect(entries.map(({ response }) => response?.etag)).toEqual(
            states.map((_, index) => `W/"${index + 1}"`),
          )
          const now = await api.get(`${A}/${id}`)
          const last = states.at(-1)
          expect(now.status).toBe(last === 'deleted' ? 410 : 200)
          if (last !== 'deleted') expect(stateOf({ resource: now.json() })).toEqual(last)
        }
        const all = (await historyOf(`${A}/_history`)).slice(newest)
        expect(all.map((entry) => [entry.fullUrl?.split('/').at(-1), stateOf(entry)])).toEqual(
          order,
        )
      }),
      runs(25),
    )
  },
  timeFor(90_000).timeout,
)
