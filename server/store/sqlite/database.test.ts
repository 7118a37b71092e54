import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { DatabaseDamaged, StoreAway, StoreBusy, StoreFull } from '../errors.ts'
import { inBriefTransaction, logMeter, openDatabase, storeErrorOf } from './database.ts'

/** Two connections to one file, of which the first waits for the other for a moment only. */
async function openTwice() {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-database-'))
  const file = join(folder, 'twice.sqlite')
  const openFile = () => openDatabase(file)
  const [one, other] = [openFile(), openFile()]
  onTestFinished(async () => {
    one.close()
    other.close()
    await rm(folder, { recursive: true })
  })
  one.script('pragma busy_timeout = 1')
  return { one, other, file }
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

test('a lock of somebody else is told apart from other faults', async () => {
  const { one, other } = await openTwice()
  other.script('create table item (name text); begin immediate')
  const insert = one.run("insert into item values ('x')")
  expect(() => insert()).toThrow(StoreBusy)
  other.script('rollback')
  expect(insert()).toBe(1)
})

test.each([
  ['no room', 13, StoreFull],
  ['no room for what processes share', 4874, StoreFull],
  ['a page that is damaged', 267, DatabaseDamaged],
  ['what is not a database', 26, DatabaseDamaged],
  ['a file that may only be read', 1032, StoreAway],
  ['a disk that fails', 778, StoreAway],
  ['a file that can not be opened', 14, StoreAway],
])('%s is told apart', (_name, errcode, kind) => {
  expect(storeErrorOf(Object.assign(new Error('x'), { errcode }))).toBeInstanceOf(kind)
})

test('a damaged page is told of, in whichever way it is met', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-database-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'damaged.sqlite')
  const whole = openDatabase(file)
  whole.script('create table item (name text)')
  const insert = whole.run('insert into item values (?)')
  for (let at = 0; at < 100; at += 1) insert('x'.repeat(500))
  whole.close()
  const bytes = await readFile(file)
  await writeFile(file, bytes.fill(0x5a, 5 * 4096))
  const told: string[] = []
  const database = openDatabase(file, { onDamage: (problem) => told.push(problem) })
  onTestFinished(() => database.close())
  expect(() => database.many('select name from item')()).toThrow(DatabaseDamaged)
  expect(() => [...database.each('select name from item')()]).toThrow(DatabaseDamaged)
  expect(told).toEqual(Array.from({ length: 2 }, () => expect.stringContaining('damaged')))
})

test('other errors stay as they are', () => {
  const error = Object.assign(new Error('x'), { errcode: 19 })
  expect(storeErrorOf(error)).toBe(error)
  expect(storeErrorOf('x')).toBe('x')
})

test('whole numbers are bound as integers, so that keys beyond 2^53 stay apart', () => {
  const database = openDatabase(':memory:')
  onTestFinished(() => database.close())
  const kind = database.one<{ kind: string }>('select typeof(?) as kind')
  expect([kind(1), kind(0.5), kind('1'), kind(null)]).toEqual(
    ['integer', 'real', 'text', 'null'].map((one) => ({ kind: one })),
  )
  const key = database.one<{ apart: number }>('select (? * ? + 1) - (? * ?) as apart')
  expect(key(9000, 2 ** 40, 9000, 2 ** 40)).toEqual({ apart: 1 })
})

test('the log is as long as its meter says, also while others write, and nothing is said in the middle of a reading', async () => {
  const { one, other, file } = await openTwice()
  const bytes = logMeter(one)
  const size = async () => (await stat(`${file}-wal`)).size
  other.script('create table t (a); insert into t values (1), (2)')
  expect(bytes()).toBeGreaterThan(0)
  expect(bytes()).toBe(await size())
  other.script('begin immediate; insert into t values (3)')
  expect(bytes()).toBe(await size())
  other.script('commit')
  expect(bytes()).toBe(await size())
  for (const _ of one.each('select a from t')()) expect(bytes()).toBe(0)
  one.script('insert into t values (4)')
  expect(other.one<{ busy: number }>('pragma wal_checkpoint(truncate)')()).toMatchObject({
    busy: 0,
  })
  expect([bytes(), await size()]).toEqual([0, 0])
})
