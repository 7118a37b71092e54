import { describe, expect, test } from 'vitest'
import { diffTexts } from './diff-texts.ts'
import { foldHunks } from './fold-hunks.ts'
import { drawnPair, markWords } from './mark-words.ts'

describe('foldHunks', () => {
  const lines = Array.from({ length: 40 }, (_, i) => `line ${i}`)
  const { hunks } = diffTexts(lines.join('\n'), lines.with(20, 'new').join('\n'))

  test('unchanged parts fold, the lines around a change stay', () => {
    const shown = foldHunks(hunks, new Set())
    expect(shown.count).toBe(2 + 7)
    expect(shown.at(0)).toMatchObject({ kind: 'fold', count: 17, offset: 0 })
    expect(shown.at(3)).toMatchObject({ kind: 'line', offset: 19 })
    expect(shown.at(4)).toMatchObject({ kind: 'line', hunk: { kind: 'changed' }, offset: 0 })
    expect(shown.at(8)).toMatchObject({ kind: 'fold', count: 16 })
    expect(shown.at(9)).toBeUndefined()
    expect(shown.starts).toEqual([4])
    expect(shown.rowOf(1)).toBe(4)
  })

  test('an opened fold shows its rows', () => {
    expect(foldHunks(hunks, new Set([0, 2])).count).toBe(40)
  })
})

test('what differs and can’t be seen is spelled out', () => {
  const text = (side: readonly { text: string }[]) => side.map((one) => one.text).join('')
  const told = (left: string, right: string) => {
    const marked = markWords(left, right)
    return [text(marked.left), text(marked.right)]
  }
  expect(told('give 1\u200B0 mg', 'give 10 mg')).toEqual(['give 1‹U+200B›0 mg', 'give 10 mg'])
  expect(told('\u0430spirin 5 mg', 'aspirin 5 mg')).toEqual(['‹U+0430›spirin 5 mg', 'aspirin 5 mg'])
  expect(told('Jos\u00E9', 'Jose\u0301')).toEqual(['Jos‹U+00E9›', 'Jose‹U+0301›'])
  expect(told('a 5\u00A0mg b', 'a 5 g b')).toEqual(['a 5‹U+00A0›mg b', 'a 5 g b'])
  expect(told('Müller 5', 'Möller 5')).toEqual(['Müller 5', 'Möller 5'])
})

test('of long lines, what is drawn holds the difference', () => {
  const long = 'a'.repeat(100_000)
  const [left, right] = drawnPair(`${long}1${long}`, `${long}2${long}`)
  expect(left.length).toBeLessThan(25_000)
  expect(left).toContain('1')
  expect(right).toContain('2')
  expect(drawnPair('a', 'b')).toEqual(['a', 'b'])
})

describe('markWords', () => {
  test('marks what differs, and both sides read back whole', () => {
    const { left, right } = markWords('Dose: 5 mg daily', 'Dose: 10 mg daily')
    expect(left.filter(({ marked }) => marked).map(({ text }) => text)).toEqual(['5'])
    expect(right.filter(({ marked }) => marked).map(({ text }) => text)).toEqual(['10'])
    expect(left.map(({ text }) => text).join('')).toBe('Dose: 5 mg daily')
  })
  test('a number is one word, however many of its digits stayed', () => {
    const { left, right } = markWords('K 6.4 on 2026-01-02', 'K 4.6 on 2026-01-03')
    const marked = (all: typeof left) => all.flatMap((one) => (one.marked ? one.text : []))
    expect(marked(left)).toEqual(['6.4', '2026-01-02'])
    expect(marked(right)).toEqual(['4.6', '2026-01-03'])
  })

  test('lines without a word in common are marked whole', () => {
    expect(markWords('alpha', 'omega').left).toEqual([{ text: 'alpha', marked: true }])
  })
})
