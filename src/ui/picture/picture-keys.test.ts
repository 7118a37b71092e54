import { expect, test } from 'vitest'
import { actionOfKey } from './picture-keys.ts'

test('keys zoom, fit and move, and all others are free for what else a picture can do', () => {
  expect(actionOfKey('+')).toStrictEqual(actionOfKey('='))
  expect(actionOfKey('+')).toStrictEqual({ type: 'zoom', factor: 1.25 })
  expect(actionOfKey('-')).toStrictEqual({ type: 'zoom', factor: 0.8 })
  expect(['0', 'w', '1'].map((key) => actionOfKey(key)?.type)).toStrictEqual([
    'fit',
    'fit-width',
    'actual',
  ])
  // To the right of the picture means that the picture goes to the left.
  expect(actionOfKey('ArrowRight')).toStrictEqual({ type: 'pan', by: { x: -48, y: 0 } })
  expect(actionOfKey('ArrowUp')).toStrictEqual({ type: 'pan', by: { x: 0, y: 48 } })
  for (const key of ['n', 'p', 'r', ' ', 'Enter', 'W']) expect(actionOfKey(key)).toBeUndefined()
})
