import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { StoreBusy, StoreFull } from '../errors.ts'
import { openDatabase } from './database.ts'
import { WriteQueue } from './write-queue.ts'

function open() {
  const database = openDatabase(':memory:')
  onTestFinished(() => database.close())
  database.script('create table item (name text not null unique)')
  const add = database.run('insert into item (name) values (?)')
  const names = () =>
    database
      .many<{ name: string }>('select name from item')()
      .map((row) => row.name)
  return { database, queue: new WriteQueue(database), add, names }
}

test('what fails is undone alone', async () => {
  const { queue, add, names } = open()
  const settled = await Promise.allSettled([
    queue.run(() => add('a')),
    queue.run(() => {
      add('b')
      throw new Error('planted')
    }),
    queue.run(() => add('a')),
    queue.runLater(() => add('c')),
  ])
  expect(settled.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
    'fulfilled',
  ])
  expect(names()).toEqual(['a', 'c'])
})

test('nothing resolves when the transaction as a whole fails', async () => {
  const { database, queue, add, names } = open()
  const settled = await Promise.allSettled([
    queue.run(() => add('a')),
    // As SQLite itself does on a full disk.
    queue.run(() => database.script('rollback')),
    queue.run(() => add('b')),
  ])
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(names()).toEqual([])
  await queue.run(() => add('later'))
  expect(names()).toEqual(['later'])
})

test('later comes by itself, with the next write, or when flushed', async () => {
  const { queue, add, names } = open()
  await queue.runLater(() => add('by itself'))
  const later = queue.runLater(() => add('with the next'))
  await queue.run(() => add('next'))
  await later
  void queue.runLater(() => add('flushed'))
  queue.flush()
  expect(names()).toEqual(['by itself', 'with the next', 'next', 'flushed'])
})

test('what is too much for the disk fails alone, after room was asked for', async () => {
  const { database, add, names } = open()
  database.script('pragma max_page_count = 4')
  const makeRoom = vi.fn<() => boolean>(() => false)
  const queue = new WriteQueue(database, { makeRoom })
  const [much, small] = await Promise.allSettled([
    queue.run(() => add('x'.repeat(100_000))),
    queue.run(() => add('small')),
  ])
  expect(much).toMatchObject({ reason: expect.any(StoreFull) })
  expect(small.status).toBe('fulfilled')
  expect(makeRoom).toHaveBeenCalled()
  expect(names()).toEqual(['small'])
})

test('where room can be made, nothing fails', async () => {
  const { database, add, names } = open()
  let pages = 4
  database.script(`pragma max_page_count = ${pages}`)
  const makeRoom = () => {
    database.script(`pragma max_page_count = ${(pages += 10)}`)
    return pages < 100
  }
  const queue = new WriteQueue(database, { makeRoom })
  await Promise.all([
    queue.run(() => add('x'.repeat(100_000))),
    queue.run(() => add('small')),
    expect(
      queue.run(() => {
        throw new Error('planted')
      }),
    ).rejects.toThrow('planted'),
  ])
  expect(names()).toHaveLength(2)
})

/** A queue, and another connection to the same file that can keep it waiting. */
async function openBeside(patience: number) {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-queue-'))
  const openFile = () => openDatabase(join(folder, 'queue.sqlite'))
  const [one, other] = [openFile(), openFile()]
  onTestFinished(async () => {
    one.close()
    other.close()
    await rm(folder, { recursive: true })
  })
  one.script('create table item (name text not null)')
  const add = one.run('insert into item (name) values (?)')
  const names = one.many<{ name: string }>('select name from item')
  return { one, other, add, names, queue: new WriteQueue(one, { patience }) }
}

test('while somebody else writes, writes wait, and the event loop and reads do not', async () => {
  const { other, add, names, queue } = await openBeside(60_000)
  other.script('begin immediate')
  const written = Promise.all([
    queue.run(() => add('run')),
    queue.runLater(() => add('later')),
    queue.runBriefly(() => add('briefly')),
  ])
  const ended = vi.fn<() => void>()
  void written.then(ended)
  let turns = 0
  const started = performance.now()
  for (; performance.now() - started < 300; turns += 1) {
    expect(names()).toEqual([])
    await delay(1)
  }
  // A loop that waits inside SQLite takes one turn, or a few.
  expect(turns).toBeGreaterThan(20)
  expect(ended).not.toHaveBeenCalled()
  other.script('rollback')
  await written
  expect(names()).toHaveLength(3)
})

test('a write that waited for too long was not done, and is not done later', async () => {
  const { other, add, names, queue } = await openBeside(50)
  other.script('begin immediate')
  await expect(queue.run(() => add('late'))).rejects.toThrow(StoreBusy)
  await expect(queue.runBriefly(() => add('late'))).rejects.toThrow(StoreBusy)
  other.script('rollback')
  await queue.run(() => add('in time'))
  await queue.drain()
  expect(names().map(({ name }) => name)).toEqual(['in time'])
})

test('what is written briefly leaves the others waiting for the disk', async () => {
  const { one, queue } = await openBeside(50)
  // Prepared anew, since a prepared one goes on answering what was set then.
  const seen = () => one.one<{ synchronous: number }>('pragma synchronous')()?.synchronous
  expect(await queue.runBriefly(seen)).toBe(1)
  expect(await Promise.all([queue.runBriefly(seen), queue.run(seen)])).toEqual([2, 2])
  expect(seen()).toBe(2)
})

test('what is written after the end is refused, and ends nothing else', async () => {
  const database = openDatabase(':memory:')
  const queue = new WriteQueue(database)
  database.close()
  await expect(queue.run(() => undefined)).rejects.toThrow('not open')
  await expect(queue.runBriefly(() => undefined)).rejects.toThrow('not open')
})
