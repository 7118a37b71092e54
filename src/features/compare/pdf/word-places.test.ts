import { describe, expect, test } from 'vitest'
import type { TextPlace } from './page-texts.ts'
import { cutPlaces, stretchesOf } from './word-places.ts'

const place = (start: number, end: number, isLine = true): TextPlace => ({
  start,
  end,
  isLine,
  corners: [
    [0, 0],
    [100, 0],
    [100, 10],
    [0, 10],
  ],
})

describe('where words that differ stand', () => {
  test('in the text of their own side, blanks left out', () => {
    const parts = [
      { kind: 'same', text: 'dose ' },
      { kind: 'removed', text: '5' },
      { kind: 'added', text: '50' },
      { kind: 'same', text: ' mg' },
      { kind: 'added', text: ' \n' },
      { kind: 'removed', text: 'x' },
    ] as const
    expect(stretchesOf(parts, 'removed')).toEqual([
      { start: 5, end: 6 },
      { start: 9, end: 10 },
    ])
    expect(stretchesOf(parts, 'added')).toEqual([{ start: 5, end: 7 }])
  })

  test('as a part of the line that holds them, over the end of one into the next', () => {
    const found = cutPlaces([place(0, 10), place(10, 20)], [{ start: 8, end: 12 }])
    expect(found.map((corners) => [corners[0], corners[1]])).toEqual([
      [
        [80, 0],
        [100, 0],
      ],
      [
        [0, 0],
        [20, 0],
      ],
    ])
    // Of what is not one line of letters, all.
    expect(cutPlaces([place(0, 10, false)], [{ start: 3, end: 4 }])).toEqual([place(0, 10).corners])
    expect(cutPlaces([place(0, 10)], [{ start: 10, end: 12 }])).toEqual([])
  })
})
