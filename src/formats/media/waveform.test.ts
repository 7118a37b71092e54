import { expect, test } from 'vitest'
import { peaksOf } from './waveform.ts'

test('keeps the lowest and the highest of each part, over all channels', () => {
  const left = Float32Array.of(0, 0.5, -0.25, 0.25)
  const right = Float32Array.of(-1, 0, 0, 0.125)
  expect([...peaksOf([left, right], 2)]).toEqual([-1, 0.5, -0.25, 0.25])
  expect([...peaksOf([left], 1)]).toEqual([-0.25, 0.5])
})

test('has no more parts than samples, and draws silence for nothing', () => {
  expect(peaksOf([Float32Array.of(1, -1)], 100)).toHaveLength(4)
  expect([...peaksOf([], 3)]).toEqual([0, 0])
})
