import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { savedName } from '#fhir/saved-name.ts'
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
      .filter((text) => savedName(text) === text && text !== '')
    fc.assert(
      fc.property(name, (text) => {
        expect(dispositionFileName(contentDisposition('a/b', text))).toBe(text.toWellFormed())
      }),
    )
  })
})

test('both names end as the file does, are short, and hide nothing', () => {
  const long = `\u202e${'Ö'.repeat(200)}\u2066.gpj/../a"b\u0000.exe`
  const header = contentDisposition('a/b', long)
  const [, plain = '', coded = ''] =
    /^attachment; filename="(.*)"; filename\*=UTF-8''(.*)$/.exec(header) ?? []
  expect(plain).toMatch(/^_+\.exe$/)
  expect(plain.length).toBeLessThanOrEqual(255)
  expect(decodeURIComponent(coded)).toBe(`${'Ö'.repeat(125)}.exe`)
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
