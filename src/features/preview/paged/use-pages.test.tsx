import { expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import { WorkerStopped } from '#lib/worker-session.ts'
import type { DrawnPage, PageClient } from './pages.ts'
import { usePage } from './use-pages.ts'

/** A page of which the coarse picture is there, and whose whole one ends as the test says. */
async function coarsePage() {
  const bitmap = await createImageBitmap(new ImageData(2, 2))
  const coarse: DrawnPage = {
    width: 4,
    height: 4,
    tallness: 1,
    levels: [{ bitmap, width: 2, height: 2 }],
    facts: '4 × 4 pixels',
    remarks: [],
  }
  const whole = Promise.withResolvers<DrawnPage>()
  const answers: Record<string, Promise<unknown>> = {
    coarse: Promise.resolve(coarse),
    page: whole.promise,
  }
  const call = (method: string) => answers[method]
  const client = { call, stop: () => undefined } as unknown as PageClient
  await render(<Shown client={client} />)
  await expect.element(page.getByText('coarse')).toBeVisible()
  return { whole, bitmap }
}

function Shown({ client }: { client: PageClient }) {
  const { state } = usePage(client, 0, () => undefined)
  if (state === undefined) return <p>nothing</p>
  if ('reason' in state) return <p>{state.reason}</p>
  return <p>{state.isCoarse ? 'coarse' : 'whole'}</p>
}

it('keeps the coarse picture of a page whose decoding was stopped', async () => {
  const { whole, bitmap } = await coarsePage()
  whole.reject(new WorkerStopped('Stopped.'))
  await new Promise((resolve) => requestAnimationFrame(resolve))
  await expect.element(page.getByText('coarse')).toBeVisible()
  expect(bitmap.width).toBe(2)
})

it('says why the whole could not be decoded, whatever was there of it', async () => {
  const { whole } = await coarsePage()
  whole.reject(new Error('It is broken.'))
  await expect.element(page.getByText('It is broken.')).toBeVisible()
})
