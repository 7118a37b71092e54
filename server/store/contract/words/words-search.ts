import fc from 'fast-check'
import { expect } from 'vitest'
import { fileName } from '#fhir/binary/binary.ts'
import { criteriaOf, type BinaryCriteria } from '#fhir/search/criteria.ts'
import { foldText, sortKey } from '#fhir/search/fold-text.ts'
import { matchesCriteria } from '#fhir/search/match.ts'
import type { SearchSort } from '../../binaries.ts'
import type { Store } from '../../store.ts'
import { named } from '../find/find-odd.ts'
import { bytesOf, fields, remove, stored, update } from '../support.ts'
import { filledWords, readStep, takeStep, type OpenWords } from './word-steps.ts'

// Few words, so that they meet in names and in texts.
const WORDS = ['abc', 'abd', 'bcd', 'ab', 'x', 'case-3', 'case-30', '日本語']
const words = (most: number) =>
  fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: most }).map((all) => all.join(' '))
const change = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
  what: fc.oneof(
    { weight: 5, arbitrary: fc.record({ text: words(3), name: words(2) }) },
    // A new name alone, and none at all.
    { weight: 2, arbitrary: fc.record({ name: words(2) }) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
  patient: fc.constantFrom('Patient/1', 'Patient/2'),
  steps: fc.nat({ max: 3 }),
})
const asked = fc.record({
  words: fc.array(fc.array(words(2), { minLength: 1, maxLength: 2 }), {
    minLength: 1,
    maxLength: 2,
  }),
  patients: fc.constantFrom<string[][]>([], [['Patient/1']]),
  finds: fc.oneof(
    { weight: 3, arbitrary: fc.constant<string[][]>([]) },
    { weight: 1, arbitrary: words(1).map((one) => [[one]]) },
  ),
  count: fc.integer({ min: 1, max: 4 }),
  sort: fc.record({
    by: fc.constantFrom('lastUpdated', 'lastUpdated', 'name'),
    descending: fc.boolean(),
  }),
})

/** Any changes, with the index in the making between them, and then any searches by words. */
export async function expectSearchesOf(open: OpenWords, runs: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 4, maxLength: 16 }),
      fc.array(asked, { minLength: 4, maxLength: 8 }),
      async (changes, searches) => {
        const { store, openWork } = await filledWords(open)
        const work = await openWork()
        for (const one of changes) {
          await commit(store, one)
          for (let step = 0; step < one.steps; step += 1) await takeStep(work, store)
        }
        // All is indexed, and not yet all at its place.
        while (await readStep(work, store));
        await work.close()
        for (const { words: alternatives, patients, finds, count, sort } of searches) {
          const criteria = criteriaOf({ words: alternatives, securityContexts: patients, finds })
          expect(await walked(store, criteria, count, sort)).toEqual(
            await scanned(store, criteria, sort),
          )
        }
      },
    ),
    { numRuns: runs },
  )
}

async function commit(
  store: Store,
  { id, what, patient }: Parameters<Parameters<typeof change.map>[0]>[0],
): Promise<void> {
  if (what === undefined) {
    await store.binaries.commit(remove(id))
    return
  }
  const file = fields({ meta: named(what.name), securityContext: { reference: patient } })
  const before = (await store.binaries.current('here', id))?.body?.content
  if (!('text' in what)) {
    const body = { fields: file, ...(before && { content: before }) }
    await store.binaries.commit(update(id, { body }))
    return
  }
  const { staged, ref } = await stored(store, what.text)
  await store.binaries.commit(update(id, { body: { fields: file, content: ref } }))
  await staged.drop()
}

async function walked(
  store: Store,
  criteria: BinaryCriteria,
  count: number,
  sort: SearchSort,
): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const request = { count, sort, ...(cursor !== undefined && { cursor }) }
    const page = await store.binaries.search('here', criteria, request)
    found.push(...page.versions.map(({ id }) => id))
    cursor = page.next
  } while (cursor !== undefined)
  return found
}

async function scanned(
  store: Store,
  criteria: BinaryCriteria,
  { by, descending }: SearchSort,
): Promise<string[]> {
  const found: { id: string; sequence: number; key: string }[] = []
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
    const version = await store.binaries.current('here', id)
    if (!version?.body) continue
    const { sequence, body } = version
    const text = body.content ? foldText(String(await bytesOf(store, body.content))) : ''
    if (!matchesCriteria({ ...body.fields, id }, criteria, text)) continue
    found.push({ id, sequence, key: by === 'name' ? sortKey(fileName(body.fields) ?? '') : '' })
  }
  const sign = descending ? -1 : 1
  return found
    .toSorted(
      (one, other) =>
        sign *
        (Buffer.compare(Buffer.from(one.key), Buffer.from(other.key)) ||
          one.sequence - other.sequence),
    )
    .map(({ id }) => id)
}
