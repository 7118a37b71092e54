import type { RouteOptions } from 'fastify'
import { PLAIN_JSON, sendJson } from '#server/http/answer/answer.ts'
import { auditRoute } from './audit.ts'
import { batchRoute } from './batch/batch.ts'
import { metadataRoute } from './capabilities/metadata.ts'
import { searchParameterRoute } from './capabilities/search-parameters.ts'
import { smartConfigurationRoute } from './capabilities/smart.ts'
import { checkRoute } from './check.ts'
import { createRoute } from './create.ts'
import type { Deps } from './deps.ts'
import { healthRoutes } from './health.ts'
import { instanceHistoryRoute, typeHistoryRoute } from './history.ts'
import { openApiRoute } from './openapi/openapi.ts'
import { patchRoute } from './patch.ts'
import { readRoute, vreadRoute } from './read.ts'
import { searchPostRoute, searchRoute } from './search.ts'
import { sessionRoute, signOutRoute } from './session.ts'
import { removeRoute, updateRoute } from './update.ts'
import { uploadRoutes } from './uploads/upload-routes.ts'

/** Everything that the server answers except the console's own files. */
export function apiRoutes(deps: Deps): RouteOptions[] {
  return [
    createRoute(deps),
    readRoute(deps),
    vreadRoute(deps),
    updateRoute(deps),
    patchRoute(deps),
    removeRoute(deps),
    instanceHistoryRoute(deps),
    typeHistoryRoute(deps),
    searchRoute(deps),
    searchPostRoute(deps),
    batchRoute(deps),
    ...uploadRoutes(deps),
    organizationsRoute(deps),
    metadataRoute(deps),
    ...smartConfigurationRoute(deps),
    searchParameterRoute(deps),
    auditRoute(deps),
    sessionRoute(deps),
    signOutRoute(deps),
    checkRoute(deps),
    ...healthRoutes(deps),
    openApiRoute(),
  ]
}

/**
 * The organizations that the token may open, an admin's too: the names of others are nothing to it. `caller` says whose the token is, so that
 * a console knows whether another token is the same person's.
 */
function organizationsRoute({ stores }: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/organizations',
    config: { interaction: 'organizations' },
    handler: async (request, reply) => {
      const token = request.context?.token
      const all = await stores.organizations.list()
      const opens = (id: string) =>
        token?.organizations === 'all' || token?.organizations.includes(id) === true
      const organizations = all
        .filter(({ id }) => opens(id))
        .map(({ id, slug, name }) => ({
          id,
          slug,
          name,
          // So that a console can say early what is not allowed.
          access: token?.access,
        }))
      const caller = token && {
        subject: token.subject,
        name: token.name,
        ...(token.expires !== undefined && { expires: token.expires }),
      }
      return sendJson(reply, 200, { organizations, ...(caller && { caller }) }, PLAIN_JSON)
    },
  }
}
