import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import type { Version } from '#server/store/binaries.ts'
import { bytesOf, readNamed } from '#server/store/contract/support.ts'
import { openStore } from '#server/store/open-store.ts'
import type { StorePlaces } from '#server/store/places.ts'
import type { Store } from '#server/store/store.ts'
import { killed, listening, startProcess } from '#test/killed-server.ts'
import { KilledWriters } from '#test/killed-writers.ts'
import { newFolder } from '#test/new-folder.ts'
import { startCluster } from '#test/postgres-cluster.ts'
import { newSchema } from '#test/postgres.ts'
import { rounds, seeded, timeFor } from '#test/torture.ts'

const TOKEN = 'kills-test-token-0123456789'
const BINARIES = '/organizations/o/fhir/4/Binary'

function serverOn({ folder, database }: StorePlaces) {
  const url = database.kind === 'postgres' ? database.url : ''
  return startProcess(folder, TOKEN, { BINNACLE_DATABASE: url })
}

async function withStore<Result>(
  places: StorePlaces,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = await openStore(places)
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** All versions, oldest first, whose sequences have no gap, and whose contents are what they were. */
async function wholeVersions(store: Store): Promise<Version[]> {
  const versions: Version[] = []
  let cursor: string | undefined
  do {
    const request = { count: 500, ...(cursor !== undefined && { cursor }) }
    const page = await store.binaries.typeHistory('o', request)
    versions.unshift(...(await readNamed(store, page, 'o')).toReversed())
    cursor = page.next
  } while (cursor !== undefined)
  expect(versions.map(({ sequence }) => sequence)).toEqual(versions.map((_, index) => index + 1))
  // Reading all of a content fails unless it is what its name says.
  for (const { body } of versions) if (body?.content) await bytesOf(store, body.content)
  return versions
}

const nameOf = ({ id, versionId }: Pick<Version, 'id' | 'versionId'>) => `${id}/${versionId}`

test(
  'a server on PostgreSQL that is killed at any moment has lost nothing that it acknowledged',
  timeFor(120_000),
  async () => {
    const random = seeded()
    const url = await newSchema()
    const places: StorePlaces = {
      folder: await newFolder('kills'),
      database: { kind: 'postgres', url },
    }
    await withStore(places, (store) =>
      store.organizations.add({ id: 'o', slug: 'o-slug', name: 'O' }),
    )
    const writers = new KilledWriters('o', TOKEN, random)
    let acknowledged = 0
    for (let round = 0; round < rounds(6); round += 1) {
      const server = serverOn(places)
      const address = await listening(server)
      const writing = writers.write(address)
      // On a busy machine the first take long: there is to be something to lose.
      await expect.poll(() => writers.acknowledged.size, { timeout: 20_000 }).toBeGreaterThan(4)
      await delay(300 + random.fraction() * 500)
      server.kill('SIGKILL')
      await writing
      expect(await killed(server)).toBe('SIGKILL')
      acknowledged += writers.acknowledged.size
      await withStore(places, async (store) => {
        const versions = await wholeVersions(store)
        const found = new Map(versions.map((version) => [nameOf(version), version]))
        for (const [name, { sha256, language }] of writers.acknowledged) {
          const body = found.get(name)?.body
          const is = [name, found.has(name), body?.content?.sha256, body?.fields.language]
          expect(is).toEqual([name, true, sha256, language])
        }
        writers.continueFrom(versions)
      })
    }
    expect(acknowledged).toBeGreaterThan(20)
  },
)

test(
  'an engine that crashes under writes has lost nothing, and the server goes on when it is back',
  timeFor(120_000),
  async () => {
    const random = seeded()
    const cluster = await startCluster(await newFolder('kills'), true)
    onTestFinished(() => cluster.stop('immediate'))
    const places: StorePlaces = {
      folder: await newFolder('kills'),
      database: { kind: 'postgres', url: cluster.url },
    }
    await withStore(places, (store) =>
      store.organizations.add({ id: 'o', slug: 'o-slug', name: 'O' }),
    )
    const server = serverOn(places)
    onTestFinished(async () => void (await killed(server)))
    const address = await listening(server)
    const authorization = { authorization: `Bearer ${TOKEN}` }
    const stored = new Set<string>()
    const refused = new Set<string>()
    const writing = new AbortController()
    const write = async () => {
      while (!writing.signal.aborted) {
        const response = await fetch(`${address}${BINARIES}`, {
          method: 'POST',
          headers: { ...authorization, 'content-type': 'application/octet-stream' },
          body: random.bytes(random.int(1, 5000)),
        })
        await response.arrayBuffer()
        const [, id] = /Binary\/([^/]+)\//.exec(response.headers.get('location') ?? '') ?? []
        if (response.status === 201 && id !== undefined) stored.add(`${id}/1`)
        else refused.add(`${response.status} ${response.headers.get('retry-after')}`)
        if (response.status !== 201) await delay(20)
      }
    }
    const all = Promise.all([write(), write(), write(), write()])
    const ready = async () => (await fetch(`${address}/readyz`)).status
    for (let round = 0; round < rounds(3); round += 1) {
      const before = stored.size
      while (stored.size < before + 10) await delay(20)
      await delay(random.fraction() * 100)
      await cluster.stop('immediate')
      // What was looked at within the last second counts.
      await expect.poll(ready, { timeout: 10_000 }).toBe(503)
      await cluster.start()
      await expect.poll(ready, { timeout: 10_000 }).toBe(200)
    }
    const before = stored.size
    while (stored.size < before + 10) await delay(20)
    writing.abort()
    await all
    // Told to come again, and nothing else.
    expect([...refused]).toEqual(['503 5'])
    await withStore(places, async (store) => {
      const found = new Set((await wholeVersions(store)).map(nameOf))
      expect([...stored].filter((name) => !found.has(name))).toEqual([])
    })
  },
)

test('a start without the engine fails in one line, which does not tell the password', async () => {
  const database = {
    kind: 'postgres' as const,
    url: 'postgres://user:secret-word@127.0.0.1:1/name',
  }
  const opening = openStore({ folder: await newFolder('kills'), database })
  const error: unknown = await opening.catch((one: unknown) => one)
  expect(String(error)).toMatch(/^Error: The database .* can't be opened: .*ECONNREFUSED/)
  expect(String(error)).not.toContain('secret-word')
})
