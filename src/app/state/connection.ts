import type { QueryFilters } from '@tanstack/react-query'
import { QueryCache } from '@tanstack/react-query'
import { isApiError } from '#api/transport/errors.ts'
import { createStore } from '#ui/store.ts'

/** `offline`: the browser says so; `unreachable`: requests get no answer, whatever the browser says. */
export type Connection = 'online' | 'offline' | 'unreachable'

/** What is known of the connection to the server. */
export const connection = createStore<Connection>(navigator.onLine ? 'online' : 'offline')

/** A cache that derives the state of the connection from every answer, and from every missing one. */
export function createWatchedCache(): QueryCache {
  return new QueryCache({
    onError(error) {
      if (isApiError(error, 'offline')) connection.set(navigator.onLine ? 'unreachable' : 'offline')
    },
    onSuccess: () => connection.set('online'),
  })
}

/** Listens to the browser; an `online` event alone proves nothing, so what is on the page is requested again. */
export function watchConnection(retry: () => void): void {
  window.addEventListener('offline', () => connection.set('offline'))
  window.addEventListener('online', () => {
    connection.set('online')
    retry()
  })
}

/** What is asked for again once its person has signed in again: what is on the screen and was refused meanwhile. */
export const REFUSED: QueryFilters = {
  type: 'active',
  predicate: ({ state }) => isApiError(state.error, 'unauthorized'),
}

/** What is asked for again when the server is back: what is on the screen and may have changed. A version never does. */
export const STALE: QueryFilters = { type: 'active', predicate: (query) => query.isStale() }
