import { describe, expect, it } from 'vitest'
import { blobSource } from '#formats/content-source.ts'
import { bytesOfQuery, findBytes } from './find-bytes.ts'

const { signal } = new AbortController()
const find = (content: BlobPart, query: string, from = 0) =>
  findBytes(blobSource(new Blob([content])), bytesOfQuery(query), from, { signal })

describe('what is searched for', () => {
  it.each([
    ['25 50 44 46', [0x25, 0x50, 0x44, 0x46]],
    ['0xCAFE', [0xca, 0xfe]],
    ['0x 0a 0D', [0x0a, 0x0d]],
    // A word of letters that could be digits is a word.
    ['cafe', [0x63, 0x61, 0x66, 0x65]],
    ['25', [0x32, 0x35]],
    ['ä', [0xc3, 0xa4]],
  ])('%s', (query, bytes) => {
    expect([...bytesOfQuery(query)]).toEqual(bytes)
  })
})

describe('the search', () => {
  it('finds the next place, and goes on from the beginning', async () => {
    expect(await find('abcabc', 'bc')).toBe(1)
    expect(await find('abcabc', 'bc', 2)).toBe(4)
    expect(await find('abcabc', 'bc', 5)).toBe(1)
    expect(await find('aab', 'ab')).toBe(1)
    expect(await find('abcabc', 'cb')).toBeUndefined()
    expect(await find('ab', 'abc')).toBeUndefined()
    expect(await find('ab', '')).toBeUndefined()
  })

  it('finds what lies across the borders of its steps, and tells how far it is', async () => {
    const bytes = new Uint8Array(3 << 20)
    bytes.set([1, 2, 3, 4], (2 << 20) - 2)
    const shares: number[] = []
    const source = blobSource(new Blob([bytes]))
    const onProgress = (share: number) => shares.push(share)
    const wanted = bytesOfQuery('01 02 03 04')
    expect(await findBytes(source, wanted, 0, { signal, onProgress })).toBe((2 << 20) - 2)
    expect(shares).toEqual([1 / 3])
  })

  it('stops when it is told to', async () => {
    const stopped = AbortSignal.abort(new Error('stopped'))
    const searching = findBytes(blobSource(new Blob(['ab'])), bytesOfQuery('b'), 0, {
      signal: stopped,
    })
    await expect(searching).rejects.toThrow('stopped')
  })
})
