import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { beforeEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import { createApi } from '#api/api.ts'
import { ApiProvider } from '#api/context.tsx'
import { createClient } from '#api/transport/client.ts'
import { actorOf } from '#test/actor.ts'
import { makeDicom, picture as picture16, words } from '#test/make-dicom.ts'
import { makePdf } from '#test/make-pdf.ts'
import { makeTiff, onePage } from '#test/make-tiff.ts'
import '#ui/styles/base.css'
import { PlayVersions } from './PlayVersions.tsx'

type Content = Blob | string | Uint8Array<ArrayBuffer>

let runs = 0
beforeEach(() => page.viewport(900, 800))

/** @param contents of the versions, oldest first; the address is state here */
async function show(
  contents: Content[],
  { failing = new Set<number>(), from = 1, page: first = 1, deletions = 0 } = {},
) {
  const id = `file-${(runs += 1)}`
  const read: number[] = []
  const transport: typeof fetch = async (input) => {
    const url = String(input instanceof Request ? input.url : input)
    if (url.includes('metadata')) return new Response('', { status: 404 })
    const version = Number(/_history\/(\d+)/.exec(url)?.[1])
    read.push(version)
    if (failing.has(version)) return new Response('', { status: 403 })
    const type = 'application/octet-stream'
    return new Response(contents[version - 1], { headers: { 'Content-Type': type } })
  }
  const actor = actorOf({ token: () => '' })
  const client = createClient({ base: '', transport, actor, logCdata: () => undefined })
  const api = createApi(client)
  const queryClient = new QueryClient()
  const steps: string[] = []
  function Address() {
    const [address, setAddress] = useState({ versionId: String(from), page: first })
    return (
      <div style={{ display: 'grid', blockSize: 700 }}>
        {contents.map((_, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- versions have no other identity
          <button
            key={at}
            type="button"
            onClick={() => setAddress({ ...address, versionId: `${at + 1}` })}
          >
            List {at + 1}
          </button>
        ))}
        <PlayVersions
          {...{ org: 'o', id, deletions }}
          {...address}
          versions={contents.map((_, at) => ({
            versionId: String(at + 1),
            title: `Version ${at + 1}`,
            at: `2026-05-0${at + 1}T10:00:00Z`,
            author: at % 2 === 0 ? 'Ann' : 'Ben',
            binary: { resourceType: 'Binary', id, contentType: 'application/octet-stream' },
          }))}
          onVersion={(versionId) => {
            steps.push(versionId)
            setAddress({ ...address, versionId })
          }}
          onPage={(next) => setAddress({ ...address, page: next })}
          onOlder={undefined}
        />
      </div>
    )
  }
  const shown = await render(
    <QueryClientProvider client={queryClient}>
      <ApiProvider api={api}>
        <Address />
      </ApiProvider>
    </QueryClientProvider>,
  )
  const choose = (version: string) => button(`List ${version}`).click()
  return { read, steps, failing, shown, choose }
}

async function picture(colour: string, width = 40, height = 30): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no canvas')
  context.fillStyle = colour
  context.fillRect(0, 0, width, height)
  return canvas.convertToBlob()
}

const three = () => Promise.all([picture('#ff0000'), picture('#00ff00'), picture('#0000ff')])
const button = (name: string) => page.getByRole('button', { name, exact: true })
const shownPicture = (name: string) => page.getByRole('img', { name, exact: true })
const told = () => page.getByRole('group', { name: 'About this version' })

/** The colour in the middle of what is shown under that name. */
function colourOf(name: string): string {
  const canvas = shownPicture(name).element()
  if (!(canvas instanceof HTMLCanvasElement)) throw new Error('not a canvas')
  const at = [canvas.width / 2, canvas.height / 2] as const
  const data = canvas.getContext('2d')?.getImageData(...at, 1, 1).data ?? []
  return [...data].slice(0, 3).join(' ')
}

test('stands still until it is asked to play, having read one version; then each is shown, and it stops at the newest', async () => {
  const { read, steps } = await show(await three())
  await expect.element(shownPicture('Version 1')).toBeVisible()
  expect(colourOf('Version 1')).toBe('255 0 0')
  await expect
    .element(told())
    .toHaveTextContent('Version 1May 1, 2026, 10:00 AMby Ann40 × 30 pixels1 of 3')
  expect(read).toEqual([1])
  await page.getByLabelText('Speed').selectOptions('Fast')
  await button('Play').click()
  await expect.element(shownPicture('Version 2')).toBeVisible()
  expect(colourOf('Version 2')).toBe('0 255 0')
  await expect.element(shownPicture('Version 3')).toBeVisible()
  expect(colourOf('Version 3')).toBe('0 0 255')
  await expect.element(button('Play')).toBeVisible()
  expect(steps).toEqual(['2', '3'])
  expect(read).toEqual([1, 2, 3])
  // From the newest on it begins anew.
  await button('Play').click()
  await expect.element(shownPicture('Version 1')).toBeVisible()
  await button('Pause').click()
})

test('reads no more than two versions ahead', async () => {
  const colours = ['#100', '#200', '#300', '#400', '#500', '#600', '#700', '#800']
  const { read } = await show(await Promise.all(colours.map((colour) => picture(colour))))
  await page.getByLabelText('Speed').selectOptions('Slow')
  await button('Play').click()
  await expect.poll(() => read).toEqual([1, 2, 3])
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(read).toEqual([1, 2, 3])
})

test('the slider and the arrow keys go through the versions, and stop it', async () => {
  const { steps } = await show(await three())
  const slider = page.getByRole('slider', { name: 'Version' })
  await expect
    .element(slider)
    .toHaveAttribute('aria-valuetext', 'Version 1, May 1, 2026, 10:00 AM, by Ann')
  await button('Play').click()
  slider.element().focus()
  await userEvent.keyboard('{End}')
  await expect.element(shownPicture('Version 3')).toBeVisible()
  await expect.element(button('Play')).toBeVisible()
  const stage = page.getByRole('group', { name: 'Picture of the version' })
  stage.element().focus()
  await userEvent.keyboard('{ArrowLeft}')
  await expect.element(shownPicture('Version 2')).toBeVisible()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}')
  await expect.element(shownPicture('Version 3')).toBeVisible()
  expect(steps).toEqual(['3', '2', '3'])
  // A picture that is zoomed is moved instead.
  await userEvent.keyboard('{+}{ArrowLeft}')
  expect(steps).toHaveLength(3)
})

test('what is not a picture is skipped, and said; so are deletions', async () => {
  const [red, green] = await three()
  if (red === undefined || green === undefined) return
  const { steps } = await show([red, 'a text', green], { deletions: 2 })
  await page.getByLabelText('Speed').selectOptions('Fast')
  await button('Play').click()
  await expect.element(shownPicture('Version 3')).toBeVisible()
  expect(steps).toEqual(['3'])
  await expect
    .element(told())
    .toHaveTextContent(
      'Version 3May 3, 2026, 10:00 AMby Ann40 × 30 pixels3 of 3Version 2 is not a picture and is skipped.2 deletions are left out.',
    )
  await button('Previous version').click()
  await expect.element(page.getByText('Version 2 is not a picture (Text).')).toBeVisible()
})

test('pictures of other sizes lie at the same corner, in the same zoom, and their sizes are said', async () => {
  await show([await picture('#f00', 100, 50), await picture('#0f0', 60, 80)])
  const first = shownPicture('Version 1')
  await expect.element(first).toBeVisible()
  await page.getByRole('button', { name: 'Zoom in' }).click()
  const corner = (name: string) => {
    const { left, top, width } = shownPicture(name).element().getBoundingClientRect()
    return { left: Math.round(left), top: Math.round(top), width: Math.round(width) }
  }
  await button('Next version').click()
  await expect.element(shownPicture('Version 2')).toBeVisible()
  await expect
    .element(
      page.getByText('Version 1 had 100 × 50 pixels. All lie at the same upper left corner.'),
    )
    .toBeVisible()
  const second = corner('Version 2')
  expect(second.width).toBe(75)
  await button('Previous version').click()
  await expect.element(first).toBeVisible()
  expect(corner('Version 1')).toEqual({ ...second, width: 125 })
})

test('keeps the page of PDFs and TIFFs, and says where there is no such page', async () => {
  const pdf = makePdf({ pages: [{ text: 'one' }, { text: 'two' }] })
  const blank = onePage(16, 16, new Uint8Array(32))
  const tiff = makeTiff([blank, blank, blank])
  await show([pdf, makePdf({ pages: [{ text: 'alone' }] }), tiff], { page: 2 })
  await expect.element(shownPicture('Version 1, page 2')).toBeVisible()
  await expect.element(told().getByText('216 × 279 mm')).toBeVisible()
  await button('Next version').click()
  await expect.element(page.getByText('Version 2 has 1 page: there is no page 2.')).toBeVisible()
  await button('Next version').click()
  await expect.element(shownPicture('Version 3, page 2')).toBeVisible()
  await button('Next page').click()
  await expect.element(shownPicture('Version 3, page 3')).toBeVisible()
})

test('a version that can’t be read or drawn says why, never shows another one, and can be tried again', async () => {
  const [red, green] = await three()
  if (red === undefined || green === undefined) return
  const damaged = makePdf({ pages: [{ text: 'one' }] }).slice(0, 60)
  const { failing } = await show([red, green, damaged], { failing: new Set([2]) })
  await expect.element(shownPicture('Version 1')).toBeVisible()
  await button('Next version').click()
  const problem = page.getByRole('alert')
  await expect
    .element(problem.getByText('Version 2 can’t be shown. This access token', { exact: false }))
    .toBeVisible()
  await expect.element(page.getByRole('img')).not.toBeInTheDocument()
  failing.clear()
  await button('Try again').click()
  await expect.element(shownPicture('Version 2')).toBeVisible()
  await button('Next version').click()
  await expect
    .element(problem.getByText('Version 3 can’t be shown. The PDF is damaged', { exact: false }))
    .toBeVisible()
})

test('DICOM objects are played by frame, and another patient is said before all else', async () => {
  const ct = (patient: string, ...pixels: number[]) =>
    makeDicom(
      picture16({ rows: 2, columns: 2, bits: 16 }, words(...pixels), [
        [0x0008_0060, 'CS', 'CT'],
        [0x0010_0010, 'PN', 'DOE^JOHN'],
        [0x0010_0020, 'LO', patient],
        [0x0028_0008, 'IS', '2'],
      ]),
    )
  const pixels = [1, 2, 3, 4, 4, 3, 2, 1]
  await show([ct('17', ...pixels), ct('17', ...pixels), ct('18', ...pixels)], { page: 2 })
  await expect.element(shownPicture('Version 1, page 2')).toBeVisible()
  await button('Next version').click()
  await expect.element(shownPicture('Version 2, page 2')).toBeVisible()
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
  await button('Next version').click()
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent('Compared with version 1: Different patient: patient ID differs.')
  await expect.element(told().getByText('18', { exact: false })).not.toBeInTheDocument()
})

test('a version that is chosen elsewhere stops it', async () => {
  const { choose } = await show(await three())
  await expect.element(shownPicture('Version 1')).toBeVisible()
  await page.getByLabelText('Speed').selectOptions('Fast')
  await button('Play').click()
  await expect.element(shownPicture('Version 3')).toBeVisible()
  await choose('2')
  await expect.element(shownPicture('Version 2')).toBeVisible()
  await new Promise((resolve) => setTimeout(resolve, 800))
  await expect.element(shownPicture('Version 2')).toBeVisible()
  await button('Play').click()
  await choose('1')
  await expect.element(button('Play')).toBeVisible()
  await expect.element(shownPicture('Version 1')).toBeVisible()
})

test('gives back what it held when it is left', async () => {
  const close = vi.spyOn(ImageBitmap.prototype, 'close')
  try {
    const { shown } = await show(await three())
    await page.getByLabelText('Speed').selectOptions('Fast')
    await button('Play').click()
    await expect.element(shownPicture('Version 3')).toBeVisible()
    expect(close).toHaveBeenCalledTimes(1)
    await shown.unmount()
    expect(close).toHaveBeenCalledTimes(3)
  } finally {
    close.mockRestore()
  }
})
