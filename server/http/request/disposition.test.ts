import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanFileName } from '#fhir/file-name.ts'
import { contentDisposition, dispositionFileName } from './disposition.ts'

describe('contentDisposition', () => {
  test('is one line of plain ASCII, whatever the name holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const header = contentDisposition('application/pdf', name)
        expect(header).toMatch(/^[\x20-\x7e]*$/)
        expect(header).toMatch(
          /^inline(; filename="[^"\\]*"(; filename\*=UTF-8''[A-Za-z0-9%!#$&+.^_`|~-]*)?)?$/,
        )
      }),
    )
  })

  test('gives back the name to whoever reads it', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((text) => cleanFileName(text) === text && text !== '')
    fc.assert(
      fc.property(name, (text) => {
        expect(dispositionFileName(contentDisposition('a/b', text))).toBe(text.toWellFormed())
      }),
    )
  })
})

describe('dispositionFileName', () => {
  test.each([
    [undefined, undefined],
    ['attachment', undefined],
    ['attachment; filename=a.txt', 'a.txt'],
    ['attachment; filename="a b.txt"', 'a b.txt'],
    ['attachment; filename="a \\"b\\".txt"', 'a "b".txt'],
    ['attachment; filename="x"; filename*=UTF-8\'\'%C3%A4.txt', 'ä.txt'],
    ['attachment; filename="x.txt"; filename*=UTF-8\'\'%FF', 'x.txt'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="C:\\\\files\\\\a.txt"', 'a.txt'],
    ['attachment; filename=".."', undefined],
    ['attachment; filename=""', undefined],
    ['filename="a.txt"', 'a.txt'],
    ["attachment; filename*=UTF-8''annex%E2%80%AEgpj.exe", 'annexgpj.exe'],
    ['attachment; filename="..\u00e2\u0080\u00ae"', undefined],
    ['attachment; filename="a\u00c3\u00a4.txt"', 'aä.txt'],
  ])('%s → %s', (header, name) => {
    expect(dispositionFileName(header)).toBe(name)
  })
})
