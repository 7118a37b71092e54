import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Binary } from '../types.ts'
import {
  CONTENT_EXTENSION,
  contentSha1,
  contentSize,
  displayName,
  fileName,
  FILENAME_SYSTEM,
  securityContextText,
  withFileName,
} from './binary.ts'

const plain: Binary = { resourceType: 'Binary', id: 'a' }

describe('contentSize', () => {
  it('is that of the base64 at hand, line breaks or not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, broken) => {
        const base64 = Buffer.from(bytes).toString('base64')
        const data = broken ? base64.replace(/.{76}/g, '$&\r\n') : base64
        expect(contentSize({ ...plain, data })).toBe(bytes.length)
      }),
    )
  })

  it('is rather what the server says', () => {
    const extension = [{ url: CONTENT_EXTENSION, valueAttachment: { size: 0, hash: 'x' } }]
    expect(contentSize({ ...plain, data: 'YWJj', _data: { extension } })).toBe(0)
    expect(contentSha1({ ...plain, _data: { extension } })).toBe('x')
    expect(contentSize(plain)).toBeUndefined()
  })
})

describe('names', () => {
  it('are a tag that can be set and taken away', () => {
    const tagged: Binary = { ...plain, meta: { versionId: '1', tag: [{ system: 's', code: 'c' }] } }
    const named = withFileName(withFileName(tagged, 'a.pdf'), 'b.pdf')
    expect(fileName(named)).toBe('b.pdf')
    expect(named.meta?.tag).toHaveLength(2)
    expect(withFileName(named, '')).toEqual(tagged)
    expect(withFileName(withFileName(plain, 'x'), '')).toEqual(plain)
    expect(withFileName(plain, 'x').meta?.tag).toEqual([{ system: FILENAME_SYSTEM, code: 'x' }])
  })

  it('fall back on the id in short', () => {
    expect(displayName(withFileName(plain, 'scan.png'))).toBe('scan.png')
    expect(displayName({ ...plain, id: '0b4f8a52-7f0a-4a5e' })).toBe('0b4f8a52…')
    expect(displayName(plain)).toBe('a')
    expect(displayName({ resourceType: 'Binary' })).toBe('Unnamed')
  })
})

it('puts a security context into words', () => {
  expect(
    securityContextText({ ...plain, securityContext: { reference: 'Patient/1', display: 'Ann' } }),
  ).toBe('Ann')
  expect(securityContextText({ ...plain, securityContext: { identifier: { value: '7' } } })).toBe(
    '7',
  )
  expect(securityContextText(plain)).toBeUndefined()
})
