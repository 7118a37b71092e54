import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import type { BinaryFields, Change } from '#server/store/binaries.ts'
import type { ContentRef } from '#server/store/contents.ts'
import { StoreAway } from '#server/store/errors.ts'
import { openStore } from '#server/store/open-store.ts'
import type { StorePlaces } from '#server/store/places.ts'
import type { Store } from '#server/store/store.ts'
import { ORGANIZATION } from './binnacle.ts'

/** The Binary that a fifth of all versions in `fillVersions` belong to. */
export const BUSY = 'busy'

/** Commits that share a transaction. Nothing else has a turn meanwhile. */
const BATCH = 1000
const LANGUAGES = ['en', 'de', 'fr', 'nl']
const TYPES = ['text/plain', 'application/pdf', 'image/png', 'application/json', 'text/csv']

/** What a filled store is made of: the version of each number, from 0 on. */
type What = (index: number) => { kind: 'create' | 'update'; id: string }

/** Fills a new data folder with the organization and so many Binaries of one version each. */
export async function fillBinaries(folder: string, count: number): Promise<void> {
  await fill(folder, count, (index) => ({ kind: 'create', id: `binary-${index}` }))
}

/**
 * Fills a store with the organization and so many versions: three fifths are of Binaries with one or two
 * versions, one fifth are second versions, and one fifth belong to one Binary alone. One that was broken off goes on.
 * @param told of how many there are, now and then
 */
export async function fillVersions(
  places: string | StorePlaces,
  count: number,
  told?: (filled: number) => void,
): Promise<void> {
  await fill(places, count, versionAt, told)
}

/** What `fillVersions` makes. */
export const versionAt: What = (index) => {
  const turn = index % 5
  if (turn === 0) return { kind: 'update', id: BUSY }
  if (turn === 4) return { kind: 'update', id: `binary-${index - 3}` }
  return { kind: 'create', id: `binary-${index}` }
}

async function fill(
  places: string | StorePlaces,
  count: number,
  what: What,
  told: (filled: number) => void = () => undefined,
): Promise<void> {
  const store = await openStore(places)
  try {
    let from = await startFilling(store)
    if (from >= count) return
    const content = await keepContent(store)
    for (const start = Date.now(); from < count;) {
      const indexes = Array.from({ length: Math.min(BATCH, count - from) }, (_, at) => from + at)
      try {
        await Promise.all(
          indexes.map((index) =>
            store.binaries.commit(changeAt(index, what, start - (count - index) * 1000, content)),
          ),
        )
        from += indexes.length
        told(from)
      } catch (error) {
        if (!(error instanceof StoreAway)) throw error
        // A busy disk let the store think that its folder was gone: it looks again every second.
        await delay(1500)
        from = await startFilling(store)
      }
    }
    // It has versions by now, and stays.
    await content.release()
  } finally {
    await store.close()
  }
}

/** Adds the organization where it is missing. @returns how many versions it has already */
export async function startFilling(store: Store): Promise<number> {
  const { total } = await store.binaries.typeHistory(ORGANIZATION.id, { count: 0 })
  const all = await store.organizations.list()
  if (!all.some(({ id }) => id === ORGANIZATION.id)) await store.organizations.add(ORGANIZATION)
  return total
}

/** @param at milliseconds since 1970 */
export function changeAt(index: number, what: What, at: number, content: ContentRef): Change {
  return {
    ...what(index),
    organizationId: ORGANIZATION.id,
    author: 'bench',
    at: new Date(at).toISOString(),
    body: { fields: fieldsOf(index), content },
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

/** The number of the version that a file of this name is. */
export function indexOf(name = ''): number {
  return Number(/^document (\d+)\./.exec(name)?.[1])
}
