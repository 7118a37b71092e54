import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gridCommand, type GridBounds, type GridKey, type Position } from './grid-navigation.ts'

const BOUNDS: GridBounds = { rows: 100, columns: 8, page: 20 }

describe('moving', () => {
  test.each<[string, Position, Position]>([
    ['ArrowDown', at(0, 2), at(1, 2)],
    ['ArrowDown', at(-1, 2), at(0, 2)],
    ['ArrowDown', at(99, 2), at(99, 2)],
    ['ArrowUp', at(0, 2), at(-1, 2)],
    ['ArrowUp', at(-1, 2), at(-1, 2)],
    ['ArrowRight', at(3, 7), at(3, 7)],
    ['ArrowLeft', at(3, 1), at(3, 0)],
    ['Home', at(3, 5), at(3, 0)],
    ['End', at(3, 5), at(3, 7)],
    ['Control+Home', at(50, 5), at(0, 0)],
    ['Control+End', at(50, 5), at(99, 7)],
    ['Meta+End', at(50, 5), at(99, 7)],
    ['Control+ArrowDown', at(50, 5), at(99, 5)],
    ['Control+ArrowUp', at(50, 5), at(0, 5)],
    ['PageDown', at(0, 5), at(19, 5)],
    ['PageDown', at(95, 5), at(99, 5)],
    ['PageUp', at(5, 5), at(0, 5)],
    ['PageUp', at(-1, 5), at(-1, 5)],
  ])('%s from %j to %j', (key, from, to) => {
    expect(gridCommand(from, press(key), BOUNDS)).toEqual({ type: 'move', to })
  })
})

describe('selecting and opening', () => {
  test.each([
    [' ', { type: 'toggle' }],
    ['Control+ ', { type: 'toggle' }],
    ['Shift+ ', { type: 'range' }],
    ['Control+a', { type: 'all' }],
    ['Control+A', { type: 'all' }],
    ['Escape', { type: 'escape' }],
    ['Enter', { type: 'open' }],
    ['Shift+Enter', { type: 'preview' }],
    ['Shift+ArrowDown', { type: 'extend', to: at(6, 1) }],
    ['Shift+PageUp', { type: 'extend', to: at(0, 1) }],
    ['Control+Shift+End', { type: 'extend', to: at(99, 7) }],
  ])('%s', (key, command) => {
    expect(gridCommand(at(5, 1), press(key), BOUNDS)).toEqual(command)
  })
})

test.each(['Control+Enter', 'Alt+ArrowLeft', 'Tab', 'a', 'F5', 'Shift+ArrowLeft', 'Shift+End'])(
  '%s is left to the browser',
  (key) => {
    expect(gridCommand(at(5, 1), press(key), BOUNDS)).toBeUndefined()
  },
)

describe('in the header', () => {
  test.each([
    ['Shift+ArrowRight', { type: 'resize', by: 1 }],
    ['Shift+ArrowLeft', { type: 'resize', by: -1 }],
    ['Control+Shift+ArrowRight', { type: 'reorder', by: 1 }],
    ['Control+Shift+ArrowLeft', { type: 'reorder', by: -1 }],
    // Its button's own.
    ['Enter', undefined],
    [' ', undefined],
    ['Shift+ArrowDown', undefined],
  ])('%s', (key, command) => {
    expect(gridCommand(at(-1, 1), press(key), BOUNDS)).toEqual(command)
  })
})

test('a range never reaches the header', () => {
  expect(gridCommand(at(0, 1), press('Shift+ArrowUp'), BOUNDS)).toBeUndefined()
})

test('without rows there is the header alone', () => {
  const empty = { ...BOUNDS, rows: 0 }
  expect(gridCommand(at(-1, 1), press('Control+End'), empty)).toEqual({
    type: 'move',
    to: at(-1, 7),
  })
})

test('no key ever leads out of the grid', () => {
  const keys = [
    'ArrowUp',
    'ArrowDown',
    'ArrowLeft',
    'ArrowRight',
    'Home',
    'End',
    'PageUp',
    'PageDown',
  ]
  fc.assert(
    fc.property(
      fc.record({ rows: fc.nat(50), columns: fc.integer({ min: 1, max: 9 }), page: fc.nat(60) }),
      fc.array(fc.tuple(fc.constantFrom(...keys), fc.constantFrom('', 'Control+', 'Shift+'))),
      (bounds, presses) => {
        let position = at(-1, 0)
        for (const [key, modifier] of presses) {
          const command = gridCommand(position, press(`${modifier}${key}`), bounds)
          if (command && 'to' in command) position = command.to
          expect(position.row).toBeGreaterThanOrEqual(-1)
          expect(position.row).toBeLessThanOrEqual(bounds.rows - 1)
          expect(position.column).toBeGreaterThanOrEqual(0)
          expect(position.column).toBeLessThan(bounds.columns)
        }
      },
    ),
  )
})

function at(row: number, column: number): Position {
  return { row, column }
}

function press(combination: string): GridKey {
  const parts = combination.split('+')
  return {
    key: parts.at(-1) ?? '',
    ctrlKey: parts.includes('Control'),
    metaKey: parts.includes('Meta'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
  }
}
