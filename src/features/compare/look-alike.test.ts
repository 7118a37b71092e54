import fc from 'fast-check'
import { expect, test } from 'vitest'
import { looksAlike, seen, toldApart } from './look-alike.ts'

test.each([
  ['an accent stored apart', 'Jos\u00E9', 'Jose\u0301', 'Jos‹U+00E9›', 'Jose‹U+0301›'],
  ['a letter of another script', 'aspirin', '\u0430spirin', 'aspirin', '‹U+0430›spirin'],
  ['a space of no width', '10 mg', '1\u200B0 mg', '10 mg', '1‹U+200B›0 mg'],
  ['another hyphen', '1-0-1', '1\u20110-1', '1-0-1', '1‹U+2011›0-1'],
  ['another space', '5 mg', '5\u00A0mg', '5 mg', '5‹U+00A0›mg'],
  ['a control', '5 mg', '5\u0007 mg', '5 mg', '5‹U+0007› mg'],
  ['a blank more', 'a b', 'a  b', 'a b', 'a ␣b'],
  ['a blank at the end', '5 mg', '5 mg ', '5 mg', '5 mg␣'],
  ['another micro', '5 \u00B5g', '5 \u03BCg', '5 ‹U+00B5›g', '5 ‹U+03BC›g'],
])('spells out %s', (_, before, after, one, other) => {
  expect(toldApart(before, after)).toEqual([one, other])
})

test('what looks alike', () => {
  expect(looksAlike('aspirin', '\u0430spirin')).toBe(true)
  expect([looksAlike('aspirin', 'aspirin'), looksAlike('5 mg', '6 mg')]).toEqual([false, false])
})

test('leaves what anybody can tell apart', () => {
  expect(toldApart('Müller', 'Möller')).toEqual(['Müller', 'Möller'])
  expect(toldApart('10⁹', '109')).toEqual(['10⁹', '109'])
  expect(seen('Mu\u0308ller')).toBe('Mu\u0308ller')
})

test('what turns the direction is always spelled out', () => {
  expect(toldApart('give \u202E001\u202C mg', 'give 5 mg')).toEqual([
    'give ‹U+202E›001‹U+202C› mg',
    'give 5 mg',
  ])
  // Also where blanks are all that differs.
  expect(toldApart('a  \u202Eb', 'a \u202Eb').join('')).not.toContain('\u202E')
  expect(seen('\u200B')).toBe('‹U+200B›')
  expect(seen('\u0301')).toBe('‹U+0301›')
})

test('two that differ never come out the same', () => {
  const odd = fc.constantFrom(
    'a',
    '\u0430',
    '\u200B',
    '\u00A0',
    ' ',
    'e\u0301',
    '\u00E9',
    '\u2011',
    '-',
    '😀',
    '\u202E',
  )
  const text = fc.array(odd, { maxLength: 6 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, text, (one, other) => {
      const [before, after] = toldApart(one, other)
      expect(before === after).toBe(one === other)
    }),
  )
})
