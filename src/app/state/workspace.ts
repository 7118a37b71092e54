import { QueryClient } from '@tanstack/react-query'
import { createApi, type Api } from '#api/api.ts'
import type { Actor } from '#api/transport/actor.ts'
import { createClient } from '#api/transport/client.ts'
import { createWatchedCache } from './connection.ts'

/** What belongs to one person: an API that acts for nobody else, and a cache that nobody else sees. */
interface Workspace {
  api: Api
  cache: QueryClient
}

export interface Workspaces {
  of: (actor: Actor) => Workspace
  /** An API for that actor, or for a lease of it. */
  apiFor: (actor: Actor) => Api
}

/**
 * @param logCdata what the audit log is to hold of a request of that person
 */
export function createWorkspaces(
  base: string,
  logCdata: (subject: string, path: string) => { text: string; format: 'kv' | 'json' } | undefined,
): Workspaces {
  const known = new WeakMap<Actor, Workspace>()
  const apiFor = (actor: Actor) =>
    createApi(createClient({ base, actor, logCdata: (path) => logCdata(actor.subject, path) }))
  return {
    apiFor,
    of(actor) {
      const workspace = known.get(actor) ?? {
        api: apiFor(actor),
        cache: new QueryClient({ queryCache: createWatchedCache() }),
      }
      known.set(actor, workspace)
      return workspace
    },
  }
}
