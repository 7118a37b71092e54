import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bytesOf, create, fields, here, stored } from './contract/support.ts'
import { add, LIMITS, newUpload } from './contract/uploads.ts'
import { ContentLost, StoreCorrupt, UnknownOrganization } from './errors.ts'
import { openStore } from './open-store.ts'
import type { Store } from './store.ts'

/** A data folder with two organizations, and what is in it. */
async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-own-contents-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  let store: Store | undefined
  onTestFinished(() => store?.close())
  const next = async (shared: boolean): Promise<Store> => {
    await store?.close()
    store = await openStore(folder, { shared })
    return store
  }
  const first = await next(true)
  await first.organizations.add(here)
  await first.organizations.add({ id: 'there', slug: 'there-slug', name: 'There' })
  const files = async () => {
    const contents = join(folder, 'contents')
    const entries = await readdir(contents, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath }) => relative(contents, parentPath).replace(/\/?..$/, ''))
      .toSorted()
  }
  return { next, files }
}

const put = async (store: Store, organizationId: string, id: string, text: string) => {
  const { staged, ref } = await stored(store, text, organizationId)
  await store.binaries.commit(
    create(id, { organizationId, body: { fields: fields(), content: ref } }),
  )
  await staged.drop()
}
const read = async (store: Store, organizationId: string, id: string) =>
  String(await bytesOf(store, (await store.binaries.current(organizationId, id))?.body?.content))

const HERE = 'organizations/1'
const THERE = 'organizations/2'

test('the same bytes are stored once in each organization, and stay or go for each alone', async () => {
  const { next, files } = await open()
  const store = await next(false)
  await put(store, 'here', 'a', 'same')
  await put(store, 'here', 'b', 'same')
  expect(await files()).toEqual([HERE])
  const theirs = await stored(store, 'same', 'there')
  expect(await files()).toEqual([HERE, THERE])
  await theirs.staged.drop()
  expect(await files()).toEqual([HERE])
  await expect(bytesOf(store, theirs.ref)).rejects.toThrow(StoreCorrupt)
  await put(store, 'there', 'a', 'same')
  expect(await store.contents.collect()).toEqual({ files: 0, bytes: 0 })
  expect(await files()).toEqual([HERE, THERE])
  for (const organization of ['here', 'there'])
    expect(await read(store, organization, 'a')).toBe('same')
})

test('a version can not take what another organization holds or has', async () => {
  const { next } = await open()
  const store = await next(false)
  await put(store, 'here', 'a', 'same')
  const { ref } = await stored(store, 'same')
  const stolen = create('b', { organizationId: 'there', body: { fields: fields(), content: ref } })
  await expect(store.binaries.commit(stolen)).rejects.toThrow(ContentLost)
  await expect(store.contents.stage('nowhere')).rejects.toThrow(UnknownOrganization)
})

test('what was shared stays where it is, and is another organization’s only where that has it', async () => {
  const { next, files } = await open()
  const shared = await next(true)
  await put(shared, 'here', 'a', 'same')
  await put(shared, 'there', 'a', 'theirs')
  await stored(shared, 'left')
  expect(await files()).toEqual(['', '', ''])
  const store = await next(false)
  expect(await store.contents.collect()).toEqual({ files: 1, bytes: 4 })
  // What arrives is always kept, so that the good bytes heal whatever became of those before.
  await put(store, 'here', 'b', 'same')
  expect(await files()).toEqual(['', '', HERE])
  // Whether `here` has these bytes must not show in what is done for `there`.
  await put(store, 'there', 'b', 'same')
  expect(await files()).toEqual(['', '', HERE, THERE])
  expect(await store.contents.collect()).toEqual({ files: 0, bytes: 0 })
  for (const [organization, id, text] of [
    ['here', 'a', 'same'],
    ['here', 'b', 'same'],
    ['there', 'a', 'theirs'],
    ['there', 'b', 'same'],
  ] as const)
    expect(await read(store, organization, id)).toBe(text)
})

test('what was each one’s own is read when new content is shared again', async () => {
  const { next, files } = await open()
  await put(await next(false), 'here', 'a', 'same')
  const store = await next(true)
  expect(await read(store, 'here', 'a')).toBe('same')
  await put(store, 'there', 'a', 'same')
  await put(store, 'there', 'b', 'same')
  expect(await files()).toEqual(['', HERE])
  expect(await store.contents.collect()).toEqual({ files: 0, bytes: 0 })
  for (const [organization, id] of [
    ['here', 'a'],
    ['there', 'b'],
  ] as const)
    expect(await read(store, organization, id)).toBe('same')
})

test('an upload in parts becomes content of its own organization', async () => {
  const { next, files } = await open()
  const store = await next(false)
  await put(store, 'here', 'a', '123')
  const upload = newUpload('u', 3, { organizationId: 'there' })
  await store.uploads.begin(upload, LIMITS)
  await add(store, upload, Buffer.from('123'))
  const staged = store.uploads.content({ ...upload, offset: 3 })
  const content = await staged.keep()
  const body = { fields: fields(), content }
  await store.binaries.commit(create('b', { organizationId: 'there', body }))
  await staged.drop()
  expect(await files()).toEqual([HERE, THERE])
  expect(await read(store, 'there', 'b')).toBe('123')
})

test('what one organization is storing is never another one’s, whichever way it comes', async () => {
  const { next } = await open()
  const store = await next(false)
  const ours = await store.contents.stage('here')
  await ours.write(Buffer.alloc(300_000, 'a'))
  const theirs = Buffer.alloc(400_000, 'b')
  const upload = newUpload('u', theirs.length, { organizationId: 'there' })
  await store.uploads.begin(upload, LIMITS)
  await add(store, upload, theirs)
  const ref = await store.uploads.content({ ...upload, offset: theirs.length }).keep()
  await ours.write(Buffer.alloc(300_000, 'a'))
  const kept = await ours.keep()
  expect((await bytesOf(store, kept)).equals(Buffer.alloc(600_000, 'a'))).toBe(true)
  expect((await bytesOf(store, ref)).equals(theirs)).toBe(true)
  await ours.drop()
})
