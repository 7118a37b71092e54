import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import { createApi } from '#api/api.ts'
import '#ui/styles/base.css'
import { ApiProvider } from '#api/context.tsx'
import { createClient } from '#api/transport/client.ts'
import type { Binary } from '#fhir/types.ts'
import { actorOf } from '#test/actor.ts'
import { DownloadButton } from './DownloadButton.tsx'
import { PreviewOfBinary } from './Preview.tsx'

const binary: Binary = { resourceType: 'Binary', id: 'x', contentType: 'text/plain' }

/** A connection on which a content comes in pieces, as many as are let through. */
function slowConnection() {
  const pieces: ReadableStreamDefaultController<Uint8Array>[] = []
  let aborted = 0
  const transport: typeof fetch = async (input, init) => {
    if (String(input instanceof Request ? input.url : input).includes('metadata')) {
      return new Response('', { status: 404 })
    }
    init?.signal?.addEventListener('abort', () => {
      aborted += 1
      pieces.at(-1)?.error(new DOMException('Aborted', 'AbortError'))
    })
    const body = new ReadableStream<Uint8Array>({ start: (piece) => void pieces.push(piece) })
    return new Response(body, { headers: { 'Content-Type': 'text/plain' } })
  }
  return {
    transport,
    requests: () => pieces.length,
    aborted: () => aborted,
    send: (text: string) => pieces.at(-1)?.enqueue(new TextEncoder().encode(text)),
    end: () => pieces.at(-1)?.close(),
  }
}

async function open() {
  const connection = slowConnection()
  const client = createClient({
    base: '',
    transport: connection.transport,
    actor: actorOf({ token: () => '' }),
    logCdata: () => undefined,
  })
  const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
  const of = { org: 'o', id: 'x', versionId: '1', binary }
  await render(
    <QueryClientProvider client={new QueryClient()}>
      <ApiProvider api={createApi(client)}>
        <DownloadButton {...of} />
        <PreviewOfBinary {...of} />
      </ApiProvider>
    </QueryClientProvider>,
  )
  await expect.poll(connection.requests).toBe(1)
  await page.getByRole('button', { name: 'Download' }).click()
  connection.send('first ')
  const preview = page.getByRole('region', { name: 'Preview' })
  await expect.element(preview.getByRole('button', { name: 'Stop' })).toBeVisible()
  const download = page.getByRole('button', { name: 'Stop' }).first()
  return { connection, preview, download, saved }
}

afterEach(() => vi.restoreAllMocks())

test('stopping the preview leaves the download alone', async () => {
  const { connection, preview, saved } = await open()
  await preview.getByRole('button', { name: 'Stop' }).click()
  await expect.element(preview.getByText('Loading was stopped')).toBeVisible()
  connection.send('second')
  connection.end()
  await expect.poll(() => saved.mock.calls.length).toBe(1)
  expect([connection.requests(), connection.aborted()]).toEqual([1, 0])
})

test('stopping the download leaves the preview alone', async () => {
  const { connection, preview, download, saved } = await open()
  await expect.element(page.getByRole('button', { name: 'Stop' }).nth(1)).toBeVisible()
  await download.click()
  await expect
    .element(page.getByRole('progressbar', { name: 'Downloading' }))
    .not.toBeInTheDocument()
  connection.send('second')
  connection.end()
  await expect.element(preview.getByText('first second')).toBeVisible()
  expect([connection.requests(), connection.aborted()]).toEqual([1, 0])
  expect(saved).not.toHaveBeenCalled()
})

test('stopping both ends the request', async () => {
  const { connection, preview, download } = await open()
  await expect.element(page.getByRole('button', { name: 'Stop' }).nth(1)).toBeVisible()
  await download.click()
  await preview.getByRole('button', { name: 'Stop' }).click()
  await expect.poll(connection.aborted).toBe(1)
})
