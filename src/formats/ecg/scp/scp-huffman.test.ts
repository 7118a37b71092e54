import { describe, expect, it } from 'vitest'
import { decodeHuffman } from './scp-huffman.ts'

/** The bits of a text of ones and zeros, filled up with zeros. */
function bits(text: string): Uint8Array {
  const plain = text.replaceAll(' ', '')
  const bytes = Math.ceil(plain.length / 8)
  return Uint8Array.from({ length: bytes }, (_, at) =>
    Number.parseInt(plain.slice(at * 8, at * 8 + 8).padEnd(8, '0'), 2),
  )
}

function decode(text: string, count: number, differences = 0) {
  return [...decodeHuffman(bits(text), undefined, { differences, count })]
}

describe('the Huffman codes of SCP', () => {
  it('decodes the example of the standard’s annex', () => {
    const bytes = Uint8Array.fromHex('ff837fe0e6f1536559b65b964b9600')
    const values = decodeHuffman(bytes, undefined, { differences: 2, count: 28 })
    expect([...values].join(' ')).toBe(
      '13 14 15 14 16 18 19 20 22 22 23 23 23 22 22 20 17 15 12 8 6 3 1 0 -2 -2 -3 -3',
    )
  })

  it('decodes each code of the default table', () => {
    expect(decode('0 100 101 1100 1101', 5)).toEqual([0, 1, -1, 2, -2])
    expect(decode('11100 11101 111100 111101', 4)).toEqual([3, -3, 4, -4])
    expect(decode('1111100 1111101 11111100 11111101', 4)).toEqual([5, -5, 6, -6])
    expect(decode('111111100 111111101 1111111100 1111111101', 4)).toEqual([7, -7, 8, -8])
  })

  it('decodes numbers of 8 and 16 bits, at their bounds', () => {
    expect(decode('1111111110 10000000 1111111110 01111111', 2)).toEqual([-128, 127])
    expect(decode(`1111111111 1${'0'.repeat(15)} 1111111111 0${'1'.repeat(15)}`, 2)).toEqual([
      -32_768, 32_767,
    ])
  })

  it('sums first differences, and keeps the first value as it is', () => {
    expect(decode('1101 100 0 11101', 4, 1)).toEqual([-2, -1, -1, -4])
  })

  it('ends where the bits end within a code', () => {
    expect(decode('100 1111111110 101', 5)).toEqual([1])
  })

  it('decodes a table of the record’s own, whose codes have their first bit lowest', () => {
    const table = [
      { prefixBits: 1, totalBits: 1, value: 7, code: 1 },
      { prefixBits: 2, totalBits: 2, value: -9, code: 2 },
      { prefixBits: 2, totalBits: 6, value: 0, code: 0 },
    ]
    const values = decodeHuffman(bits('1 01 00 1000 00 0111 1'), table, {
      differences: 0,
      count: 5,
    })
    expect([...values]).toEqual([7, -9, -8, 7, 7])
  })

  it('refuses tables that contradict themselves', () => {
    const one = { prefixBits: 1, totalBits: 1, value: 0, code: 1 }
    const beginsSame = { prefixBits: 2, totalBits: 2, value: 1, code: 3 }
    const decodeWith = (table: Parameters<typeof decodeHuffman>[1]) => () =>
      decodeHuffman(bits('1'), table, { differences: 0, count: 1 })
    expect(decodeWith([one, beginsSame])).toThrow()
    expect(decodeWith([{ ...one, prefixBits: 0 }])).toThrow()
    expect(decodeWith([{ ...one, totalBits: 40 }])).toThrow()
  })
})
