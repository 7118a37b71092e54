import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { StoreConflict, UnknownOrganization } from '../errors.ts'
import type { Store } from '../store.ts'
import type { NewUpload, Upload, UploadKey, UploadLimits } from '../uploads.ts'
import type { OpenStore } from './support.ts'
import { auditDraft, bytesOf, create, fields, openFilled, update } from './support.ts'

export const LIMITS: UploadLimits = { count: 5, bytes: 50_000_000 }
const FAR = '2999-01-01T00:00:00.000Z'

export function newUpload(id: string, length: number, more: Partial<NewUpload> = {}): NewUpload {
  const key = { organizationId: 'here', owner: 'tester', id }
  return { ...key, length, metadata: '', expires: FAR, ...more }
}

/** Adds bytes in one run, from where the upload is. @returns where it is then */
export async function add(store: Store, key: UploadKey, bytes: Uint8Array): Promise<number> {
  const upload = await store.uploads.find(key)
  const opened = await store.uploads.open(key, upload?.offset ?? 0, { steadily: true })
  if (opened.kind !== 'opened') throw new Error(opened.kind)
  await opened.writer.write(bytes)
  return opened.writer.close(FAR)
}

async function complete(store: Store, id: string, bytes: Uint8Array): Promise<Upload> {
  const upload = newUpload(id, bytes.length)
  await store.uploads.begin(upload, LIMITS)
  if (bytes.length > 0) await add(store, upload, bytes)
  return (await store.uploads.find(upload)) ?? expect.fail('It is gone.')
}

export function describeUploads(open: OpenStore): void {
  describeParts(open)
  describeLimits(open)
  describeBecoming(open)
}

function describeParts(open: OpenStore): void {
  describe('an upload', () => {
    test('comes in parts of any size, and is told as far as it is kept', async () => {
      const store = await openFilled(open)
      const bytes = randomBytes(1_000_000)
      const upload = newUpload('u', bytes.length, { metadata: 'filename YQ==' })
      expect(await store.uploads.begin(upload, LIMITS)).toEqual({
        kind: 'begun',
        upload: { ...upload, offset: 0 },
      })
      await expect(store.uploads.begin(upload, LIMITS)).rejects.toThrow(StoreConflict)
      for (const end of [1, 2, 300_000, 300_000, 999_999, 1_000_000]) {
        const { offset = 0 } = (await store.uploads.find(upload)) ?? {}
        expect(await add(store, upload, bytes.subarray(offset, end))).toBe(end)
      }
      expect(await store.uploads.find(upload)).toEqual({ ...upload, offset: 1_000_000 })
      const staged = store.uploads.content({ ...upload, offset: 1_000_000 })
      expect(await staged.keep()).toMatchObject({
        sha256: createHash('sha256').update(bytes).digest('hex'),
        sha1: createHash('sha1').update(bytes).digest('base64'),
        size: 1_000_000,
        upload: 'u',
      })
      await staged.drop()
    })

    test('is its owner’s in its organization', async () => {
      const { uploads } = await openFilled(open)
      const upload = newUpload('u', 10)
      await uploads.begin(upload, LIMITS)
      for (const other of [
        { ...upload, owner: 'other' },
        { ...upload, organizationId: 'there' },
        { ...upload, organizationId: 'nowhere' },
        { ...upload, id: 'v' },
      ]) {
        expect(await uploads.find(other)).toBeUndefined()
        expect(await uploads.open(other, 0, { steadily: true })).toEqual({ kind: 'missing' })
        expect(await uploads.end(other)).toBe(false)
      }
      expect(await uploads.find(upload)).toBeDefined()
    })

    test('is written by one at a time, where it goes on', async () => {
      const { uploads } = await openFilled(open)
      const upload = newUpload('u', 4)
      await uploads.begin(upload, LIMITS)
      const opening = () => uploads.open(upload, 0, { steadily: true })
      const both = await Promise.all([opening(), opening()])
      expect(both.map(({ kind }) => kind).toSorted()).toEqual(['locked', 'opened'])
      const opened = both.find((one) => one.kind === 'opened')
      await opened?.writer.write(Buffer.from('abc'))
      expect(opened?.writer.missing).toBe(1)
      await expect(opened?.writer.write(Buffer.from('de'))).rejects.toThrow(RangeError)
      expect(await opened?.writer.close(FAR)).toBe(3)
      expect(await opening()).toEqual({ kind: 'elsewhere', offset: 3 })
    })

    test('forgets a part that is not to be kept', async () => {
      const store = await openFilled(open)
      const upload = newUpload('u', 20_000_000)
      await store.uploads.begin(upload, LIMITS)
      const opened = await store.uploads.open(upload, 0, { steadily: false })
      const wrong = Buffer.alloc(1_000_000, 'x')
      if (opened.kind !== 'opened') throw new Error(opened.kind)
      for (let times = 0; times < 20; times += 1) await opened.writer.write(wrong)
      expect(await opened.writer.close()).toBe(0)
      const bytes = randomBytes(20_000_000)
      await add(store, upload, bytes)
      const { sha256 } = await store.uploads.content({ ...upload, offset: upload.length }).keep()
      expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    })

    test('keeps bytes on the way of a long part', async () => {
      const { uploads } = await openFilled(open)
      const upload = newUpload('u', 50_000_000)
      await uploads.begin(upload, LIMITS)
      const opened = await uploads.open(upload, 0, { steadily: true })
      if (opened.kind !== 'opened') throw new Error(opened.kind)
      for (let times = 0; times < 40; times += 1) await opened.writer.write(Buffer.alloc(1_000_000))
      // Even one that is not to be kept: a crash would have left them.
      const offset = await opened.writer.close()
      expect(offset).toBeGreaterThan(8_000_000)
      expect(await uploads.find(upload)).toMatchObject({ offset })
    })

    test('is ended while it is written', async () => {
      const { uploads } = await openFilled(open)
      const upload = newUpload('u', 10)
      await uploads.begin(upload, LIMITS)
      const opened = await uploads.open(upload, 0, { steadily: true })
      if (opened.kind !== 'opened') throw new Error(opened.kind)
      const { writer } = opened
      await writer.write(Buffer.from('abc'))
      writer.signal.addEventListener('abort', () => void writer.close(FAR))
      expect(await uploads.end(upload)).toBe(true)
      expect(await uploads.find(upload)).toBeUndefined()
      expect(await uploads.end(upload)).toBe(false)
    })
  })
}

function describeLimits(open: OpenStore): void {
  test('unfinished uploads are bounded in number and in bytes, for each owner and organization', async () => {
    const store = await openFilled(open)
    const begin = async (id: string, length: number, more: Partial<NewUpload> = {}) => {
      const begun = await store.uploads.begin(newUpload(id, length, more), { count: 2, bytes: 10 })
      return begun.kind === 'begun' ? 'begun' : begun.by
    }
    expect(await begin('a', 6)).toBe('begun')
    expect(await begin('b', 5)).toBe('bytes')
    expect(await begin('c', 4)).toBe('begun')
    expect(await begin('d', 0)).toBe('count')
    expect(await begin('e', 10, { owner: 'other' })).toBe('begun')
    expect(await begin('f', 10, { organizationId: 'there' })).toBe('begun')
    await expect(begin('g', 1, { organizationId: 'nowhere' })).rejects.toThrow(UnknownOrganization)
    await store.uploads.end(newUpload('a', 6))
    expect(await begin('h', 6)).toBe('begun')
    // What became a version counts no longer.
    await add(store, newUpload('c', 4), Buffer.from('four'))
    const content = await store.uploads.content({ ...newUpload('c', 4), offset: 4 }).keep()
    await store.binaries.commit(create('x', { body: { fields: fields(), content } }))
    expect(await begin('i', 4)).toBe('begun')
  })
}

function describeBecoming(open: OpenStore): void {
  describe('a complete upload', () => {
    test.each([0, 1, 700_001])('of %i bytes becomes a version, once', async (size) => {
      const store = await openFilled(open)
      const bytes = randomBytes(size)
      const upload = await complete(store, 'u', bytes)
      const staged = store.uploads.content(upload)
      const content = await staged.keep()
      const audit = auditDraft()
      const first = await store.binaries.commit(
        create('a', { body: { fields: fields(), content } }),
      )
      expect(first.outcome).toBe('created')
      const again = create('b', { audit, body: { fields: fields(), content } })
      expect(await store.binaries.commit(again)).toEqual({ ...first, outcome: 'repeated' })
      const over = update('a', { body: { fields: fields(), content } })
      expect(await store.binaries.commit(over)).toMatchObject({ outcome: 'repeated' })
      expect(await store.binaries.current('here', 'b')).toBeUndefined()
      const { records } = await store.audit.list({ count: 1 })
      expect(records).toMatchObject([{ id: 'a', versionId: '1', status: 200 }])
      await staged.drop()
      expect(await store.uploads.find(upload)).toEqual({
        ...upload,
        became: { id: 'a', versionId: '1' },
      })
      expect(await store.uploads.end(upload)).toBe(false)
      expect((await bytesOf(store, content)).equals(bytes)).toBe(true)
      // Nothing of it is left beside the content.
      expect(await store.uploads.expire()).toEqual({ files: 0, bytes: 0 })
      expect(await store.contents.collect()).toEqual({ files: 0, bytes: 0 })
      expect((await bytesOf(store, content)).equals(bytes)).toBe(true)
    })

    test('stays as it is where the change is refused', async () => {
      const store = await openFilled(open)
      await store.binaries.commit(create('a'))
      const upload = await complete(store, 'u', Buffer.from('content'))
      const staged = store.uploads.content(upload)
      const content = await staged.keep()
      const stale = update('a', { ifMatch: ['7'], body: { fields: fields(), content } })
      expect(await store.binaries.commit(stale)).toMatchObject({ outcome: 'stale' })
      await staged.drop()
      expect(await store.uploads.find(upload)).toEqual(upload)
      expect(await store.contents.collect()).toEqual({ files: 0, bytes: 0 })
      const next = store.uploads.content(upload)
      const kept = await next.keep()
      await store.binaries.commit(update('a', { body: { fields: fields(), content: kept } }))
      await next.drop()
      expect(String(await bytesOf(store, kept))).toBe('content')
    })

    test('may have the bytes of another content', async () => {
      const store = await openFilled(open)
      const one = await complete(store, 'one', Buffer.from('same'))
      const two = await complete(store, 'two', Buffer.from('same'))
      for (const upload of [one, two]) {
        const staged = store.uploads.content(upload)
        const content = await staged.keep()
        await store.binaries.commit(create(upload.id, { body: { fields: fields(), content } }))
        await staged.drop()
        expect(String(await bytesOf(store, content))).toBe('same')
      }
    })

    test('is kept by two at once', async () => {
      const store = await openFilled(open)
      const upload = await complete(store, 'u', randomBytes(3_000_000))
      const finish = async (id: string) => {
        const staged = store.uploads.content(upload)
        try {
          const body = { fields: fields(), content: await staged.keep() }
          return await store.binaries.commit(create(id, { body }))
        } finally {
          await staged.drop()
        }
      }
      const [one, two] = await Promise.all([finish('a'), finish('b')])
      expect([one.outcome, two.outcome].toSorted()).toEqual(['created', 'repeated'])
      const stored = one.outcome === 'created' ? 'a' : 'b'
      const version = await store.binaries.current('here', stored)
      expect(await bytesOf(store, version?.body?.content)).toHaveLength(3_000_000)
    })
  })
}
