import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { named } from '../../contract/find/find-odd.ts'
import { create, fields } from '../../contract/support.ts'
import { databaseFile } from '../../data-folder.ts'
import { openStore } from '../../open-store.ts'
import type { Candidate } from '../../rows/find/candidates.ts'
import { openDatabase } from '../database.ts'
import { openSources } from './sources.ts'

const FILES = 120

/** A database of files whose names are in another order than their changes. */
async function filled() {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-sources-'))
  const store = await openStore(folder)
  await store.organizations.add({ id: 'here', slug: 'here', name: 'Here' })
  for (let index = 0; index < FILES; index += 1) {
    const name = `name ${(index * 37) % 40}`
    const body = { fields: fields({ meta: named(name) }) }
    await store.binaries.commit(create(`f${index}`, { body }))
  }
  await store.close()
  const database = openDatabase(databaseFile(folder))
  onTestFinished(async () => {
    database.close()
    await rm(folder, { recursive: true })
  })
  return database
}

test('of some files, the first of an order are the same whether they are sorted or the order is walked', async () => {
  const database = await filled()
  const words = { files: () => ({ files: [], until: undefined }) }
  const sorting = openSources(database, words, { few: FILES, passed: 0 })
  const organization = 1
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: FILES }), { minLength: 2 }),
      fc.constantFrom('name' as const, 'size' as const),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
      fc.integer({ min: 1, max: FILES }),
      (sequences, by, descending, limits, passed) => {
        const sort = { by, descending }
        const all = sorting.ofSequences(organization, sequences, sort)(undefined, FILES)
        const walk = openSources(database, words, { few: 1, passed }).ofSequences(
          organization,
          sequences,
          sort,
        )
        const found: Candidate[] = []
        let after: Candidate | undefined
        let turn = 0
        do {
          const limit = limits[turn % limits.length] ?? 1
          const { candidates, more } = walk(after, limit)
          expect(candidates.length).toBeLessThanOrEqual(limit)
          found.push(...candidates)
          after = more
          turn += 1
        } while (after)
        expect(found).toEqual(all.candidates)
        expect(found).toHaveLength(sequences.length)
      },
    ),
  )
})
