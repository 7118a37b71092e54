import { describe, expect, it } from 'vitest'
import { makeFax, packed } from '#test/make-fax.ts'
import { decodeFax, type FaxCoding } from './decode-fax.ts'

const page = [
  '....................................',
  '...##########.......................',
  '...#........#...####................',
  '..##........#...####.........#.....#',
  '####################################',
  '#.#.#.#.#.#.#.#.#.#.#.#.#.#.#.#.#.#.',
  '....................................',
]

function drawn(data: Uint8Array, coding: FaxCoding, height: number, width = 36) {
  const { rows, lines, damaged } = decodeFax(data, { width, height, coding })
  const stride = Math.ceil(width / 8)
  const pixel = (x: number, y: number) =>
    (((rows[y * stride + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) === 1 ? '#' : '.'
  const text = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => pixel(x, y)).join(''),
  )
  return { text, lines, damaged }
}

describe('a fax', () => {
  it.each(['huffman', 't4-one', 't4-two', 't6'] as const)('is read as %s', (coding) => {
    const whole = { text: page, lines: page.length, damaged: 0 }
    expect(drawn(makeFax(page, coding), coding, page.length)).toEqual(whole)
  })

  it.each([1, 63, 64, 65, 1728, 2560, 2623, 5200])('has runs of %i pixels', (length) => {
    const lines = ['.'.repeat(length) + '#'.repeat(length), '#'.repeat(length * 2)]
    const data = makeFax(lines, 't4-one')
    expect(drawn(data, 't4-one', 2, length * 2).text).toEqual(lines)
  })

  it('passes over what fills lines up to bytes', () => {
    const end = '000000000001'
    const line = '1011011' // four white, four black
    const data = packed(`0000${end}${line}${'0'.repeat(13)}${end}${line}`)
    expect(drawn(data, 't4-one', 2, 8).text).toEqual(['....####', '....####'])
  })

  it('ends at its end marks, and says how many lines there were', () => {
    const end = '000000000001'
    const data = packed(`${end}1011011${end.repeat(6)}1011011`)
    expect(drawn(data, 't4-one', 5, 8)).toMatchObject({ lines: 1, damaged: 0 })
    expect(drawn(makeFax(page.slice(0, 3), 't6'), 't6', 9)).toMatchObject({ lines: 3, damaged: 0 })
  })
})

describe('a damaged fax', () => {
  it('goes on at the next line of T.4', () => {
    const end = '000000000001'
    const broken = '0000000011111111'
    const data = packed(`${end}1011011${end}${broken}${end}1011011`)
    const { text, lines, damaged } = drawn(data, 't4-one', 3, 8)
    expect(text).toEqual(['....####', '........', '....####'])
    expect([lines, damaged]).toEqual([3, 1])
  })

  it('passes over what is left of a line, and says so', () => {
    const end = '000000000001'
    const data = packed(`${end}10110111101101${end}1011011`)
    const { text, damaged } = drawn(data, 't4-one', 2, 8)
    expect(text).toEqual(['....####', '....####'])
    expect(damaged).toBe(1)
  })

  it('counts the lines that are told by a damaged one', () => {
    const end = '000000000001'
    const same = '1' // as the line above
    const data = packed(`${end}10000000011${end}0${same}${end}11011011`)
    const { text, damaged } = drawn(data, 't4-two', 3, 8)
    expect(text[2]).toBe('....####')
    expect(damaged).toBe(2)
  })

  it('ends where T.6 is broken, with what came before', () => {
    const good = makeFax(page.slice(0, 3), 't6')
    const cut = good.subarray(0, good.length - 5)
    const { text, lines, damaged } = drawn(cut, 't6', 7)
    expect(text.slice(0, 2)).toEqual(page.slice(0, 2))
    expect(lines).toBeLessThan(4)
    expect(damaged).toBeLessThanOrEqual(1)
  })

  it('never writes outside of its lines, whatever comes', () => {
    for (const coding of ['huffman', 'huffman-words', 't4-one', 't4-two', 't6'] as const) {
      let seed = 7
      const noise = Uint8Array.from({ length: 400 }, () => {
        seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
        return seed >> 16
      })
      const { lines } = decodeFax(noise, { width: 50, height: 20, coding })
      expect(lines).toBeLessThanOrEqual(20)
    }
  })
})
