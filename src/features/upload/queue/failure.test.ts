import { describe, expect, test } from 'vitest'
import { ApiError, type ErrorKind } from '#api/transport/errors.ts'
import { failureOf, notBegun } from './failure.ts'

describe('a failure', () => {
  const api = (kind: ErrorKind) => new ApiError(kind, { method: 'POST', path: 'Binary' })

  test('is one of an upload that was not stored only where the server refused it', () => {
    expect(failureOf(api('too-large')).uncertain).toBe(false)
    expect(failureOf(api('unreadable-file')).uncertain).toBe(false)
    for (const error of [
      api('server'),
      api('offline'),
      api('not-fhir'),
      // A part of the console that reads the answer is gone since it was updated on the server.
      new TypeError('Failed to fetch dynamically imported module'),
    ]) {
      expect(failureOf(error)).toMatchObject({
        uncertain: true,
        advice: expect.stringContaining('checks whether the file was stored'),
      })
    }
  })

  test('before anything was begun has stored nothing', () => {
    expect(notBegun(new TypeError('Failed to fetch')).uncertain).toBe(false)
  })
})
