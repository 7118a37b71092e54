import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { heicWithPreview } from '#test/make-iso-image.ts'
import { exifNote, joined, makeJpeg } from '#test/make-jpeg.ts'
import { Preview } from '../Preview.tsx'

function show(content: BlobPart, contentType: string, name = 'wound') {
  return render(
    <div style={{ display: 'flex', inlineSize: 900, blockSize: 600 }}>
      <Preview
        content={{ state: 'ready', blob: new Blob([content]), contentType }}
        name={name}
        download={<button type="button">Get the original</button>}
      />
    </div>,
  )
}

const picture = () => page.getByRole('img', { name: 'wound' })
const frame = () => page.getByRole('group', { name: 'Image' }).last()

/** A picture of four colours: red and green above, blue and white below; the left half is wider. */
async function quarters(type: string): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(64, 32)
  const context = canvas.getContext('2d')
  for (const [colour, x, y] of [
    ['red', 0, 0],
    ['lime', 48, 0],
    ['blue', 0, 16],
    ['white', 48, 16],
  ] as const) {
    if (context) context.fillStyle = colour
    context?.fillRect(x, y, 48, 16)
  }
  const blob = await canvas.convertToBlob({ type, quality: 0.95 })
  return new Uint8Array(await blob.arrayBuffer())
}

/** The colour of a place on the screen picture, as one letter, from where the viewer has put it. */
function cornersOf(image: HTMLImageElement): string {
  const { naturalWidth: width, naturalHeight: height } = image
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  context?.drawImage(image, 0, 0)
  const places = [
    [4, 4],
    [width - 4, 4],
    [4, height - 4],
    [width - 4, height - 4],
  ] as const
  return places
    .map(([x, y]) => {
      const [r = 0, g = 0, b = 0] = context?.getImageData(x, y, 1, 1).data ?? []
      if (r > 128) return g > 128 ? 'w' : 'r'
      return g > 128 ? 'g' : b > 128 ? 'b' : '?'
    })
    .join('')
}

describe('the image viewer', () => {
  it('shows a strip of one pixel by thousands so that it can be seen, and says so', async () => {
    const canvas = new OffscreenCanvas(1, 20_000)
    canvas.getContext('2d')?.fillRect(0, 0, 1, 20_000)
    await show(await canvas.convertToBlob(), 'image/png')
    await expect.element(page.getByText('too thin to see', { exact: false })).toBeVisible()
    expect(picture().element().getBoundingClientRect().width).toBeGreaterThanOrEqual(1)
    const before = picture().element().getBoundingClientRect().top
    await userEvent.click(frame())
    await userEvent.keyboard('{ArrowUp}')
    expect(picture().element().getBoundingClientRect().top).toBe(before + 48)
  })

  it('shows a picture with its size and format, fitted, and zooms by keys', async () => {
    await show(await quarters('image/png'), 'image/png')
    await expect.element(picture()).toBeVisible()
    await expect.element(page.getByText('PNG, 64 × 32 pixels', { exact: false })).toBeVisible()
    const zoom = page.getByRole('status', { name: 'Zoom' })
    await expect.element(zoom).toHaveTextContent('100%')
    ;(frame().element() as HTMLElement).focus()
    await userEvent.keyboard('w')
    await expect
      .poll(() => Number.parseInt((zoom.element().textContent ?? '').replace(',', ''), 10))
      .toBeGreaterThan(1000)
    await userEvent.keyboard('0')
    await expect.element(zoom).toHaveTextContent('100%')
    await userEvent.keyboard('r')
    await expect.poll(() => picture().element().getAttribute('style')).toContain('rotate(90deg)')
  })

  // What orientation 1 shows is red, green, blue, white; each other one says how that has been stored.
  it.each([
    [1, 'rgbw'],
    [2, 'grwb'],
    [3, 'wbgr'],
    [4, 'bwrg'],
    [5, 'rbgw'],
    [6, 'brwg'],
    [7, 'wgbr'],
    [8, 'gwrb'],
  ])('puts a JPEG of orientation %i upright', async (orientation, corners) => {
    const plain = await quarters('image/jpeg')
    const file = joined([plain.subarray(0, 2), exifNote(orientation), plain.subarray(2)])
    await show(file, 'image/jpeg')
    const size = orientation > 4 ? '32 × 64' : '64 × 32'
    await expect.element(page.getByText(`JPEG, ${size} pixels`, { exact: false })).toBeVisible()
    const image = picture().element() as HTMLImageElement
    await expect.poll(() => image.naturalWidth).toBe(orientation > 4 ? 32 : 64)
    expect(cornersOf(image)).toBe(corners)
    if (orientation > 1)
      await expect.element(page.getByText('shown upright', { exact: false })).toBeVisible()
  })

  it('puts a WebP upright as well, which browsers don’t', async () => {
    const plain = await quarters('image/webp')
    const low = (value: number, size: number) =>
      Array.from({ length: size }, (_, at) => (value >> (8 * at)) & 255)
    const tiff = [
      0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0,
    ]
    // The picture alone, without the profile that a canvas adds.
    const start = new TextDecoder('latin1').decode(plain).indexOf('VP8 ')
    const body = [
      ...new TextEncoder().encode('WEBPVP8X'),
      ...low(10, 4),
      8,
      0,
      0,
      0,
      ...low(63, 3),
      ...low(31, 3),
      ...plain.subarray(start),
      ...new TextEncoder().encode('EXIF'),
      ...low(tiff.length, 4),
      ...tiff,
    ]
    await show(
      Uint8Array.from([...new TextEncoder().encode('RIFF'), ...low(body.length, 4), ...body]),
      'image/webp',
    )
    await expect.element(page.getByText('WebP, 32 × 64 pixels', { exact: false })).toBeVisible()
    await expect.poll(() => picture().element().getAttribute('style')).toContain('rotate(90deg)')
    const box = picture().element().getBoundingClientRect()
    expect([Math.round(box.width), Math.round(box.height)]).toEqual([32, 64])
  })

  it('says how many frames move', async () => {
    const gif =
      '47494638396101000100800000000000ffffff21f904010a0000002c00000000010001000002024c0100'
    const frames = `${gif}21f904010a0000002c00000000010001000002024c01003b`
    await show(Uint8Array.fromHex(frames), 'image/gif')
    await expect.element(page.getByText('animated, 2 frames', { exact: false })).toBeVisible()
  })
})

describe('a picture that is not whole', () => {
  it('says so, and that its small preview is', async () => {
    const small = makeJpeg({ across: 1, down: 1, blocks: [[50]] })
    const whole = makeJpeg({
      across: 2,
      down: 1,
      blocks: [[90], [200]],
      notes: [exifNote(1, small)],
    })
    await show(whole.slice(0, -2), 'image/jpeg')
    await expect.element(page.getByText('The file is incomplete')).toBeVisible()
    await expect
      .element(page.getByText('small preview inside it is whole', { exact: false }))
      .toBeVisible()
    await expect.element(picture()).toBeVisible()
  })

  it('shows the small preview alone where nothing else is left, and says that it is one', async () => {
    const small = makeJpeg({ across: 2, down: 1, blocks: [[50], [60]] })
    await show(joined([Uint8Array.of(0xff, 0xd8), exifNote(1, small)]), 'image/jpeg')
    await expect
      .element(page.getByText('this is the small preview inside it', { exact: false }))
      .toBeVisible()
    await expect.element(page.getByRole('img', { name: 'Small preview of wound' })).toBeVisible()
    await expect
      .element(page.getByText('Small preview: JPEG, 16 × 8 pixels', { exact: false }))
      .toBeVisible()
  })
})

describe('a picture that is not drawn', () => {
  it('is one that claims more pixels than can be shown: its size is said, bytes and download are offered', async () => {
    const bomb = makeJpeg({ across: 1, down: 1, blocks: [[1]], width: 60_000, height: 60_000 })
    const png = await quarters('image/png')
    new DataView(png.buffer).setUint32(16, 60_000)
    new DataView(png.buffer).setUint32(20, 60_000)
    const view = await show(png, 'image/png')
    await expect.element(page.getByText('This picture is too large to show')).toBeVisible()
    await expect.element(page.getByText('60,000 × 60,000 pixels', { exact: false })).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Show bytes' })).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Get the original' })).toBeVisible()
    expect(document.querySelector('img')).toBeNull()
    await view.unmount()
    await show(bomb, 'image/jpeg')
    await expect.element(page.getByText('holds next to nothing', { exact: false })).toBeVisible()
    expect(document.querySelector('img')).toBeNull()
  })

  it('is a HEIC, which is named with its size; its small preview is shown', async () => {
    const small = makeJpeg({ across: 1, down: 1, blocks: [[50]] })
    const view = await show(heicWithPreview(small, 4032, 3024).file, 'image/heic')
    await expect
      .element(page.getByText('HEIC pictures can’t be shown by this browser', { exact: false }))
      .toBeVisible()
    await expect
      .element(page.getByText('HEIC, 4,032 × 3,024 pixels', { exact: false }))
      .toBeVisible()
    await expect.element(page.getByRole('img', { name: 'Small preview of wound' })).toBeVisible()
    await view.unmount()
    await show(heicWithPreview(new Uint8Array(20), 4032, 3024).file, 'image/heic')
    await expect
      .element(page.getByRole('heading', { name: 'HEIC pictures can’t be shown', exact: false }))
      .toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Show bytes' })).toBeVisible()
  })

  it('is coded in a way that no browser knows, which is named', async () => {
    await show(makeJpeg({ across: 1, down: 1, blocks: [[1]], process: 0xc3 }), 'image/jpeg')
    await expect.element(page.getByText('a lossless JPEG', { exact: false })).toBeVisible()
  })
})
