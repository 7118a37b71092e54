import { describe, expect, it } from 'vitest'
import { blocksOf, pagesOf, piecesOf } from './mail-text.ts'

describe('a long text', () => {
  it.each([
    ['', 0],
    ['one line', 1],
    ['line\n'.repeat(1000), 3],
    ['x'.repeat(150_000), 3],
    [`${'y'.repeat(59_000)}\n${'z'.repeat(59_000)}`, 2],
  ])('is cut into pages that lose nothing', (text, count) => {
    const pages = pagesOf(text)
    expect(pages).toHaveLength(count)
    expect(pages.join('')).toBe(text)
  })
})

describe('quotes', () => {
  it('are parted by their depth', () => {
    expect(blocksOf('new\r\n> one\r\n>two\r\n> > three\r\n\r\n>From x')).toEqual([
      { depth: 0, text: 'new' },
      { depth: 1, text: 'one\ntwo' },
      { depth: 2, text: 'three' },
      { depth: 0, text: '\n>From x' },
    ])
  })
})

describe('addresses in a text', () => {
  it.each([
    ['see https://a.example/x.', ['see ', 'https://a.example/x', '.']],
    ['<https://a.example/>', ['<', 'https://a.example/', '>']],
    ['(https://a.example/b(c)).', ['(', 'https://a.example/b(c)', ').']],
    ['javascript:alert(1) ftp://a', ['javascript:alert(1) ftp://a']],
    ['https://', ['https://']],
  ])('%s', (text, pieces) => {
    expect(piecesOf(text).map((piece) => piece.text)).toEqual(pieces)
  })

  it('lead to where the browser would go', () => {
    expect(piecesOf('http://A.example')[0]?.href).toBe('http://a.example/')
  })
})
