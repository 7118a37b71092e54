import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test } from 'vitest'
import { filledServer, longest, madeOf, newFolder, spoil } from '#test/backup-data.ts'
import { backups, contentsIn, neededBy, stateOf } from '#test/backups.ts'
import { openStore } from '../open-store.ts'
import { entriesOf, MANIFEST, ManifestWriter, readManifest } from './manifest.ts'
import { markFolder } from './places.ts'

const server = await filledServer()
const { data } = server
afterAll(() => server[Symbol.asyncDispose]())

describe('a backup that was damaged since', () => {
  test('in a file is told, and not restored unless that is asked for', async () => {
    const backup = await madeOf(data, { copy: true })
    const path = await longest(join(backup, 'files'))
    for (const harm of [() => spoil(path, 777_777), () => truncate(path, 5), () => rm(path)]) {
      await harm()
      const { faults } = await backups.check(backup)
      expect(faults.length).toBeGreaterThan(0)
      expect(faults.every((fault) => path.endsWith(fault.path) && fault.since === 'made')).toBe(
        true,
      )
    }
    const restored = await newFolder()
    await expect(backups.restore(backup, restored)).rejects.toThrow('missing or damaged')
    await expect(openStore(restored)).rejects.toThrow('is not finished')
    const { faults } = await backups.restore(backup, restored, { incomplete: true })
    expect(faults.length).toBeGreaterThan(0)
  })

  test.each(['database.sqlite', MANIFEST])('in %s is none', async (name) => {
    const backup = await madeOf(data)
    const { size } = await stat(join(backup, name))
    for (const at of [200, size >> 1, size - 3]) {
      await spoil(join(backup, name), at)
      await expect(backups.check(backup)).rejects.toThrow('damaged')
      await expect(backups.restore(backup, await newFolder())).rejects.toThrow('damaged')
      await spoil(join(backup, name), at)
    }
    expect((await backups.check(backup)).faults).toEqual([])
    await rm(join(backup, name))
    await expect(backups.check(backup)).rejects.toThrow(/no finished backup|no database/)
  })

  test('does not lead out of its folder', async () => {
    const backup = await madeOf(data)
    const { head } = await readManifest(backup)
    const writer = await ManifestWriter.open(backup, head)
    await writer.add({ path: '../../../etc/passwd', size: 1 })
    await writer.finish()
    await expect(backups.check(backup)).rejects.toThrow('names what is not a content')
    await expect(backups.restore(backup, await newFolder())).rejects.toThrow(
      'names what is not a content',
    )
  })
})

/** Ends the work when it has told so many times how far it is. */
function stopAfter(times: number) {
  const stop = new AbortController()
  let told = 0
  const tell = () => {
    if ((told += 1) === times) stop.abort()
  }
  return { signal: stop.signal, tell }
}

test('stopped at any point a backup is none, and goes on where it was', async () => {
  const backup = await newFolder()
  let stopped = 0
  for (let times = 1; ; times = Math.ceil(times * 1.3)) {
    const tried = await backups
      .make(data, backup, { copy: true, ...stopAfter(times) })
      .catch((error: unknown) => error)
    if (!(tried instanceof Error)) break
    stopped += 1
    expect(tried.name).toBe('AbortError')
    await expect(backups.check(backup)).rejects.toThrow('no finished backup')
    expect(await readdir(backup)).not.toContain('database.sqlite')
  }
  expect(stopped).toBeGreaterThan(7)
  expect((await backups.check(backup)).faults).toEqual([])
  expect((await readdir(backup)).sort()).toEqual([MANIFEST, 'database.sqlite', 'files'])
  expect(await readdir(join(backup, 'files'))).not.toContain('tmp')
})

test('stopped at any point a restored folder is none, and goes on where it was', async () => {
  const backup = await madeOf(data)
  const restored = await newFolder()
  let stopped = 0
  for (let times = 1; ; times = Math.ceil(times * 1.3)) {
    const tried = await backups
      .restore(backup, restored, stopAfter(times))
      .catch((error: unknown) => error)
    if (!(tried instanceof Error)) break
    stopped += 1
    expect(tried.name).toBe('AbortError')
    await expect(openStore(restored)).rejects.toThrow('is not finished')
  }
  expect(stopped).toBeGreaterThan(7)
  const then = stateOf(join(restored, 'binnacle.sqlite'))
  const contents = await contentsIn(join(restored, 'contents'))
  expect([...new Set(contents.values())].sort()).toEqual(neededBy(then))
  const store = await openStore(restored)
  await store.close()
})

describe('it refuses', () => {
  test('a folder with anything in it, and says what to do', async () => {
    const folder = await newFolder()
    await mkdir(folder)
    await writeFile(join(folder, 'mine.txt'), 'mine')
    await expect(backups.make(data, folder)).rejects.toThrow('is not empty')
    await expect(backups.restore(await madeOf(data), folder)).rejects.toThrow('is not empty')
    expect(await readdir(folder)).toEqual(['mine.txt'])
  })

  test('to write over a backup, or over data', async () => {
    const backup = await madeOf(data)
    await expect(backups.make(data, backup)).rejects.toThrow('with --base')
    await expect(backups.restore(backup, data)).rejects.toThrow('nothing is restored over data')
    expect((await backups.check(backup)).faults).toEqual([])
  })

  test('the data folder itself, and one without data', async () => {
    await expect(backups.make(data, join(data, 'backup'))).rejects.toThrow('data folder itself')
    await expect(backups.make(await newFolder(), await newFolder())).rejects.toThrow(
      'no Binnacle data',
    )
  })

  test('a second process in the same folder', async () => {
    const folder = await newFolder()
    await mkdir(folder)
    const mark = markFolder(folder, 'unfinished')
    await expect(backups.make(data, folder)).rejects.toThrow('Another process is at work')
    mark.release()
    expect((await backups.make(data, folder)).faults).toEqual([])
  })

  test('what a newer Binnacle made', async () => {
    const backup = await madeOf(data)
    const file = join(backup, 'database.sqlite')
    const database = new DatabaseSync(file)
    database.exec('pragma user_version = 999')
    database.close()
    const bytes = await readFile(file)
    const sum = { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length }
    const { head } = await readManifest(backup)
    const entries = await Array.fromAsync(entriesOf(backup))
    const writer = await ManifestWriter.open(backup, { ...head, database: sum })
    for (const entry of entries) await writer.add(entry)
    await writer.finish()
    await expect(backups.check(backup)).rejects.toThrow('a newer Binnacle')
    await expect(backups.restore(backup, await newFolder())).rejects.toThrow('a newer Binnacle')
  })
})
