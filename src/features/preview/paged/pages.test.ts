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

it('takes each of the four bytes of a pixel by itself', () => {
  const bytes = Array.from({ length: 64 * 4 * 4 }, (_, at) => (at * 97 + (at >> 3) * 31) & 255)
  const half = halve({ rgba: new Uint8ClampedArray(bytes), width: 64, height: 4 })
  const means = Array.from(half.rgba, (_, to) => {
    const [pixel, channel] = [to >> 2, to & 3]
    const at = ((pixel >> 5) * 2 * 64 + (pixel & 31) * 2) * 4 + channel
    const sum = [0, 4, 256, 260].reduce((total, step) => total + (bytes[at + step] ?? 0), 0)
    return (sum + 2) >> 2
  })
  expect([...half.rgba]).toEqual(means)
})

it('leaves out the last one of an odd side, and keeps a side of one', () => {
  expect(halved([10, 30, 99], 3, 1)).toEqual({ width: 1, height: 1, reds: [20] })
  expect(halved([10, 30, 50, 70, 99], 1, 5)).toEqual({ width: 1, height: 2, reds: [20, 60] })
})
