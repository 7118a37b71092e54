import { rm, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contentFile } from '#test/content-file.ts'
import { dump, fill, newPlaces, withStore, type Contents, type Database } from '#test/moved-stores.ts'
import { startS3, type TestS3 } from '#test/s3.ts'
import { rounds, seeded, timeFor } from '#test/torture.ts'
import { openSharedStore, openStore } from '../open-store.ts'
import type { StorePlaces } from '../places.ts'
import { moveStore, type MoveOptions } from './move-store.ts'

let s3: TestS3
beforeAll(async () => void (s3 = await startS3()))
afterAll(() => s3.stop())

type Kind = `${Database} + ${Contents}`
const KINDS: Kind[] = ['sqlite + folder', 'sqlite + s3', 'postgres + folder', 'postgres + s3']

function places(kind: Kind) {
  const [database, contents] = kind.split(' + ') as [Database, Contents]
  return newPlaces(database, contents, s3)
}

function move(from: StorePlaces, to: StorePlaces, options: Partial<MoveOptions> = {}) {
  const signal = new AbortController().signal
  return moveStore(from, to, {
    incomplete: false,
    shared: false,
    signal,
    tell: () => undefined,
    ...options,
  })
}

const DIRECTIONS = KINDS.flatMap((from) => KINDS.map((to): [Kind, Kind] => [from, to]))

test.each(DIRECTIONS)(
  'moves all from %s to %s, and goes on there',
  async (from, to) => {
    const [source, target] = [await places(from), await places(to)]
    const before = await withStore(source, async (store) => {
      await fill(store, seeded(`${from} ${to}`), 60)
      return dump(store)
    })
    const moved = await move(source, target)
    expect(moved).toMatchObject({ organizations: 3, tokens: 2, faults: [] })
    expect(moved.versions).toBe(before.each.flatMap(({ versions }) => versions).length)
    expect(moved.records).toBe(before.audit.length)
    expect(await withStore(source, dump)).toEqual(before)
    await withStore(target, async (store) => {
      expect(await dump(store)).toEqual(before)
      // What is there counts on where it was.
      await store.audit.appendNow({ ...before.audit[0]!, organization: 'empty' })
      await store.organizations.add({ id: 'new', slug: 'new', name: 'New' })
      await fill2(store)
      expect((await store.contents.collect()).files).toBe(0)
      expect((await dump(store)).audit).toHaveLength(before.audit.length + 1)
    })
  },
  timeFor(30_000),
)
