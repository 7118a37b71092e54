import { expect, test } from 'vitest'
import { describePages } from './compare-pictures.ts'
import { limitsOfBoth } from './compare-rasters.ts'

test('pages that were compared in part are not told as the same', () => {
  const deep = {
    state: 'same',
    notCompared: ['Of the 16 bits of each sample, 8 are compared.'],
  } as const
  expect(describePages([deep, deep])).toMatchObject({
    summary: 'Nothing that was compared differs; not all was compared.',
    notCompared: deep.notCompared,
    remarks: [],
  })
  const plain = { state: 'same', notCompared: [] } as const
  expect(describePages([plain, plain]).remarks).toHaveLength(1)
  expect(describePages([plain, { ...plain, state: 'changed' }]).summary).toBe(
    '1 of 2 pages changed.',
  )
})

test('greys that stand for other values are said of each side', () => {
  const range = (to: number) => ({ notCompared: [`Values to ${to}.`, 'A profile is left out.'] })
  expect(limitsOfBoth(range(100), range(200))).toEqual([
    'A profile is left out.',
    'The first one: Values to 100.',
    'The second one: Values to 200.',
  ])
  expect(limitsOfBoth(range(1), range(1))).toEqual(range(1).notCompared)
})
