import { describe, expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import { makeCt } from '#test/make-ct.ts'
import { makeDicom, picture, SYNTAX, type DicomEntry } from '#test/make-dicom.ts'
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

const canvas = () => page.getByRole('img', { name: /CT Image/ })

function pixel(x: number, y: number): number[] {
  const element = canvas().element() as HTMLCanvasElement
  return [...(element.getContext('2d')?.getImageData(x, y, 1, 1).data ?? [])]
}

describe('the DICOM viewer', () => {
  it('hides patient data in the tags until it is asked for, in the search too', async () => {
    await show(makeCt())
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

  it('says what is missing of a file that is cut off, and what is not DICOM at all', async () => {
    const whole = makeCt()
    const cut = await show(whole.slice(0, whole.length - 800))
    await expect
      .element(page.getByText('The last 10 rows of 40 of this frame are missing in the file.'))
      .toBeVisible()
    expect(pixel(0, 39)[3]).toBe(0)
    await cut.unmount()
    await show(new Uint8Array(2000).fill(7))
    await expect.element(page.getByText('This DICOM file could not be read')).toBeVisible()
  })
})
