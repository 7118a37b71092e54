import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findText, indexLines, lineAt, lineOf } from './text-lines.ts'

const linesOf = (text: string) => {
  const lines = indexLines(text)
  return Array.from(lines.starts, (_, line) => lineAt(lines, line))
}

describe('lines', () => {
  it.each([
    ['', ['']],
    ['a', ['a']],
    ['a\nb\n', ['a', 'b', '']],
    ['a\r\nb\rc\n\rd', ['a', 'b', 'c', '', 'd']],
    ['\r\n\r\n', ['', '', '']],
  ])('%j', (text, lines) => {
    expect(linesOf(text)).toEqual(lines)
  })

  it('are those that a split gives, whatever their number', () => {
    const text = fc
      .array(fc.constantFrom('a', 'bc', '\n', '\r', '\r\n'))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (text) => {
        expect(linesOf(text)).toEqual(text.split(/\r\n|\r|\n/))
      }),
    )
    expect(indexLines('x\n'.repeat(100_000)).starts).toHaveLength(100_001)
  })

  it('are found by a character', () => {
    const lines = indexLines('ab\ncd\n')
    expect([0, 1, 2, 3, 5, 6].map((at) => lineOf(lines, at))).toEqual([0, 0, 0, 1, 1, 2])
  })
})

describe('words', () => {
  const lines = indexLines('Potassium 4.1\npotassium (high)\n')

  it('are found one after the other, and from the beginning again', () => {
    expect(findText(lines, 'POTASSIUM', 0)).toEqual({ start: 0, end: 9 })
    expect(findText(lines, 'potassium', 1)).toEqual({ start: 14, end: 23 })
    expect(findText(lines, 'potassium', 15)).toEqual({ start: 0, end: 9 })
    expect(findText(lines, '(high)', 0)).toEqual({ start: 24, end: 30 })
    expect(findText(lines, 'sodium', 5)).toBeUndefined()
    expect(findText(lines, '', 0)).toBeUndefined()
  })
})
