import { expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { page } from 'vitest/browser'
import { makeZip } from '#test/make-zip.ts'
import '#ui/styles/base.css'
import type { Side } from '../differ.ts'
import { ArchiveDiffer } from './ArchiveDiffer.tsx'
import { compareArchives, tellArchives } from './compare-archives.ts'

const zip = (files: Record<string, string | Uint8Array>) =>
  makeZip({ parts: Object.entries(files).map(([name, data]) => ({ name, data })) })

const side = (bytes: Uint8Array<ArrayBuffer>, title: string): Side => ({
  blob: new Blob([bytes]),
  contentType: 'application/zip',
  kind: 'zip',
  id: 'a',
  versionId: title,
  title,
})

const older = zip({
  'readings.bin': Uint8Array.of(0, 1, 2, 3),
  'inner.zip': zip({ 'a.bin': Uint8Array.of(0, 7) }),
  gone: 'x',
})
const newer = zip({
  'readings.bin': Uint8Array.of(0, 1, 9, 3),
  'inner.zip': zip({ 'a.bin': Uint8Array.of(0, 8) }),
  more: 'yy',
})

const show = () =>
  render(
    <ArchiveDiffer
      left={side(older, 'Version 1')}
      right={side(newer, 'Version 2')}
      renderPreview={({ versionId }) => <p>Preview of {versionId}</p>}
    />,
  )

it('lists what was added, removed and changed, and opens a changed entry as what it is', async () => {
  await show()
  await expect
    .element(page.getByText('2 entries changed, 1 added and 1 removed; no entries the same.'))
    .toBeVisible()
  const list = page.getByRole('list', { name: 'Entries that differ' })
  await list.getByRole('button', { name: /changed readings\.bin/ }).click()
  const inside = page.getByRole('group', { name: 'Inside readings.bin' })
  await expect.element(inside.getByText('1 byte changed in 1 place.')).toBeVisible()
})

it('opens an archive in the archive by the same table', async () => {
  await show()
  await page.getByRole('button', { name: /changed inner\.zip/ }).click()
  const inside = page.getByRole('group', { name: 'Inside inner.zip' })
  await expect.element(inside.getByText('1 entry changed; no entries the same.')).toBeVisible()
  await inside.getByRole('button', { name: /changed a\.bin/ }).click()
  await expect
    .element(
      page.getByRole('group', { name: 'Inside a.bin' }).getByText('1 byte changed in 1 place.'),
    )
    .toBeVisible()
})

it('tells it in words, says what is not an archive, and ends with the signal', async () => {
  const { signal } = new AbortController()
  const told = await tellArchives(side(older, 'a'), side(newer, 'b'), signal)
  expect(told.changes.map(({ kind, label }) => `${kind} ${label}`)).toEqual([
    'removed gone',
    'changed inner.zip',
    'added more',
    'changed readings.bin',
  ])
  const broken = side(new Uint8Array(40), 'a')
  await expect(compareArchives(broken, side(newer, 'b'), signal)).rejects.toThrow()
  await expect(
    compareArchives(side(older, 'a'), side(newer, 'b'), AbortSignal.abort(new Error('left'))),
  ).rejects.toThrow('left')
})
