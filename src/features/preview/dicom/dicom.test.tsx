import { describe, expect, it, vi } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import { makeDicom, picture, SYNTAX, words, type DicomEntry } from '#test/make-dicom.ts'
import '#ui/styles/base.css'
import { Preview } from '../Preview.tsx'

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

const CT: readonly DicomEntry[] = [
  [0x0008_0016, 'UI', '1.2.840.10008.5.1.4.1.1.2'],
  [0x0008_0060, 'CS', 'CT'],
  [0x0010_0010, 'PN', 'Doe^Jane'],
  [0x0010_0020, 'LO', 'A-4711'],
  [0x0018_0015, 'CS', 'CHEST'],
  [0x0020_0037, 'DS', '1\\0\\0\\0\\1\\0'],
  [0x0028_0030, 'DS', '0.5\\0.5'],
  [0x0028_0103, 'US', [1]],
  [0x0028_1050, 'DS', '40'],
  [0x0028_1051, 'DS', '400'],
  [0x0028_1052, 'DS', '-1024'],
  [0x0028_1053, 'DS', '1'],
]

/** 40 by 40 pixels of 1024, which is 0 HU, but for one of 1264 in the middle. */
function ct(also: readonly DicomEntry[] = [], frames = 1): Uint8Array<ArrayBuffer> {
  const values = Array.from({ length: 1600 * frames }, (_, at) =>
    at % 1600 === 820 ? 1264 : 1024 + Math.floor(at / 1600) * 100,
  )
  return makeDicom(picture({ rows: 40, columns: 40, bits: 16 }, words(...values), [...CT, ...also]))
}

const canvas = () => page.getByRole('img', { name: /CT Image/ })

function pixel(x: number, y: number): number[] {
  const element = canvas().element() as HTMLCanvasElement
  return [...(element.getContext('2d')?.getImageData(x, y, 1, 1).data ?? [])]
}

describe('the DICOM viewer', () => {
  it('shows a picture in its window, with its letters and a text alternative', async () => {
    await show(ct())
    await expect
      .element(canvas())
      .toHaveAccessibleName(
        'CT Image, modality CT (computed tomography), body part CHEST, 40 × 40 pixels',
      )
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
    await show(ct())
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
    await show(ct())
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
      ct(
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

  it('hides patient data in the tags until it is asked for, in the search too', async () => {
    await show(ct())
    await page.getByRole('button', { name: 'Tags' }).click()
    const grid = page.getByRole('treegrid', { name: 'Tags of scan.dcm' })
    const row = grid.getByRole('row', { name: /\(0010,0010\)/ })
    await expect.element(row.getByText('Patient’s Name')).toBeVisible()
    await expect.element(row.getByText('Hidden: may be patient data')).toBeVisible()
    expect(document.body.textContent).not.toContain('Doe')
    await page.getByRole('searchbox', { name: 'Search tags' }).fill('jane')
    await expect.element(page.getByText('Nothing found')).toBeVisible()
    await page.getByRole('button', { name: 'Show patient data' }).click()
    await expect.element(page.getByText('1 found')).toBeVisible()
    await expect.element(row.getByText('Doe^Jane')).toBeVisible()
  })

  it('names what it can’t decode, and shows the tags', async () => {
    const entries = picture({ rows: 2, columns: 2 }, { fragments: [new Uint8Array(8)] })
    await show(makeDicom(entries, SYNTAX.htj2k))
    await expect
      .element(page.getByText(/High-Throughput JPEG 2000 Lossless, which can’t be decoded/))
      .toBeVisible()
    await expect.element(page.getByRole('treegrid')).toBeVisible()
  })

  it('shows a report as text', async () => {
    const code = (value: string, meaning: string): DicomEntry[] => [
      [0x0008_0100, 'SH', value],
      [0x0008_0102, 'SH', 'LN'],
      [0x0008_0104, 'LO', meaning],
    ]
    const entries: DicomEntry[] = [
      [0x0008_0016, 'UI', '1.2.840.10008.5.1.4.1.1.88.22'],
      [0x0040_a040, 'CS', 'CONTAINER'],
      [0x0040_a043, 'SQ', { items: [code('18748-4', 'Imaging Report')] }],
      [0x0040_a491, 'CS', 'COMPLETE'],
      [0x0040_a493, 'CS', 'UNVERIFIED'],
      [
        0x0040_a730,
        'SQ',
        {
          items: [
            [
              [0x0040_a010, 'CS', 'CONTAINS'],
              [0x0040_a040, 'CS', 'NUM'],
              [0x0040_a043, 'SQ', { items: [code('1', 'Diameter')] }],
              [
                0x0040_a300,
                'SQ',
                {
                  items: [
                    [
                      [0x0040_08ea, 'SQ', { items: [code('mm', 'millimeter')] }],
                      [0x0040_a30a, 'DS', '12.5'],
                    ],
                  ],
                },
              ],
            ],
          ],
        },
      ],
    ]
    await show(makeDicom(entries))
    const report = page.getByRole('article', { name: 'Imaging Report' })
    await expect.element(report.getByText('12.5 mm (millimeter)')).toBeVisible()
    await expect.element(page.getByText('Not verified')).toBeVisible()
  })

  it('opens a file that an object holds', async () => {
    const entries: DicomEntry[] = [
      [0x0008_0016, 'UI', '1.2.840.10008.5.1.4.1.1.104.1'],
      [0x0042_0010, 'ST', 'Discharge letter'],
      [0x0042_0011, 'OB', new TextEncoder().encode('a,b\n1,2\n')],
      [0x0042_0012, 'LO', 'text/csv'],
    ]
    await show(makeDicom(entries))
    await page.getByRole('button', { name: 'Open Discharge letter' }).click()
    await expect.element(page.getByRole('gridcell', { name: '2' })).toBeVisible()
  })

  it('says what is missing of a file that is cut off, and what is no DICOM at all', async () => {
    const whole = ct()
    const cut = await show(whole.slice(0, whole.length - 800))
    await expect
      .element(page.getByText('The last 10 rows of 40 of this frame are missing in the file.'))
      .toBeVisible()
    expect(pixel(0, 39)[3]).toBe(0)
    await cut.unmount()
    await show(new Uint8Array(2000).fill(7))
    await expect.element(page.getByText('This DICOM file could not be read')).toBeVisible()
  })

  it('gives its worker and its canvas back', async () => {
    const ended = vi.spyOn(Worker.prototype, 'terminate')
    const shown = await show(ct())
    await expect.poll(() => pixel(0, 0)[0]).toBe(102)
    const element = canvas().element() as HTMLCanvasElement
    await shown.unmount()
    expect(element.width).toBe(0)
    expect(ended).toHaveBeenCalled()
    ended.mockRestore()
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
