import { expect } from 'vitest'
import type { Version } from '#server/store/binaries.ts'
import { bytesOf, create as creation, fields, readNamed } from '#server/store/contract/support.ts'
import { add } from '#server/store/contract/uploads.ts'
import { openStore } from '#server/store/open-store.ts'
import type { StorePlaces } from '#server/store/places.ts'
import { LIFETIME } from '#server/store/postgres/contents/leases.ts'
import type { Store } from '#server/store/store.ts'
import type { PairCallers } from './pair-callers.ts'
import type { Sending } from './pair-uploads.ts'
import type { Words } from './pair-works.ts'
import type { Pair } from './server-pair.ts'

/** Until the words of all that is stored are known. */
export async function untilIndexed(store: Store): Promise<void> {
  const pending = async () => {
    const state = await store.words.state('o')
    return state.kind === 'on' ? state.pending : Infinity
  }
  await expect.poll(pending, { timeout: 60_000 }).toBe(0)
}

/** That are asked for, spread over all that was stored. */
const MOST_WORDS = 60

/** Both find what either has stored. */
export async function findWords(callers: PairCallers, pair: Pair, words: Words): Promise<void> {
  const step = Math.ceil(words.size / MOST_WORDS)
  for (const [word, id] of [...words].filter((_, index) => index % step === 0))
    for (const address of pair.addresses) {
      const path = `${callers.base}/Binary?_content=${word}&_elements=id`
      const answer = await callers.ask(path, {}, address)
      const { entry = [] } = JSON.parse(String(answer?.bytes)) as {
        entry?: { resource: { id: string } }[]
      }
      expect(entry.map(({ resource }) => resource.id)).toEqual([id])
    }
}

/** Once the leases of all who were killed have ended. */
export async function inspect(
  places: StorePlaces,
  look: (store: Store) => Promise<void>,
): Promise<void> {
  const store = await openStore(places, { now: () => Date.now() + 2 * LIFETIME })
  try {
    await look(store)
  } finally {
    await store.close()
  }
}

/** What was on its way at the end has as much as was acknowledged, and goes on to its end. */
export async function finish(store: Store, callers: PairCallers, sending: Sending): Promise<void> {
  const { path, told, bytes, id, written } = sending
  const uploadId = path.split('/').at(-1) ?? ''
  const key = { organizationId: 'o', owner: 'the start token', id: uploadId }
  const before = (await store.uploads.find(key))?.offset ?? -1
  expect(before).toBeGreaterThanOrEqual(told)
  if (before < bytes.length) await add(store, key, bytes.subarray(before))
  const upload = (await store.uploads.find(key)) ?? expect.fail('It is gone.')
  const staged = store.uploads.content(upload)
  const content = await staged.keep()
  const body = { fields: fields({ language: written.mark }), content }
  await store.binaries.commit({ ...creation(id, { body }), organizationId: 'o' })
  await staged.drop()
  callers.acknowledge(id, 1, written)
}

/** All versions, oldest first, whose sequences have no gap, and whose contents are what their names say. */
export async function wholeVersions(store: Store): Promise<Version[]> {
  const versions: Version[] = []
  let cursor: string | undefined
  do {
    const request = { count: 500, ...(cursor !== undefined && { cursor }) }
    const page = await store.binaries.typeHistory('o', request)
    versions.unshift(...(await readNamed(store, page, 'o')).toReversed())
    cursor = page.next
  } while (cursor !== undefined)
  expect(versions.map(({ sequence }) => sequence)).toEqual(versions.map((_, index) => index + 1))
  for (const { body } of versions) if (body?.content) await bytesOf(store, body.content)
  return versions
}

/** Nothing that was acknowledged is lost, and nothing that was asked for is there twice. */
export function expectAcknowledged(callers: PairCallers, versions: Version[]): void {
  const found = new Map(
    versions.map(({ id, versionId, body }) => [
      `${id}/${versionId}`,
      { mark: body?.fields.language, sha256: body?.content?.sha256 },
    ]),
  )
  for (const [name, written] of callers.acknowledged)
    expect([name, found.get(name)]).toEqual([name, written])
  const marks = [...found.values()].map(({ mark }) => mark ?? 'none')
  expect(marks.filter((mark, index) => marks.indexOf(mark) !== index)).toEqual([])
  for (const { mark, sha256 } of found.values()) expect(callers.sent.get(mark ?? '')).toBe(sha256)
}

/** Each request that was answered as done has one record, and none has two. */
export async function expectAudited(store: Store, { done }: PairCallers): Promise<void> {
  const times = new Map<string, number>()
  let cursor: string | undefined
  do {
    const page = await store.audit.list({ count: 500, ...(cursor !== undefined && { cursor }) })
    for (const { requestId } of page.records) times.set(requestId, (times.get(requestId) ?? 0) + 1)
    cursor = page.next
  } while (cursor !== undefined)
  const wrong = done.flatMap((id) => (times.get(id) === 1 ? [] : [`${id}: ${times.get(id) ?? 0}`]))
  expect(wrong).toEqual([])
  expect([...times].filter(([, count]) => count > 1)).toEqual([])
}
