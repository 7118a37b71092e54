import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { SHA256_EXTENSION } from '#fhir/binary/binary.ts'
import type { HistoryEntry } from '#fhir/bundle.ts'
import type { Binary } from '#fhir/types.ts'
import { ApiError } from '../transport/errors.ts'
import {
  compared,
  fieldsOf,
  followerOf,
  idAfter,
  isRepeatable,
  requestOf,
  wayAfterRefusal,
  wayOf,
} from './upload-way.ts'

const ID = '00000000-0000-4000-8000-0000ffffffff'
const nothing = { updateCreate: false, conditionalCreate: false, searchParams: [] }
const all = { updateCreate: true, conditionalCreate: true, searchParams: ['_id', '_tag'] }
const create = { kind: 'create' } as const

describe('the way of an upload', () => {
  it.each([
    [all, 'own-id'],
    [{ ...all, updateCreate: false }, 'own-tag'],
    [{ ...all, updateCreate: false, conditionalCreate: false }, 'plain'],
    [{ ...all, updateCreate: false, searchParams: ['_id', '_language'] }, 'plain'],
    [nothing, 'plain'],
  ])('%# is the surest one that is declared', (declared, kind) => {
    const way = wayOf(create, ID, declared)
    expect(way.kind).toBe(kind)
    expect(isRepeatable(way)).toBe(kind !== 'plain')
  })

  it('sends no condition that is not declared', () => {
    const { headers = {} } = requestOf('o', wayOf(create, ID, nothing))
    expect(headers).toEqual({})
    const tagged = requestOf('o', { kind: 'own-tag', id: ID })
    expect(tagged.headers).toEqual({
      'If-None-Exist': `_tag=https%3A%2F%2Fbinnacle.dev%2Ffhir%2Fupload%7C${ID}`,
    })
    expect(fieldsOf({ resourceType: 'Binary' }, { kind: 'own-tag', id: ID }).meta?.tag).toEqual([
      { system: 'https://binnacle.dev/fhir/upload', code: ID },
    ])
  })

  it.each([400, 404, 405, 422, 501])('falls back after %d, and ends somewhere', (status) => {
    const error = new ApiError('bad-request', { method: 'PUT', path: '', status })
    const next = wayAfterRefusal(wayOf(create, ID, all), error, all)
    expect(next?.kind).toBe('own-tag')
    expect(wayAfterRefusal({ kind: 'plain' }, error, all)).toBeUndefined()
  })

  it.each([undefined, 401, 403, 409, 412, 413, 415, 429, 500, 503])(
    'does not change after %s, which may have another reason',
    (status) => {
      const error = new ApiError('server', { method: 'PUT', path: '', status })
      expect(wayAfterRefusal(wayOf(create, ID, all), error, all)).toBeUndefined()
    },
  )

  it('does not change for what the parts before it met', () => {
    const facts = { method: 'POST', path: '', status: 404, unsent: true }
    const error = new ApiError('not-found', facts)
    expect(wayAfterRefusal(wayOf(create, ID, all), error, all)).toBeUndefined()
  })
})

test('the next id is another one of the same form, and follows from it', () => {
  expect(idAfter(ID)).toBe('00000000-0000-4000-8000-000000000000')
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      const next = idAfter(id)
      expect(next).not.toBe(id)
      expect(next).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
      expect(idAfter(id)).toBe(next)
    }),
  )
})

test('a content is the same by its checksum alone, and another by its size', () => {
  const sha = 'ab'.repeat(32)
  const extension = [{ url: SHA256_EXTENSION, valueString: sha.toUpperCase() }]
  const known: Binary = { resourceType: 'Binary', _data: { extension } }
  expect(compared(known, 1, sha)).toBe('same')
  expect(compared(known, 1, 'cd'.repeat(32))).toBe('other')
  expect(compared({ resourceType: 'Binary', data: 'YWJj' }, 3, sha)).toBe('unknown')
  expect(compared({ resourceType: 'Binary', data: 'YWJj' }, 4, sha)).toBe('other')
})

test('only the version that was made on the base follows it', () => {
  const entries = ['c', 'b', 'a'].map((versionId): HistoryEntry => ({
    id: 'x',
    versionId,
    kind: 'version',
  }))
  expect(followerOf(entries, 'a')?.versionId).toBe('b')
  expect(followerOf(entries, 'c')).toBeUndefined()
  expect(followerOf(entries, 'z')).toBeUndefined()
  const counted: HistoryEntry[] = [{ id: 'x', versionId: '8', kind: 'version' }]
  expect(followerOf(counted, '7')?.versionId).toBe('8')
  expect(followerOf(counted, '6')).toBeUndefined()
})
