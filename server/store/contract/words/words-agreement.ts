import fc from 'fast-check'
import { expect } from 'vitest'
import { foldText, occursIn } from '#fhir/search/fold-text.ts'
import type { Store } from '../../store.ts'
import { remove } from '../support.ts'
import { currentTexts, filledWords, filesNamed, takeStep, type OpenWords } from './word-steps.ts'

const WORDS = ['abc', 'abcd', 'bcd x', 'de-fg', 'ab cd', 'é1 abc', 'x']
const change = fc.record({
  organization: fc.constantFrom('here', 'there'),
  id: fc.constantFrom('a', 'b', 'c'),
  what: fc.oneof(fc.constantFrom(...WORDS), fc.constant(undefined)),
  /** Steps of the indexer after it, and whether its process ends then. */
  steps: fc.nat({ max: 4 }),
  isKilled: fc.boolean(),
})

/** Any changes, with the indexer taking its steps between them and ending where it happens to be. */
export async function expectAgreementOf(open: OpenWords, runs: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 14 }), async (changes) => {
      const { store, put, openWork } = await filledWords(open)
      let work = await openWork()
      for (const { organization, id, what, steps, isKilled } of changes) {
        if (what === undefined)
          await store.binaries.commit(remove(id, { organizationId: organization }))
        else await put(id, what, organization)
        for (let step = 0; step < steps; step += 1) await takeStep(work, store)
        // Words of what is not there any more are never answered, indexed or not.
        await expectNoMore(store)
        await expectNamed(store)
        if (!isKilled) continue
        await work.close()
        work = await openWork()
      }
      while (await takeStep(work, store));
      await work.close()
      await expectNamed(store)
      await expectAgreement(store)
    }),
    { numRuns: runs },
  )
}

async function expectAgreement(store: Store): Promise<void> {
  for (const organization of ['here', 'there']) {
    const texts = await currentTexts(store, organization)
    const contents = [...texts.values()].map(({ sha256 }) => sha256)
    const words = ['abc', 'bcd', 'ab', 'a', 'x', 'de-fg', 'fg', 'e1', '-fg', 'zzz']
    const found = await store.words.among(organization, words, contents)
    for (const word of words) {
      const scanned = new Set(
        [...texts.values()].flatMap(({ sha256, text }) =>
          occursIn(foldText(text), word) ? [sha256] : [],
        ),
      )
      expect(found.get(word)).toEqual(scanned)
    }
    expect(await store.words.state(organization)).toMatchObject({
      indexed: new Set(contents).size,
      pending: 0,
    })
  }
}

/** What is told of files one by one, the index names in order by itself, however far it has come. */
async function expectNamed(store: Store): Promise<void> {
  for (const organization of ['here', 'there']) {
    const texts = await currentTexts(store, organization)
    const contents = [...texts.values()].map(({ sha256 }) => sha256)
    for (const words of [['abc'], ['ab'], ['bcd', 'x'], ['abc', 'de-fg'], ['e1', 'abc']]) {
      const found = await store.words.among(organization, words, contents)
      const ids = [...texts].flatMap(([id, { sha256 }]) =>
        words.every((word) => word.length === 1 || found.get(word)?.has(sha256)) ? [id] : [],
      )
      for (const limit of [1, 2, 50])
        for (const descending of [true, false])
          expect(
            (await filesNamed(store, words, organization, { descending, limit })).toSorted(),
          ).toEqual(ids.toSorted())
    }
  }
}

async function expectNoMore(store: Store): Promise<void> {
  for (const organization of ['here', 'there']) {
    const texts = [...(await currentTexts(store, organization)).values()]
    for (const word of ['abc', 'x']) {
      const found = await store.words.among(
        organization,
        [word],
        texts.map(({ sha256 }) => sha256),
      )
      for (const sha256 of found.get(word) ?? [])
        expect(
          texts.some((one) => one.sha256 === sha256 && occursIn(foldText(one.text), word)),
        ).toBe(true)
    }
  }
}
