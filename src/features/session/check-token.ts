import { QueryClient } from '@tanstack/react-query'
import { createApi } from '#api/api.ts'
import type { Caller } from '#api/binaries/types.ts'
import type { Actor } from '#api/transport/actor.ts'
import { createClient } from '#api/transport/client.ts'
import { isApiError } from '#api/transport/errors.ts'
import type { AcceptedToken, CheckToken } from './credentials.ts'

/**
 * Makes the question "does the server accept this token?", asked with a client of its own, so that a token that was
 * not accepted never becomes the session's. The list of organizations answers it, and says whose the token is where the
 * server knows that; on a server without the list, the first organization that is known from elsewhere answers, or a
 * made-up one: a wrong token is refused there too, and what is not a FHIR server shows itself.
 *
 * @param known ids or slugs, from the configuration and from before
 */
export function createTokenCheck(base: string, known: () => readonly string[]): CheckToken {
  const apiWith = (token: string) => apiFor(base, token)
  /** What codes became: a code is good once, and the question that follows it may have to be asked again. */
  const exchanged = new Map<string, string>()
  return async ({ kind, text }, signal) => {
    const token =
      kind === 'token'
        ? text
        : (exchanged.get(text) ?? (await apiWith('').exchangeCode(text, signal)))
    if (kind === 'code') exchanged.set(text, token)
    const api = apiWith(token)
    const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } })
    const cancel = () => void cache.cancelQueries()
    signal.addEventListener('abort', cancel)
    try {
      const list = await cache.fetchQuery({ ...api.organizations.list(), retry: false })
      if (!list.known) {
        await cache
          .fetchQuery({ ...api.organizations.check(known()[0] ?? 'unknown'), retry: false })
          .catch(ignoreMissingRight)
      }
      const accepted = await identify(token, list.caller)
      // From now on the code is worthless in this page, too.
      exchanged.delete(text)
      return accepted
    } finally {
      signal.removeEventListener('abort', cancel)
      cache.clear()
    }
  }
}

/**
 * Ends, at the server, the session that a link began, so that its token is worthless whoever has it. Tokens that were
 * pasted stay good: they are used elsewhere, too.
 */
export async function endSession(base: string, { token }: AcceptedToken): Promise<void> {
  if (token.startsWith(SESSION)) await apiFor(base, token).endSession()
}

/** How our own server begins the token of a session. */
const SESSION = 'bns_'

function apiFor(base: string, token: string) {
  return createApi(createClient({ base, actor: trialActor(token), logCdata: () => undefined }))
}

/** For one question: never locked, never renewed. */
function trialActor(token: string): Actor {
  const actor: Actor = {
    subject: '',
    ended: new AbortController().signal,
    isPresent: () => true,
    token: (signal) => {
      signal?.throwIfAborted()
      return Promise.resolve(token)
    },
    renew: () => Promise.resolve('abandoned'),
    lease: () => ({ ...actor, release: () => undefined }),
  }
  return actor
}

/** A token without a right to that one organization is a good token nevertheless. */
function ignoreMissingRight(error: unknown): void {
  if (!isApiError(error, 'forbidden', 'not-found')) throw error
}

/** Whose the token is: what the server says, else a fingerprint that only the same token has. */
async function identify(token: string, caller: Caller | undefined): Promise<AcceptedToken> {
  if (!caller) {
    // Our own server names a subject.
    const { fingerprint } = await import('./link/fingerprint.ts')
    return { token, subject: fingerprint(token), subjectFrom: 'token' }
  }
  const { subject, name, expires } = caller
  const expiresAt = expires === undefined ? Number.NaN : Date.parse(expires)
  return {
    token,
    subject: `server:${subject}`,
    subjectFrom: 'server',
    ...(name !== undefined && { name }),
    ...(!Number.isNaN(expiresAt) && { expiresAt }),
  }
}
