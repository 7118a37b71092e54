import { describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import { makeCt } from '#test/make-ct.ts'
import { makeDicom, picture, SYNTAX, type DicomEntry } from '#test/make-dicom.ts'
import '#ui/styles/base.css'
import { Preview } from '../../Preview.tsx'

function show(content: BlobPart, name = 'scan.dcm') {
  return render(
    <div style={{ display: 'flex', inlineSize: 900, blockSize: 700 }}>
      <Preview
        content={{ state: 'ready', blob: new Blob([content]), contentType: 'application/dicom' }}
        name={name}
      />
    </div>,
  )
}

const canvas = () => page.getByRole('img', { name: /CT Image/ })

function pixel(x: number, y: number): number[] {
  const element = canvas().element() as HTMLCanvasElement
  return [...(element.getContext('2d')?.getImageData(x, y, 1, 1).data ?? [])]
}

/** Eight pixels, from 10 to 80. */
const JPEG_LS = 'ffd8fff7000b080002000401011100ffda0008010100000000070e4870000080850200ffd9'
const JPEG_2000 =
  'ff4fff510029000000000004000000020000000000000000000000040000000200000000000000000001070101' +
  'ff52000c00020001000004040001ff5c00044040' +
  'ff90000a00000000001a0001ff93cfb4240885f14a8f4f498f9fffd9'
const CLASS: readonly DicomEntry[] = [[0x0008_0016, 'UI', '1.2.840.10008.5.1.4.1.1.2']]

describe('a picture of the DICOM viewer', () => {
  it('shows a picture in its window, with its letters and a text alternative', async () => {
    await show(makeCt())
    await expect
      .element(canvas())
      .toHaveAccessibleName('CT Image, CT (computed tomography), CHEST, 40 × 40 pixels')
    // 0 HU in the window 40, 400: ((0 - 39.5) / 399 + 0.5) × 255
    await expect.poll(() => pixel(0, 0)).toEqual([102, 102, 102, 255])
    expect(pixel(20, 20)).toEqual([255, 255, 255, 255])
    await expect
      .element(
        page.getByRole('note', {
          name: 'Orientation in the patient: left edge: right, right edge: left, top edge: front, bottom edge: back',
        }),
      )
      .toBeInTheDocument()
    await expect.element(page.getByText('Not for diagnosis')).toBeVisible()
    await expect.element(page.getByText('C 40, W 400 HU')).toBeVisible()
  })

  it('inverts, chooses a window, and changes it by drag and by keys', async () => {
    await show(makeCt())
    await expect.poll(() => pixel(0, 0)[0]).toBe(102)
    await page.getByRole('button', { name: 'Invert' }).click()
    await expect.poll(() => pixel(0, 0)[0]).toBe(153)
    await page.getByRole('button', { name: 'Invert' }).click()
    await page.getByRole('combobox', { name: 'Window' }).selectOptions('Bone (C 480, W 2500)')
    // ((0 - 479.5) / 2499 + 0.5) × 255
    await expect.poll(() => pixel(0, 0)[0]).toBe(79)
    const stage = page.getByRole('group', { name: 'Picture of scan.dcm' })
    ;(stage.element() as HTMLElement).focus()
    await userEvent.keyboard('a')
    await expect.element(page.getByText('C 40, W 400 HU')).toBeVisible()
    await userEvent.keyboard('w')
    await expect.element(page.getByText('C 40, W 440 HU')).toBeVisible()
    await userEvent.keyboard('a')
    await drag(stage.element(), { x: 250, y: 0 })
    await expect.element(page.getByText('C 40, W 800 HU')).toBeVisible()
  })

  it('reads out stored and rescaled values, and measures in millimetres, by pointer and by keys', async () => {
    await show(makeCt())
    await expect.poll(() => pixel(0, 0)[0]).toBe(102)
    const stage = page.getByRole('group', { name: 'Picture of scan.dcm' })
    await page.getByRole('button', { name: 'Drag measures' }).click()
    ;(stage.element() as HTMLElement).focus()
    await userEvent.keyboard('{ArrowRight}')
    await expect.element(page.getByText('x 20, y 20: 240 HU (stored 1264)')).toBeVisible()
    await userEvent.keyboard('{Enter}{Shift>}{ArrowRight}{/Shift}{Enter}')
    await expect.element(page.getByText('5.0 mm')).toBeInTheDocument()
    await userEvent.keyboard('{Delete}')
    await expect.element(page.getByText('5.0 mm')).not.toBeInTheDocument()
  })

  it('says lengths in pixels where the file gives no scale', async () => {
    const entries = picture({ rows: 4, columns: 4 }, new Uint8Array(16), [
      [0x0008_0060, 'CS', 'OT'],
    ])
    await show(makeDicom(entries))
    const stage = page.getByRole('group', { name: 'Picture of scan.dcm' })
    await page.getByRole('button', { name: 'Drag measures' }).click()
    ;(stage.element() as HTMLElement).focus()
    await userEvent.keyboard('{ArrowRight}{Enter}{ArrowRight}{Enter}')
    await expect.element(page.getByText('1.0 px')).toBeInTheDocument()
  })

  it('goes through frames by keys, slider and play', async () => {
    await show(
      makeCt(
        [
          [0x0028_0008, 'IS', '3'],
          [0x0018_1063, 'DS', '20'],
        ],
        3,
      ),
    )
    const place = page.getByText(/^Frame \d of 3/)
    await expect.poll(() => pixel(0, 0)[0]).toBe(102)
    ;(page.getByRole('group', { name: 'Picture of scan.dcm' }).element() as HTMLElement).focus()
    await userEvent.keyboard('{ArrowRight}')
    await expect.element(place).toHaveTextContent('Frame 2 of 3')
    // 100 HU
    await expect.poll(() => pixel(0, 0)[0]).toBe(166)
    await userEvent.keyboard('{End}')
    await expect.element(place).toHaveTextContent('Frame 3 of 3')
    await userEvent.keyboard('{Home}')
    await page.getByRole('button', { name: 'Play' }).click()
    await expect.element(place).toHaveTextContent('Frame 3 of 3')
    await page.getByRole('button', { name: 'Pause' }).click()
    await expect.element(page.getByRole('button', { name: 'Play' })).toBeVisible()
  })

  it('gives its worker and its canvas back', async () => {
    const ended = vi.spyOn(Worker.prototype, 'terminate')
    const shown = await show(makeCt())
    await expect.poll(() => pixel(0, 0)[0]).toBe(102)
    const element = canvas().element() as HTMLCanvasElement
    await shown.unmount()
    expect(element.width).toBe(0)
    expect(ended).toHaveBeenCalled()
    ended.mockRestore()
  })

  it.each([
    ['JPEG-LS', SYNTAX.jpegLs, JPEG_LS],
    ['JPEG 2000', SYNTAX.jpeg2000, JPEG_2000],
  ])('decodes %s by its WebAssembly', async (_, syntax, stream) => {
    const fragments = [Uint8Array.fromHex(stream)]
    await show(makeDicom(picture({ rows: 2, columns: 4 }, { fragments }, CLASS), syntax))
    await expect.poll(() => pixel(3, 1)[0]).toBe(80)
    expect([0, 1, 2, 3].map((x) => pixel(x, 0)[0])).toEqual([10, 20, 30, 40])
  })

  it('says that a JPEG 2000 is cut off, and shows what is there', async () => {
    const fragments = [Uint8Array.fromHex(JPEG_2000).subarray(0, -4)]
    await show(makeDicom(picture({ rows: 2, columns: 4 }, { fragments }, CLASS), SYNTAX.jpeg2000))
    await expect.element(page.getByText('This picture is cut off', { exact: false })).toBeVisible()
    // The data end within the last bits of the values.
    await expect.poll(() => Math.abs((pixel(3, 1)[0] ?? 0) - 80)).toBeLessThan(16)
  })

  it('keeps window, frame and measures while the tags are looked at', async () => {
    await show(makeCt())
    await expect.poll(() => pixel(0, 0)[0]).toBe(102)
    ;(page.getByRole('group', { name: 'Picture of scan.dcm' }).element() as HTMLElement).focus()
    await userEvent.keyboard('iw')
    await page.getByRole('button', { name: 'Tags' }).click()
    await expect.element(page.getByRole('treegrid')).toBeVisible()
    expect(page.getByRole('button', { name: 'Invert' }).query()).toBeNull()
    await page.getByRole('button', { name: 'Picture', exact: true }).click()
    await expect.element(page.getByText('C 40, W 440 HU')).toBeVisible()
    await expect
      .element(page.getByRole('button', { name: 'Invert' }))
      .toHaveAttribute('aria-pressed', 'true')
  })
})

async function drag(element: Element, by: { x: number; y: number }): Promise<void> {
  const box = element.getBoundingClientRect()
  const at = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 }
  const fire = (type: string, where: { clientX: number; clientY: number }) =>
    element.dispatchEvent(
      new PointerEvent(type, { bubbles: true, pointerId: 1, button: 0, ...where }),
    )
  const capture = vi.spyOn(Element.prototype, 'setPointerCapture').mockReturnValue()
  fire('pointerdown', at)
  await new Promise((resolve) => requestAnimationFrame(resolve))
  fire('pointermove', { clientX: at.clientX + by.x, clientY: at.clientY + by.y })
  fire('pointerup', at)
  capture.mockRestore()
}
