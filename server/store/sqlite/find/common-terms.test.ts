import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import { criteriaOf, type BinaryCriteria } from '#fhir/search/criteria.ts'
import { matchesCriteria } from '#fhir/search/match.ts'
import { create, fields, here } from '../../contract/support.ts'
import { openStore } from '../../open-store.ts'
import { expressionOf } from '../../rows/find/expression.ts'
import type { Store } from '../../store.ts'
import { openDatabase } from '../database.ts'
import { openCommonTerms } from './common-terms.ts'

const COUNT = 6000
let folder = ''
let store: Store
const files = Array.from({ length: COUNT }, (_, at) => ({
  id: `b${at}`,
  body: {
    fields: fields({
      securityContext: { reference: `Patient/${at % 97}` },
      // Most have "report", a third "draft", and hardly any both.
      meta: { tag: [{ system: FILENAME_SYSTEM, code: nameOf(at) }] },
    }),
  },
}))

function nameOf(at: number): string {
  if (at % 1500 === 7) return `draft report ${at}.txt`
  return at % 3 === 0 ? `draft ${at}.txt` : `report ${at}.txt`
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binnacle-common-'))
  store = await openStore(folder)
  await store.organizations.add(here)
  await Promise.all(files.map(({ id, body }) => store.binaries.commit(create(id, { body }))))
})
afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

function common(sequence = COUNT): ReadonlySet<string> {
  const database = openDatabase(join(folder, 'binnacle.sqlite'))
  try {
    return openCommonTerms(database)(1, sequence)
  } finally {
    database.close()
  }
}

test('terms of most files are known, and left out beside others', () => {
  const terms = common()
  expect(terms.has('nrep')).toBe(true)
  expect(terms.has('ndra')).toBe(false)
  const both = criteriaOf({ finds: [['report draft']] })
  expect(expressionOf(both, terms)).toContain('ndra')
  expect(expressionOf(both, terms)).not.toContain('nrep')
  expect(expressionOf(criteriaOf({ finds: [['report']] }), terms)).toBeUndefined()
  expect(common(COUNT / 2)).toEqual(new Set())
})

describe('finds what a plain scan finds', () => {
  test.each<[string, Partial<BinaryCriteria>]>([
    ['a word of most', { finds: [['report']] }],
    ['a word of most and a number', { finds: [['report 59']] }],
    ['two words that few have together', { finds: [['draft report']] }],
    ['a patient', { finds: [['Patient/3 report']] }],
    ['the whole of a short number', { names: [[{ text: 'report 4.', how: 'starts' }]] }],
    ['the end of a number and what follows', { names: [[{ text: '7.tx', how: 'contains' }]] }],
    ['a type of all', { contentTypes: [['text/plain']], finds: [['59']] }],
    ['what none has', { finds: [['report zyzzyva']] }],
  ])('%s', async (_, asked) => {
    const criteria = criteriaOf(asked)
    const expected = files
      .filter(({ id, body }) => matchesCriteria({ ...body.fields, id }, criteria))
      .map(({ id }) => id)
      .toReversed()
    const found: string[] = []
    let cursor: string | undefined
    do {
      const request = { count: 500, ...(cursor !== undefined && { cursor }) }
      const page = await store.binaries.search('here', criteria, request)
      // No page is empty while there are more to come.
      if (found.length < expected.length) expect(page.versions).not.toHaveLength(0)
      found.push(...page.versions.map(({ id }) => id))
      cursor = page.next
    } while (cursor !== undefined)
    expect(found).toEqual(expected)
  })
})
