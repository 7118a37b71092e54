import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { createApi } from '#api/api.ts'
import { ApiProvider } from '#api/context.tsx'
import { createClient } from '#api/transport/client.ts'
import { CONTENT_EXTENSION, RAW_CONTENT_EXTENSION, withFileName } from '#fhir/binary/binary.ts'
import { actorOf } from '#test/actor.ts'
import { makePdf } from '#test/make-pdf.ts'
import { makeZip } from '#test/make-zip.ts'
import { PreviewOfBinary } from './Preview.tsx'

const MIB = 1 << 20

/** A server that gives raw content and ranges of it; the whole only when it is let go. */
function serverOf(content: Uint8Array<ArrayBuffer>, contentType: string) {
  const whole = Promise.withResolvers<void>()
  const state = { sent: 0, wholes: 0, ranges: 0, broken: false }
  const transport: typeof fetch = async (input, init) => {
    if (String(input instanceof Request ? input.url : input).includes('metadata')) {
      const extension = [{ url: RAW_CONTENT_EXTENSION, valueBoolean: true }]
      return Response.json({
        resourceType: 'CapabilityStatement',
        rest: [{ resource: [{ type: 'Binary', extension }] }],
      })
    }
    const range = /(\d+)-(\d+)/.exec(new Headers(init?.headers).get('Range') ?? '')
    if (range === null) {
      state.wholes += 1
      await whole.promise
      init?.signal?.throwIfAborted()
      return new Response(content, { headers: { 'Content-Type': contentType } })
    }
    if (state.broken) return new Response('', { status: 500 })
    state.ranges += 1
    const [start, end] = [Number(range[1]), Number(range[2]) + 1]
    state.sent += end - start
    return new Response(content.slice(start, end), {
      status: 206,
      headers: {
        'Content-Type': contentType,
        'Content-Range': `bytes ${start}-${end - 1}/${content.length}`,
        ETag: 'W/"1"',
      },
    })
  }
  return { transport, state, letGo: () => whole.resolve() }
}

async function open(content: Uint8Array<ArrayBuffer>, contentType: string, name: string) {
  const server = serverOf(content, contentType)
  const client = createClient({
    base: '',
    transport: server.transport,
    actor: actorOf({ token: () => '' }),
    logCdata: () => undefined,
  })
  const size = { url: CONTENT_EXTENSION, valueAttachment: { size: content.length } }
  const binary = withFileName(
    { resourceType: 'Binary', id: 'x', contentType, _data: { extension: [size] } },
    name,
  )
  const view = await render(
    <QueryClientProvider client={new QueryClient()}>
      <ApiProvider api={createApi(client)}>
        <div style={{ display: 'flex', inlineSize: 900, blockSize: 600 }}>
          <PreviewOfBinary org="o" id="x" versionId="1" binary={binary} />
        </div>
      </ApiProvider>
    </QueryClientProvider>,
  )
  return { ...server, view }
}

const utf8 = (text: string) => new TextEncoder().encode(text)
const noise = `% ${'0123456789'.repeat(6000)}\n`

/** 60 kB a page. */
const pdf = (perNode?: number) =>
  makePdf({
    pages: Array.from({ length: 200 }, (_, at) => ({ text: `Sheet ${at + 1}`, content: noise })),
    ...(perNode !== undefined && { perNode }),
  })

describe('a PDF in ranges', () => {
  it('shows its first page by a few of them, and any other when it is gone to', async () => {
    const content = pdf(20)
    const { state } = await open(content, 'application/pdf', 'long.pdf')
    await expect.element(page.getByText('Sheet 1', { exact: true })).toBeInTheDocument()
    expect(state.sent).toBeLessThan(content.length / 2)
    await page.getByRole('textbox', { name: 'Page' }).fill('120')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('Sheet 120', { exact: true })).toBeInTheDocument()
    expect(state).toMatchObject({ wholes: 0 })
    expect(state.sent).toBeLessThan(content.length)
  })

  it('says so when a part of it can’t be loaded', async () => {
    const { state } = await open(pdf(20), 'application/pdf', 'long.pdf')
    await expect.element(page.getByText('Sheet 1', { exact: true })).toBeInTheDocument()
    state.broken = true
    await page.getByRole('textbox', { name: 'Page' }).fill('120')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('A part of this PDF could not be loaded')).toBeVisible()
  })
})

describe('text in ranges', () => {
  const lines = Array.from({ length: 200_000 }, (_, at) => `line ${at + 1} ${'.'.repeat(20)}`)
  const region = () => page.getByRole('region', { name: 'Text of ward.log' })

  it('shows its first lines while the rest is on its way, and then all of it in their place', async () => {
    const { letGo, state } = await open(utf8(lines.join('\n')), 'text/plain', 'ward.log')
    await expect.element(region().getByText('line 1 ', { exact: false }).first()).toBeVisible()
    await expect.element(page.getByText('The first 1 MB is shown.', { exact: false })).toBeVisible()
    await expect.poll(() => state.wholes).toBe(1)
    const shown = region().element()
    const before = shown.scrollHeight
    letGo()
    await expect
      .element(page.getByText('The first 1 MB is shown.', { exact: false }))
      .not.toBeInTheDocument()
    await expect.poll(() => region().element().scrollHeight).toBeGreaterThan(before)
    // The same place, which the reader may have scrolled or searched.
    expect(region().element()).toBe(shown)
    ;(region().element() as HTMLElement).focus()
    await userEvent.keyboard('{Control>}{End}{/Control}')
    await expect.element(region().getByText('line 200000', { exact: false })).toBeVisible()
  })

  it('can be left at its first lines', async () => {
    const { view, state } = await open(utf8(lines.join('\n')), 'text/plain', 'ward.log')
    await expect.element(region().getByText('line 1 ', { exact: false }).first()).toBeVisible()
    await expect.poll(() => state.wholes).toBe(1)
    await view.unmount()
    expect(state.ranges).toBeLessThan(4)
  })
})

it('shows the first rows of a table, and counts all when they are there', async () => {
  const rows = Array.from({ length: 300_000 }, (_, at) => `${at + 1},"a ${at}",mmol/l`)
  const content = utf8(`number,what,unit\n${rows.join('\n')}`)
  const { letGo } = await open(content, 'text/csv', 'table.csv')
  await expect.element(page.getByText(/^The first [\d,]+ rows, 3 columns$/)).toBeVisible()
  await expect.element(page.getByRole('gridcell', { name: 'mmol/l' }).first()).toBeVisible()
  letGo()
  await expect.element(page.getByText('300,000 rows, 3 columns')).toBeVisible()
})

it('lists a ZIP file and opens an entry by parts of it', async () => {
  const filler = new Uint8Array(10 * MIB).map((_, at) => (at * 7919) >> 3)
  const parts = [
    { name: 'filler.bin', data: filler },
    { name: 'note.txt', data: 'All is well.' },
  ]
  const content = makeZip({ parts })
  const { state } = await open(content, 'application/zip', 'export.zip')
  await page.getByText('note.txt').click()
  await page.getByRole('button', { name: 'Open note.txt' }).click()
  await expect.element(page.getByText('All is well.', { exact: false }).first()).toBeVisible()
  expect(state.wholes).toBe(0)
  expect(state.sent).toBeLessThan(content.length / 2)
})

it('shows unknown bytes by what is in view of them', async () => {
  const content = new Uint8Array(20 * MIB).map((_, at) => (at >> 4) & 255)
  content.set([1, 2, 3, 0, 255, 254], 0)
  const { state } = await open(content, 'application/octet-stream', 'dump')
  await expect.element(page.getByText('01 02 03 00 ff fe', { exact: false })).toBeVisible()
  await page.getByRole('textbox', { name: 'Go to offset' }).fill('0xF00000')
  await page.getByRole('button', { name: 'Go', exact: true }).click()
  await expect.element(page.getByText('00f00000', { exact: false }).first()).toBeVisible()
  expect(state.wholes).toBe(0)
  expect(state.sent).toBeLessThan(content.length / 2)
})
