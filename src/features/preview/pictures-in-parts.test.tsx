import { describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import '#ui/styles/base.css'
import { makeDicom, picture, SYNTAX, type DicomEntry } from '#test/make-dicom.ts'
import { makeTiffOf } from '#test/make-tiff.ts'
import { showRanged } from '#test/show-ranged.tsx'

const SIDE = 1024
const FRAMES: DicomEntry = [0x0028_0008, 'IS', '24']
const CT: DicomEntry = [0x0008_0016, 'UI', '1.2.840.10008.5.1.4.1.1.2']

/** Twenty-four frames of 1 MiB, each of one grey: 10, 20, 30… */
function film(): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(SIDE * SIDE * 24)
  for (let frame = 0; frame < 24; frame += 1) {
    pixels.fill(10 * (frame + 1), frame * SIDE * SIDE, (frame + 1) * SIDE * SIDE)
  }
  return makeDicom(picture({ rows: SIDE, columns: SIDE }, pixels, [FRAMES, CT]))
}

/** Eight pages of 4 MiB, each of one grey, and where they are behind each. */
function scan(): Uint8Array<ArrayBuffer> {
  return makeTiffOf(8, 2 * SIDE, (at) => 20 * (at + 1))
}

/** What is asked for on behalf of others may still be waiting before its next try. */
const LONG = { timeout: 15_000 }

function grey(element: HTMLCanvasElement): number | undefined {
  const copy = new OffscreenCanvas(1, 1)
  const context = copy.getContext('2d')
  context?.drawImage(element, 0, 0, 1, 1)
  return context?.getImageData(0, 0, 1, 1).data[0]
}

const frame = (number: number) =>
  page.getByRole('img', { name: new RegExp(`frame ${number} of 24`) })
const greyOfFrame = (number: number) => grey(frame(number).element() as HTMLCanvasElement)
const greyOfPage = (number: number) => {
  const shown = page.getByRole('img', { name: new RegExp(`page ${number} of 8`) }).element()
  return grey(shown.querySelector('canvas:not([hidden])') as HTMLCanvasElement)
}

describe('a DICOM film in parts', () => {
  it('shows the frame that is wanted, and never the whole', async () => {
    const content = film()
    const { state } = await showRanged(content, 'application/dicom', 'film.dcm')
    await expect.poll(() => greyOfFrame(1)).toBe(10)
    expect(state.sent).toBeLessThan(content.length * 0.7)
    page.getByRole('group', { name: 'Picture of film.dcm' }).element().focus()
    await userEvent.keyboard('{End}')
    await expect.poll(() => greyOfFrame(24)).toBe(240)
    expect(state).toMatchObject({ wholes: 0 })
  })

  it('says that a part could not be loaded, and tries again', async () => {
    const { state } = await showRanged(film(), 'application/dicom', 'film.dcm')
    await expect.poll(() => greyOfFrame(1)).toBe(10)
    state.broken = true
    page.getByRole('group', { name: 'Picture of film.dcm' }).element().focus()
    await userEvent.keyboard('{End}')
    await expect.element(page.getByText('A part of the file could not be loaded.')).toBeVisible()
    // The frame before it would be taken for this one.
    expect(frame(24).query()).toBeNull()
    state.broken = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => greyOfFrame(24), LONG).toBe(240)
  }, 60_000)

  it('takes the whole where it can’t be read so', async () => {
    const deflated = new Uint8Array(4_200_000)
    deflated.set(makeDicom([CT], SYNTAX.deflated))
    const { state } = await showRanged(deflated, 'application/dicom', 'odd.dcm')
    await expect.poll(() => state.wholes).toBe(1)
  })
})

describe('a TIFF in parts', () => {
  it('shows its first page before the others are known, and any when it is gone to', async () => {
    const content = scan()
    const { state } = await showRanged(content, 'image/tiff', 'scan.tif')
    await expect.poll(() => greyOfPage(1)).toBe(20)
    await page.getByRole('textbox', { name: 'Page' }).fill('7')
    await userEvent.keyboard('{Enter}')
    await expect.poll(() => greyOfPage(7)).toBe(140)
    expect(state).toMatchObject({ wholes: 0 })
  })

  it('says that a part could not be loaded, and tries again', async () => {
    const { state } = await showRanged(scan(), 'image/tiff', 'scan.tif')
    await expect.poll(() => greyOfPage(1)).toBe(20)
    await expect.element(page.getByText(/Page 1 of 8:/)).toBeVisible()
    await expect.element(page.getByText(/are being looked for/)).not.toBeInTheDocument()
    state.broken = true
    await page.getByRole('textbox', { name: 'Page' }).fill('4')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('A part of this file could not be loaded')).toBeVisible()
    state.broken = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => greyOfPage(4), LONG).toBe(80)
  }, 60_000)
})
