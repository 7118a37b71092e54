import { describe, expect, test } from 'vitest'
import { failure } from '../transport/read-answer.ts'
import { batchOutcomes, isBatchRefused } from './batch-answers.ts'

const asked = ['a', 'b'].map((id) => ({
  id,
  request: { method: 'PUT' as const, path: `/organizations/o/fhir/4/Binary/${id}` },
}))
const outcomes = (body: unknown, count = 2) =>
  batchOutcomes({ status: 200, headers: new Headers(), body, sizes: [] }, asked.slice(0, count))
const bundle = (...entry: unknown[]) => ({ resourceType: 'Bundle', type: 'batch-response', entry })
const kindsOf = (...entry: unknown[]) =>
  outcomes(bundle(...entry), entry.length)?.map(({ kind }) => kind)
const stored = (id: string) => ({
  resource: { resourceType: 'Binary', id },
  response: {
    status: '201 Created',
    location: `http://any/Binary/${id}/_history/1`,
    etag: 'W/"1"',
  },
})
const OUTCOME = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'x' }] }

test('each is answered as if it had gone alone', () => {
  const [first, second] =
    outcomes(bundle(stored('a'), { response: { status: '412', outcome: OUTCOME } })) ?? []
  expect(first).toMatchObject({ kind: 'answered', answer: { status: 201, body: { id: 'a' } } })
  const headers = first?.kind === 'answered' ? [...first.answer.headers] : []
  expect(headers).toEqual([
    ['etag', 'W/"1"'],
    ['location', 'http://any/Binary/a/_history/1'],
  ])
  expect(second).toMatchObject({
    kind: 'failed',
    error: { kind: 'precondition-failed', status: 412, path: asked[1]?.request.path },
  })
  expect(second?.kind === 'failed' && second.error.outcome).toEqual(OUTCOME)
})

test.each<[unknown, string]>([
  [{ response: { status: '200' } }, 'answered'],
  [{ response: { status: ' 201 Created' } }, 'answered'],
  [{ response: { status: '429 Slow down' } }, 'failed'],
  [{ response: { status: '503' }, resource: OUTCOME }, 'failed'],
  [{ response: { status: '403' } }, 'failed'],
  [{ response: { status: '400' } }, 'untold'],
  [{ response: { status: '406' } }, 'untold'],
  [{ response: { status: '413' } }, 'untold'],
  [{ response: { status: '422' } }, 'untold'],
  [{ response: { status: '404' } }, 'refused'],
  [{ response: { status: '405' } }, 'refused'],
  [{ response: { status: '501' } }, 'refused'],
  [{ response: { status: '302' } }, 'untold'],
  [{ response: { status: '2011' } }, 'untold'],
  [{ response: { status: 'done' } }, 'untold'],
  [{ response: {} }, 'untold'],
  [{}, 'untold'],
  [null, 'untold'],
  [stored('b'), 'untold'],
  [{ ...stored('a'), resource: { resourceType: 'Binary', id: 'b' } }, 'untold'],
  [{ response: { status: '201', location: 'Binary/b' } }, 'untold'],
  [{ response: { status: '201', location: 'x\ny', etag: 7, lastModified: null } }, 'answered'],
  [{ response: { status: '201' }, resource: OUTCOME }, 'answered'],
])('%j is %s', (entry, kind) => {
  expect(kindsOf(entry)).toEqual([kind])
})

test('entries that can’t be read keep their places', () => {
  expect(kindsOf(null, stored('b'))).toEqual(['untold', 'answered'])
})

test.each([
  undefined,
  'ok',
  OUTCOME,
  { resourceType: 'Bundle', type: 'batch-response' },
  { ...bundle(stored('a'), stored('b')), type: 'collection' },
  bundle(stored('a')),
  bundle(stored('a'), stored('b'), stored('a')),
])('%j answers no batch of two', (body) => {
  expect(outcomes(body)).toBeUndefined()
})

describe('a refusal of all', () => {
  const refused = (status: number, unsent = false) =>
    isBatchRefused(
      failure({ method: 'POST', path: '', response: new Response(null, { status }) }, 'server', {
        unsent,
      }),
    )

  test.each([400, 403, 404, 405, 406, 413, 415, 422, 501])('is %i', (status) => {
    expect(refused(status)).toBe(true)
  })

  test.each([401, 409, 412, 429, 500, 503])('is not %i', (status) => {
    expect(refused(status)).toBe(false)
  })

  test('is an answer that is no resource', () => {
    const response = new Response('<!doctype html>')
    const error = failure({ method: 'POST', path: '', response }, 'not-fhir')
    expect(isBatchRefused(error)).toBe(true)
  })

  test('is not a broken connection', () => {
    expect(isBatchRefused(failure({ method: 'POST', path: '' }, 'offline'))).toBe(false)
    expect(refused(404, true)).toBe(false)
  })
})
