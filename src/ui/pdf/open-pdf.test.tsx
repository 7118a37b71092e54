import { afterEach, expect, it, vi } from 'vitest'
import { makePdf } from '#test/make-pdf.ts'
import { openPdf, readyPdf } from './open-pdf.ts'

const { Worker: PlainWorker } = globalThis
let running = 0
let started = 0

class CountedWorker extends PlainWorker {
  constructor(...given: ConstructorParameters<typeof Worker>) {
    super(...given)
    if (!String(given[0]).includes('pdf.worker')) return
    started += 1
    running += 1
  }
  override terminate() {
    super.terminate()
    running -= 1
  }
}

afterEach(() => vi.unstubAllGlobals())

it('takes the worker that was started ahead, and ends it with its PDF', async () => {
  vi.stubGlobal('Worker', CountedWorker)
  readyPdf()
  readyPdf()
  await expect.poll(() => started).toBe(1)
  const tasks = [1, 2].map(() => openPdf(makePdf({ pages: [{ text: 'One' }, { text: 'Two' }] })))
  for (const task of tasks) expect((await task.promise).numPages).toBe(2)
  expect({ started, running }).toEqual({ started: 2, running: 2 })
  for (const task of tasks) await task.destroy()
  expect(running).toBe(0)
})
