import { expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page, userEvent } from 'vitest/browser'
import { makeDicom, picture, words, type DicomEntry } from '#test/make-dicom.ts'
import '#ui/styles/base.css'
import type { Side } from '../differ.ts'
import { tellDicom } from './compare-dicom.ts'
import { DicomDiffer } from './DicomDiffer.tsx'

function ct(id: string, pixels: readonly number[], frames = 1): Blob {
  const also: DicomEntry[] = [
    [0x0008_0060, 'CS', 'CT'],
    [0x0010_0010, 'PN', 'DOE^JOHN'],
    [0x0010_0020, 'LO', id],
    [0x0028_0008, 'IS', String(frames)],
    [0x0028_1052, 'DS', '-1024'],
    [0x0028_1053, 'DS', '1'],
  ]
  return new Blob([makeDicom(picture({ rows: 2, columns: 2, bits: 16 }, words(...pixels), also))])
}

const side = (blob: Blob, title: string): Side => ({
  blob,
  contentType: 'application/dicom',
  kind: 'dicom',
  id: 'a',
  versionId: title,
  title,
})

const show = (left: Blob, right: Blob) =>
  render(
    <DicomDiffer
      left={side(left, 'Version 1')}
      right={side(right, 'Version 2')}
      renderPreview={({ versionId }) => <p>Preview of {versionId}</p>}
    />,
  )

it('says before all else that it is another patient, and shows who only when it is asked to', async () => {
  await show(ct('17', [1, 2, 3, 4]), ct('18', [1, 2, 3, 4]))
  await expect.element(page.getByRole('alert')).toBeVisible()
  await expect
    .element(page.getByRole('alert').getByText('Different patient: patient ID differs.'))
    .toBeVisible()
  await expect.element(page.getByText('+ 18')).not.toBeInTheDocument()
  await page.getByRole('button', { name: 'Show the patient’s data' }).click()
  await expect.element(page.getByText('+ 18')).toBeVisible()
})

it('compares each frame in Hounsfield units, and shows the first that differs', async () => {
  await show(ct('17', [1, 2, 3, 4, 1, 2, 3, 4], 2), ct('17', [1, 2, 3, 4, 1, 2, 3, 44], 2))
  await expect.element(page.getByText('No attribute differs, 1 frame of 2 differs.')).toBeVisible()
  await expect
    .element(
      page.getByText('25 % of the pixels differ by up to 40 HU, 40 HU on average, in 1 area.'),
    )
    .toBeVisible()
  await expect
    .element(page.getByRole('button', { name: 'Frame 2 changed' }))
    .toHaveAttribute('aria-current', 'page')
  await page.getByRole('button', { name: 'Attributes (0)' }).click()
  await expect.element(page.getByText('All attributes are the same.')).toBeVisible()
})

it('has the bar of all comparisons: frames and attributes by n and p, in a list, and as a file', async () => {
  await show(ct('17', [1, 2, 3, 4, 1, 2, 3, 4], 2), ct('18', [1, 2, 3, 4, 1, 2, 3, 44], 2))
  const summary =
    'Different patient: patient ID differs. 1 attribute differs, 1 frame of 2 differs.'
  await expect.element(page.getByText(summary)).toBeVisible()
  const changes = page.getByRole('group', { name: 'Changes' }).first()
  const at = changes.getByRole('group', { name: 'Change' })
  await expect.element(at).toHaveTextContent('1 of 2')
  await userEvent.keyboard('n')
  await expect.element(at).toHaveTextContent('2 of 2')
  const row = page.getByRole('row', { name: /Patient ID/ })
  await expect.element(row).toHaveAttribute('aria-current', 'true')
  await expect.element(row).toHaveTextContent('Patient ID (0010,0020)≠ changedhiddenhidden')
  await userEvent.keyboard('p')
  await expect
    .element(page.getByRole('button', { name: 'Frame 2 changed' }))
    .toHaveAttribute('aria-current', 'page')
  await page.getByText('List of changes (2)').click()
  await page.getByRole('button', { name: 'Patient ID changed' }).click()
  await expect.element(row).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Save as .csv' })).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Copy summary' })).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Print' })).toBeVisible()
  await page.getByRole('button', { name: 'Show personal values' }).click()
  await expect.element(page.getByRole('button', { name: 'Patient ID 17 → 18' })).toBeVisible()
})

it('tells it in words without a patient’s data, and ends with the signal', async () => {
  const sides = [side(ct('17', [1, 2, 3, 4]), 'a'), side(ct('18', [1, 2, 3, 5]), 'b')] as const
  const told = await tellDicom(...sides, new AbortController().signal)
  expect(told.summary).toBe(
    'Different patient: patient ID differs. 1 attribute differs, the picture differs.',
  )
  expect(JSON.stringify(told.changes)).not.toContain('18')
  await expect(tellDicom(...sides, AbortSignal.abort(new Error('left')))).rejects.toThrow('left')
})
