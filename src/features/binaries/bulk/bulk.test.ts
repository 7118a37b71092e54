import { describe, expect, test } from 'vitest'
import type { Binary } from '#fhir/types.ts'
import { LANGUAGE_CASES, REFERENCE_CASES } from '#test/field-cases.ts'
import { rowOf, type BinaryRow } from '../list/rows.ts'
import { checkValue, patchFor, runBulk, type BulkResults } from './bulk.ts'

describe('running', () => {
  test('every row gets its result, whatever the others come to', async () => {
    const results = await run(['a', 'b', 'c'], (row) =>
      row.id === 'b' ? Promise.reject(new Error('no')) : Promise.resolve('done'),
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
        return 'done'
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
        return 'done'
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

test.each([
  ['language', 'de', true],
  ['language', 'en-US', true],
  ['language', 'not a code', false],
  ['language', 'e', false],
  ['securityContext', 'Patient/123', true],
  ['securityContext', 'https://ehr.example/fhir/Patient/1', true],
  ['securityContext', 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520', true],
  ['securityContext', 'patient 123', false],
  ['securityContext', '', true],
] as const)('%s "%s": %s', (kind, value, good) => {
  expect(checkValue({ kind, value }) === true).toBe(good)
})

test.each([
  ['language', LANGUAGE_CASES],
  ['securityContext', REFERENCE_CASES],
] as const)('refuses the %ss that the server refuses', (kind, cases) => {
  for (const [value, isRight] of cases) expect(checkValue({ kind, value }) === true).toBe(isRight)
})

function run(
  ids: string[],
  act: (row: BinaryRow) => Promise<'done' | 'unchanged'>,
  signal = new AbortController().signal,
): Promise<BulkResults> {
  const rows = ids.map((id) => row(id))
  return runBulk(rows, act, () => {}, signal)
}

function row(id: string, binary: Partial<Binary> = {}): BinaryRow {
  return rowOf({ resourceType: 'Binary', id, ...binary })!
}
