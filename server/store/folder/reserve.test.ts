import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { FolderState } from '../store.ts'
import { Reserve } from './reserve.ts'

const KIB = 1024

async function opened(state: FolderState) {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-reserve-'))
  const reserve = new Reserve(folder, 64 * KIB, { look: async () => state })
  onTestFinished(async () => {
    await reserve.close()
    await rm(folder, { recursive: true })
  })
  await reserve.fill()
  return { folder, reserve }
}

test('a quarter of the reserve is a file, which is given up where room is needed', async () => {
  const { folder, reserve } = await opened({ kind: 'here' })
  expect((await stat(join(folder, 'reserve'))).size).toBe(16 * KIB)
  expect(reserve.giveUp()).toBe(true)
  expect((await stat(join(folder, 'reserve'))).size).toBe(0)
  expect(reserve.giveUp()).toBe(false)
})

test('into another folder in the place of its own it writes nothing', async () => {
  const { folder } = await opened({ kind: 'away', reason: 'Another one is there.' })
  expect(await readdir(folder)).toEqual([])
})
