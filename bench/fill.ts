import { randomUUID } from 'node:crypto'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import type { BinaryFields } from '#server/store/binaries.ts'
import type { ContentRef } from '#server/store/contents.ts'
import { openStore } from '#server/store/open-store.ts'
import type { StorePlaces } from '#server/store/places.ts'
import type { Store } from '#server/store/store.ts'
import { ORGANIZATION } from './binnacle.ts'

/** The Binary that a fifth of all versions in `fillVersions` belong to. */
export const BUSY = 'busy'

/** Commits that share a transaction. */
const BATCH = 5000
const LANGUAGES = ['en', 'de', 'fr', 'nl']
const TYPES = ['text/plain', 'application/pdf', 'image/png', 'application/json', 'text/csv']

/** Fills a new data folder with the organization and so many Binaries of one version each. */
export async function fillBinaries(folder: string, count: number): Promise<void> {
  await fill(folder, count, (index) => ({ kind: 'create', id: `binary-${index}` }))
}

/**
 * Fills a new store with the organization and so many versions: three fifths are of Binaries with one or two
 * versions, one fifth are second versions, and one fifth belong to one Binary alone.
 */
export async function fillVersions(places: string | StorePlaces, count: number): Promise<void> {
  await fill(places, count, (index) => {
    const turn = index % 5
    if (turn === 0) return { kind: 'update', id: BUSY }
    if (turn === 4) return { kind: 'update', id: `binary-${index - 3}` }
    return { kind: 'create', id: `binary-${index}` }
  })
}

async function fill(
  places: string | StorePlaces,
  count: number,
  change: (index: number) => { kind: 'create' | 'update'; id: string },
): Promise<void> {
  const store = await openStore(places)
  try {
    await store.organizations.add(ORGANIZATION)
    const content = await keepContent(store)
    const start = Date.now() - count * 1000
    for (let from = 0; from < count; from += BATCH) {
      const indexes = Array.from({ length: Math.min(BATCH, count - from) }, (_, at) => from + at)
      await Promise.all(
        indexes.map((index) =>
          store.binaries.commit({
            ...change(index),
            organizationId: ORGANIZATION.id,
            author: 'bench',
            at: new Date(start + index * 1000).toISOString(),
            body: { fields: fieldsOf(index), content },
          }),
        ),
      )
    }
    // It has versions by now, and stays.
    await content.release()
  } finally {
    await store.close()
  }
}

/** One small content, which all versions share. */
async function keepContent(store: Store): Promise<ContentRef & { release: () => Promise<void> }> {
  const staged = await store.contents.stage(ORGANIZATION.id)
  await staged.write(Buffer.from(`A note. ${randomUUID()}`.repeat(20)))
  return { ...(await staged.keep()), release: () => staged.drop() }
}

function fieldsOf(index: number): BinaryFields {
  const contentType = TYPES[index % TYPES.length] ?? 'text/plain'
  return {
    resourceType: 'Binary',
    contentType,
    language: LANGUAGES[index % LANGUAGES.length] ?? 'en',
    securityContext: { reference: `Patient/${index % 997}` },
    meta: {
      tag: [{ system: FILENAME_SYSTEM, code: `document ${index}.${contentType.split('/')[1]}` }],
    },
  }
}
