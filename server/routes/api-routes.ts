import type { RouteOptions } from 'fastify'
import { auditRoute } from './audit.ts'
import { createRoute } from './create.ts'
import type { Deps } from './deps.ts'
import { healthRoute } from './health.ts'
import { instanceHistoryRoute, typeHistoryRoute } from './history.ts'
import { metadataRoute } from './metadata.ts'
import { openApiRoute } from './openapi.ts'
import { organizationsRoute } from './organizations.ts'
import { patchRoute } from './patch.ts'
import { readRoute, vreadRoute } from './read.ts'
import { removeRoute } from './remove.ts'
import { searchPostRoute, searchRoute } from './search.ts'
import { updateRoute } from './update.ts'

/** Everything that the server answers but the console's own files. */
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
    organizationsRoute(deps),
    metadataRoute(deps),
    auditRoute(deps),
    healthRoute(deps),
    openApiRoute(),
  ]
}
