import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diffTexts, EXACT, type TextDiff } from './diff-texts.ts'
import type { Hunk } from './hunk.ts'
import { lineAt, linesOf } from './lines.ts'
import { packHunks, unpackHunks } from './pack-hunks.ts'

const join = (lines: readonly string[]) => lines.join('\n')
const kinds = (left: string, right: string) => diffTexts(left, right).hunks.map(({ kind }) => kind)
const summary = (left: string, right: string) => diffTexts(left, right).summary

/** The newer text, made of the first one and what the hunks say was added. */
function applied({ left, right, hunks }: TextDiff): string[] {
  return hunks.flatMap((hunk) => {
    const lines = (from: number, of: TextDiff['left']) =>
      Array.from({ length: hunk.count }, (_, i) => lineAt(of, from + i))
    if (hunk.kind === 'removed') return []
    return hunk.kind === 'same' ? lines(hunk.left, left) : lines(hunk.right, right)
  })
}

const line = fc.constantFrom('a', 'b', 'c', 'dose 5 mg', 'dose 10 mg', '', '  a')
const text = fc.array(line, { maxLength: 60 }).map(join)

describe('properties', () => {
  test('the difference applied to the older gives the newer', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        const diff = diffTexts(left, right)
        const wanted = linesOf(right)
        expect(applied(diff)).toEqual(
          Array.from({ length: wanted.count }, (_, i) => lineAt(wanted, i)),
        )
        expect(unpackHunks(packHunks(diff))).toEqual(diff)
        expect(diff.changes.length === 0).toBe(diff.hunks.every(({ kind }) => kind === 'same'))
      }),
    )
  })

  test('equal texts have no difference, and unequal lines always one', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(diffTexts(left, left)).toMatchObject({ total: 0, remarks: [] })
        const lines = (of: string) => of.split('\n').join('\n').replace(/\n$/u, '')
        if (lines(left) !== lines(right)) expect(diffTexts(left, right).total).toBeGreaterThan(0)
      }),
    )
  })

  test('swapped sides mirror it', () => {
    const single = fc.uniqueArray(fc.nat(99), { maxLength: 40 }).map((all) => join(all.map(String)))
    fc.assert(
      fc.property(single, single, (left, right) => {
        const count = (diff: TextDiff, kind: Hunk['kind']) =>
          diff.hunks.reduce((sum, hunk) => sum + (hunk.kind === kind ? hunk.count : 0), 0)
        const [there, back] = [diffTexts(left, right), diffTexts(right, left)]
        expect(count(there, 'same')).toBe(count(back, 'same'))
        expect(count(there, 'changed') + count(there, 'added')).toBe(
          count(back, 'changed') + count(back, 'removed'),
        )
        // Which lines are paired may differ where several are alike; how many take part does not.
        expect(count(there, 'changed') + count(there, 'removed')).toBe(
          count(back, 'changed') + count(back, 'added'),
        )
      }),
    )
  })
})

describe('known pairs', () => {
  test('added, removed and changed lines', () => {
    expect(kinds('a\nb\nc', 'a\nc')).toEqual(['same', 'removed', 'same'])
    expect(kinds('a\nc', 'a\nb\nc')).toEqual(['same', 'added', 'same'])
    expect(kinds('a\nb\nc', 'a\nB\nc')).toEqual(['same', 'changed', 'same'])
    expect(kinds('', 'a\nb')).toEqual(['added'])
    expect(kinds('', '')).toEqual([])
    expect(summary('a\nb', 'a\nB\nC')).toBe('No lines changed, 2 added, 1 removed.')
    expect(summary('a\nDose 5 mg', 'a\nDose 10 mg\nC')).toBe(
      '1 line changed, 1 added, none removed.',
    )
  })

  test('one line in the place of one has changed, also beside others that are alike', () => {
    expect(kinds('Draft\nAspirin 100 mg\nHome', 'Final\nAspirin 75 mg\nHome')).toEqual([
      'changed',
      'same',
    ])
  })

  test('a changed line is paired with what it became, not with its neighbour', () => {
    const left = join(['Sodium 140 mmol/L', 'Potassium 6.4 mmol/L'])
    const right = join(['Potassium 4.6 mmol/L'])
    expect(diffTexts(left, right).hunks).toEqual([
      { kind: 'removed', left: 0, count: 1, to: undefined },
      { kind: 'changed', left: 1, right: 0, count: 1 },
    ])
  })

  test('a moved block is told from a lost one', () => {
    const [plan, rest] = [
      ['Plan:', 'Aspirin 100 mg', 'Control in May'],
      ['x', 'y', 'z', 'w', 'v'],
    ]
    const diff = diffTexts(join([...plan, ...rest]), join([...rest, ...plan]))
    expect(diff.summary).toBe('No lines changed, none added, none removed, 3 moved.')
    expect(diff.changes[0]).toMatchObject({ before: 'lines 1 to 3', after: 'lines 6 to 8' })
  })

  test('line endings alone', () => {
    const only = 'The lines are the same; only the line endings differ.'
    expect(summary('a\r\nb\r\n', 'a\nb\n')).toBe(only)
    expect(summary('MSH|1\rPID|2', 'MSH|1\nPID|2')).toBe(only)
    expect(summary('a', 'a\n')).toBe(only)
    expect(summary('a', 'a')).toBe('The text is the same.')
  })

  test('white space and case count only where they are asked for, and are told', () => {
    const [left, right] = ['Dose  5 MG\nb', 'dose 5 mg\nb']
    expect(diffTexts(left, right).total).toBe(1)
    expect(diffTexts(left, right, { ...EXACT, ignoreSpace: true }).total).toBe(1)
    const diff = diffTexts(left, right, { ignoreSpace: true, ignoreCase: true })
    expect(diff).toMatchObject({
      total: 0,
      remarks: ['1 line differs in case or white space alone.'],
    })
  })
})

describe('bounds', () => {
  const lines = (name: string, count: number) =>
    Array.from({ length: count }, (_, i) => `${name} ${i}`)

  test('two large texts with little in common still end, aligned at what they share', () => {
    const left = join([...lines('old', 30_000), 'the same', ...lines('gone', 30_000)])
    const right = join([...lines('new', 30_000), 'the same', ...lines('come', 30_000)])
    const { hunks } = diffTexts(left, right)
    expect(hunks.filter(({ kind }) => kind === 'same')).toEqual([
      { kind: 'same', left: 30_000, right: 30_000, count: 1 },
    ])
  })

  test('large texts of few lines in disorder end, and say what was not looked for', () => {
    let state = 7
    const random = () => (state = (state * 1103515245 + 12345) % 2147483648)
    const few = () => join(Array.from({ length: 400_000 }, () => `line ${(random() >> 12) % 40}`))
    const diff = diffTexts(few(), few())
    expect(diff.notCompared).toEqual([
      'The two have so little in common that not every line they share was looked for.',
    ])
  })
})

test('other line endings are said beside a change', () => {
  const { total, remarks } = diffTexts('a\nb\nc\n', 'a\r\nX\r\nc\r\n')
  expect([total, remarks]).toEqual([1, ['Some line endings differ, too.']])
  expect(diffTexts('a\nb', 'a\nX\n').remarks).toEqual([])
})
