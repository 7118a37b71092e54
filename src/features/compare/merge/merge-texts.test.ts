import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Choice } from '#formats/text/merge-choices.ts'
import { chosenText, mergedText, mergeTexts } from './merge-texts.ts'

const line = fc.constantFrom('a', 'b', 'c', '')
const end = fc.constantFrom('\n', '\r\n', '\r')
/** Ends of any kind, also mixed; the last line may have none. */
const texts = fc.oneof(
  fc
    .tuple(fc.array(line, { maxLength: 8 }), end, fc.boolean())
    .map(([lines, eol, isEnded]) => lines.join(eol) + (isEnded && lines.length > 0 ? eol : '')),
  fc
    .array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r', '')), { maxLength: 6 })
    .map((parts) => parts.flat().join('')),
)

const merged = (base: string, theirs: string, mine: string) =>
  mergedText(mergeTexts(base, theirs, mine), {})
const clashes = (base: string, theirs: string, mine: string) =>
  mergeTexts(base, theirs, mine).pieces.filter(({ kind }) => kind === 'clash').length

describe('a change of one alone', () => {
  test('is taken to the letter, whoever made it', () => {
    fc.assert(
      fc.property(texts, texts, (base, other) => {
        expect(merged(base, other, base)).toBe(other)
        expect(merged(base, base, other)).toBe(other)
      }),
    )
  })

  test('that both made is taken once', () => {
    fc.assert(
      fc.property(texts, texts, (base, other) => {
        expect(merged(base, other, other)).toBe(other)
      }),
    )
  })
})

/** A text of numbered lines in which two stretches, with a line between them, are rewritten. */
const twoEdits = fc
  .record({
    before: fc.nat({ max: 4 }),
    one: fc.nat({ max: 3 }),
    between: fc.integer({ min: 1, max: 4 }),
    other: fc.nat({ max: 3 }),
    after: fc.nat({ max: 4 }),
    first: fc.array(line, { maxLength: 3 }),
    second: fc.array(line, { maxLength: 3 }),
  })
  .map((at) => {
    const total = at.before + at.one + at.between + at.other + at.after
    const base = Array.from({ length: total }, (_, index) => `line ${index}`)
    const from = at.before + at.one + at.between
    const written = (lines: string[]) => lines.map((text) => `${text}\n`).join('')
    const one = at.first.map((text, index) => `one ${index} ${text}`)
    const other = at.second.map((text, index) => `other ${index} ${text}`)
    const withOne = base.toSpliced(at.before, at.one, ...one)
    const withOther = base.toSpliced(from, at.other, ...other)
    const both = withOther.toSpliced(at.before, at.one, ...one)
    return [base, withOne, withOther, both].map(written) as [string, string, string, string]
  })

test('changes that do not touch each other are both taken, in either order', () => {
  fc.assert(
    fc.property(twoEdits, ([base, one, other, both]) => {
      expect(merged(base, one, other)).toBe(both)
      expect(merged(base, other, one)).toBe(both)
    }),
  )
})

describe('a clash', () => {
  test('is never merged silently', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.nat({ max: 7 }),
        fc.array(line, { maxLength: 2 }),
        (total, place, more) => {
          const base = Array.from({ length: total }, (_, index) => `line ${index}`)
          const at = place % total
          const changed = (word: string) =>
            base.toSpliced(at, 1, word, ...more.map((text) => `${word} ${text}`)).join('\n')
          const { pieces } = mergeTexts(base.join('\n'), changed('theirs'), changed('mine'))
          const clash = pieces.find(({ kind }) => kind === 'clash')
          expect(clash).toMatchObject({
            theirs: expect.stringContaining('theirs') as string,
            mine: expect.stringContaining('mine') as string,
          })
          expect(merged(base.join('\n'), changed('theirs'), changed('mine'))).toBeUndefined()
        },
      ),
    )
  })

  test('is one whichever side is whose, and its choices give each side whole', () => {
    fc.assert(
      fc.property(texts, texts, texts, (base, theirs, mine) => {
        expect(clashes(base, theirs, mine)).toBe(clashes(base, mine, theirs))
        const merge = mergeTexts(base, theirs, mine)
        const all = (kind: 'theirs' | 'mine') =>
          Object.fromEntries(merge.pieces.map((_, index) => [index, { kind }]))
        expect(mergedText(merge, all('theirs'))).toBeDefined()
        expect(mergedText(merge, all('mine'))).toBeDefined()
      }),
    )
  })

  it.each<[Choice, string]>([
    [{ kind: 'theirs' }, 'x\ntheirs\ny\n'],
    [{ kind: 'mine' }, 'x\nmine\ny\n'],
    [{ kind: 'theirs-mine' }, 'x\ntheirs\nmine\ny\n'],
    [{ kind: 'mine-theirs' }, 'x\nmine\ntheirs\ny\n'],
    [{ kind: 'edited', text: 'by hand\r\nof two' }, 'x\nby hand\nof two\ny\n'],
    [{ kind: 'edited', text: '' }, 'x\ny\n'],
  ])('%j', (choice, whole) => {
    const merge = mergeTexts('x\nold\ny\n', 'x\ntheirs\ny\n', 'x\nmine\ny\n')
    expect(mergedText(merge, { 1: choice })).toBe(whole)
  })

  it('is what touches: an insertion beside a change', () => {
    expect(clashes('a\nb\n', 'a\nnew\nb\n', 'A\nb\n')).toBe(1)
    expect(clashes('', 'a', 'b')).toBe(1)
  })
})

describe('the ends of lines', () => {
  it('are mine, where theirs are as before, and theirs where mine are', () => {
    expect(merged('a\nb\nc\n', 'A\nb\nc\n', 'a\r\nb\r\nC\r\n')).toBe('A\r\nb\r\nC\r\n')
    expect(merged('a\nb\nc\n', 'A\r\nb\r\nc\r\n', 'a\nb\nC\n')).toBe('A\r\nb\r\nC\r\n')
    expect(merged('a\rb\rc', 'A\rb\rc', 'a\rb\rC')).toBe('A\rb\rC')
  })

  it('never join two lines', () => {
    const piece = { kind: 'clash', base: '', theirs: 'a\r', mine: '\n' } as const
    expect(chosenText(piece, { kind: 'theirs-mine' }, '\n')).toBe('a\r\n\n')
  })
})
