import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { StoreBusy, StoreFull } from '../errors.ts'
import { inBriefTransaction, openDatabase, WriteQueue } from './database.ts'

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

/** Two connections to one file, of which the first waits for the other for a moment only. */
async function openTwice() {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-database-'))
  const openFile = () => openDatabase(join(folder, 'twice.sqlite'))
  const [one, other] = [openFile(), openFile()]
  onTestFinished(async () => {
    one.close()
    other.close()
    await rm(folder, { recursive: true })
  })
  one.script('pragma busy_timeout = 1')
  return { one, other }
}

test('a brief transaction that can not begin leaves later commits waiting for the disk', async () => {
  const { one, other } = await openTwice()
  const synchronous = one.one<{ synchronous: number }>('pragma synchronous')
  const full = { synchronous: 2 }
  expect(synchronous()).toEqual(full)
  other.script('begin immediate')
  expect(() => inBriefTransaction(one, () => 'never')).toThrow('locked')
  expect(synchronous()).toEqual(full)
  other.script('rollback')
  expect(inBriefTransaction(one, () => synchronous()?.synchronous)).toBe(1)
  expect(synchronous()).toEqual(full)
})

test('a full disk and a lock of somebody else are told apart from other faults', async () => {
  const { database, queue, add, names } = open()
  database.script('pragma max_page_count = 4')
  await expect(queue.run(() => add('x'.repeat(100_000)))).rejects.toThrow(StoreFull)
  await queue.run(() => add('small'))
  expect(names()).toEqual(['small'])

  const { one, other } = await openTwice()
  other.script('create table item (name text); begin immediate')
  const insert = one.run("insert into item values ('x')")
  expect(() => insert()).toThrow(StoreBusy)
  await expect(new WriteQueue(one).run(insert)).rejects.toThrow(StoreBusy)
  other.script('rollback')
  expect(insert()).toBe(1)
})

test('whole numbers are bound as integers, so that keys beyond 2^53 stay apart', () => {
  const { database } = open()
  const kind = database.one<{ kind: string }>('select typeof(?) as kind')
  expect([kind(1), kind(0.5), kind('1'), kind(null)]).toEqual(
    ['integer', 'real', 'text', 'null'].map((one) => ({ kind: one })),
  )
  const key = database.one<{ apart: number }>('select (? * ? + 1) - (? * ?) as apart')
  expect(key(9000, 2 ** 40, 9000, 2 ** 40)).toEqual({ apart: 1 })
})
