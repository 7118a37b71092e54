import { isApiError, type ErrorKind } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { outcomeText } from '#fhir/outcome.ts'
import type { Again, Failure } from './item.ts'

/**
 * Only these say that nothing was stored: the server refused it, or it was never sent. After all else, faults of the
 * console itself included, the server may have stored what it was sent, and a second attempt could store it twice.
 */
const NOT_STORED: ErrorKind[] = [
  'bad-request',
  'unauthorized',
  'forbidden',
  'not-found',
  'gone',
  'conflict',
  'precondition-failed',
  'too-large',
  'unsupported-media-type',
  'unprocessable',
  'rate-limited',
  'unreadable-file',
  'blocked-link',
]

/**
 * Why an upload failed, and what its row offers.
 * @param wasSent false: it failed before anything of it was sent
 */
export function failureOf(error: unknown, wasSent = true): Failure {
  const { title, advice, details } = explained(error)
  const uncertain = wasSent && !isUnsent(error) && !isApiError(error, ...NOT_STORED)
  return {
    title: `${title}.`,
    advice: uncertain ? adviceWhenUncertain(error) : `${advice}${limitSaid(error)}`,
    details,
    remedy: isApiError(error, 'unreadable-file') ? 'choose' : 'retry',
    again: againOf(error),
    uncertain,
  }
}

function explained(error: unknown): { title: string; advice: string; details: string } {
  const general = explainError(error)
  if (!isUnsent(error) || !isApiError(error, 'timeout')) return general
  return {
    ...general,
    title: 'The connection stalled',
    advice: 'Nothing was taken for a while, before all was sent. It is not stored.',
  }
}

/** The sending itself came to a halt, so that nothing can be stored. */
function isUnsent(error: unknown): boolean {
  return isApiError(error) && error.unsent
}

/** Only what may pass: a server that can't do it (501) will not be able to in a minute either. */
function againOf(error: unknown): Again {
  if (isApiError(error, 'unauthorized')) return { kind: 'token' }
  if (isApiError(error, 'unreadable-file')) return { kind: 'file' }
  if (!isApiError(error, 'offline', 'timeout', 'truncated', 'rate-limited', 'server')) {
    return { kind: 'asked' }
  }
  const { retryAfter, status } = error
  if (status === 501) return { kind: 'asked' }
  return { kind: 'later', ...(retryAfter === undefined ? {} : { afterMs: retryAfter * 1000 }) }
}

/** Why an upload did not even begin. */
export function notBegun(error: unknown): Failure {
  const { title, advice, details } = explainError(error)
  return {
    title: `${title}.`,
    advice,
    details,
    remedy: 'retry',
    again: { kind: 'asked' },
    uncertain: false,
  }
}

/** The answer came, and names another checksum than the file has. */
export function mismatch(id: string): Failure {
  return {
    title: 'The stored file differs from yours.',
    advice: `What the server has as ${id} is not this file: it was damaged on the way, or your file has changed since. “Retry” stores yours as a new version of it.`,
    details: `Checksum mismatch in Binary/${id}`,
    remedy: 'retry',
    again: { kind: 'asked' },
    uncertain: false,
  }
}

function adviceWhenUncertain(error: unknown): string {
  const first = isApiError(error, 'offline')
    ? 'Check the network connection. '
    : isApiError(error, 'cross-origin')
      ? `${error.message} `
      : ''
  return `${first}“Retry” checks whether the file was stored before it sends it again.`
}

/** Only the server knows its limit. */
function limitSaid(error: unknown): string {
  if (!isApiError(error, 'too-large') || !error.outcome) return ''
  const said = outcomeText(error.outcome)
  return said === '' ? '' : ` The server says: ${said}`
}
