/**
 * Tells a server that does not allow this page (CORS) from one that is not there: to a page both look like a network
 * that is down (https://fetch.spec.whatwg.org/#http-cors-protocol).
 */
import { loadOnce } from '#lib/load/load-once.ts'
import { isApiError } from './errors.ts'
import type { ApiRequest } from './request.ts'

/** Of no use to most consoles, whose server is their own; without a connection the error is what it was. */
const loadRefusal = loadOnce(() => import('./cross-origin-refusal.ts'))

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
      if (allowed.has(shapeOf(request, headers))) return error
      try {
        const { explainRefusal } = await loadRefusal()
        return await explainRefusal(error, base, pageOrigin, transport)
      } catch {
        return error
      }
    },
  }
}

/** What a browser asks leave for: the method, and the headers beyond the simple ones. */
function shapeOf({ method }: ApiRequest, headers: Headers): string {
  return [method, ...headers.keys()].join(' ')
}
