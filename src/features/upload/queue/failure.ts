import { isApiError, type ApiError, type ErrorKind } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { outcomeText } from '#fhir/outcome.ts'
import type { Failure } from './item.ts'

/** After these it is not known whether the server has stored what it was sent. */
const UNCERTAIN: ErrorKind[] = [
  'offline',
  'cross-origin',
  'timeout',
  'truncated',
  'server',
  'not-fhir',
  'content-mismatch',
  'wrong-bundle',
  'invalid-base64',
]

/** Why an upload failed, and what its row offers. */
export function failureOf(error: unknown): Failure {
  const { title, advice, details } = explainError(error)
  const uncertain = isApiError(error, ...UNCERTAIN)
  return {
    title: `${title}.`,
    advice: uncertain ? adviceWhenUncertain(error) : `${advice}${limitSaid(error)}`,
    details,
    remedy: isApiError(error, 'unreadable-file') ? 'choose' : 'retry',
    uncertain,
  }
}

/** The answer came, and names another checksum than the file has. */
export function mismatch(id: string): Failure {
  return {
    title: 'The stored file differs from yours.',
    advice: `The server’s checksum of ${id} differs: it was damaged on the way, or your file has changed since. Upload it again and delete the damaged one.`,
    details: `Checksum mismatch in Binary/${id}`,
    remedy: 'retry',
    uncertain: false,
  }
}

function adviceWhenUncertain(error: ApiError): string {
  const first =
    error.kind === 'offline'
      ? 'Check the network connection. '
      : error.kind === 'cross-origin'
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
