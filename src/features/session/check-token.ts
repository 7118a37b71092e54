import { QueryClient } from '@tanstack/react-query'
import { createApi } from '#api/api.ts'
import { createClient } from '#api/transport/client.ts'
import { isApiError } from '#api/transport/errors.ts'
import type { CheckToken } from './context.tsx'

/**
 * Makes the question "does the server take this token?", asked with a client of its own, so that a token that was
 * not accepted never becomes the session's. The list of organizations answers it; on a server without one, the first
 * organization that is known from elsewhere does, or one that nobody has: a wrong token is refused there too, and what
 * is no FHIR server shows itself.
 *
 * @param known ids or slugs, from the configuration and from before
 */
export function createTokenCheck(base: string, known: () => readonly string[]): CheckToken {
  return async (token, signal) => {
    const api = createApi(
      createClient({
        base,
        token: () => token,
        logCdata: () => undefined,
        renewToken: () => Promise.resolve('abandoned'),
      }),
    )
    const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } })
    const cancel = () => void cache.cancelQueries()
    signal.addEventListener('abort', cancel)
    try {
      const list = await cache.fetchQuery({ ...api.organizations.list(), retry: false })
      if (list.known) return
      await cache
        .fetchQuery({ ...api.organizations.check(known()[0] ?? 'unknown'), retry: false })
        .catch(ignoreMissingRight)
    } finally {
      signal.removeEventListener('abort', cancel)
      cache.clear()
    }
  }
}

/** A token without a right to that one organization is a good token nevertheless. */
function ignoreMissingRight(error: unknown): void {
  if (!isApiError(error, 'forbidden', 'not-found')) throw error
}
