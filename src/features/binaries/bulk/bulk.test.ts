import { describe, expect, test } from 'vitest'
import type { Binary } from '#fhir/types.ts'
import { rowOf, type BinaryRow } from '../list/rows.ts'
import { checkValue, patchBack, patchFor, runRows, summaryOf, type RowResult } from './bulk.ts'

describe('running', () => {
  test('every row gets its result, whatever the others come to', async () => {
    const results = await run(['a', 'b', 'c'], (row) =>
      row.id === 'b' ? Promise.reject(new Error('no')) : Promise.resolve(done),
    )
    expect([...results.values()].map(({ state }) => state)).toEqual(['done', 'failed', 'done'])
  })

  test('after a stop none begins, and those under way are waited for', async () => {
    const stop = new AbortController()
    const begun: string[] = []
    const results = await run(
      ['a', 'b', 'c', 'd', 'e', 'f'],
      async (row) => {
        begun.push(row.id)
        await Promise.resolve()
        stop.abort()
        return done
      },
      stop.signal,
    )
    expect(begun).toEqual(['a', 'b', 'c', 'd'])
    expect([...results.values()].map(({ state }) => state)).toEqual([
      ...Array.from({ length: 4 }, () => 'done'),
      'stopped',
      'stopped',
    ])
  })

  test('never more than four at once', async () => {
    let now = 0
    let most = 0
    await run(
      Array.from({ length: 20 }, (_, n) => `r${n}`),
      async () => {
        now += 1
        most = Math.max(most, now)
        await new Promise((resolve) => setTimeout(resolve))
        now -= 1
        return done
      },
    )
    expect(most).toBe(4)
  })
})

describe('the smallest patch', () => {
  test.each([
    ['language', 'de', {}, [{ op: 'add', path: '/language', value: 'de' }]],
    ['language', 'de', { language: 'en' }, [{ op: 'add', path: '/language', value: 'de' }]],
    ['language', 'de', { language: 'de' }, []],
    ['language', '', { language: 'de' }, [{ op: 'remove', path: '/language' }]],
    ['language', '', {}, []],
    [
      'securityContext',
      'Patient/1',
      {},
      [{ op: 'add', path: '/securityContext', value: { reference: 'Patient/1' } }],
    ],
    ['securityContext', 'Patient/1', { securityContext: { reference: 'Patient/1' } }, []],
    [
      'securityContext',
      '',
      { securityContext: { display: 'Somebody' } },
      [{ op: 'remove', path: '/securityContext' }],
    ],
  ] as const)('%s to "%s" of %j', (kind, value, binary, patch) => {
    expect(patchFor(row('a', binary), { kind, value })).toEqual(patch)
  })
})

test('setting a field back restores all of it, or removes it where it was not set', () => {
  const securityContext = { reference: 'Patient/1', display: 'Ada', type: 'Patient' }
  const action = { kind: 'securityContext', value: 'Patient/2' } as const
  expect(patchBack(row('a', { securityContext }), action)).toEqual([
    { op: 'add', path: '/securityContext', value: securityContext },
  ])
  expect(patchBack(row('a'), action)).toEqual([{ op: 'remove', path: '/securityContext' }])
})

test('the summary says what came of all', () => {
  const results = new Map<string, RowResult>([
    ['a', done],
    ['b', { state: 'failed', error: new Error('no') }],
    ['c', { state: 'unchanged' }],
  ])
  expect(summaryOf({ kind: 'language', value: 'de' }, results)).toBe(
    '1 file changed · 1 already set · 1 failed',
  )
  expect(summaryOf({ kind: 'remove' }, new Map([['a', { state: 'undone' }]]))).toBe(
    '1 file restored',
  )
})

test.each([
  ['language', 'de', true],
  ['language', 'en-US', true],
  ['language', 'not a code', false],
  ['language', 'e', false],
  ['securityContext', 'Patient/123', true],
  ['securityContext', 'https://ehr.example/fhir/Patient/1', true],
  ['securityContext', 'urn:uuid:0d9f', true],
  ['securityContext', 'patient 123', false],
  ['securityContext', '', true],
] as const)('%s "%s": %s', (kind, value, good) => {
  expect(checkValue({ kind, value }) === true).toBe(good)
})

const done: RowResult = { state: 'done' }

async function run(
  ids: string[],
  act: (row: BinaryRow) => Promise<RowResult>,
  signal = new AbortController().signal,
): Promise<Map<string, RowResult>> {
  const results = new Map<string, RowResult>()
  const rows = ids.map((id) => row(id))
  await runRows(rows, act, (id, result) => results.set(id, result), signal)
  return results
}

function row(id: string, binary: Partial<Binary> = {}): BinaryRow {
  return rowOf({ resourceType: 'Binary', id, ...binary })!
}
