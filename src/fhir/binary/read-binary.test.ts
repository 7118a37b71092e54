import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  author,
  contentSha256,
  contentSize,
  displayName,
  fileName,
  reason,
  securityContextText,
} from './binary.ts'
import { readBinary } from './read-binary.ts'

it('keeps what it does not know, so that an update sends it back', () => {
  const binary = {
    resourceType: 'Binary',
    id: 'a',
    extra: [1],
    meta: {
      tag: [{ system: 's', code: 'c', userSelected: true }],
      extension: [{ url: 'u', valueInteger: 3 }],
    },
    securityContext: { reference: 'Patient/1', extension: [{ url: 'x' }] },
  }
  expect(readBinary(binary)).toEqual(binary)
})

it('drops what is of another type than it should be', () => {
  expect(
    readBinary({
      resourceType: 'Binary',
      id: {},
      meta: { versionId: 4, tag: [null, 'x', { code: 1 }], profile: [1, 'p'] },
      language: [],
      securityContext: 'Patient/1',
      data: false,
      _data: { extension: [{ url: 7 }, { url: 'u', valueAttachment: { size: '12' } }] },
    }),
  ).toEqual({
    resourceType: 'Binary',
    meta: { versionId: '4', tag: [{ code: '1' }], profile: ['p'] },
    _data: { extension: [{ url: 'u', valueAttachment: { size: 12 } }] },
  })
})

it('makes of anything either nothing or a Binary that can be shown', () => {
  const value = fc.jsonValue({ maxDepth: 5 })
  const binary = fc.record({
    resourceType: fc.constant('Binary'),
    id: value,
    meta: fc.oneof(value, fc.record({ tag: fc.array(value), extension: fc.array(value) })),
    language: value,
    contentType: value,
    securityContext: value,
    data: value,
    _data: fc.oneof(value, fc.record({ extension: fc.array(value) })),
  })
  fc.assert(
    fc.property(fc.oneof(value, binary), (json) => {
      const read = readBinary(json)
      if (!read) return
      expect(typeof displayName(read)).toBe('string')
      for (const text of [fileName, contentSha256, author, reason, securityContextText]) {
        expect(['string', 'undefined']).toContain(typeof text(read))
      }
      expect(['number', 'undefined']).toContain(typeof contentSize(read))
    }),
  )
})
