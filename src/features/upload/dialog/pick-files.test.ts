import { expect, test, vi } from 'vitest'
import { readSizes } from './pick-files.ts'

test('sizes of many files are asked for with rests between, each once', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    const asked: number[] = []
    const files = Array.from({ length: 10 }, (_, at) => {
      const file = new Blob(['x'])
      Object.defineProperty(file, 'size', {
        get() {
          asked.push(at)
          vi.advanceTimersByTime(4)
          return 1
        },
      })
      return file
    })
    const rests: number[] = []
    await readSizes(files, async () => {
      rests.push(asked.length)
    })
    expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(rests).toEqual([3, 6, 9])
  } finally {
    vi.useRealTimers()
  }
})
