import { expect, it } from 'vitest'
import { halve } from './pages.ts'

function halved(levels: readonly number[], width: number, height: number) {
  const rgba = new Uint8ClampedArray(levels.flatMap((level) => [level, 0, 0, 255]))
  const half = halve({ rgba, width, height })
  const reds = Array.from({ length: half.width * half.height }, (_, at) => half.rgba[at * 4])
  return { width: half.width, height: half.height, reds }
}

it('halves a picture by the mean of four pixels', () => {
  const levels = [0, 100, 8, 8, 200, 100, 8, 8]
  expect(halved(levels, 4, 2)).toEqual({ width: 2, height: 1, reds: [100, 8] })
})

it('leaves out the last one of an odd side, and keeps a side of one', () => {
  expect(halved([10, 30, 99], 3, 1)).toEqual({ width: 1, height: 1, reds: [20] })
  expect(halved([10, 30, 50, 70, 99], 1, 5)).toEqual({ width: 1, height: 2, reds: [20, 60] })
})
