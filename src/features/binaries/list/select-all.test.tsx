import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import { createApi } from '#api/api.ts'
import { ApiProvider } from '#api/context.tsx'
import { createClient } from '#api/transport/client.ts'
import type { Binary } from '#fhir/types.ts'
import { actorOf } from '#test/actor.ts'
import '#ui/styles/base.css'
import { BulkProvider } from '../bulk/context.tsx'
import { BinariesView } from './BinariesView.tsx'

const READ = '2026-05-03T10:00:00Z'

function file(n: number): Binary {
  return {
    resourceType: 'Binary',
    id: `file-${n}`,
    contentType: n % 5 === 0 ? 'application/pdf' : 'text/plain',
    meta: { versionId: '1', lastUpdated: '2026-05-03T09:00:00Z' },
  }
}

interface Change {
  id: string
  at: string
}

/** A server with 250 files in pages of 100, of which the later ones come when the test says so. */
function paged() {
  const files = Array.from({ length: 250 }, (_, n) => file(n))
  const changes: Change[] = []
  const gates: (() => void)[] = []
  const state = { files, changes, fails: false, asked: [] as string[] }
  const transport: typeof fetch = async (input) => {
    const url = new URL(String(input instanceof Request ? input.url : input), location.href)
    if (url.pathname.includes('metadata')) return new Response('', { status: 404 })
    if (url.pathname.endsWith('_history')) return history(url.searchParams.get('_since'), changes)
    const from = Number(url.searchParams.get('from') ?? 0)
    if (from > 0) {
      state.asked.push(String(from))
      await new Promise<void>((resolve) => void gates.push(resolve))
      if (state.fails) return new Response('{}', { status: 500 })
    }
    const next = `${url.pathname}?from=${from + 100}`
    return json({
      type: 'searchset',
      total: 250,
      link: from + 100 < 250 ? [{ relation: 'next', url: next }] : [],
      entry: state.files.slice(from, from + 100).map((resource) => ({ resource })),
    })
  }
  const pass = async () => {
    await expect.poll(() => gates.length).toBeGreaterThan(0)
    gates.shift()?.()
  }
  return { transport, state, pass }
}

function history(since: string | null, changes: readonly Change[]): Response {
  const entry = changes
    .filter(({ at }) => since === null || Date.parse(at) > Date.parse(since))
    .map(({ id, at }) => ({
      resource: { ...file(1), id, meta: { versionId: '1', lastUpdated: at } },
      request: { method: 'PUT', url: `Binary/${id}` },
      response: { status: '200', lastModified: at, etag: 'W/"1"' },
    }))
  return json({ type: 'history', total: entry.length, entry })
}

function json(bundle: object): Response {
  const headers = { Date: new Date(READ).toUTCString() }
  return Response.json({ resourceType: 'Bundle', ...bundle }, { headers })
}

async function open(address = '/o/north/Binary') {
  await page.viewport(1200, 700)
  const server = paged()
  const client = createClient({
    base: '',
    transport: server.transport,
    actor: actorOf({ token: () => '' }),
    logCdata: () => undefined,
  })
  const idle = { subscribe: () => () => undefined, get: () => undefined }
  const view = (
    <div style={{ blockSize: 600, display: 'grid' }}>
      <BinariesView
        org="north"
        person="me"
        method="POST"
        uploadAction={undefined}
        renderPane={() => undefined}
        renderGallery={() => undefined}
      />
    </div>
  )
  const router = createMemoryRouter([{ path: '*', element: view }], { initialEntries: [address] })
  await render(
    <QueryClientProvider client={new QueryClient()}>
      <ApiProvider api={createApi(client)}>
        <BulkProvider bulk={idle as never}>
          <RouterProvider router={router} />
        </BulkProvider>
      </ApiProvider>
    </QueryClientProvider>,
  )
  await expect.element(page.getByRole('checkbox', { name: 'Select all' })).toBeVisible()
  return server
}

const bar = () => page.getByRole('group', { name: 'Selection' })
const said = () => bar().getByRole('status')
const selectAll = () => page.getByRole('checkbox', { name: 'Select all' }).click()

test('all that match are selected, those too that have to be loaded first', async () => {
  const { pass } = await open()
  await selectAll()
  await expect.element(said()).toHaveTextContent('Selecting all that match…')
  const progress = bar().getByRole('progressbar', { name: 'Selecting all' })
  await expect.element(progress).toHaveAttribute('value', '100')
  await expect.element(progress).toHaveAttribute('max', '250')
  // Nothing can be done with them before it is known which they are.
  await expect.element(bar().getByRole('button', { name: 'Delete' })).not.toBeInTheDocument()
  await pass()
  await expect.element(bar().getByText('200 of 250 loaded')).toBeVisible()
  await pass()
  await expect.element(said()).toHaveTextContent('250 selected')
  await expect.element(page.getByRole('checkbox', { name: 'Select all' })).toBeChecked()
})

test('with a filter on, only those that match', async () => {
  const { pass } = await open('/o/north/Binary?kind=pdf')
  await selectAll()
  await pass()
  await pass()
  await expect.element(said()).toHaveTextContent('50 selected')
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect.element(page.getByText('250 loaded', { exact: true })).toBeVisible()
  await expect.element(said()).toHaveTextContent('50 selected')
})

test('Stop keeps what is loaded, says so, and the rest can follow', async () => {
  const { pass } = await open()
  await selectAll()
  await pass()
  await expect.element(bar().getByText('200 of 250 loaded')).toBeVisible()
  await bar().getByRole('button', { name: 'Stop' }).click()
  await expect.element(said()).toHaveTextContent('200 selected, the rest was not loaded')
  expect(document.activeElement?.closest('[role=grid]')).not.toBeNull()
  await bar().getByRole('button', { name: 'Select the rest' }).click()
  await pass()
  await expect.element(said()).toHaveTextContent('250 selected')
})

test('a page that fails is said, nothing is claimed, and it can be tried again', async () => {
  const { state, pass } = await open()
  await selectAll()
  await pass()
  await expect.element(bar().getByText('200 of 250 loaded')).toBeVisible()
  state.fails = true
  await pass()
  await expect
    .element(bar().getByText(/^200 selected, the rest could not be loaded: ./))
    .toBeVisible()
  state.fails = false
  await bar().getByRole('button', { name: 'Select the rest' }).click()
  await expect.element(said()).toHaveTextContent('Selecting all that match…')
  await pass()
  await expect.element(said()).toHaveTextContent('250 selected')
  expect(state.asked).toEqual(['100', '200', '200'])
})

test('what somebody deletes meanwhile is neither loaded nor counted', async () => {
  const { state, pass } = await open()
  await selectAll()
  // Two that are not loaded yet, and whose places others take.
  state.files = state.files.filter(({ id }) => id !== 'file-240' && id !== 'file-241')
  await pass()
  await pass()
  await expect.element(said()).toHaveTextContent('248 selected')
})

test('Control and A selects all as the box does', async () => {
  const { pass } = await open()
  await page.getByRole('link', { name: 'file-0', exact: true }).click()
  await userEvent.keyboard('{Control>}a{/Control}')
  await pass()
  await pass()
  await expect.element(said()).toHaveTextContent('250 selected')
})

test('a change between the rows and the look at what changes is told', async () => {
  const { state } = await open()
  state.changes.push({ id: 'new', at: '2026-05-03T10:00:01Z' })
  await expect.element(page.getByText('1 change', { exact: true })).toBeVisible()
})

test('what was there before the rows were read is not a change', async () => {
  const { state } = await open()
  // A file of a page that is not loaded yet, younger than all that are.
  state.changes.push({ id: 'other', at: '2026-05-03T09:30:00Z' })
  state.changes.push({ id: 'new', at: '2026-05-03T10:00:01Z' })
  await expect.element(page.getByText('1 change', { exact: true })).toBeVisible()
})
