import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { criteriaOf } from '#fhir/search/criteria.ts'
import type { Version } from '#server/store/binaries.ts'
import { bytesOf, readNamed } from '#server/store/contract/support.ts'
import type { Store } from '#server/store/store.ts'
import { killedData } from '#test/killed-data.ts'
import { killed, listening, startProcess } from '#test/killed-server.ts'
import { KilledWriters } from '#test/killed-writers.ts'
import type { Written } from '#test/killed-writers.ts'
import { rounds, seeded } from '#test/torture.ts'

const TOKEN = 'kills-test-token-0123456789'
const KILLS = 50

const data = killedData()

/**
 * Kills the real server with SIGKILL at random moments while writers create, change, patch and delete over HTTP,
 * and looks at the folder after each.
 */
test.each(Array.from({ length: rounds(1) }, (_, turn) => turn + 1))(
  `after ${KILLS} kills every acknowledged version is whole, and nothing is half (%i)`,
  { timeout: 300_000 },
  async (turn) => {
    const random = seeded(String(turn))
    await data.withStore((store) => store.organizations.add({ id: 'o', slug: 'o-slug', name: 'O' }))
    const writers = new KilledWriters('o', TOKEN, random)
    let verified = 0
    let interrupted = 0
    let acknowledged = 0
    for (let round = 0; round < KILLS; round += 1) {
      const server = startProcess(data.folder, TOKEN)
      // Some are killed on their way up.
      if (round % 10 === 9) await delay(random.fraction() * 300)
      else {
        const address = await listening(server)
        const writing = writers.write(address)
        await delay(20 + random.fraction() * 350)
        server.kill('SIGKILL')
        await writing
      }
      // It was the kill that ended it, and the folder is free for the next process.
      expect(await killed(server)).toBe('SIGKILL')
      acknowledged += writers.acknowledged.size
      interrupted += writers.interrupted.length
      verified = await data.withStore((store) => verify(store, writers, verified))
    }
    expect(interrupted).toBeGreaterThan(KILLS / 2)
    expect(acknowledged).toBeGreaterThan(KILLS)
    await data.withStore(verifyWhole)
  },
)

/** Holds what came since the last kill against what the writers know. @returns the newest sequence */
async function verify(store: Store, writers: KilledWriters, after: number): Promise<number> {
  expect(await readdir(join(data.folder, 'contents', 'tmp'))).toEqual([])
  const versions = await versionsAfter(store, after)
  expect(versions.map(({ sequence }) => sequence)).toEqual(
    versions.map((_, index) => after + 1 + index),
  )
  for (const version of versions) await expectWhole(store, version)

  const found = new Map(versions.map((version) => [key(version), asWritten(version)]))
  for (const [name, written] of writers.acknowledged) expect(found.get(name)).toEqual(written)
  const surplus = versions.filter((version) => !writers.acknowledged.has(key(version)))
  for (const version of surplus) {
    // What was not acknowledged is there whole, as it was sent, or not at all.
    const index = writers.interrupted.findIndex(
      ({ id, written }) =>
        (id === undefined || id === version.id) &&
        JSON.stringify(written) === JSON.stringify(asWritten(version)),
    )
    expect(index, `version ${key(version)} was never sent`).not.toBe(-1)
    writers.interrupted.splice(index, 1)
  }
  writers.continueFrom(versions)
  return after + versions.length
}

async function versionsAfter(store: Store, after: number): Promise<Version[]> {
  const versions: Version[] = []
  let cursor: string | undefined
  do {
    const request = { count: 500, ...(cursor !== undefined && { cursor }) }
    const page = await store.binaries.typeHistory('o', request)
    versions.push(...(await readNamed(store, page, 'o')))
    cursor = page.next
  } while (cursor !== undefined && (versions.at(-1)?.sequence ?? 0) > after)
  return versions.filter(({ sequence }) => sequence > after).reverse()
}

/** The file of a content is what its name says; hashing again is what `keep` answers. */
async function expectWhole(store: Store, { body }: Version): Promise<void> {
  if (!body?.content) return
  const staged = await store.contents.stage('o')
  await staged.write(await bytesOf(store, body.content))
  expect(await staged.keep()).toMatchObject(body.content)
  await staged.drop()
}

/** Counters, audit log and files agree with the history, from its first version on. */
async function verifyWhole(store: Store): Promise<void> {
  const versions = await versionsAfter(store, 0)
  const newest = new Map(versions.map((version) => [version.id, version]))
  const living = [...newest.values()].filter(({ body }) => body)
  expect((await store.binaries.search('o', criteriaOf(), { count: 0 })).total).toBe(living.length)

  const audited = new Set<string>()
  let cursor: string | undefined
  do {
    const page = await store.audit.list({ count: 500, ...(cursor !== undefined && { cursor }) })
    for (const { id, versionId } of page.records) audited.add(`${id}/${versionId}`)
    cursor = page.next
  } while (cursor !== undefined)
  expect(versions.map(key).filter((name) => !audited.has(name))).toEqual([])

  await store.contents.collect()
  for (const version of versions) await expectWhole(store, version)
}

function key({ id, versionId }: Version): string {
  return `${id}/${versionId}`
}

function asWritten({ body }: Version): Written {
  return { sha256: body?.content?.sha256, language: body?.fields.language }
}
