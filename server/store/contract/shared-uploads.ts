import { randomBytes } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Store } from '../store.ts'
import type { SharedData } from './shared.ts'
import { bytesOf, create, fields, here } from './support.ts'
import { add, LIMITS, newUpload } from './uploads.ts'

const HOUR = 3_600_000

/** What every `UploadStore` has to keep across processes, restarts and time. */
export function describeSharedUploads(name: string, share: () => Promise<SharedData>): void {
  const begin = async () => {
    const { open, ...clock } = await share()
    const next = async () => {
      const store = await open()
      let closing: Promise<void> | undefined
      const close = () => (closing ??= store.close())
      onTestFinished(close)
      return { ...store, close }
    }
    const one = await next()
    await one.organizations.add(here)
    return { one, next, ...clock }
  }
  const becomes = async (store: Store, id: string, bytes: Uint8Array) => {
    const upload = (await store.uploads.find(newUpload(id, 0))) ?? expect.fail('It is gone.')
    const staged = store.uploads.content(upload)
    const content = await staged.keep()
    await store.binaries.commit(create(id, { body: { fields: fields(), content } }))
    await staged.drop()
    expect((await bytesOf(store, content)).equals(bytes)).toBe(true)
  }

  describe(`${name}: an upload`, () => {
    test('goes on in the next process', async () => {
      const { one, next } = await begin()
      const bytes = randomBytes(2_000_000)
      const upload = newUpload('u', bytes.length)
      await one.uploads.begin(upload, LIMITS)
      await add(one, upload, bytes.subarray(0, 1_234_567))
      await one.close()
      const other = await next()
      expect(await other.contents.collect()).toEqual({ files: 0, bytes: 0 })
      expect(await other.uploads.expire()).toEqual({ files: 0, bytes: 0 })
      expect((await other.uploads.find(upload))?.offset).toBe(1_234_567)
      await add(other, upload, bytes.subarray(1_234_567))
      await becomes(other, 'u', bytes)
    })

    test('is written by one process at a time, until that is gone', async () => {
      const { one, next, pass, lifetime } = await begin()
      const other = await next()
      const bytes = randomBytes(30_000_000)
      const upload = newUpload('u', bytes.length)
      await one.uploads.begin(upload, LIMITS)
      await add(one, upload, bytes.subarray(0, 1000))
      const opened = await one.uploads.open(upload, 1000, { steadily: false })
      if (opened.kind !== 'opened') throw new Error(opened.kind)
      await opened.writer.write(bytes.subarray(1000, 29_000_000))
      const takeOver = () => other.uploads.open(upload, 1000, { steadily: true })
      expect(await takeOver()).toEqual({ kind: 'locked' })
      pass(lifetime + 1)
      const taken = await takeOver()
      if (taken.kind !== 'opened') throw new Error(taken.kind)
      // It is not the first one's any more: what that has received counts for nothing.
      await expect(opened.writer.close('2999-01-01T00:00:00.000Z')).rejects.toThrow()
      await taken.writer.close()
      await add(other, upload, bytes.subarray(1000))
      await becomes(other, 'u', bytes)
    })

    test('is gone once it has expired, and its bytes are removed', async () => {
      const { one, pass } = await begin()
      const expires = new Date(Date.now() + HOUR).toISOString()
      const upload = newUpload('u', 10, { expires })
      await one.uploads.begin(upload, { count: 1, bytes: 10 })
      const opened = await one.uploads.open(upload, 0, { steadily: true })
      if (opened.kind !== 'opened') throw new Error(opened.kind)
      await opened.writer.write(Buffer.from('abc'))
      const later = new Date(Date.now() + 2 * HOUR).toISOString()
      await opened.writer.close(later)
      pass(HOUR)
      expect(await one.uploads.expire()).toEqual({ files: 0, bytes: 0 })
      expect(await one.uploads.find(upload)).toMatchObject({ offset: 3, expires: later })
      pass(HOUR)
      expect(await one.uploads.find(upload)).toBeUndefined()
      // Expired ones leave room for others before they are removed.
      const begun = await one.uploads.begin(newUpload('v', 10), { count: 1, bytes: 10 })
      expect(begun.kind).toBe('begun')
      expect(await one.uploads.expire()).toEqual({ files: 1, bytes: 3 })
      expect(await one.uploads.expire()).toEqual({ files: 0, bytes: 0 })
    })
  })
}
