import { expect, test } from 'vitest'
import { SHA256_EXTENSION, withFileName, withFolder } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { readZip } from '#formats/zip/read-zip.ts'
import { unpackEntry } from '#formats/zip/zip-unpack.ts'
import { rowOf, type BinaryRow } from '../list/rows.ts'
import { zipOf, type ZipSource } from './zip-download.ts'

function row(id: string, folder: string, more: Partial<Binary> = {}): BinaryRow {
  const binary: Binary = { resourceType: 'Binary', id, contentType: 'text/plain', ...more }
  const found = rowOf(withFolder(withFileName(binary, 'scan.txt'), folder))
  if (!found) throw new Error('No row')
  return found
}

const source: ZipSource = {
  load: async ({ id }) => {
    if (id === 'gone') throw new Error('gone')
    return new Blob([`content of ${id}`])
  },
  checksum: async (blob) => `hash of ${await blob.text()}`,
}

async function unpacked(blob: Blob): Promise<Record<string, string>> {
  const archive = await readZip(blob)
  const texts = archive.entries.map(async ({ path }, index) => {
    const place = archive.placeOf(index)
    if (!place) throw new Error('No such entry')
    return [path, await (await unpackEntry(blob, place, {})).blob.text()]
  })
  return Object.fromEntries(await Promise.all(texts)) as Record<string, string>
}

test('files are in their folders, and what is missing is named and holds nothing up', async () => {
  const told: number[] = []
  const damaged = { _data: { extension: [{ url: SHA256_EXTENSION, valueString: 'other' }] } }
  const rows = [
    row('a', 'ward/monday', { meta: { versionId: '3' } }),
    row('gone', ''),
    row('b', 'ward/tuesday', { language: 'de', securityContext: { reference: 'Patient/1' } }),
    row('damaged', '', damaged),
  ]
  const { archive, missed } = await zipOf(
    rows,
    source,
    (done) => told.push(done),
    new AbortController().signal,
  )
  const { 'manifest.json': manifest = '', ...files } = await unpacked(archive)
  expect(files).toEqual({
    'ward/monday/scan.txt': 'content of a',
    'ward/tuesday/scan.txt': 'content of b',
  })
  expect(JSON.parse(manifest)).toEqual({
    files: [
      {
        path: 'ward/monday/scan.txt',
        id: 'a',
        version: '3',
        contentType: 'text/plain',
        size: 12,
        sha256: 'hash of content of a',
      },
      {
        path: 'ward/tuesday/scan.txt',
        id: 'b',
        contentType: 'text/plain',
        language: 'de',
        securityContext: 'Patient/1',
        size: 12,
        sha256: 'hash of content of b',
      },
    ],
    missing: [
      { id: 'gone', contentType: 'text/plain', why: expect.stringMatching(/.{5}/) },
      { id: 'damaged', contentType: 'text/plain', why: expect.stringContaining('checksum') },
    ],
  })
  expect(missed.map((one) => one.row.id)).toEqual(['gone', 'damaged'])
  expect(told).toEqual([1, 2, 3, 4])
})

test('stopped, it loads nothing more and gives no archive', async () => {
  const stop = new AbortController()
  const loaded: string[] = []
  const stopping: ZipSource = {
    ...source,
    load: async ({ id }) => {
      loaded.push(id)
      stop.abort()
      return new Blob([id])
    },
  }
  const rows = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => row(id, ''))
  await expect(zipOf(rows, stopping, () => undefined, stop.signal)).rejects.toThrow()
  expect(loaded.length).toBeLessThan(4)
})
