import { expect, test } from 'vitest'
import { fewAtATime } from './few-at-a-time.ts'

const never = new AbortController().signal

/** Tasks that end when the test says so. */
function tasks() {
  const started: string[] = []
  const ends = new Map<string, () => void>()
  const task = (name: string) => async () => {
    started.push(name)
    await new Promise<void>((resolve) => ends.set(name, resolve))
    return name
  }
  const end = async (name: string) => {
    ends.get(name)?.()
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { started, task, end }
}

test('starts no more than so many, and the next when one is done', async () => {
  const { started, task, end } = tasks()
  const run = fewAtATime(2)
  const all = ['a', 'b', 'c', 'd'].map((name) => run(task(name), never))
  await end('-')
  expect(started).toEqual(['a', 'b'])
  await end('b')
  expect(started).toEqual(['a', 'b', 'c'])
  for (const name of ['a', 'c', 'd']) await end(name)
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd'])
})

test('what nobody wants any more never starts, and takes no place', async () => {
  const { started, task, end } = tasks()
  const run = fewAtATime(1)
  const first = run(task('a'), never)
  const left = new AbortController()
  const unwanted = run(task('b'), left.signal)
  const last = run(task('c'), never)
  left.abort(new Error('left'))
  await expect(unwanted).rejects.toThrow('left')
  await end('a')
  await end('c')
  expect(await first).toBe('a')
  expect(await last).toBe('c')
  expect(started).toEqual(['a', 'c'])
  await expect(run(task('d'), left.signal)).rejects.toThrow('left')
})

test('a task that fails makes room as well', async () => {
  const run = fewAtATime(1)
  await expect(run(() => Promise.reject(new Error('broken')), never)).rejects.toThrow('broken')
  expect(await run(() => Promise.resolve(1), never)).toBe(1)
})
