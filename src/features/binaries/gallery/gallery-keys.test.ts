import { describe, expect, test } from 'vitest'
import { galleryCommand } from './gallery-keys.ts'

/** Ten cards in rows of four: 0–3, 4–7, 8–9. Two rows fit. */
const bounds = { count: 10, columns: 4, page: 3 }
const key = (key: string, held: Partial<Record<'ctrlKey' | 'shiftKey' | 'altKey', boolean>> = {}) =>
  ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held }) as const

describe('a key moves', () => {
  test.each([
    [0, 'ArrowRight', 1],
    [3, 'ArrowRight', 4],
    [9, 'ArrowRight', 9],
    [4, 'ArrowLeft', 3],
    [0, 'ArrowLeft', 0],
    [1, 'ArrowDown', 5],
    [5, 'ArrowDown', 9],
    [6, 'ArrowDown', 9],
    [9, 'ArrowDown', 9],
    [9, 'ArrowUp', 5],
    [2, 'ArrowUp', 2],
    [1, 'PageDown', 9],
    [2, 'PageDown', 9],
    [9, 'PageUp', 1],
    [6, 'Home', 4],
    [6, 'End', 7],
    [8, 'End', 9],
  ])('from %i by %s to %i', (at, name, to) => {
    expect(galleryCommand(at, key(name), bounds)).toEqual({
      type: 'move',
      to: { row: to, column: 0 },
    })
  })

  test('to both ends with Control', () => {
    expect(galleryCommand(5, key('Home', { ctrlKey: true }), bounds)).toMatchObject({
      to: { row: 0 },
    })
    expect(galleryCommand(5, key('End', { ctrlKey: true }), bounds)).toMatchObject({
      to: { row: 9 },
    })
  })

  test('and selects on the way with Shift', () => {
    expect(galleryCommand(1, key('ArrowDown', { shiftKey: true }), bounds)).toEqual({
      type: 'extend',
      to: { row: 5, column: 0 },
    })
  })
})

test.each([
  ['Enter', {}, 'open'],
  ['Enter', { shiftKey: true }, 'preview'],
  [' ', {}, 'toggle'],
  [' ', { shiftKey: true }, 'range'],
  ['a', { ctrlKey: true }, 'all'],
  ['Escape', {}, 'escape'],
])('%s with %o means %s', (name, held, type) => {
  expect(galleryCommand(2, key(name, held), bounds)).toEqual({ type })
})

test('what means nothing here is left to the browser', () => {
  expect(galleryCommand(2, key('x'), bounds)).toBeUndefined()
  expect(galleryCommand(2, key('Enter', { ctrlKey: true }), bounds)).toBeUndefined()
  expect(galleryCommand(2, key('ArrowLeft', { altKey: true }), bounds)).toBeUndefined()
  expect(galleryCommand(0, key('ArrowDown'), { ...bounds, count: 0 })).toBeUndefined()
})
