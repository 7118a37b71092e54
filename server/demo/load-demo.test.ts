import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { criteriaOf } from '#fhir/search/criteria.ts'
import type { Version } from '#server/store/binaries.ts'
import type { ContentName } from '#server/store/contents.ts'
import { readNamed } from '#server/store/contract/support.ts'
import { openStore } from '#server/store/open-store.ts'
import type { Store } from '#server/store/store.ts'
import { loadDemo } from './load-demo.ts'
import { DEMO_ORGANIZATION, SAMPLES, type SampleName } from './sample-files.ts'
import { STORY } from './story.ts'

const NOW = new Date('2026-11-22T21:30:00Z')
const LATER = new Date('2026-11-22T21:31:00Z')

let folder: string
let store: Store

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-demo-'))
  store = await openStore(folder)
})

afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

test('writes every step in its order, with its author, reason, fields and bytes', async () => {
  expect(await loadDemo(store, { now: NOW })).toBe(true)
  const versions = (await history()).toReversed()
  expect(versions.map(({ id, author, reason }) => ({ id, author, reason }))).toEqual(
    STORY.map(({ of, author, reason }) => ({ id: SAMPLES[of].id, author, reason })),
  )
  expect(versions.map(({ lastUpdated }) => lastUpdated)).toEqual(
    versions.map(({ lastUpdated }) => lastUpdated).toSorted(),
  )
  for (const [i, { body }] of versions.entries()) {
    const step = STORY[i]!
    expect(body?.fields.contentType).toBe(step.body?.fields.contentType)
    expect(body?.fields.language).toBe(step.body?.fields.language)
    expect(body?.fields.securityContext?.reference).toBe(step.body?.fields.securityContext)
    expect(body?.content?.sha256).toBe(step.body && sha256Of(step.body.content))
  }
  for (const { body } of versions) if (body?.content) await readWhole(body.content)
})

test('leaves the states that the sample promises', async () => {
  await loadDemo(store, { now: NOW })
  expect(await current('misfiled')).toMatchObject({ interaction: 'delete', versionId: '2' })
  const restored = await current('consent')
  const before = await store.binaries.version(DEMO_ORGANIZATION.id, SAMPLES.consent.id, '1')
  expect(restored).toMatchObject({ versionId: '3', body: before?.body })
  expect((await current('faxAgain')).body?.content).toEqual((await current('fax')).body?.content)
  expect((await current('labReport')).versionId).toBe('3')
  expect((await current('discharge')).versionId).toBe('4')
  expect((await current('german')).body?.fields.language).toBe('de')
  expect((await current('wound')).body?.fields.securityContext).toEqual({
    reference: 'Patient/2087',
  })
  const living = await store.binaries.search(DEMO_ORGANIZATION.id, criteriaOf(), { count: 50 })
  expect(living.total).toBe(Object.keys(SAMPLES).length - 1)
})

test('tells the story once where two begin at the same time', async () => {
  await Promise.all([loadDemo(store, { now: NOW }), loadDemo(store, { now: NOW })])
  await loadDemo(store, { now: NOW })
  expect((await store.binaries.typeHistory(DEMO_ORGANIZATION.id, { count: 0 })).total).toBe(
    STORY.length,
  )
})

test('does nothing the second time', async () => {
  await loadDemo(store, { now: NOW })
  const before = await history()
  expect(await loadDemo(store, { now: LATER })).toBe(false)
  expect(await history()).toEqual(before)
})

test.each([0, 1, 13, STORY.length - 1])(
  'finishes a load that was cut short after %i steps',
  async (steps) => {
    await expect(loadDemo(failingAfter(steps), { now: NOW })).rejects.toThrow('power cut')
    expect(await history()).toHaveLength(steps)
    expect(await loadDemo(store, { now: LATER })).toBe(true)
    expect((await history()).map(({ id }) => id)).toEqual(
      STORY.map(({ of }) => SAMPLES[of].id).toReversed(),
    )
  },
)

test('leaves alone what somebody has gone on with, also when the sample is half', async () => {
  await expect(loadDemo(failingAfter(5), { now: NOW })).rejects.toThrow('power cut')
  const change = { organizationId: DEMO_ORGANIZATION.id, author: 'somebody', at: NOW.toISOString() }
  await store.binaries.commit({ ...change, kind: 'delete', id: SAMPLES.fax.id })
  expect(await loadDemo(store, { now: LATER })).toBe(false)
  expect(await history()).toHaveLength(6)
})

test('leaves alone an organization that took the slug before', async () => {
  await store.organizations.add({ id: 'ours', slug: 'demo', name: 'Our own' })
  expect(await loadDemo(store, { now: NOW })).toBe(false)
  expect(await store.organizations.list()).toHaveLength(1)
})

/** The real store, until its power goes after so many commits. */
function failingAfter(commits: number): Store {
  let left = commits
  const commit: Store['binaries']['commit'] = (change) =>
    left-- > 0 ? store.binaries.commit(change) : Promise.reject(new Error('power cut'))
  return { ...store, binaries: { ...store.binaries, commit } }
}

async function history(): Promise<Version[]> {
  const page = await store.binaries.typeHistory(DEMO_ORGANIZATION.id, { count: 100 })
  return readNamed(store, page, DEMO_ORGANIZATION.id)
}

async function current(name: SampleName): Promise<Version> {
  return (await store.binaries.current(DEMO_ORGANIZATION.id, SAMPLES[name].id))!
}

function sha256Of(file: string): string {
  const bytes = readFileSync(new URL(`files/${file}`, import.meta.url))
  return createHash('sha256').update(bytes).digest('hex')
}

async function readWhole(content: ContentName): Promise<void> {
  const hash = createHash('sha256')
  const opened = await store.contents.open(content)
  for await (const chunk of opened.bytes()) hash.update(chunk)
  expect(hash.digest('hex')).toBe(content.sha256)
}
