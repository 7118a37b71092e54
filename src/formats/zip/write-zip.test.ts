import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readZip } from './read-zip.ts'
import { ZipWriter } from './write-zip.ts'
import { unpackEntry } from './zip-unpack.ts'

const at = new Date(2026, 10, 26, 23, 15, 10)

async function zipOf(files: Iterable<[path: string, content: string]>): Promise<Blob> {
  const zip = new ZipWriter()
  for (const [path, content] of files) {
    await zip.add({ path, blob: new Blob([content]), modified: at })
  }
  return zip.finish()
}

async function unzipped(blob: Blob): Promise<[string, string][]> {
  const archive = await readZip(blob)
  expect(archive.remarks).toEqual([])
  return Promise.all(
    archive.entries.map(async ({ path }, index): Promise<[string, string]> => {
      const place = archive.placeOf(index)
      if (!place) throw new Error('No such entry')
      const { blob: content, remarks } = await unpackEntry(blob, place, {})
      expect(remarks).toEqual([])
      return [path, await content.text()]
    }),
  )
}

test('what is written is read again, byte for byte, under the same paths', async () => {
  const name = fc.stringMatching(/^[a-zä€]{1,8}$/)
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
  await fc.assert(
    fc.asyncProperty(fc.dictionary(path, fc.string()), async (files) => {
      const wanted = Object.entries(files).map(([one, text]): [string, string] => [
        one,
        text.toWellFormed(),
      ])
      expect(await unzipped(await zipOf(wanted))).toEqual(wanted)
    }),
    { numRuns: 50 },
  )
})

test('another program reads it too, and finds no fault', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-zip-'))
  const file = join(folder, 'a.zip')
  const zip = await zipOf([
    ['ward/Bericht für Müller.txt', 'hello'],
    ['empty', ''],
  ])
  await writeFile(file, new Uint8Array(await zip.arrayBuffer()))
  const script =
    'import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;' +
    'print(*[(i.filename,i.file_size,i.date_time[:5]) for i in z.infolist()],sep="\\n")'
  let told: string | undefined
  try {
    told = execFileSync('python3', ['-c', script, file], { encoding: 'utf8' })
  } catch (error) {
    // Not on every machine; a zip that Python refuses is another matter.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  if (told !== undefined) {
    expect(told.trim().split('\n')).toEqual([
      "('ward/Bericht für Müller.txt', 5, (2026, 11, 26, 23, 15))",
      "('empty', 0, (2026, 11, 26, 23, 15))",
    ])
  }
  await rm(folder, { recursive: true })
})

test('over 65,535 files it is ZIP64, and none is missing', async () => {
  const zip = new ZipWriter()
  const blob = new Blob(['x'])
  for (let index = 0; index < 65_540; index += 1) {
    await zip.add({ path: `${index}`, blob, modified: at })
  }
  expect((await readZip(zip.finish())).entries).toHaveLength(65_540)
})

test('a file that does not fit is refused, not cut', async () => {
  const huge = Object.defineProperty(new Blob([]), 'size', { value: 0xffffffff })
  await expect(new ZipWriter().add({ path: 'huge', blob: huge, modified: at })).rejects.toThrow(
    RangeError,
  )
})
