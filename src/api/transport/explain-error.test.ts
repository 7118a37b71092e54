import { describe, expect, it } from 'vitest'
import type { OperationOutcome } from '#fhir/types.ts'
import { ApiError, kindOfStatus, type ErrorKind } from './errors.ts'
import { explainError } from './explain-error.ts'
import { READ, WRITE } from './retry.ts'

const KINDS: Record<ErrorKind, true> = {
  offline: true,
  'cross-origin': true,
  timeout: true,
  'bad-request': true,
  unauthorized: true,
  forbidden: true,
  'not-found': true,
  gone: true,
  conflict: true,
  'precondition-failed': true,
  'too-large': true,
  'unsupported-media-type': true,
  unprocessable: true,
  'rate-limited': true,
  server: true,
  damaged: true,
  truncated: true,
  'not-fhir': true,
  'wrong-bundle': true,
  'invalid-base64': true,
  'content-mismatch': true,
  'unreadable-file': true,
  'blocked-link': true,
}
const kinds = Object.keys(KINDS) as ErrorKind[]
const facts = { method: 'GET', path: '/organizations/o/fhir/4/Binary/x' }

describe('explainError', () => {
  it.each(kinds)('puts %s into plain words, with a next step and the technical truth', (kind) => {
    const { title, advice, details } = explainError(
      new ApiError(kind, { ...facts, status: 400, requestId: 'r7' }),
    )
    expect(title).toMatch(/^[A-Z].{8,60}$/)
    expect(advice).toMatch(/^[A-Z].*\.$/)
    expect(`${title} ${advice}`).not.toMatch(/\b[45]\d\d\b|HTTP|undefined|null/)
    expect(details).toContain(`GET ${facts.path}`)
    expect(details).toContain(`Kind: ${kind}`)
    expect(details).toContain('Request id: r7')
  })

  it('tells a full disk from other failures, whether something was to be stored or shown', () => {
    for (const method of ['GET', 'PUT']) {
      const full = new ApiError('server', { method, path: 'Binary/a', status: 507 })
      expect(explainError(full)).toMatchObject({
        title: 'The server’s disk is full',
        advice: expect.stringContaining('make room'),
      })
    }
  })

  it('lets a server that can’t reach its data say why', () => {
    const outcome: OperationOutcome = {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'exception', diagnostics: 'The data folder is gone.' }],
    }
    const away = new ApiError('server', { method: 'GET', path: 'x', status: 503, outcome })
    expect(explainError(away).advice).toBe('The server says: The data folder is gone.')
  })

  it('lets the server say what to correct', () => {
    const outcome: OperationOutcome = {
      resourceType: 'OperationOutcome',
      issue: [
        { severity: 'error' as const, code: 'invalid', diagnostics: 'The language is not a code.' },
      ],
    }
    expect(explainError(new ApiError('unprocessable', { ...facts, outcome })).advice).toContain(
      'The language is not a code.',
    )
    expect(explainError(new ApiError('forbidden', { ...facts, outcome })).details).toContain(
      'The language is not a code.',
    )
  })

  it('says when to try again', () => {
    const wait = (retryAfter: number) =>
      explainError(new ApiError('rate-limited', { ...facts, retryAfter })).advice
    expect(wait(1)).toContain('in 1 second.')
    expect(wait(30)).toContain('in 30 seconds.')
    expect(wait(600)).toContain('in 10 minutes.')
  })

  it('warns that a write without an answer may have been done', () => {
    expect(explainError(new ApiError('offline', { ...facts, method: 'POST' })).advice).toContain(
      'may have been saved',
    )
    expect(
      explainError(new ApiError('offline', { method: 'POST', path: '/x/_search' })).advice,
    ).not.toContain('may have been saved')
  })

  it.each([new TypeError('x is not a function'), 'text', undefined])('explains %s too', (error) => {
    expect(explainError(error).title).toContain('console')
  })
})

describe('retrying', () => {
  const again = (kind: ErrorKind, more = {}, failures = 0) =>
    READ.retry(failures, new ApiError(kind, { ...facts, ...more }))

  it('is for what passes, and ends', () => {
    expect(again('offline')).toBe(true)
    expect(again('offline', {}, 2)).toBe(false)
    expect(again('server', { status: 503 })).toBe(true)
    expect(again('server', { status: 500 })).toBe(false)
    expect(again('rate-limited', { retryAfter: 3 })).toBe(true)
    expect(again('rate-limited', { retryAfter: 300 })).toBe(false)
    for (const kind of [
      'unauthorized',
      'not-found',
      'gone',
      'invalid-base64',
      'not-fhir',
      'blocked-link',
    ] as const)
      expect(again(kind)).toBe(false)
    expect(READ.retry(0, new Error('x'))).toBe(false)
    expect(WRITE.retry).toBe(false)
  })

  it('waits as long as the server asks', () => {
    expect(READ.retryDelay(0, new ApiError('rate-limited', { ...facts, retryAfter: 3 }))).toBe(3000)
    expect(READ.retryDelay(1, new ApiError('offline', facts))).toBe(1000)
  })
})

it('gives every status of failure a kind', () => {
  for (let status = 400; status < 600; status += 1) expect(kinds).toContain(kindOfStatus(status))
})
