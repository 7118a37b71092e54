import { open, readdir, writeFile } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { newFolder } from '#test/new-folder.ts'
import { AsideLog } from './aside-log.ts'

function newLog(folder: string) {
  const taken: string[] = []
  const log = new AsideLog<string>(folder, {
    takeOver: async (_, lines) => lines.map((line) => taken.push(line)),
    forget: async () => undefined,
  })
  return { log, taken }
}

/**
 * The next bytes that are appended to a file are cut: its disk is full, and a moment later is not.
 * @param meanwhile what happens before that is known
 */
async function cutNext(folder: string, meanwhile: () => void): Promise<void> {
  const handle = await open(join(folder, 'any'), 'w')
  const prototype = Object.getPrototypeOf(handle) as Pick<FileHandle, 'write' | 'appendFile'>
  await handle.close()
  const spy = vi.spyOn(prototype, 'appendFile')
  onTestFinished(() => spy.mockRestore())
  spy.mockImplementationOnce(async function cut(this: FileHandle, text) {
    await this.write((text as string).slice(0, -3))
    meanwhile()
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  })
}

test('a line that was cut is followed by nothing, and keeps no other from being taken over', async () => {
  const folder = await newFolder('aside')
  const { log, taken } = newLog(folder)
  const waiting: Promise<number>[] = []
  await cutNext(folder, () => waiting.push(log.append('two'), log.append('three')))
  await expect(log.append('one')).rejects.toThrow('no space')
  const results = await Promise.allSettled(waiting)
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await log.append('four')
  await vi.waitFor(() => expect(taken).toEqual(['four']))
  await log.close()
  expect(await readdir(folder)).toEqual(['any'])
})

test('what a power loss left unreadable does not keep the server from starting, and is not thrown away', async () => {
  const folder = await newFolder('aside')
  const name = 'audit-aside.0.ndjson'
  await writeFile(join(folder, name), '"one"\n"two"\n\0\0\0ee"\n"four"\n"fi')
  const { log, taken } = newLog(folder)
  await log.takeOverLeft()
  expect(taken).toEqual(['one', 'two'])
  expect(await readdir(folder)).toEqual([`${name}.damaged`])
  await log.takeOverLeft()
  expect(taken).toEqual(['one', 'two'])
})
