import type { RouteOptions } from 'fastify'
import { PLAIN_JSON, sendJson } from '#server/http/answer/answer.ts'
import type { Deps } from './deps.ts'

/** For who starts processes: whether this one lives. And for who sends them requests: whether it can do its work. */
export function healthRoutes(deps: Deps): RouteOptions[] {
  return [liveRoute(deps), readyRoute(deps)]
}

/** Whether the server can answer at all: it asks the database for one row, which costs the same however much there is. */
function liveRoute({ stores }: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/healthz',
    handler: async (_request, reply) => {
      await stores.organizations.find('')
      return sendJson(reply, 200, { status: 'ok' }, PLAIN_JSON)
    },
  }
}

/** Anybody may ask: it names what is not well, and nothing of what is stored. */
function readyRoute({ health }: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/readyz',
    handler: async (_request, reply) => {
      const { ready, checks } = await health.report()
      const told = Object.entries(checks).map(([name, finding]) => [
        name,
        finding.kind === 'ok' ? 'ok' : { [finding.kind]: finding.reason },
      ])
      const body = { status: ready ? 'ok' : 'failed', checks: Object.fromEntries(told) }
      reply.header('cache-control', 'no-store')
      if (!ready) reply.header('retry-after', '5')
      return sendJson(reply, ready ? 200 : 503, body, PLAIN_JSON)
    },
  }
}
