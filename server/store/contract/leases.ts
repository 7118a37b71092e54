import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { EVERYBODY } from '../contents.ts'
import type { ContentLeases, ContentName, PlacedContent } from '../contents.ts'

/** Two processes on the same data. */
export interface TwoHolders {
  one: ContentLeases
  other: ContentLeases
  /** Makes a version refer to the content. */
  need: (content: ContentName) => Promise<void>
  /** Lets so many milliseconds pass in which neither renews its leases. */
  pass: (milliseconds: number) => void
  /** Milliseconds without renewal after which a process counts as gone. */
  lifetime: number
}

/** What every implementation of `ContentLeases` has to keep. */
export function describeLeases(name: string, open: () => Promise<TwoHolders>): void {
  const nameOf = (text: string): PlacedContent => ({
    generation: 0,
    owner: 1,
    sha256: createHash('sha256').update(text).digest('hex'),
  })
  const content = nameOf('content')
  const another = nameOf('another')

  describe(`${name}: leases`, () => {
    test('content that one process leases is not claimed by the other', async () => {
      const { one, other } = await open()
      const lease = await one.take(content)
      expect((await other.claim([content, another])).contents).toEqual([another])
      expect(await one.release(lease)).toMatchObject({ contents: [content] })
      // It is one's to remove now, and nobody else's.
      expect((await other.claim([content])).contents).toEqual([])
    })

    test('the last of several leases decides, whoever holds it', async () => {
      const { one, other } = await open()
      const leases = [await one.take(content), await one.take(content), await other.take(content)]
      expect(await one.release(leases[0]!)).toBe('held')
      expect(await other.release(leases[2]!)).toBe('held')
      expect(await one.release(leases[1]!)).toMatchObject({ contents: [content] })
    })

    test('content that a version needs is never claimed', async () => {
      const { one, other, need } = await open()
      const lease = await one.take(content)
      await need(content)
      expect(await one.release(lease)).toBe('needed')
      expect((await other.claim([content])).contents).toEqual([])
    })

    test('who takes content that is being removed waits until it is over', async () => {
      const { one, other } = await open()
      const claim = await other.claim([content])
      expect([claim.contents, claim.holds()]).toEqual([[content], true])
      let taken = false
      const taking = one.take(content).then((lease) => {
        taken = true
        return lease
      })
      await new Promise((resolve) => setTimeout(resolve, 60))
      expect(taken).toBe(false)
      await other.settle(claim, false)
      await taking
      expect((await other.claim([content])).contents).toEqual([])
    })

    test('what a process that is gone held can be claimed, and what it was removing be taken', async () => {
      const { one, other, pass, lifetime } = await open()
      await one.take(content)
      const claim = await one.claim([another])
      expect(await other.holders()).toEqual(new Set([one.holder, other.holder]))
      pass(lifetime / 2)
      // Too old to remove anything by it, long before somebody else may store that content again.
      expect(claim.holds()).toBe(false)
      expect((await other.claim([content])).contents).toEqual([])
      pass(lifetime)
      expect(await other.holders()).toEqual(new Set([other.holder]))
      await other.take(another)
      expect((await other.claim([content])).contents).toEqual([content])
    })

    test('what is taken after a removal of which nobody knows whether it is over has another place', async () => {
      const { one, other, need, pass, lifetime } = await open()
      const late = await one.claim([content, another])
      expect(await late.stands()).toBe(true)
      pass(lifetime + 1)
      // It stands still somewhere, and does not know that so much time has passed.
      const lease = await other.take(content)
      expect([lease.generation, await late.stands()]).toEqual([1, false])
      await one.settle(late, true)
      expect(await other.generationOf(content)).toBe(1)
      expect(await other.release(lease)).toMatchObject({
        contents: [{ ...content, generation: 1 }],
      })

      const doubtful = await one.claim([another])
      await one.settle(doubtful, true)
      const taken = await other.take(another)
      expect(taken.generation).toBe(2)
      await need(another)
      await other.release(taken)
      expect(await one.generationOf(another)).toBe(2)
    })

    test('what is taken after a removal that is over has the same place', async () => {
      const { one, other } = await open()
      await one.settle(await one.claim([content]), false)
      expect((await other.take(content)).generation).toBe(0)
    })

    test('closing in the middle of a removal takes its content on', async () => {
      const { one, other } = await open()
      await one.claim([content])
      await one.close()
      expect((await other.take(content)).generation).toBe(1)
    })

    test('the content of one owner is nothing to another, and everybody’s to all', async () => {
      const { one, other, need } = await open()
      const theirs = { ...content, owner: 2 }
      const everybodys = { ...content, owner: EVERYBODY }
      await one.take(content)
      expect((await other.claim([content, theirs, everybodys])).contents).toEqual([
        theirs,
        everybodys,
      ])
      await need(another)
      const names = [{ ...another, owner: 2 }, another, { ...another, owner: EVERYBODY }]
      const needed = await Promise.all(names.map((name) => one.isNeeded(name)))
      expect(needed).toEqual([false, true, true])
      expect((await other.claim(names)).contents).toEqual([names[0]])
    })

    test('closing ends what the process holds', async () => {
      const { one, other } = await open()
      await one.take(content)
      await one.close()
      expect(await other.holders()).toEqual(new Set([other.holder]))
      expect((await other.claim([content])).contents).toEqual([content])
    })
  })
}
