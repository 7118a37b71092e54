import { describe, expect, test } from 'vitest'
import type { Binary } from '#fhir/types.ts'
import { LANGUAGE_CASES, REFERENCE_CASES } from '#test/field-cases.ts'
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
    ['language', 'de', { language: 'en' }, [{ op: 'replace', path: '/language', value: 'de' }]],
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

describe('parts of a security context that the form does not know', () => {
  const extension = [{ url: 'https://ehr.example/team', valueString: 'Ward 3' }]
  const before = {
    securityContext: { reference: 'Patient/1', display: 'Ada', type: 'Patient', extension },
  }
  const action = { kind: 'securityContext', value: 'Patient/2' } as const

  test('stay, but for what described the one before', () => {
    expect(patchFor(row('a', before), action)).toEqual([
      { op: 'remove', path: '/securityContext/display' },
      { op: 'replace', path: '/securityContext/reference', value: 'Patient/2' },
    ])
  })

  test('are restored when the change is taken back', () => {
    expect(patchBack(row('a', before), action)).toEqual([
      { op: 'add', path: '/securityContext/display', value: 'Ada' },
      { op: 'replace', path: '/securityContext/reference', value: 'Patient/1' },
    ])
    expect(patchBack(row('a'), action)).toEqual([{ op: 'remove', path: '/securityContext' }])
  })
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
