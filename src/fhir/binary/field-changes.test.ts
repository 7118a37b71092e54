import { describe, expect, test } from 'vitest'
import type { Binary } from '../types.ts'
import { FILENAME_SYSTEM } from './binary.ts'
import { contentRelation, fieldChanges } from './field-changes.ts'

const letter: Binary = {
  resourceType: 'Binary',
  id: 'a',
  contentType: 'text/plain',
  language: 'en',
  securityContext: { reference: 'Patient/1' },
  meta: { versionId: '1', tag: [{ system: FILENAME_SYSTEM, code: 'letter.txt' }] },
}

describe('fieldChanges', () => {
  test('the stamps of the server are not a change', () => {
    const restamped = {
      ...letter,
      meta: { ...letter.meta, versionId: '2', lastUpdated: 'now', extension: [] },
    }
    expect(fieldChanges(letter, restamped)).toEqual([])
  })

  test('a changed, an added and a removed field', () => {
    const { securityContext: _, ...rest } = letter
    const after: Binary = { ...rest, language: 'de', implicitRules: 'https://example.org/rules' }
    expect(fieldChanges(letter, after)).toEqual([
      { path: 'Binary.language', label: 'Language', before: 'en', after: 'de' },
      {
        path: 'Binary.securityContext',
        label: 'Security context',
        before: 'Patient/1',
        after: undefined,
      },
      {
        path: 'Binary.implicitRules',
        label: 'Implicit rules',
        before: undefined,
        after: 'https://example.org/rules',
      },
    ])
  })

  test('a new name is not a change of the tags', () => {
    const after = {
      ...letter,
      meta: { tag: [{ system: FILENAME_SYSTEM, code: 'new.txt' }, { code: 'urgent' }] },
    }
    expect(fieldChanges(letter, after).map(({ label, after: now }) => [label, now])).toEqual([
      ['File name', 'new.txt'],
      ['Tags', 'urgent'],
    ])
  })

  test('another reference under the same display shows', () => {
    const one: Binary = {
      ...letter,
      securityContext: { reference: 'Patient/1', display: 'A. Example' },
    }
    const two: Binary = {
      ...letter,
      securityContext: { reference: 'Patient/2', display: 'A. Example' },
    }
    expect(fieldChanges(one, two)).toHaveLength(1)
  })

  test('the order of tags says nothing', () => {
    const one: Binary = { ...letter, meta: { tag: [{ code: 'a' }, { code: 'b' }] } }
    const two: Binary = { ...letter, meta: { tag: [{ code: 'b' }, { code: 'a' }] } }
    expect(fieldChanges(one, two)).toEqual([])
  })
})

describe('contentRelation', () => {
  test('checksums decide, the stronger first', () => {
    expect(contentRelation({ sha256: 'a', sha1: 'x' }, { sha256: 'a', sha1: 'y' })).toBe('same')
    expect(contentRelation({ sha1: 'x' }, { sha256: 'a', sha1: 'y' })).toBe('different')
  })
  test('sizes can only tell a difference', () => {
    expect(contentRelation({ size: 1 }, { size: 2 })).toBe('different')
    expect(contentRelation({ size: 1 }, { size: 1 })).toBe('unknown')
    expect(contentRelation({}, {})).toBe('unknown')
  })
})
