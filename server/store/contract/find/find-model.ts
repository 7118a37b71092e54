import { expect } from 'vitest'
import { fileName } from '#fhir/binary/binary.ts'
import type { BinaryCriteria } from '#fhir/search/criteria.ts'
import { sortKey } from '#fhir/search/fold-text.ts'
import { matchesCriteria } from '#fhir/search/match.ts'
import type { BinaryFields, SearchSort } from '../../binaries.ts'
import type { Store } from '../../store.ts'
import { inRun } from '../replay-model.ts'
import { instant, label, remove, stored, update } from '../support.ts'

export interface FindQuery {
  criteria: BinaryCriteria
  sort: SearchSort | undefined
}

export type FindAction =
  | { do: 'put'; organization: string; id: string; fields: BinaryFields; size: number; at: number }
  | { do: 'delete'; organization: string; id: string; at: number }
  | { do: 'find'; organization: string; query: FindQuery }
  | { do: 'begin'; organization: string; query: FindQuery; count: number }
  | { do: 'step'; walk: number }

interface Current {
  id: string
  number: number
  /** In the order of changes. */
  order: number
  at: number
  size: number
  fields: BinaryFields
}

interface Organization {
  current: Map<string, Current>
  numbers: Map<string, number>
  last: number
}

interface Walk {
  organization: string
  query: FindQuery
  count: number
  cursor: string | undefined
  /** What matched at the first page, in order. */
  begun: Current[]
  seen: string[]
  done: boolean
}

/** Does the same to a store and to plain lists, and expects every search to find what a scan of the list does. */
export class FindModel {
  readonly #store: Store
  readonly #run: string
  readonly #organizations = new Map<string, Organization>()
  readonly #walks: Walk[] = []
  #order = 0

  /** @param run names the organizations that its actions are in, which the store does not know yet */
  constructor(store: Store, run: string) {
    this.#store = store
    this.#run = run
  }

  async run(actions: readonly FindAction[]): Promise<void> {
    for (const id of [`here-${this.#run}`, `there-${this.#run}`]) {
      await this.#store.organizations.add({ id, slug: id, name: id })
      this.#organizations.set(id, { current: new Map(), numbers: new Map(), last: 0 })
    }
    for (const action of actions) await this.#do(inRun(action, this.#run))
    for (const walk of this.#walks) while (!walk.done) await this.#step(walk)
  }

  async #do(action: FindAction): Promise<void> {
    switch (action.do) {
      case 'put':
      case 'delete':
        return this.#change(action)
      case 'find':
        return this.#find(action.organization, action.query)
      case 'begin': {
        const begun = this.#scan(action.organization, action.query)
        const walk: Walk = { ...action, cursor: undefined, begun, seen: [], done: false }
        this.#walks.push(walk)
        return this.#step(walk)
      }
      case 'step': {
        const walk = this.#walks[action.walk % Math.max(1, this.#walks.length)]
        return walk && !walk.done ? this.#step(walk) : undefined
      }
    }
  }

  async #change(action: Extract<FindAction, { do: 'put' | 'delete' }>): Promise<void> {
    const { organization: organizationId, id } = action
    const organization = this.#of(organizationId)
    const before = organization.current.get(id)
    const more = { organizationId, at: instant(action.at) }
    if (action.do === 'delete') {
      await this.#store.binaries.commit(remove(id, more))
      if (!before) return
      organization.current.delete(id)
    } else {
      const text = 'x'.repeat(action.size)
      const content = action.size > 0 ? await stored(this.#store, text, organizationId) : undefined
      const body = { fields: action.fields, ...(content && { content: content.ref }) }
      await this.#store.binaries.commit(update(id, { ...more, body }))
      await content?.staged.drop()
    }
    const number = (organization.numbers.get(id) ?? 0) + 1
    organization.numbers.set(id, number)
    organization.last = Math.max(organization.last, action.at)
    this.#order += 1
    if (action.do === 'delete') return
    const { fields, size } = action
    const now = { id, number, order: this.#order, at: organization.last, size, fields }
    organization.current.set(id, now)
  }

  async #find(organization: string, query: FindQuery): Promise<void> {
    const expected = this.#scan(organization, query).map(labelOf)
    const request = { count: 100, ...(query.sort && { sort: query.sort }) }
    const page = await this.#store.binaries.search(organization, query.criteria, request)
    expect(page.versions.map(label)).toEqual(expected)
    expect(page.total).toBe(expected.length)
    expect(page.next).toBeUndefined()
  }

  /** Who was there at the first page and has not changed since comes once, in order; who has changed, never again. */
  async #step(walk: Walk): Promise<void> {
    const { organization, query, count, cursor } = walk
    const request = {
      count,
      ...(query.sort && { sort: query.sort }),
      ...(cursor !== undefined && { cursor }),
    }
    const page = await this.#store.binaries.search(organization, query.criteria, request)
    const found = page.versions.map(label)
    const { current } = this.#of(organization)
    const unchanged = walk.begun.filter(({ id, number }) => current.get(id)?.number === number)
    for (const one of found) expect(unchanged.map(labelOf)).toContain(one)
    walk.seen.push(...found)
    expect(new Set(walk.seen).size).toBe(walk.seen.length)
    const order = walk.begun.map(labelOf)
    expect(walk.seen).toEqual(order.filter((one) => walk.seen.includes(one)))
    walk.cursor = page.next
    walk.done = page.next === undefined
    if (!walk.done) return
    for (const one of unchanged) expect(walk.seen).toContain(labelOf(one))
  }

  /** The plain scan. */
  #scan(organization: string, { criteria, sort }: FindQuery): Current[] {
    const { by, descending } = sort ?? { by: 'lastUpdated', descending: true }
    const found = [...this.#of(organization).current.values()].filter(({ id, at, fields }) =>
      matchesCriteria(
        { ...fields, id, meta: { ...fields.meta, lastUpdated: instant(at) } },
        criteria,
      ),
    )
    const key = (one: Current) => Buffer.from(sortKey(fileName(one.fields) ?? '') || '\u{10ffff}')
    const compare = (one: Current, other: Current) => {
      const byKey =
        by === 'name'
          ? Buffer.compare(key(one), key(other))
          : by === 'size'
            ? one.size - other.size
            : 0
      return byKey === 0 ? one.order - other.order : byKey
    }
    return found.toSorted((one, other) => (descending ? -1 : 1) * compare(one, other))
  }

  #of(organization: string): Organization {
    const found = this.#organizations.get(organization)
    if (!found) throw new Error(`There is no ${organization}.`)
    return found
  }
}

function labelOf({ id, number }: Current): string {
  return `${id}/${number}`
}
