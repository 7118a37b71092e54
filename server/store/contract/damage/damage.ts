import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WHOLE_BYTES } from '../../contents.ts'
import type { ContentRef, ReadOptions } from '../../contents.ts'
import { ContentDamaged } from '../../errors.ts'
import type { Store } from '../../store.ts'
import { bytesOf, openFilled, stored } from '../support.ts'
import type { OpenStore } from '../support.ts'

/** Changes a stored content behind the store's back. */
export interface Spoil {
  /** Writes these bytes in the place of the content's own. */
  replace(sha256: string, bytes: Uint8Array): Promise<void>
  remove(sha256: string): Promise<void>
}

/** What every content store has to keep when what it keeps was changed by somebody else: a disk, or a person. */
export function describeDamage(
  open: OpenStore,
  spoilOf: (store: Store) => Spoil,
  runs: { numRuns: number; seed: number },
): void {
  describe('a content that', () => {
    const short = randomBytes(1000)
    const long = randomBytes(3 * WHOLE_BYTES + 4321)

    test.each([
      ['short', short],
      ['long', long],
    ])('is %s and damaged is never handed out as whole', async (_, bytes) => {
      const { store, ref, replace } = await spoiled(open, spoilOf, bytes)
      for (const at of [0, bytes.length >> 1, bytes.length - 1]) {
        await replace(flipped(bytes, at))
        await expect(bytesOf(store, ref)).rejects.toThrow(ContentDamaged)
        // Now that it is known, nothing of it goes out.
        await expect(store.contents.open(ref)).rejects.toThrow('is damaged')
      }
      for (const other of [bytes.subarray(0, -1), Buffer.concat([bytes, bytes]), Buffer.alloc(0)]) {
        await replace(other)
        await expect(store.contents.open(ref)).rejects.toThrow('is damaged')
      }
      await replace(bytes)
      expect((await bytesOf(store, ref)).equals(bytes)).toBe(true)
    })

    test('is damaged is told before its first byte where that is asked for', async () => {
      const { store, ref, replace } = await spoiled(open, spoilOf, long)
      await replace(flipped(long, long.length - 1))
      await expect(store.contents.open(ref, { ahead: true })).rejects.toThrow(ContentDamaged)
    })

    test('is missing is told so, and by another word', async () => {
      const { store, ref, remove } = await spoiled(open, spoilOf, long)
      await remove()
      await expect(store.contents.open(ref)).rejects.toThrow(`${ref.sha256} is missing`)
      await expect(store.contents.open(ref, { range: { start: 1, end: 2 } })).rejects.toThrow(
        ContentDamaged,
      )
    })

    test('is damaged or missing is healed by the good bytes', async () => {
      const { store, ref, replace, remove } = await spoiled(open, spoilOf, long)
      for (const spoil of [() => replace(flipped(long, 5)), remove]) {
        await spoil()
        await expect(bytesOf(store, ref)).rejects.toThrow(ContentDamaged)
        await stored(store, long)
        expect((await bytesOf(store, ref)).equals(long)).toBe(true)
      }
    })
  })

  test('whatever was damaged, every reading of a content is right or fails', async () => {
    const sizes = [1, 1000, WHOLE_BYTES, WHOLE_BYTES + 1, 5 * WHOLE_BYTES + 77]
    const all = await Promise.all(sizes.map((size) => spoiled(open, spoilOf, randomBytes(size))))
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...all),
        fc.array(fc.tuple(share, fc.nat(7)), { maxLength: 3 }),
        fc.tuple(share, share),
        fc.boolean(),
        async ({ store, ref, bytes, replace }, flips, ends, ahead) => {
          const at = (part: number) => Math.round(part * (bytes.length - 1))
          const now = Buffer.from(bytes)
          for (const [part, bit] of flips) now[at(part)]! ^= 1 << bit
          await replace(now)
          const whole = await readOrFail(store, ref, { ahead })
          expect(whole?.equals(bytes) ?? 'failed').toBe(now.equals(bytes) ? true : 'failed')
          const [start = 0, end = 0] = ends.map(at).toSorted((a, b) => a - b)
          const right = bytes.subarray(start, end + 1)
          const read = await readOrFail(store, ref, { range: { start, end } })
          // A part that the damage is far from is handed out.
          if (read) expect(read.equals(right)).toBe(true)
          else expect(now.equals(bytes)).toBe(false)
        },
      ),
      runs,
    )
  })
}

async function readOrFail(
  store: Store,
  ref: ContentRef,
  options: ReadOptions,
): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  try {
    const opened = await store.contents.open(ref, options)
    for await (const chunk of opened.bytes()) chunks.push(Uint8Array.from(chunk))
  } catch (error) {
    expect(error).toBeInstanceOf(ContentDamaged)
    return undefined
  }
  return Buffer.concat(chunks)
}

async function spoiled(open: OpenStore, spoilOf: (store: Store) => Spoil, bytes: Buffer) {
  const store = await openFilled(open)
  const { ref } = await stored(store, bytes)
  const spoil = spoilOf(store)
  return {
    store,
    ref,
    bytes,
    replace: (other: Uint8Array) => spoil.replace(ref.sha256, other),
    remove: () => spoil.remove(ref.sha256),
  }
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at]! ^= 0x10
  return copy
}
