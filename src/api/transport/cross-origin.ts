/**
 * Tells a server that does not allow this page (CORS) from one that is not there: to a page both look like a network
 * that is down (https://fetch.spec.whatwg.org/#http-cors-protocol).
 */
import { ApiError, isApiError } from './errors.ts'
import type { ApiRequest } from './request.ts'

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

export interface CrossOrigin {
  /** Whether the server is of another origin than the page. */
  isOther: boolean
  /** An answer came, of whatever status: requests of that shape are allowed. */
  heard: (request: ApiRequest, headers: Headers) => void
  /** The error, or a better one where the server is there after all. */
  explained: (error: unknown, request: ApiRequest, headers: Headers) => Promise<unknown>
}

/**
 * @param base absolute, without a slash at its end
 * @param pageOrigin of the page; `undefined` outside of a browser, where nothing is refused
 */
export function watchCrossOrigin(
  base: string,
  pageOrigin: string | undefined,
  transport: typeof fetch,
): CrossOrigin {
  const allowed = new Set<string>()
  const isOther = pageOrigin !== undefined && new URL(base).origin !== pageOrigin
  return {
    isOther,
    heard: (request, headers) => {
      if (isOther) allowed.add(shapeOf(request, headers))
    },
    explained: async (error, request, headers) => {
      if (!isOther || !isApiError(error, 'offline')) return error
      // A connection that broke, and is back by now, must not be taken for a refusal.
      if (allowed.has(shapeOf(request, headers)) || !(await answers(base, transport))) return error
      return new ApiError('cross-origin', {
        method: error.method,
        path: error.path,
        message: needs(pageOrigin),
        cause: error,
      })
    },
  }
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

/** What a browser asks leave for: the method, and the headers beyond the simple ones. */
function shapeOf({ method }: ApiRequest, headers: Headers): string {
  return [method, ...headers.keys()].join(' ')
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
