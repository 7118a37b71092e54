import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatETag, parseETagList, versionOfETag } from './etag.ts'

const opaque = fc.stringMatching(/^[!#-~]{1,40}$/)

describe('ETags', () => {
  it('come back as the versions they were made of', () => {
    fc.assert(
      fc.property(fc.array(opaque, { minLength: 1 }), (versions) => {
        expect(parseETagList(versions.map(formatETag).join(', '))).toEqual(versions)
        for (const version of versions) {
          expect(versionOfETag(formatETag(version))).toBe(version)
        }
      }),
    )
  })

  it('reads stars, strong tags, commas within tags and empty list members', () => {
    expect(parseETagList(' * ')).toBe('*')
    expect(parseETagList('"1",W/"a,b",, "\\"')).toEqual(['1', 'a,b', '\\'])
  })

  it.each(['', ' ', ',', '1', 'W/1', '"1', '1"', '"1" "2"', '*, "1"', 'w/"1"', '""', '"ü\u0100"'])(
    'refuses the list %j',
    (header) => {
      expect(() => parseETagList(header)).toThrow(TypeError)
    },
  )

  it('bears the ETags of other servers', () => {
    expect(versionOfETag('2026-01-01T00:00:00Z')).toBe('2026-01-01T00:00:00Z')
    expect(versionOfETag('w/"7"')).toBe('7')
    expect(versionOfETag('W/""')).toBeUndefined()
    expect(versionOfETag(null)).toBeUndefined()
  })
})
