import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changeStarts, foldRows } from './fold-rows.ts'
import { diffLines } from './line-diff.ts'
import { markWords } from './mark-words.ts'

const kinds = (left: string, right: string) => diffLines(left, right).rows.map(({ kind }) => kind)

describe('diffLines', () => {
  test('added, removed and changed lines', () => {
    expect(kinds('a\nb\nc', 'a\nc')).toEqual(['same', 'removed', 'same'])
    expect(kinds('a\nc', 'a\nb\nc')).toEqual(['same', 'added', 'same'])
    expect(kinds('a\nb\nc', 'a\nB\nc')).toEqual(['same', 'changed', 'same'])
    expect(diffLines('a\nb', 'a\nB\nC').counts).toEqual({ added: 1, removed: 0, changed: 1 })
  })

  test('line endings alone', () => {
    expect(diffLines('a\r\nb\r\n', 'a\nb\n')).toMatchObject({ onlyLineEndings: true })
    expect(diffLines('MSH|1\rPID|2', 'MSH|1\nPID|2')).toMatchObject({ onlyLineEndings: true })
    expect(diffLines('a', 'a')).toMatchObject({ onlyLineEndings: false })
  })

  test('nothing against something', () => {
    expect(kinds('', '')).toEqual([])
    expect(kinds('', 'a\nb')).toEqual(['added', 'added'])
  })

  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'dd', ''), { maxLength: 60 })
  test('both texts can be read back off the rows, in order', () => {
    fc.assert(
      fc.property(text, text, (one, two) => {
        const diff = diffLines(one.join('\n'), two.join('\n'))
        const left = diff.rows.flatMap((row) => ('left' in row ? row.left : []))
        const right = diff.rows.flatMap((row) => ('right' in row ? row.right : []))
        expect(left).toEqual(diff.left.map((_, i) => i))
        expect(right).toEqual(diff.right.map((_, i) => i))
        for (const row of diff.rows) {
          if (row.kind === 'same') expect(diff.left[row.left]).toBe(diff.right[row.right])
        }
      }),
    )
  })

  test('two large texts with little in common still end, aligned at what they share', () => {
    const lines = (name: string) => Array.from({ length: 30_000 }, (_, i) => `${name} ${i}`)
    const left = [...lines('old'), 'the same', ...lines('gone')].join('\n')
    const right = [...lines('new'), 'the same', ...lines('come')].join('\n')
    const { rows } = diffLines(left, right)
    expect(rows.filter(({ kind }) => kind === 'same')).toEqual([
      { kind: 'same', left: 30_000, right: 30_000 },
    ])
    expect(rows).toHaveLength(60_001)
  })
})

describe('foldRows', () => {
  const lines = Array.from({ length: 40 }, (_, i) => `line ${i}`)
  const { rows } = diffLines(lines.join('\n'), lines.with(20, 'new').join('\n'))

  test('unchanged parts fold, the lines around a change stay', () => {
    const shown = foldRows(rows, new Set())
    expect(shown.filter(({ kind }) => kind === 'fold')).toEqual([
      { kind: 'fold', start: 0, end: 17 },
      { kind: 'fold', start: 24, end: 40 },
    ])
    expect(shown).toHaveLength(2 + 7)
    expect(changeStarts(shown)).toEqual([4])
  })

  test('an opened fold shows its rows', () => {
    expect(foldRows(rows, new Set([0, 24]))).toHaveLength(40)
  })
})

describe('markWords', () => {
  test('marks what differs, and both sides read back whole', () => {
    const { left, right } = markWords('Dose: 5 mg daily', 'Dose: 10 mg daily')
    expect(left.filter(({ marked }) => marked).map(({ text }) => text)).toEqual(['5'])
    expect(right.filter(({ marked }) => marked).map(({ text }) => text)).toEqual(['10'])
    expect(left.map(({ text }) => text).join('')).toBe('Dose: 5 mg daily')
  })
  test('lines without a word in common are marked whole', () => {
    expect(markWords('alpha', 'omega').left).toEqual([{ text: 'alpha', marked: true }])
  })
})
