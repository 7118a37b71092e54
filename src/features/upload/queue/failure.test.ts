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

  test('that came before all was sent leaves no doubt, and says when the connection stalled', () => {
    const facts = { method: 'PUT', path: 'Binary/x', unsent: true }
    expect(failureOf(new ApiError('timeout', facts))).toMatchObject({
      title: 'The connection stalled.',
      uncertain: false,
      again: { kind: 'later' },
    })
    const cut = failureOf(new ApiError('offline', facts))
    expect(cut).toMatchObject({ uncertain: false, again: { kind: 'later' } })
    expect(cut.advice).not.toContain('may have been saved')
    expect(failureOf(api('offline'), false).uncertain).toBe(false)
  })

  test('of a server that can’t do it is not tried again by itself', () => {
    const error = new ApiError('server', { method: 'PUT', path: '', status: 501 })
    expect(failureOf(error).again).toEqual({ kind: 'asked' })
  })
})
