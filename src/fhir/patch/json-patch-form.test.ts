import { describe, expect, it } from 'vitest'
import type { PatchOperation } from '../types.ts'
import { NotAJsonPatch, parseJsonPatch } from './parse-json-patch.ts'
import { touchesServerField } from './server-fields.ts'

describe('parseJsonPatch', () => {
  it.each([
    [null],
    [{ op: 'remove', path: '/a' }],
    ['[]'],
    [[null]],
    [[[]]],
    [[{ path: '/a', value: 1 }]],
    [[{ op: 'spam', path: '/a', value: 1 }]],
    [[{ op: 'constructor', path: '/a' }]],
    [[{ op: 'add', path: '/a' }]],
    [[{ op: 'add', value: 1 }]],
    [[{ op: 'add', path: 'a', value: 1 }]],
    [[{ op: 'add', path: '/a~2', value: 1 }]],
    [[{ op: 'add', path: '/a~', value: 1 }]],
    [[{ op: 'add', path: ['a'], value: 1 }]],
    [[{ op: 'move', path: '/a' }]],
    [[{ op: 'copy', path: '/a', from: 3 }]],
  ])('refuses %j', (patch) => {
    expect(() => parseJsonPatch(patch)).toThrow(NotAJsonPatch)
  })

  it('refuses values that nest without end, without falling over them', () => {
    const value: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000))
    expect(() => parseJsonPatch([{ op: 'add', path: '/a', value }])).toThrow(NotAJsonPatch)
  })

  it('says of a pointer that is too long, or has too many steps, what is true', () => {
    const steps = '/a'.repeat(500_000)
    for (const operation of [
      { op: 'remove', path: steps },
      { op: 'move', from: steps, path: '/a' },
    ])
      expect(() => parseJsonPatch([operation])).toThrow(/"(path|from)" has more than 64 steps/)
    expect(() =>
      parseJsonPatch([{ op: 'remove', path: 'taken' }], (text) => text === 'taken'),
    ).toThrow('Operation 1: "path" is longer than the 4096 bytes')
    const most = '/a'.repeat(64)
    expect(parseJsonPatch([{ op: 'remove', path: most }])).toEqual([{ op: 'remove', path: most }])
  })

  it('ignores members it does not know', () => {
    expect(parseJsonPatch([{ op: 'remove', path: '/a', value: 1, x: 2 }])).toEqual([
      { op: 'remove', path: '/a' },
    ])
  })
})

describe('touchesServerField', () => {
  it.each<[PatchOperation, boolean]>([
    [{ op: 'replace', path: '/id', value: 'x' }, true],
    [{ op: 'remove', path: '/resourceType' }, true],
    [{ op: 'add', path: '/meta/versionId', value: '9' }, true],
    [{ op: 'add', path: '/meta/lastUpdated/x', value: '9' }, true],
    [{ op: 'replace', path: '', value: {} }, true],
    [{ op: 'move', from: '/id', path: '/language' }, true],
    [{ op: 'move', from: '/meta', path: '/x' }, true],
    [{ op: 'copy', from: '/x', path: '/id' }, true],
    [{ op: 'copy', from: '/x', path: '/meta' }, true],
    [{ op: 'add', path: '/meta', value: { versionId: '9' } }, true],
    [{ op: 'add', path: '/meta', value: { tag: [] } }, false],
    [{ op: 'copy', from: '/id', path: '/x' }, false],
    [{ op: 'test', path: '/id', value: 'x' }, false],
    [{ op: 'replace', path: '/identifier', value: 'x' }, false],
    [{ op: 'add', path: '/meta/tag', value: [] }, false],
    [{ op: 'remove', path: '/language' }, false],
  ])('%j: %s', (operation, expected) => {
    expect(touchesServerField(operation)).toBe(expected)
  })
})
