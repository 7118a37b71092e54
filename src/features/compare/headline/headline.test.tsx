import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import { createApi } from '#api/api.ts'
import { ApiProvider } from '#api/context.tsx'
import { createClient } from '#api/transport/client.ts'
import { CONTENT_EXTENSION } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { revokeAllObjectUrls } from '#lib/object-urls.ts'
import { actorOf } from '#test/actor.ts'
import '#ui/styles/base.css'
import { HeadlineOf } from './HeadlineOf.tsx'

interface Shown {
  /** The content of each version, oldest first. */
  versions: string[]
  /** Bytes, as the server says of each; as many as there are unless told. */
  size?: number
  type?: string
  isUnasked?: boolean
}

let runs = 0
afterEach(() => revokeAllObjectUrls())

/** A line for each version but the first, oldest first, each in a frame that fills the view. */
async function show({ versions, size, type = 'text/plain', isUnasked = true }: Shown) {
  await page.viewport(600, 600)
  // The test before may have scrolled its first line out of view.
  window.scrollTo(0, 0)
  const id = `file-${(runs += 1)}`
  const read: number[] = []
  const transport: typeof fetch = async (input) => {
    const url = String(input instanceof Request ? input.url : input)
    if (url.includes('metadata')) return new Response('', { status: 404 })
    const version = Number(/_history\/(\d+)/.exec(url)?.[1])
    read.push(version)
    const content = versions[version - 1] ?? ''
    if (content === 'fails') return new Response('', { status: 403 })
    return new Response(content, { headers: { 'Content-Type': type } })
  }
  const actor = actorOf({ token: () => '' })
  const client = createClient({ base: '', transport, actor, logCdata: () => undefined })
  const version = (at: number) => ({
    versionId: String(at + 1),
    title: `Version ${at + 1}`,
    binary: binaryOf(id, at + 1, type, size ?? versions[at]?.length ?? 0),
  })
  const lines = () => (
    <QueryClientProvider client={new QueryClient()}>
      <ApiProvider api={createApi(client)}>
        {versions.slice(1).map((_, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- versions have no other identity
          <div key={at} style={{ blockSize: 700 }} role="group" aria-label={`Line ${at + 2}`}>
            <HeadlineOf
              {...{ org: 'o', id, isUnasked }}
              older={version(at)}
              newer={version(at + 1)}
            />
          </div>
        ))}
      </ApiProvider>
    </QueryClientProvider>
  )
  const shown = await render(lines())
  return {
    read,
    shown,
    line: (at: number) => page.getByRole('group', { name: `Line ${at}` }),
    lines,
  }
}

function binaryOf(id: string, version: number, contentType: string, size: number): Binary {
  return {
    resourceType: 'Binary',
    id,
    contentType,
    meta: { versionId: String(version) },
    _data: { extension: [{ url: CONTENT_EXTENSION, valueAttachment: { size } }] },
  }
}

test('says what changed of what is in view alone, and each content is read once', async () => {
  const { read, line } = await show({ versions: ['one', 'two', 'three', 'four'] })
  await expect.element(line(2)).toHaveTextContent('Line 1 one → two')
  expect(read.toSorted((a, b) => a - b)).toEqual([1, 2])
  line(3).element().scrollIntoView()
  await expect.element(line(3)).toHaveTextContent('Line 1 two → three')
  expect(read.toSorted((a, b) => a - b)).toEqual([1, 2, 3])
})

test('its place is kept from the start', async () => {
  const { line } = await show({ versions: ['one', 'two'] })
  const before = line(2).element().firstElementChild?.getBoundingClientRect().height
  await expect.element(line(2)).toHaveTextContent('Line 1 one → two')
  expect(before).toBeGreaterThan(10)
  expect(line(2).element().firstElementChild?.getBoundingClientRect().height).toBe(before)
})

test('a line that was found is not read for again, until the screen locks', async () => {
  const { read, shown, lines, line } = await show({ versions: ['one', 'two'] })
  await expect.element(line(2)).toHaveTextContent('Line 1 one → two')
  await shown.rerender(<p>Another page</p>)
  await shown.rerender(lines())
  await expect.element(line(2)).toHaveTextContent('Line 1 one → two')
  expect(read).toHaveLength(2)
  await shown.rerender(<p>Another page</p>)
  revokeAllObjectUrls()
  await shown.rerender(lines())
  await expect.element(line(2)).toHaveTextContent('Line 1 one → two')
  expect(read).toHaveLength(4)
})

test.each<[string, Shown]>([
  ['large contents', { versions: ['one', 'two'], size: 5_000_001 }],
  ['anything where reading ahead is off', { versions: ['one', 'two'], isUnasked: false }],
])('%s: reads nothing before somebody asks', async (_, options) => {
  const { read, line } = await show(options)
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(read).toEqual([])
  await line(2).getByRole('button', { name: 'Find what changed in Version 2' }).click()
  if (options.size === undefined) {
    await expect.element(line(2)).toHaveTextContent('Line 1 one → two')
  } else {
    // The server lied about the size, which is a failure like any other, and was asked for.
    await expect.poll(() => read.length).toBe(2)
  }
})

test('says nothing where the content is of a kind that has no words, and where reading fails', async () => {
  const video = await show({ versions: ['one', 'two'], type: 'video/mp4' })
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(video.read).toEqual([])
  await video.shown.unmount()
  const failing = await show({ versions: ['one', 'fails'] })
  await expect.poll(() => failing.read.length).toBe(2)
  await expect.element(failing.line(2)).toHaveTextContent('')
})
