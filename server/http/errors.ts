import { InvalidBase64 } from '#fhir/base64.ts'
import { NotAJsonPatch, PatchFailed } from '#fhir/patch/json-patch.ts'
import { BadCursor } from '#server/store/store.ts'
import { BodyError } from './body-error.ts'
import { Problem } from './problem.ts'

/** What the caller is told of an error. A fault of the server's own stays untold: the log has it, under the request id. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof BodyError) {
    const { status, code, expression, message } = error
    return new Problem(status, message, { code, ...(expression !== undefined && { expression }) })
  }
  if (error instanceof NotAJsonPatch) return new Problem(400, error.message)
  if (error instanceof PatchFailed) {
    return new Problem(422, error.message, { code: PATCH_CODES[error.reason] })
  }
  if (error instanceof InvalidBase64) {
    const diagnostics = `data is not valid base64: see the character at offset ${error.offset}.`
    return new Problem(400, diagnostics, { code: 'value', expression: 'Binary.data' })
  }
  if (error instanceof BadCursor) {
    return new Problem(400, '_cursor is none that this server gave: follow the links as they are.')
  }
  return frameworkProblem(error) ?? serverProblem(error)
}

const PATCH_CODES = { 'test-failed': 'conflict', 'path-missing': 'not-found', forbidden: 'value' }

/** What Fastify refuses by itself. */
function frameworkProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !('statusCode' in error) || !('code' in error)) return undefined
  const { statusCode, code } = error
  if (typeof code !== 'string' || !code.startsWith('FST_')) return undefined
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return undefined
  if (statusCode === 415) return new Problem(415, 'The Content-Type is none that can be read.')
  return new Problem(statusCode, 'The request can not be read.')
}

function serverProblem(error: unknown): Problem {
  const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC'
  const [status, what] = full
    ? ([507, 'The server has no room left.'] as const)
    : ([500, 'The server failed at this.'] as const)
  const advice = 'Its log says more, under the X-Request-Id of this answer.'
  return new Problem(status, `${what} ${advice}`, full ? { code: 'no-store' } : {})
}
