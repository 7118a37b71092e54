import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { KeptContent } from '../contents.ts'
import { StoreCorrupt } from '../errors.ts'
import type { Store } from '../store.ts'
import type { OpenStore } from './support.ts'
import { bytesOf, create, fields, openFilled, readNamed, stored, update } from './support.ts'

export function describeContents(open: OpenStore): void {
  describeBytes(open)
  describeNeeds(open)
}

const commit = (store: Store, id: string, content: KeptContent, ifMatch?: string[]) =>
  store.binaries.commit(
    update(id, { body: { fields: fields(), content }, ...(ifMatch && { ifMatch }) }),
  )

function describeBytes(open: OpenStore): void {
  describe('a content', () => {
    test.each([0, 1, 1000, 256 * 1024, 256 * 1024 + 1, 3_000_000])(
      'of %i bytes comes out as it went in',
      async (size) => {
        const store = await openFilled(open)
        const bytes = randomBytes(size)
        const staged = await store.contents.stage('here')
        const buffer = Buffer.alloc(70_001)
        for (let start = 0; start < size; start += buffer.length) {
          // One buffer for all pieces: what was written may be overwritten.
          const length = bytes.copy(buffer, 0, start, Math.min(start + buffer.length, size))
          await staged.write(buffer.subarray(0, length))
        }
        const { lease, ...ref } = await staged.keep()
        expect(ref).toEqual({
          owner: expect.any(Number) as number,
          sha256: createHash('sha256').update(bytes).digest('hex'),
          sha1: createHash('sha1').update(bytes).digest('base64'),
          size,
        })
        expect((await bytesOf(store, ref)).equals(bytes)).toBe(true)
        const committed = await commit(store, 'a', { ...ref, lease })
        expect(committed).toMatchObject({ version: { body: { content: ref } } })
        expect((await store.binaries.current('here', 'a'))?.body?.content).toEqual(ref)
      },
    )

    test('is read in parts, with HTTP counting', async () => {
      const store = await openFilled(open)
      const { ref } = await stored(store, '0123456789')
      expect(String(await bytesOf(store, ref, { start: 0, end: 0 }))).toBe('0')
      expect(String(await bytesOf(store, ref, { start: 3, end: 5 }))).toBe('345')
      expect(String(await bytesOf(store, ref, { start: 9, end: 9 }))).toBe('9')
    })

    test('that is missing is an error, as is a name that is none', async () => {
      const store = await openFilled(open)
      for (const sha256 of ['0'.repeat(64), '../binnacle.sqlite', ''])
        await expect(bytesOf(store, { owner: 1, sha256 })).rejects.toThrow(StoreCorrupt)
    })

    test('takes writes that nobody waited for in their order', async () => {
      const store = await openFilled(open)
      const staged = await store.contents.stage('here')
      const pieces = Array.from({ length: 40 }, () => randomBytes(50_000))
      for (const piece of pieces) void staged.write(piece)
      const content = await staged.keep()
      expect((await bytesOf(store, content)).equals(Buffer.concat(pieces))).toBe(true)
    })
  })
}

function describeNeeds(open: OpenStore): void {
  describe('a content that', () => {
    test('was dropped is gone, and takes no more', async () => {
      const store = await openFilled(open)
      const staged = await store.contents.stage('here')
      await staged.write(randomBytes(1_000_000))
      await staged.drop()
      await staged.drop()
      await expect(staged.write(Buffer.from('x'))).rejects.toThrow('dropped')
      await expect(staged.keep()).rejects.toThrow('dropped')
      expect(await store.contents.collect()).toEqual({ files: 0, bytes: 0 })
    })

    test('was kept and dropped is gone, unless a version needs it or another holds it', async () => {
      const store = await openFilled(open)
      const first = await stored(store, 'same')
      const second = await stored(store, 'same')
      await first.staged.drop()
      expect(String(await bytesOf(store, first.ref))).toBe('same')
      expect((await commit(store, 'a', second.ref, ['7'])).outcome).toBe('stale')
      await second.staged.drop()
      await expect(bytesOf(store, first.ref)).rejects.toThrow(StoreCorrupt)

      const third = await stored(store, 'same')
      await commit(store, 'a', third.ref)
      const fourth = await stored(store, 'same')
      await Promise.all([third.staged.drop(), fourth.staged.drop()])
      expect(String(await bytesOf(store, first.ref))).toBe('same')
    })

    test('comes from many at once is there while any of them needs it', async () => {
      const store = await openFilled(open)
      const one = async (index: number) => {
        const { staged, ref } = await stored(store, `content ${index % 3}`)
        if (index % 5 === 0) await commit(store, `b${index}`, ref)
        await staged.drop()
      }
      await Promise.all(Array.from({ length: 60 }, (_, index) => one(index)))
      const versions = await readNamed(
        store,
        await store.binaries.typeHistory('here', { count: 50 }),
      )
      expect(versions).toHaveLength(12)
      for (const { body, id } of versions)
        expect(String(await bytesOf(store, body?.content))).toBe(
          `content ${Number(id.slice(1)) % 3}`,
        )
    })

    test('no version needs is collected; one that is held or needed stays', async () => {
      const store = await openFilled(open)
      const needed = await stored(store, 'needed')
      await store.binaries.commit(create('a', { body: { fields: fields(), content: needed.ref } }))
      const held = await stored(store, 'held')
      expect(await store.contents.collect()).toEqual({ files: 0, bytes: 0 })
      const [late, collected] = await Promise.all([
        stored(store, 'kept while collecting').then(async ({ ref }) => {
          await commit(store, 'b', ref)
          return ref
        }),
        store.contents.collect(),
      ])
      expect(collected).toEqual({ files: 0, bytes: 0 })
      for (const content of [needed.ref, held.ref, late])
        expect(await bytesOf(store, content)).not.toHaveLength(0)
    })
  })
}
