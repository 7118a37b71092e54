import { expect, test } from 'vitest'
import type { FinishedCheck } from '#server/store/check/check.ts'
import { damageFinding } from './store-checks.ts'

const last: FinishedCheck = {
  started: '2026-11-27T08:00:00.000Z',
  finished: '2026-11-27T09:00:00.000Z',
  contents: 9,
  bytes: 9,
  unneeded: { contents: 3, bytes: 3 },
}

test('says what is damaged and missing, and nothing of what is only unneeded', () => {
  expect(damageFinding({ damaged: 0, missing: 0 })).toEqual({ kind: 'ok' })
  expect(damageFinding({ damaged: 0, missing: 0, last })).toEqual({ kind: 'ok' })
  expect(damageFinding({ damaged: 2, missing: 1, last })).toMatchObject({
    kind: 'warning',
    reason: expect.stringContaining(
      '2 stored files are damaged, 1 stored file is missing',
    ) as string,
  })
  expect(damageFinding({ damaged: 0, missing: 0, last: { ...last, database: 'row 7' } })).toEqual({
    kind: 'warning',
    reason: expect.not.stringContaining('row 7') as string,
  })
})
