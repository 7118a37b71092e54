import { afterEach, describe, expect, test } from 'vitest'
import { endAll, fresh, openTab, restore, WAITING } from '#test/journal-tabs.ts'
import { after, itemOf, queueOf } from '#test/upload-items.ts'
import { factsOf, newUuid, type UploadItem } from '../queue/item.ts'
import { giveFiles, openHandles, type GiveDeps } from './give-files.ts'

afterEach(endAll)

const { signal } = new AbortController()

/** The queue with these items, and what is given back to them. */
function queueWith(items: readonly UploadItem[]) {
  let state = queueOf(...items)
  const deps: GiveDeps = {
    items: () => state.items,
    command: (key, command) => {
      state = after(state, { ...command, key })
    },
    checksum: async (file) => `sum of ${await file.text()}`,
  }
  return { deps, kinds: () => state.items.map((item) => item.state.kind), items: () => state.items }
}

/** A file that the browser may open again, as one that was dropped: here in the page's own folder. */
async function writtenFile(name: string, content: string): Promise<FileSystemFileHandle> {
  const folder = await navigator.storage.getDirectory()
  const handle = await folder.getFileHandle(name, { create: true })
  const writable = await handle.createWritable()
  await writable.write(content)
  await writable.close()
  return handle
}

async function missingOf(handle: FileSystemFileHandle, key: string): Promise<UploadItem> {
  const facts = factsOf(await handle.getFile())
  return itemOf(facts.name, { kind: 'missing' }, { key, file: undefined, facts, handle })
}

describe('a handle', () => {
  test('opens the file after a reload, without a question', async () => {
    const [name, id] = [fresh(), newUuid()]
    const handle = await writtenFile(`${newUuid()}.txt`, 'the same as before')
    const before = openTab(name, { id })
    before.put({ ...(await missingOf(handle, 'a')), state: WAITING })
    await before.journal.flush()
    before.close()
    const restored = await restore(openTab(name, { id }))
    const queue = queueWith(restored)
    expect(queue.kinds()).toEqual(['missing'])
    expect(await openHandles(restored, queue.deps, false, signal)).toEqual({
      found: 1,
      changed: 0,
      missing: 0,
    })
    expect(queue.kinds()).toEqual(['waiting'])
    expect(await queue.items()[0]?.file?.text()).toBe('the same as before')
  })

  test('to a file that has changed says so, and nothing is sent', async () => {
    const name = `${newUuid()}.txt`
    const item = await missingOf(await writtenFile(name, 'before'), 'a')
    await writtenFile(name, 'changed since')
    const queue = queueWith([item])
    expect((await openHandles([item], queue.deps, false, signal)).changed).toBe(1)
    expect(queue.items()[0]?.state).toMatchObject({
      kind: 'failed',
      failure: { title: 'The file has changed since you chose it.', remedy: 'choose' },
    })
  })

  test('to a file that is gone leaves it missing', async () => {
    const name = `${newUuid()}.txt`
    const item = await missingOf(await writtenFile(name, 'before'), 'a')
    await (await navigator.storage.getDirectory()).removeEntry(name)
    const queue = queueWith([item])
    expect((await openHandles([item], queue.deps, false, signal)).missing).toBe(1)
    expect(queue.kinds()).toEqual(['missing'])
  })
})

describe('files that are chosen again', () => {
  const dated = (content: string, lastModified: number) =>
    new File([content], 'a.txt', { lastModified })

  function lost(content: string, sha256?: string): UploadItem {
    const facts = factsOf(dated(content, 1_000))
    return itemOf('a.txt', { kind: 'missing' }, { file: undefined, facts, sha256 })
  }

  test('go on when they are the same', async () => {
    const queue = queueWith([lost('one')])
    await giveFiles([{ file: dated('one', 1_000) }], queue.deps, signal)
    expect(queue.kinds()).toEqual(['waiting'])
  })

  test('are told by their checksum when their time is another one', async () => {
    const queue = queueWith([lost('one', 'sum of one')])
    await giveFiles([{ file: dated('one', 2_000) }], queue.deps, signal)
    expect(queue.kinds()).toEqual(['waiting'])
    const other = queueWith([lost('one', 'sum of one')])
    await giveFiles([{ file: dated('two', 2_000) }], other.deps, signal)
    expect(other.kinds()).toEqual(['failed'])
  })

  test('that nobody misses are left alone', async () => {
    const queue = queueWith([lost('one')])
    const file = new File(['x'], 'other.txt')
    expect(await giveFiles([{ file }], queue.deps, signal)).toEqual({
      found: 0,
      changed: 0,
      missing: 1,
    })
  })
})
