import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
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

test('a brief transaction that can not begin leaves later commits waiting for the disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-database-'))
  const [one, other] = [1, 2].map(() => openDatabase(join(folder, 'brief.sqlite')))
  if (!one || !other) return expect.fail('no databases')
  onTestFinished(async () => {
    one.close()
    other.close()
    await rm(folder, { recursive: true })
  })
  const synchronous = one.one<{ synchronous: number }>('pragma synchronous')
  const full = { synchronous: 2 }
  expect(synchronous()).toEqual(full)
  one.script('pragma busy_timeout = 1')
  other.script('begin immediate')
  expect(() => inBriefTransaction(one, () => 'never')).toThrow('locked')
  expect(synchronous()).toEqual(full)
  other.script('rollback')
  expect(inBriefTransaction(one, () => synchronous()?.synchronous)).toBe(1)
  expect(synchronous()).toEqual(full)
})
