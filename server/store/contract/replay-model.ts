import { expect } from 'vitest'
import type { BinaryCriteria } from '#fhir/search/criteria.ts'
import { matchesCriteria } from '#fhir/search/match.ts'
import type { FoundPage } from '../binaries.ts'
import type { Store } from '../store.ts'
import { fields, instant, label, readNamed, remove, update } from './support.ts'

export type Action =
  | { do: 'put'; organization: string; id: string; language: string | undefined; at: number }
  | { do: 'delete'; organization: string; id: string; at: number }
  | { do: 'begin'; organization: string; query: Query }
  | { do: 'step'; walk: number; count: number }

type Query =
  | { kind: 'search'; criteria: BinaryCriteria }
  | { kind: 'type'; since: number | undefined }
  | { kind: 'instance'; id: string; since: number | undefined }

/**
 * Does the same to the store and to a plain list, and expects both to say the same.
 * @param run names the organizations that these actions are in, which the store does not know yet
 */
export async function runActions(store: Store, run: string, actions: Action[]): Promise<void> {
  const model: Model = { [`here-${run}`]: [], [`there-${run}`]: [] }
  const walks: Walk[] = []
  for (const id of Object.keys(model)) await store.organizations.add({ id, slug: id, name: id })

  for (const given of actions) {
    const action = inRun(given, run)
    if (action.do === 'begin') walks.push({ ...action, seen: [], done: false })
    else if (action.do === 'step') {
      // What is walked is what was there at the first step.
      const walk = walks[action.walk % Math.max(walks.length, 1)]
      if (walk) await step(store, model, walk, action.count)
    } else await change(store, model, action)
  }
  for (const walk of walks) while (!walk.done) await step(store, model, walk, 2)

  for (const organization of Object.keys(model)) await expectReplay(store, model, organization)
}

/** The same in the organization of a run. */
export function inRun<One extends { do: string; organization?: string }>(
  action: One,
  run: string,
): One {
  const { organization } = action
  return organization === undefined ? action : { ...action, organization: `${organization}-${run}` }
}

interface ModelVersion {
  id: string
  number: number
  at: number
  language: string | undefined
  deleted: boolean
}

/** Each organization's versions, oldest first. */
type Model = Record<string, ModelVersion[]>

interface Walk {
  organization: string
  query: Query
  /** Known from the first step on. */
  expected?: string[]
  seen: string[]
  cursor?: string
  done: boolean
}

async function change(
  store: Store,
  model: Model,
  action: Extract<Action, { do: 'put' | 'delete' }>,
): Promise<void> {
  const { organization, id } = action
  const versions = model[organization] ?? []
  const before = versions.findLast((version) => version.id === id)
  const more = { organizationId: organization, at: instant(action.at) }
  const language = action.do === 'put' ? action.language : undefined
  const body = { fields: fields(language === undefined ? {} : { language }) }
  const committed = await store.binaries.commit(
    action.do === 'put' ? update(id, { ...more, body }) : remove(id, more),
  )
  const lives = before !== undefined && !before.deleted
  if (action.do === 'delete' && !lives) {
    expect(committed.outcome).toBe('unchanged')
    return
  }
  expect(committed.outcome).toBe(action.do === 'delete' ? 'deleted' : lives ? 'updated' : 'created')
  versions.push({
    id,
    number: (before?.number ?? 0) + 1,
    at: Math.max(action.at, versions.at(-1)?.at ?? 0),
    language,
    deleted: action.do === 'delete',
  })
}

async function step(store: Store, model: Model, walk: Walk, count: number): Promise<void> {
  if (walk.done) return
  walk.expected ??= expected(model[walk.organization] ?? [], walk.query)
  const page = await ask(store, walk, count)
  expect(page?.total ?? 0).toBe(walk.expected.length)
  walk.seen.push(...(page?.versions ?? []).map(label))
  expect(walk.seen).toEqual(walk.expected.slice(0, walk.seen.length))
  if (page?.next === undefined) {
    expect(walk.seen).toEqual(walk.expected)
    walk.done = true
  } else {
    expect(page.versions).toHaveLength(count)
    walk.cursor = page.next
  }
}

function ask(store: Store, walk: Walk, count: number): Promise<FoundPage | undefined> {
  const { organization, query, cursor } = walk
  const page = { count, ...(cursor !== undefined && { cursor }) }
  if (query.kind === 'search') return store.binaries.search(organization, query.criteria, page)
  const request = { ...page, ...(query.since !== undefined && { since: instant(query.since) }) }
  if (query.kind === 'type') return store.binaries.typeHistory(organization, request)
  return store.binaries.instanceHistory(organization, query.id, request)
}

/** Newest first. */
function expected(versions: ModelVersion[], query: Query): string[] {
  const found = versions.filter((version, index) => {
    if (query.kind !== 'search')
      return version.at >= (query.since ?? 0) && (query.kind === 'type' || version.id === query.id)
    const { id, language, deleted } = version
    const superseded = versions.some((later, at) => at > index && later.id === id)
    const binary = { resourceType: 'Binary' as const, id, ...(language && { language }) }
    return !superseded && !deleted && matchesCriteria(binary, query.criteria)
  })
  return found.map(({ id, number }) => `${id}/${number}`).reverse()
}

/** The whole history, played from its beginning, leads to what is current. */
async function expectReplay(store: Store, model: Model, organization: string): Promise<void> {
  const { binaries } = store
  const history = await binaries.typeHistory(organization, { count: 500 })
  const expectedHistory = model[organization] ?? []
  expect(history.versions.map(({ sequence }) => sequence).reverse()).toEqual(
    expectedHistory.map((_, index) => index + 1),
  )
  const versions = await readNamed(store, history, organization)
  const played = new Map(versions.toReversed().map((version) => [version.id, version]))
  for (const [id, version] of played) {
    expect(await binaries.current(organization, id)).toEqual(version)
    const last = expectedHistory.findLast((one) => one.id === id)
    expect(version.lastUpdated).toBe(instant(last?.at ?? -1))
    expect(version.body?.fields.language).toBe(last?.language)
    expect(version.body === undefined).toBe(last?.deleted)
  }
}
