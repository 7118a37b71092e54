import { execFileSync } from 'node:child_process'
import { promises } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { ContentLeases, ContentRecords } from '../contents.ts'
import { openContentFolder } from './content-files.ts'
import { openFolderContents } from './folder-contents.ts'

/** A folder whose leases can be taken, and never ended. */
async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-contents-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const broken = () => Promise.reject(new Error('planted'))
  const leases: ContentLeases = {
    holder: 'holder',
    ownerFor: async () => 7,
    isNeeded: async () => false,
    take: async (content) => ({ id: 'lease', generation: 0, ...content }),
    release: broken,
    claim: broken,
    settle: broken,
    generationOf: async () => 0,
    holders: async () => new Set(['holder']),
    close: async () => undefined,
  }
  const records: ContentRecords = {
    sums: async () => undefined,
    keepSums: async () => undefined,
    fault: async () => undefined,
    note: async () => undefined,
    clear: async () => undefined,
    ownersOfFaults: async () => [],
  }
  const room = { check: async () => undefined }
  const { contents } = await openFolderContents(folder, { leases, records, room })
  return { folder, contents }
}

test('what can not be dropped does not hide what came of the content', async () => {
  const { contents } = await open()
  const staged = await contents.stage('here')
  await staged.write(Buffer.from('content'))
  await staged.keep()
  await staged.drop()
  await staged.drop()
})

test('what can not be kept says why, even when its lease can not be ended either', async () => {
  const { folder, contents } = await open()
  const staged = await contents.stage('here')
  await staged.write(Buffer.from('content'))
  // In the place of the folder that the content belongs into.
  await rm(join(folder, 'contents', 'organizations'), { recursive: true })
  await writeFile(join(folder, 'contents', 'organizations'), '')
  await expect(staged.keep()).rejects.toThrow(/ENOTDIR|EEXIST/)
  await staged.drop()
  expect(await readdir(join(folder, 'contents', 'tmp'))).toEqual([])
})

test('a temporary file that can not be removed is left', async () => {
  const { folder, contents } = await open()
  const staged = await contents.stage('here')
  await staged.write(Buffer.alloc(300_000))
  const temporary = join(folder, 'contents', 'tmp')
  // It is opened beside the first writing.
  await expect.poll(() => readdir(temporary)).toHaveLength(1)
  const [name = ''] = await readdir(temporary)
  const path = join(temporary, name)
  await rm(path)
  await mkdir(path)
  await staged.drop()
})

test('a folder in the place of a content makes way for it, with all that it holds', async () => {
  const { folder, contents } = await open()
  const keep = async () => {
    const staged = await contents.stage('here')
    await staged.write(Buffer.from('content'))
    return staged.keep()
  }
  const ref = await keep()
  const place = join(folder, 'contents', 'organizations', '7', ref.sha256.slice(0, 2), ref.sha256)
  await rm(place)
  await mkdir(place)
  await writeFile(join(place, 'somebody’s'), 'own')
  await expect(contents.open(ref)).rejects.toThrow('is damaged')
  await keep()
  expect(await readFile(place, 'utf8')).toBe('content')
  const beside = (await readdir(join(place, '..'))).find((name) => name.includes('.set-aside.'))
  expect(await readdir(join(place, '..', beside ?? ''))).toEqual(['somebody’s'])
})

/** A folder with one content in its place. */
async function withContent() {
  const path = await mkdtemp(join(tmpdir(), 'binnacle-removals-'))
  onTestFinished(() => rm(path, { recursive: true }))
  const folder = await openContentFolder(path, 'holder')
  const content = { owner: 7, sha256: 'ab'.repeat(32) }
  const store = async (text: string) => {
    const temporary = folder.temporary()
    await writeFile(temporary, text)
    await folder.settle(temporary, content)
  }
  await store('content')
  const read = () => readFile(folder.path(content), 'utf8').catch(() => undefined)
  const beside = () => readdir(join(path, 'contents', 'tmp'))
  return { folder, content, store, read, beside }
}

test('a content is removed only by whoever has the right to it still', async () => {
  const { folder, content, read, beside } = await withContent()
  // It was suspended for so long that somebody else has put the same there, and needs it.
  await folder.remove(content, async () => false)
  expect(await read()).toBe('content')
  await expect(folder.remove(content, () => Promise.reject(new Error('away')))).rejects.toThrow(
    'away',
  )
  expect(await read()).toBe('content')
  await folder.remove(content, async () => true)
  expect(await read()).toBeUndefined()
  expect(await beside()).toEqual([])
})

test('what was stored while somebody was removing it stays', async () => {
  const { folder, content, store, read, beside } = await withContent()
  await folder.remove(content, async () => {
    await store('stored again')
    return false
  })
  expect(await read()).toBe('stored again')
  expect(await beside()).toEqual([])
})

test('what a process that is gone was removing goes back', async () => {
  const { folder, content, read, beside } = await withContent()
  await folder.remove(content, async () => {
    await folder.removeLeftovers(async () => new Set(['holder']))
    expect(await beside()).toHaveLength(1)
    await folder.removeLeftovers(async () => new Set(['another']))
    expect(await read()).toBe('content')
    return false
  })
  expect([await read(), await beside()]).toEqual(['content', []])
})

test('what was being removed goes back where the file system knows no links', async () => {
  const link = vi.spyOn(promises, 'link')
  onTestFinished(() => link.mockRestore())
  // As FAT and shares of a network say it.
  for (const code of ['EPERM', 'ENOTSUP', 'ENOSYS']) {
    link.mockRejectedValue(Object.assign(new Error(code), { code }))
    const { folder, content, store, read, beside } = await withContent()
    await folder.remove(content, async () => false)
    expect([await read(), await beside()]).toEqual(['content', []])
    await folder.remove(content, async () => {
      await store('stored again')
      return false
    })
    expect([await read(), await beside()]).toEqual(['stored again', []])
    await folder.remove(content, async () => {
      await folder.removeLeftovers(async () => new Set(['another']))
      return false
    })
    expect([await read(), await beside()]).toEqual(['stored again', []])
  }
})

test('what was being removed waits for its folder, and keeps nobody from starting', async () => {
  const { folder, content, read, beside } = await withContent()
  const parent = dirname(folder.path(content))
  const gone = async () => new Set(['another'])
  const removal = folder.remove(content, async () => {
    await rename(parent, `${parent}.away`)
    throw new Error('killed')
  })
  await expect(removal).rejects.toThrow('ENOENT')
  await folder.removeLeftovers(gone)
  expect(await beside()).toHaveLength(1)
  await rename(`${parent}.away`, parent)
  await folder.removeLeftovers(gone)
  expect([await read(), await beside()]).toEqual(['content', []])
})

test.runIf(process.platform !== 'win32').each([
  ['a pipe', (place: string) => execFileSync('mkfifo', [place])],
  ['a link to itself', (place: string) => symlink(place, place)],
  ['a link to what has no end', (place: string) => symlink('/dev/zero', place)],
])(
  '%s in the place of a content is damage that nobody waits for, and makes way',
  async (_, put) => {
    const { folder, contents } = await open()
    for (const bytes of [Buffer.alloc(0), Buffer.from('content'), Buffer.alloc(300_000)]) {
      const keep = async () => {
        const staged = await contents.stage('here')
        await staged.write(bytes)
        return staged.keep()
      }
      const ref = await keep()
      const place = join(
        folder,
        'contents',
        'organizations',
        '7',
        ref.sha256.slice(0, 2),
        ref.sha256,
      )
      await rm(place)
      await put(place)
      await expect(contents.open(ref)).rejects.toThrow('is damaged')
      await expect(contents.open(ref, { range: { start: 0, end: 1 } })).rejects.toThrow(
        'is damaged',
      )
      await keep()
      expect(await readFile(place)).toEqual(bytes)
    }
  },
)

test('the same bytes come back where their folder was lost, and nowhere where more was', async () => {
  const { folder, contents } = await open()
  const keep = async () => {
    const staged = await contents.stage('here')
    await staged.write(Buffer.from('content'))
    return staged.keep()
  }
  const { sha256 } = await keep()
  const own = join(folder, 'contents', 'organizations', '7')
  const parent = join(own, sha256.slice(0, 2))
  await rm(parent, { recursive: true })
  await keep()
  expect(await readFile(join(parent, sha256), 'utf8')).toBe('content')
  await rm(own, { recursive: true })
  await expect(keep()).rejects.toThrow('ENOENT')
})
