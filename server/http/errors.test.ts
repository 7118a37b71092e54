import { expect, test } from 'vitest'
import { ProviderAway } from '#server/auth/authenticate.ts'
import { RemovalInDoubt } from '#server/store/content/content-home.ts'
import {
  ContentLost,
  DatabaseDamaged,
  EngineAway,
  StoreAway,
  StoreBusy,
} from '#server/store/errors.ts'
import { Problem, PROBLEM_KINDS, toProblem } from './errors.ts'
import { MemoryFull } from './memory-budget.ts'

const SECONDS = /^[1-9]\d{0,2}$/

test('whatever is 503 says when it is worth asking again', () => {
  const unavailable = PROBLEM_KINDS.map((kind) => new Problem(kind, 'It is so.')).filter(
    ({ status }) => status === 503,
  )
  expect(unavailable.length).toBeGreaterThan(2)
  for (const { headers } of unavailable) expect(headers['retry-after']).toMatch(SECONDS)
  const { headers } = new Problem('unavailable', 'It is so.', { headers: { 'retry-after': '60' } })
  expect(headers['retry-after']).toBe('60')
})

test('no kind of store that is away, busy or in doubt is a fault of the server', () => {
  const errors = [
    ContentLost,
    StoreBusy,
    StoreAway,
    EngineAway,
    RemovalInDoubt,
    DatabaseDamaged,
    ProviderAway,
    MemoryFull,
  ].map((Kind) => new Kind('It is so.'))
  for (const error of errors) {
    const { status, headers } = toProblem(error)
    expect([error.constructor.name, status]).toEqual([error.constructor.name, 503])
    expect(headers['retry-after']).toMatch(SECONDS)
  }
})
