import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, test } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import { createApi } from '#api/api.ts'
import { ApiProvider } from '#api/context.tsx'
import { createClient } from '#api/transport/client.ts'
import { CONTENT_EXTENSION } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { kindOfLabel } from '#formats/kinds.ts'
import { revokeAllObjectUrls } from '#lib/object-urls.ts'
import { actorOf } from '#test/actor.ts'
import { makePdf } from '#test/make-pdf.ts'
import '#ui/styles/base.css'
import { Thumbnail } from './Thumbnail.tsx'

interface File {
  type: string
  content: Blob
  /** Bytes, as the server says; those of the content unless told. */
  size?: number
}

let runs = 0

/** Thumbnails below each other, each in a frame that fills the view. */
async function show(files: File[]) {
  await page.viewport(600, 600)
  const read: number[] = []
  runs += 1
  const transport: typeof fetch = async (input) => {
    const url = String(input instanceof Request ? input.url : input)
    if (url.includes('metadata')) return new Response('', { status: 404 })
    const at = Number(/file-(\d+)/.exec(url)?.[1])
    read.push(at)
    return new Response(files[at]?.content, { headers: { 'Content-Type': files[at]?.type ?? '' } })
  }
  const actor = actorOf({ token: () => '' })
  const client = createClient({ base: '', transport, actor, logCdata: () => undefined })
  const shown = await render(
    <QueryClientProvider client={new QueryClient()}>
      <ApiProvider api={createApi(client)}>
        {files.map((file, at) => {
          const binary = binaryOf(file, `run-${runs}-file-${at}`)
          const kind = kindOfLabel(binary.contentType ?? '', undefined)
          return (
            <div key={binary.id} style={{ blockSize: 580, inlineSize: 300, display: 'grid' }}>
              <Thumbnail org="o" binary={binary} kind={kind} icon={<b>sign {at}</b>} />
            </div>
          )
        })}
      </ApiProvider>
    </QueryClientProvider>,
  )
  return { read, shown }
}

function binaryOf({ type, content, size = content.size }: File, id: string): Binary {
  const extension = [{ url: CONTENT_EXTENSION, valueAttachment: { size } }]
  return {
    resourceType: 'Binary',
    id,
    contentType: type,
    meta: { versionId: '1' },
    _data: { extension },
  }
}

async function picture(width: number, height: number, type = 'image/png'): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  context.fillStyle = '#00f'
  context.fillRect(0, 0, width / 2, height)
  return canvas.convertToBlob({ type, quality: 1 })
}

const image = () => document.querySelector('img')
const seen = () => [image()?.naturalWidth, image()?.naturalHeight]

/** Of the drawn thumbnail, at parts of its width and height. */
function colourAt(x: number, y: number): string {
  const img = image()
  const canvas = new OffscreenCanvas(img?.naturalWidth ?? 1, img?.naturalHeight ?? 1)
  const context = canvas.getContext('2d')
  if (img) context?.drawImage(img, 0, 0)
  const [red = 0, green = 0, blue = 0] =
    context?.getImageData(Math.floor(x * canvas.width), Math.floor(y * canvas.height), 1, 1).data ??
    []
  return [red, green, blue].map((value) => (value > 127 ? '1' : '0')).join('')
}

afterEach(() => revokeAllObjectUrls())

test('a picture is drawn in small, its alternative empty, on white where it is transparent', async () => {
  await show([{ type: 'image/png', content: await picture(1000, 500) }])
  await expect.poll(seen).toEqual([400, 200])
  expect(image()?.alt).toBe('')
  expect([colourAt(0.25, 0.5), colourAt(0.75, 0.5)]).toEqual(['001', '111'])
})

test('a picture is turned as its EXIF says', async () => {
  const jpeg = new Uint8Array(await (await picture(800, 400, 'image/jpeg')).arrayBuffer())
  // Orientation 6: the first row is the right side.
  const tiff = [
    0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
  ]
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff]
  const turned = new Blob([
    jpeg.slice(0, 2),
    Uint8Array.from([0xff, 0xe1, 0, exif.length + 2, ...exif]),
    jpeg.slice(2),
  ])
  await show([{ type: 'image/jpeg', content: turned }])
  await expect.poll(seen).toEqual([200, 400])
  expect([colourAt(0.5, 0.25), colourAt(0.5, 0.75)]).toEqual(['001', '000'])
})

test('the first page of a PDF is drawn', async () => {
  const content = '0 0 1 rg 0 396 612 396 re f'
  const pdf = makePdf({ pages: [{ content }, { text: 'second' }] })
  await show([{ type: 'application/pdf', content: new Blob([pdf]) }])
  await expect.poll(seen).toEqual([309, 400])
  expect([colourAt(0.5, 0.25), colourAt(0.5, 0.75)]).toEqual(['001', '111'])
})

test('the first page of a fax and the first frame of a DICOM file are drawn', async () => {
  const sample = async (name: string) => (await fetch(`/server/demo/files/${name}`)).blob()
  const fax = await show([{ type: 'image/tiff', content: await sample('referral.tif') }])
  await expect.poll(() => image()?.naturalHeight ?? 0).toBeGreaterThan(200)
  // Upright, and white with black letters.
  expect((image()?.naturalHeight ?? 0) > (image()?.naturalWidth ?? 0)).toBe(true)
  expect(colourAt(0.02, 0.98)).toBe('111')
  await fax.shown.unmount()
  await show([{ type: 'application/dicom', content: await sample('head.dcm') }])
  await expect.poll(seen).toEqual([256, 256])
  // Air is black, the skull white.
  expect(colourAt(0.02, 0.02)).toBe('000')
  const row = Array.from({ length: 128 }, (_, at) => colourAt(at / 256, 0.5))
  expect(row).toContain('111')
})

test('only what is in view is read', async () => {
  const content = await picture(10, 10)
  const other = await picture(20, 10)
  const { read } = await show([
    { type: 'image/png', content },
    { type: 'image/png', content },
    { type: 'image/png', content: other },
  ])
  await expect.poll(seen).toEqual([10, 10])
  expect(read).not.toContain(2)
  page.getByText('sign 2').element().scrollIntoView()
  await expect.poll(() => read).toContain(2)
})

test('what was drawn is kept until everything is given back', async () => {
  const file = { type: 'image/png', content: await picture(30, 10) }
  const { read, shown } = await show([file])
  await expect.poll(seen).toEqual([30, 10])
  await shown.unmount()
  runs -= 1
  const again = await show([file])
  expect(seen()).toEqual([30, 10])
  expect(again.read).toEqual([])
  await again.shown.unmount()
  revokeAllObjectUrls()
  runs -= 1
  const anew = await show([file])
  await expect.poll(() => anew.read).toEqual([0])
  expect(read).toEqual([0])
})

/** A PNG of so many pixels a side that has its header and no more. */
function headOf(side: number): Uint8Array<ArrayBuffer> {
  const head = [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
  const size = [0, 0, side >> 8, side & 255]
  return Uint8Array.from([...head, ...size, ...size, 8, 6, 0, 0, 0, 0, 0, 0, 0])
}

const bomb = new Blob([headOf(10_000)])

test.each([
  ['large', { type: 'image/png', content: bomb, size: 9e6 }, /9 MB is too large for one/, false],
  ['of pixels without end', { type: 'image/png', content: bomb }, /over 50 megapixels/, true],
  [
    'something else',
    { type: 'image/png', content: new Blob(['only words']) },
    /the content is Text/,
    true,
  ],
  ['damaged', { type: 'image/png', content: new Blob([headOf(20)]) }, /could not be drawn/, true],
])('a file that is %s keeps its sign, and says why', async (_, file, why, isRead) => {
  const { read } = await show([file])
  await expect.element(page.getByTitle(why)).toBeVisible()
  await expect.element(page.getByText('sign 0')).toBeVisible()
  expect(read).toEqual(isRead ? [0] : [])
})

test('a kind that nobody draws is not read, and needs no word', async () => {
  const { read } = await show([
    { type: 'text/plain', content: new Blob(['words']) },
    { type: 'image/png', content: await picture(40, 10) },
  ])
  page.getByText('sign 1').element().scrollIntoView()
  await expect.poll(seen).toEqual([40, 10])
  expect(read).toEqual([1])
  expect(document.querySelector('[title]')).toBeNull()
})
