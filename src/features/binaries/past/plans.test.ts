import { expect, test } from 'vitest'
import type { PastPlan } from '#api/binaries/restoring/state-at.ts'
import { rowOf, type BinaryRow } from '../list/rows.ts'
import { changeWords, countPlans, findAll, instantOf, plansOf, type Found } from './plans.ts'

const replaces = { state: 'live', versionId: '5' } as const
const remove: PastPlan = { kind: 'delete', replaces }
const restore = (fields: string[] | undefined, content: 'same' | 'different' = 'different') =>
  ({ kind: 'restore', versionId: '2', replaces, content, fields }) as const
const found = (plan: PastPlan): Found => ({
  kind: 'found',
  past: { now: { state: 'deleted' }, was: { kind: 'absent' }, plan },
})
const row = (id: string): BinaryRow => {
  const made = rowOf({ resourceType: 'Binary', id })
  if (made === undefined) throw new Error('It has an id.')
  return made
}

test('nothing is deleted that was not asked for', () => {
  const all = new Map([
    ['a', found(remove)],
    ['b', found(restore([]))],
    ['c', { kind: 'failed', error: new Error('no') } as const],
  ])
  expect([...plansOf(all, false).keys()]).toEqual(['b', 'c'])
  expect(plansOf(all, true).get('a')).toEqual(remove)
  expect(countPlans(plansOf(all, true).values())).toMatchObject({
    restore: 1,
    delete: 1,
    unknown: 1,
  })
})

test.each<[PastPlan, string]>([
  [restore([]), 'Content'],
  [restore(['Language'], 'same'), 'Language'],
  [restore(['File name', 'Language']), 'Content, file name, language'],
  [restore(undefined), 'Content and fields may change'],
  [{ ...restore(undefined), replaces: { state: 'deleted' } }, 'Comes back: it is deleted now'],
  [{ kind: 'unknown', why: 'Its history can’t be read.' }, 'Not known. Its history can’t be read.'],
])('%j: %s', (plan, words) => {
  expect(changeWords(plan)).toBe(words)
})

test('a time is the reader’s own, and has passed', () => {
  const now = new Date('2026-05-03T10:00').getTime()
  expect(instantOf('2026-05-03T10:00', now)).toBe(now)
  expect(instantOf('2026-05-03T10:01', now)).toMatch(/future/)
  expect(instantOf('2026-05-03', now)).toMatch(/Choose/)
  expect(instantOf('', now)).toMatch(/Choose/)
})

test('one that fails holds up none, and a stop ends all', async () => {
  const rows = ['a', 'b', 'c', 'd', 'e', 'f'].map(row)
  const past = { now: { state: 'deleted' }, was: { kind: 'absent' }, plan: remove } as const
  const done: number[] = []
  const all = await findAll(
    rows,
    async ({ id }) => {
      if (id === 'b') throw new Error('no')
      return past
    },
    (count) => done.push(count),
    new AbortController().signal,
  )
  expect(done).toEqual([1, 2, 3, 4, 5, 6])
  expect(all.get('b')?.kind).toBe('failed')
  expect(all.get('f')).toEqual({ kind: 'found', past })

  const stop = new AbortController()
  let asked = 0
  const find = async () => {
    asked += 1
    stop.abort()
    return past
  }
  await expect(findAll(rows, find, () => {}, stop.signal)).rejects.toThrow(/abort/i)
  expect(asked).toBeLessThan(rows.length)
})
