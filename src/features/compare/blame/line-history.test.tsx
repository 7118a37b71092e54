import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { MemoryRouter } from 'react-router'
import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import { createApi } from '#api/api.ts'
import { ApiProvider } from '#api/context.tsx'
import { createClient } from '#api/transport/client.ts'
import { CONTENT_EXTENSION } from '#fhir/binary/binary.ts'
import { actorOf } from '#test/actor.ts'
import '#ui/styles/base.css'
import type { Beyond } from './blame-words.ts'
import { LineHistory } from './LineHistory.tsx'
import type { BlameVersion } from './use-blame.ts'

interface Shown {
  /** The content of each version, oldest first; `null` is a deletion. */
  contents: (string | Uint8Array<ArrayBuffer> | null)[]
  beyond?: Beyond
  /** Bytes that the server says each has. */
  size?: number
  /** The chosen version, from 1; the newest unless told. */
  chosen?: number
  /** Answers that wait until they are let through. */
  held?: Map<number, Promise<void>>
  /** Versions that can't be read. */
  failing?: Set<number>
}

const PEOPLE = ['Ann', 'Ben', 'Cem']
let runs = 0

async function show(options: Shown) {
  const { contents, held, failing, beyond = { kind: 'none' } } = options
  await page.viewport(1000, 700)
  const id = `file-${(runs += 1)}`
  const read: number[] = []
  const transport: typeof fetch = async (input, init) => {
    const url = String(input instanceof Request ? input.url : input)
    if (url.includes('metadata')) return new Response('', { status: 404 })
    const version = Number(/_history\/(\d+)/.exec(url)?.[1])
    read.push(version)
    await held?.get(version)
    init?.signal?.throwIfAborted()
    if (failing?.has(version) === true) return new Response('', { status: 403 })
    return new Response(contents[version - 1] ?? '', { headers: { 'Content-Type': 'text/plain' } })
  }
  const actor = actorOf({ token: () => '' })
  const client = createClient({ base: '', transport, actor, logCdata: () => undefined })
  const version = (content: unknown, at: number): BlameVersion => ({
    versionId: String(at + 1),
    title: `Version ${at + 1}`,
    at: `2026-05-0${(at % 9) + 1}T10:00:00Z`,
    author: PEOPLE[at % 3],
    reason: at === 1 ? '{"reason":"treatment"}' : undefined,
    isDeletion: content === null,
    sum: undefined,
    binary: content === null ? undefined : binaryOf(id, options.size),
  })
  const all = contents.map(version)
  const queryClient = new QueryClient()
  const view = (from = 0, now: Beyond = beyond) => (
    <MemoryRouter>
      <QueryClientProvider client={queryClient}>
        <ApiProvider api={createApi(client)}>
          <div style={{ display: 'grid', blockSize: 600 }}>
            <LineHistory
              {...{ org: 'o', id }}
              versions={all.slice(from, options.chosen ?? all.length).toReversed()}
              beyond={now}
              hrefOf={(versionId) => `/changes/${versionId}`}
            />
          </div>
        </ApiProvider>
      </QueryClientProvider>
    </MemoryRouter>
  )
  return { read, view, all }
}

function binaryOf(id: string, size: number | undefined) {
  return {
    resourceType: 'Binary' as const,
    id,
    contentType: 'text/plain',
    ...(size !== undefined && {
      _data: { extension: [{ url: CONTENT_EXTENSION, valueAttachment: { size } }] },
    }),
  }
}

/** What stands beside each line, and the line. */
const rows = () =>
  page
    .getByRole('row')
    .elements()
    .map((row) => {
      // The first part is for screen readers, the other for the eye.
      const name = row.querySelector('a')?.firstElementChild?.textContent ?? '?'
      return `${name} | ${row.querySelector('[role=cell]:last-child > :last-child')?.textContent}`
    })

test('tells of each line since which version it stands, when, by whom and why', async () => {
  const { read, view } = await show({ contents: ['a\nb', 'a\nB\nc', 'a\nB\nc\nd'] })
  await render(view())
  await expect.element(page.getByText('4 lines, from 3 versions by 3 people.')).toBeVisible()
  expect(rows().map((row) => row.slice(0, 15))).toEqual([
    'Since Version 1',
    'Since Version 2',
    'Since Version 2',
    'Since Version 3',
  ])
  expect(rows()[1]).toMatch(/^Since Version 2, .*2026.*, by Ben\. Reason: treatment \| B$/)
  expect(rows()[2]).toBe('Since Version 2 | c')
  const mark = page.getByRole('link', { name: /^Since Version 3, / })
  await expect.element(mark).toHaveAttribute('href', '/changes/3')
  expect(read).toEqual([3, 2, 1])
  // One stop of the keyboard a run; all lines of it can be clicked.
  expect(document.querySelectorAll('[role=row] a[tabindex="0"]')).toHaveLength(3)
})

test('JSON in one line is followed by its members, and says where the line in view stands', async () => {
  const bundle = (status: string) => JSON.stringify({ entry: [{ id: 'a', status }] })
  await page.viewport(1000, 700)
  const { view } = await show({ contents: [bundle('draft'), bundle('final')] })
  await render(view())
  await expect.element(page.getByText('8 lines, from 2 versions by 2 people.')).toBeVisible()
  await expect.element(page.getByText('one member to a line', { exact: false })).toBeVisible()
  const since = rows().map((row) => [row.slice(6, 15), row.split(' | ')[1]?.trim()])
  expect(since).toContainEqual(['Version 2', '"status": "final"'])
  expect(since).toContainEqual(['Version 1', '"id": "a",'])
  await expect
    .element(page.getByRole('cell', { name: '"status"', exact: false }))
    .toHaveAttribute('title', 'entry[0].status')
})

test('is told as far as it is known when it is stopped, and goes on from there', async () => {
  const gate = Promise.withResolvers<void>()
  const held = new Map([[2, gate.promise]])
  const { read, view } = await show({ contents: ['a', 'a\nb', 'a\nb\nc', 'a\nb\nc\nd'], held })
  await render(view())
  await expect
    .element(page.getByText('Reading up to 4 versions: 2 read.', { exact: false }))
    .toBeVisible()
  await page.getByRole('button', { name: 'Stop' }).click()
  const told = page.getByRole('status')
  await expect
    .element(told)
    .toHaveTextContent(
      'Stopped. 4 lines, from 1 version by 1 person. 3 lines may be older than that. So far back to version 3.Go on',
    )
  expect(rows()[0]).toMatch(/^Since Version 3 or earlier, /)
  expect(rows()[3]).toMatch(/^Since Version 4, /)
  held.clear()
  gate.resolve()
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect.element(page.getByText('4 lines, from 4 versions by 3 people.')).toBeVisible()
  expect(read.filter((one) => one > 2)).toEqual([4, 3])
})

test('a version that can’t be read ends it for now, with what is known, and can be tried again', async () => {
  const failing = new Set([1])
  const { view } = await show({ contents: ['a', 'a\nb', 'a\nb\nc'], failing })
  await render(view())
  const told = page.getByRole('status')
  await expect
    .element(told)
    .toHaveTextContent(
      'The version before could not be read. You have no access to this. Ask whoever manages access for it, or sign in as somebody who has it. 3 lines, from 1 version by 1 person. 2 lines may be older than that. So far back to version 2.Try again',
    )
  failing.clear()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.element(page.getByText('3 lines, from 3 versions by 3 people.')).toBeVisible()
})

test('older versions that are not loaded are said, asked for, and then followed', async () => {
  const onOlder = vi.fn<() => void>()
  const more: Beyond = { kind: 'more', onOlder }
  const { read, view } = await show({ contents: ['a', 'a\nb', 'a\nb\nc'] })
  const shown = await render(view(1, more))
  await expect
    .element(
      page.getByText('So far back to version 2. Older versions are not loaded.', { exact: false }),
    )
    .toBeVisible()
  expect(rows()[0]).toMatch(/^Since Version 2 or earlier, /)
  await page.getByRole('button', { name: 'Load older versions' }).click()
  expect(onOlder).toHaveBeenCalledOnce()
  await shown.rerender(view())
  await expect.element(page.getByText('3 lines, from 3 versions by 3 people.')).toBeVisible()
  expect(read).toEqual([3, 2, 1])
  await shown.rerender(<p>Another page</p>)
  await shown.rerender(view(1, { kind: 'hidden' }))
  await expect
    .element(
      page.getByText('Older versions are hidden by the date above the list.', { exact: false }),
    )
    .toBeVisible()
})

test('deletions and other kinds on the way are passed over, and said', async () => {
  const pdf = new TextEncoder().encode('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF')
  const { view } = await show({ contents: ['a', null, pdf, 'a\nb'] })
  await render(view())
  await expect
    .element(page.getByText(/^Passed over: /))
    .toHaveTextContent(
      'Passed over: Version 3 (PDF) is not a text; Version 2 is a deletion. A line that stands before and after counts as the same line.',
    )
  expect(rows()[0]).toMatch(/^Since Version 1, /)
})

test('a chosen version that is not text says what it is, and reads no others', async () => {
  const pdf = new TextEncoder().encode('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF')
  const { read, view } = await show({ contents: ['a', pdf] })
  await render(view())
  await expect.element(page.getByRole('heading', { name: 'Version 2 is not a text' })).toBeVisible()
  expect(read).toEqual([2])
})

test('much to read is asked for first', async () => {
  const { read, view } = await show({ contents: ['a', 'a\nb', 'a\nb\nc'], size: 20_000_000 })
  await render(view())
  await expect
    .element(page.getByText('Up to 3 versions have to be read, 60 MB together'))
    .toBeVisible()
  expect(read).toEqual([])
  await page.getByRole('button', { name: 'Read them' }).click()
  await expect.poll(() => read.length).toBeGreaterThan(0)
})

test('no more rows are in the document than the view needs, but all lines when it is printed', async () => {
  const many = Array.from({ length: 4000 }, (_, at) => `line ${at}`)
  const { view } = await show({ contents: [many.slice(0, 100).join('\n'), many.join('\n')] })
  await render(view())
  await expect.element(page.getByText('4,000 lines, from 2 versions by 2 people.')).toBeVisible()
  expect(page.getByRole('row').elements().length).toBeLessThan(100)
  window.dispatchEvent(new Event('beforeprint'))
  await expect.poll(() => page.getByRole('row').elements().length).toBe(3000)
  await expect
    .element(page.getByText('The first 3,000 rows are printed; 1,000 more are not.'))
    .toBeVisible()
  window.dispatchEvent(new Event('afterprint'))
  await expect.poll(() => page.getByRole('row').elements().length).toBeLessThan(100)
})
