import { ApiError } from './errors.ts'

/** What a server of another origin has to allow, as `docs/configuration.md` says it, too. */
export const REQUEST_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export const REQUEST_HEADERS = [
  'Authorization',
  'Content-Type',
  'If-Match',
  'If-None-Match',
  'Prefer',
  'log-cdata',
  'log-cdata-format',
] as const
/** What it should let the page read. */
export const EXPOSED_HEADERS = [
  'ETag',
  'Location',
  'Last-Modified',
  'Retry-After',
  'X-Request-Id',
] as const

/**
 * What a request met that got no answer from a server of another origin.
 * @param base of that server, absolute
 * @returns the error, or a better one where the server is there after all
 */
export async function explainRefusal(
  error: ApiError,
  base: string,
  pageOrigin: string,
  transport: typeof fetch,
): Promise<ApiError> {
  if (!(await answers(base, transport))) return error
  return new ApiError('cross-origin', {
    method: error.method,
    path: error.path,
    message: needs(pageOrigin),
    cause: error,
  })
}

/** For an answer that lacks what its headers should say. */
export const EXPOSE_ADVICE = `It was stored, but this page may not see where. A server of another origin must expose the headers ${list(EXPOSED_HEADERS)}. See “On another origin” in docs/configuration.md.`

function needs(pageOrigin: string): string {
  return (
    `It must allow the origin ${pageOrigin}, the methods ${list(REQUEST_METHODS)} and the headers ` +
    `${list(REQUEST_HEADERS)}, and expose ${list(EXPOSED_HEADERS)}. ` +
    'See “On another origin” in docs/configuration.md.'
  )
}

/** Whether anything answers there. The answer itself stays hidden, and nothing secret is sent. */
async function answers(base: string, transport: typeof fetch): Promise<boolean> {
  try {
    await transport(`${base}/`, {
      mode: 'no-cors',
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: AbortSignal.timeout(5000),
    })
    return true
  } catch {
    return false
  }
}

function list(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
