import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { foldText, occursIn } from '#fhir/search/fold-text.ts'
import { bytesOf } from '#server/store/contract/support.ts'
import { openSharedStore, openStore } from '#server/store/open-store.ts'
import type { StorePlaces } from '#server/store/places.ts'
import type { Store } from '#server/store/store.ts'
import { killedData } from '#test/killed-data.ts'
import { killed, listening, startProcess } from '#test/killed-server.ts'
import { newSchema } from '#test/postgres.ts'
import { rounds, seeded } from '#test/torture.ts'
import type { Random } from '#test/torture.ts'

const TOKEN = 'kills-test-token-0123456789'
/** Fewer where each start and look takes longer. */
const ENGINES = [
  ['SQLite', 10],
  ['PostgreSQL', 4],
] as const
const WORDS = ['discharge', 'letter', 'e-mail', 'Ärztebrief', 'fracture', '3310', 'of', 'x']

/** Changes before a kill. */
const SOME = 20

const data = killedData()
let places: StorePlaces | string = ''

/** Kills the real server with SIGKILL while it indexes what writers create, change and delete over HTTP. */
test.each(
  ENGINES.flatMap(([engine, kills]) =>
    Array.from({ length: rounds(1) }, (_, turn) => ({ engine, kills, turn: turn + 1 })),
  ),
)(
  '$engine: after $kills kills the index of words agrees with the texts, and nothing waits for ever ($turn)',
  { timeout: 300_000 },
  async ({ engine, kills, turn }) => {
    const random = seeded(String(turn))
    const url = engine === 'PostgreSQL' ? await newSchema() : undefined
    places = url ? { folder: data.folder, database: { kind: 'postgres', url } } : data.folder
    const start = () => startProcess(data.folder, TOKEN, url ? { BINNACLE_DATABASE: url } : {})
    const store = await openStore(places)
    for (const id of ['o', 'p']) await store.organizations.add({ id, slug: id, name: id })
    await store.close()
    for (let round = 0; round < kills; round += 1) {
      const server = start()
      const address = await listening(server)
      const { some, gone } = writeUntilGone(address, random)
      // On a busy machine the first take long: there is to be something to index.
      await Promise.race([some, gone])
      await delay(random.fraction() * 600)
      server.kill('SIGKILL')
      await gone
      expect(await killed(server)).toBe('SIGKILL')
      await expectNothingForeign()
    }
    const server = start()
    await listening(server)
    await untilIndexed()
    await killed(server)
    await expectAgreement()
  },
)

/**
 * A few writers at once, on few Binaries, so that changes meet what is being indexed.
 * @returns when some changes were acknowledged, and when the server is gone
 */
function writeUntilGone(
  address: string,
  random: Random,
): { some: Promise<void>; gone: Promise<unknown> } {
  const some = Promise.withResolvers<void>()
  let acknowledged = 0
  const writer = async () => {
    for (;;) {
      const organization = random.once(4) ? 'p' : 'o'
      const url = `${address}/organizations/${organization}/fhir/4/Binary/b${random.int(60)}`
      const text = Array.from({ length: 1 + random.int(30) }, () => random.pick(WORDS))
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/plain' }
      try {
        await (random.once(5)
          ? fetch(url, { method: 'DELETE', headers })
          : fetch(url, { method: 'PUT', headers, body: text.join(' ') }))
        acknowledged += 1
        if (acknowledged === SOME) some.resolve()
      } catch {
        return
      }
    }
  }
  return { some: some.promise, gone: Promise.all([writer(), writer(), writer()]) }
}

async function currentTexts(store: Store, organization: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (let at = 0; at < 60; at += 1) {
    const version = await store.binaries.current(organization, `b${at}`)
    const content = version?.body?.content
    if (content) texts.set(content.sha256, foldText(String(await bytesOf(store, content))))
  }
  return texts
}

/** Whatever was indexed by then is true. */
async function expectNothingForeign(): Promise<void> {
  const store = await openStore(places)
  for (const organization of ['o', 'p']) {
    const texts = await currentTexts(store, organization)
    for (const word of ['discharge', '331'])
      for (const sha256 of await having(store, organization, word, texts))
        expect(occursIn(texts.get(sha256) ?? '', word)).toBe(true)
  }
  await store.close()
}

async function having(
  { words }: Pick<Store, 'words'>,
  organization: string,
  word: string,
  texts: ReadonlyMap<string, string>,
): Promise<ReadonlySet<string>> {
  const found = await words.among(organization, [word], [...texts.keys()])
  return found.get(word) ?? new Set()
}

async function untilIndexed(): Promise<void> {
  const store = await openSharedStore(places, { make: false })
  for (const organization of ['o', 'p'])
    for (;;) {
      const state = await store.words.state(organization)
      if (state.kind === 'on' && state.pending === 0) break
      await delay(50)
    }
  await store.close()
}

async function expectAgreement(): Promise<void> {
  const store = await openStore(places)
  for (const organization of ['o', 'p']) {
    const texts = await currentTexts(store, organization)
    expect(texts.size).toBeGreaterThan(5)
    for (const word of [
      'discharge',
      'ette',
      'e-mail',
      'arzte',
      '331',
      'of',
      'ar',
      'x',
      'nowhere',
    ]) {
      const scanned = [...texts].flatMap(([sha256, text]) => (occursIn(text, word) ? [sha256] : []))
      const found = await having(store, organization, word, texts)
      expect([...found].sort(), `"${word}" in ${organization}`).toEqual(scanned.sort())
    }
    // Nothing is given up, or kept, that should not be.
    expect(await store.words.state(organization)).toMatchObject({
      indexed: texts.size,
      unreadable: 0,
      pending: 0,
    })
  }
  await store.close()
}
