import type { RouteOptions } from 'fastify'
import { PLAIN_JSON, sendJson } from '#server/http/answer/answer.ts'
import type { Deps } from './deps.ts'

/** Whether the server can answer at all: it asks the database something small. */
export function healthRoute({ stores }: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/healthz',
    handler: async (_request, reply) => {
      await stores.organizations.list()
      return sendJson(reply, 200, { status: 'ok' }, PLAIN_JSON)
    },
  }
}
