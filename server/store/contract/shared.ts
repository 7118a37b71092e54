import { randomBytes } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ContentLost, StoreCorrupt } from '../errors.ts'
import type { Store } from '../store.ts'
import { bytesOf, create, fields, here, readNamed, stored } from './support.ts'

/** Opens one more store on the data of this test, as another process would. */
export interface SharedData {
  open: () => Promise<Store>
  /** As `TwoHolders` has it. */
  pass: (milliseconds: number) => void
  lifetime: number
}

/** What every pair of `BinaryStore` and `ContentStore` has to keep that several processes may use at once. */
export function describeShared(name: string, share: () => Promise<SharedData>): void {
  const begin = async () => {
    const { open, ...clock } = await share()
    const next = async () => {
      const store = await open()
      onTestFinished(() => store.close())
      return store
    }
    const one = await next()
    await one.organizations.add(here)
    return { one, next, ...clock }
  }
  const commit = (store: Store, id: string, content: Awaited<ReturnType<typeof stored>>['ref']) =>
    store.binaries.commit(create(id, { body: { fields: fields(), content } }))

  describe(`${name}, used by two processes: the other one`, () => {
    test('opens and collects while content is being received', async () => {
      const { one, next } = await begin()
      const bytes = randomBytes(3_000_000)
      const staged = await one.contents.stage('here')
      await staged.write(bytes.subarray(0, 2_000_000))
      await (await next()).contents.collect()
      await staged.write(bytes.subarray(2_000_000))
      const ref = await staged.keep()
      await commit(one, 'a', ref)
      expect((await bytesOf(await next(), ref)).equals(bytes)).toBe(true)
    })

    test('collects between storing and committing', async () => {
      const { one, next } = await begin()
      const other = await next()
      const { ref, staged } = await stored(one, 'content')
      expect(await other.contents.collect()).toEqual({ files: 0, bytes: 0 })
      await commit(one, 'a', ref)
      await staged.drop()
      expect(await other.contents.collect()).toEqual({ files: 0, bytes: 0 })
      expect(String(await bytesOf(other, ref))).toBe('content')
    })

    test('gives up the same content, before and after the commit', async () => {
      const { one, next } = await begin()
      const other = await next()
      const mine = await stored(one, 'same')
      await (await stored(other, 'same')).staged.drop()
      await commit(one, 'a', mine.ref)
      await (await stored(other, 'same')).staged.drop()
      await mine.staged.drop()
      expect(String(await bytesOf(one, mine.ref))).toBe('same')
    })

    test('collects while content is being read', async () => {
      const { one, next } = await begin()
      const bytes = randomBytes(2_000_000)
      const { ref, staged } = await stored(one, bytes)
      await commit(one, 'a', ref)
      await staged.drop()
      const chunks: Uint8Array[] = []
      const other = await next()
      for await (const chunk of (await one.contents.open(ref)).bytes()) {
        chunks.push(Uint8Array.from(chunk))
        await other.contents.collect()
      }
      expect(Buffer.concat(chunks).equals(bytes)).toBe(true)
    })

    test('collects all the time, and every version stays whole', async () => {
      const { one, next } = await begin()
      const other = await next()
      const writing = new AbortController()
      const collecting = (async () => {
        while (!writing.signal.aborted) await other.contents.collect()
      })()
      const write = async (index: number) => {
        // Few contents, so that one is stored, given up, collected and stored again.
        const { staged, ref } = await stored(one, `content ${index % 4}`)
        if (index % 7 === 0) await commit(one, `b${index}`, ref)
        await staged.drop()
      }
      for (let index = 0; index < 200; index += 4)
        await Promise.all([0, 1, 2, 3].map((offset) => write(index + offset)))
      writing.abort()
      await collecting
      const versions = await readNamed(one, await one.binaries.typeHistory('here', { count: 500 }))
      expect(versions).toHaveLength(29)
      for (const { id, body } of versions)
        expect(String(await bytesOf(other, body?.content))).toBe(
          `content ${Number(id.slice(1)) % 4}`,
        )
    })

    test('collects what a process that stopped renewing held: its commit is refused', async () => {
      const { one, next, pass, lifetime } = await begin()
      const other = await next()
      const { ref } = await stored(one, 'content')
      pass(lifetime + 1)
      expect(await other.contents.collect()).toEqual({ files: 1, bytes: 7 })
      await expect(commit(one, 'a', ref)).rejects.toThrow(ContentLost)
      expect(await one.binaries.current('here', 'a')).toBeUndefined()
      await expect(bytesOf(one, ref)).rejects.toThrow(StoreCorrupt)
      // Sent again, it is there again; that lease is not the first one's.
      const again = await stored(one, 'content')
      await expect(commit(one, 'a', ref)).rejects.toThrow(ContentLost)
      await commit(one, 'a', again.ref)
      expect(String(await bytesOf(other, ref))).toBe('content')
    })

    test('collects what such a process held, and a third leases it: that lease is not its own', async () => {
      const { one, next, pass, lifetime } = await begin()
      const [other, third] = [await next(), await next()]
      const { ref } = await stored(one, 'content')
      pass(lifetime + 1)
      await other.contents.collect()
      const { staged } = await stored(third, 'content')
      await expect(commit(one, 'a', ref)).rejects.toThrow(ContentLost)
      // Rightly so: the third may give it up at any time.
      await staged.drop()
      await expect(bytesOf(one, ref)).rejects.toThrow(StoreCorrupt)
    })
  })
}
