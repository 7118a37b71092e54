import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openContentFolder } from './content-files.ts'
import type { FindUnneeded } from './contents.ts'
import { openContents } from './contents.ts'

async function open(findUnneeded: FindUnneeded) {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-contents-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const files = await openContentFolder(folder)
  const contents = openContents(files, findUnneeded)
  const stage = async (text: string) => {
    const staged = await contents.stage()
    await staged.write(Buffer.from(text))
    return staged
  }
  return { files, contents, stage }
}

test('a content that is kept and committed after the collection looked at the versions stays', async () => {
  let found: string[] = []
  let meanwhile = async () => {}
  const { files, contents, stage } = await open((there) => {
    found = there
    // The versions are looked at here, and nothing needs the content yet.
    keeping = meanwhile()
    return there
  })
  let keeping = Promise.resolve()
  // Left behind by an earlier process.
  const left = await (await stage('left behind')).keep()
  contents.committed(left.sha256)

  const again = await stage('left behind')
  meanwhile = async () => contents.committed((await again.keep()).sha256)
  expect(await contents.collect()).toEqual({ files: 0, bytes: 0 })
  await keeping
  expect(found).toEqual([left.sha256])
  expect(await files.size(left.sha256)).toBe(left.size)

  meanwhile = async () => {}
  expect(await contents.collect()).toEqual({ files: 1, bytes: left.size })
  expect(await files.size(left.sha256)).toBeUndefined()
})

test('one collection at a time', async () => {
  const { contents } = await open(() => [])
  const first = contents.collect()
  await expect(contents.collect()).rejects.toThrow('running already')
  await first
  expect(await contents.collect()).toEqual({ files: 0, bytes: 0 })
})
