import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Binary, Reference } from '#fhir/types.ts'
import { paths } from '#site/paths.ts'
import { rowOf } from '../list/rows.ts'
import {
  contextLink,
  contextName,
  contextOfPath,
  filesOfContext,
  kindCounts,
} from './context-page.ts'

function row(id: string, securityContext: Reference, binary: Partial<Binary> = {}) {
  const found = rowOf({ resourceType: 'Binary', id, securityContext, ...binary })
  if (found === undefined) throw new Error('no row')
  return found
}

const at = (lastUpdated: string) => ({ meta: { lastUpdated } })

describe('the files of a context', () => {
  test('are those of exactly that one, newest first', () => {
    const rows = [
      row('a', { reference: 'Patient/1' }, at('2026-05-01T10:00:00Z')),
      row('b', { reference: 'Patient/10' }),
      row('c', { reference: 'Patient/1/_history/3' }, at('2026-05-02T10:00:00Z')),
      row('d', { display: 'Patient/1' }),
      row('e', { reference: 'https://elsewhere.example/Patient/1' }),
      row('f', { reference: 'Encounter/1' }),
    ]
    expect(filesOfContext(rows, 'Patient/1').map(({ id }) => id)).toEqual(['c', 'a'])
  })

  test('of the same number from two systems are two patients', () => {
    const rows = [
      row('a', { identifier: { system: 'urn:oid:1', value: '77' } }),
      row('b', { identifier: { system: 'urn:oid:2', value: '77' } }),
      row('c', { identifier: { value: '77' } }),
    ]
    expect(filesOfContext(rows, 'urn:oid:1|77').map(({ id }) => id)).toEqual(['a'])
    expect(filesOfContext(rows, '|77').map(({ id }) => id)).toEqual(['c'])
  })

  test('are counted by kind', () => {
    const pdf = { contentType: 'application/pdf' }
    const of = { reference: 'Patient/1' }
    const rows = [row('a', of, { contentType: 'image/png' }), row('b', of, pdf), row('c', of, pdf)]
    expect(kindCounts(rows)).toEqual([
      ['pdf', 2],
      ['image', 1],
    ])
  })
})

test('a context is called as its newest file says, and other names are told', () => {
  const rows = [
    row('a', { reference: 'Patient/1' }),
    row('b', { reference: 'Patient/1', display: 'Ann Example-Muster' }),
    row('c', { reference: 'Patient/1', display: 'Ann Example' }),
    row('d', { reference: 'Patient/1', display: 'Ann Example' }),
  ]
  expect(contextName(rows, 'Patient/1')).toEqual({
    title: 'Ann Example-Muster',
    otherNames: ['Ann Example'],
  })
  expect(contextName([], 'Patient/1').title).toBe('Patient/1')
  expect(contextName([], '|77').title).toBe('77')
})

describe('the way back', () => {
  const templates = {
    Patient: 'https://ehr.example/patients/{id}',
    Encounter: 'https://ehr.example/go?to={reference}',
  }

  test.each([
    ['Patient/3310', 'https://ehr.example/patients/3310'],
    ['Encounter/7', 'https://ehr.example/go?to=Encounter%2F7'],
    [
      'https://fhir.example/r4/Encounter/7',
      'https://ehr.example/go?to=https%3A%2F%2Ffhir.example%2Fr4%2FEncounter%2F7',
    ],
    // An id of another server may be somebody else here.
    ['https://fhir.example/r4/Patient/3310', undefined],
    ['Group/1', undefined],
    ['constructor/1', undefined],
    ['urn:oid:1|Patient/3', undefined],
    ['Patient/../../admin', undefined],
    ['Patient/$&', undefined],
  ])('of %s', (key, href) => {
    expect(contextLink(templates, key)?.href).toBe(href)
  })

  test('says where it leads', () => {
    expect(contextLink(templates, 'Patient/1')?.host).toBe('ehr.example')
  })
})

describe('the address', () => {
  test.each([
    ['/o/demo/context/Patient%2F3310', 'Patient/3310'],
    ['/o/demo/context/Patient/3310', 'Patient/3310'],
    ['/o/demo/context/https://fhir.example/Patient/1', 'https://fhir.example/Patient/1'],
    ['/o/demo/context/%252F%252F', '%2F%2F'],
    ['/o/demo/context/..%2F..%2Fsettings', '../../settings'],
    ['/o/demo/context/javascript%3Aalert(1)', 'javascript:alert(1)'],
    ['/o/demo/context/100%', '100%'],
    ['/o/demo/context/', ''],
  ])('%s names %s', (pathname, key) => {
    expect(contextOfPath(pathname)).toBe(key)
  })

  test('names the files of any reference again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.string(), (reference, org) => {
        const key = contextOfPath(paths.context(org || 'o', reference))
        expect(filesOfContext([row('a', { reference })], key)).toHaveLength(
          reference.includes('/_history/') ? 0 : 1,
        )
      }),
    )
  })

  test('names them too where half a surrogate pair can not be encoded', () => {
    const reference = 'Patient/\uD800'
    const key = contextOfPath(paths.context('o', reference))
    expect(filesOfContext([row('a', { reference })], key)).toHaveLength(1)
  })
})
