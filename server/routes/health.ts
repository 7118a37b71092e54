import type { RouteOptions } from 'fastify'
import { sendJson } from '#server/http/answer.ts'
import type { Deps } from './deps.ts'

/** Whether the server can answer at all: it asks the database something small. */
export function healthRoute({ store }: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/healthz',
    handler: async (_request, reply) => {
      await store.organizations.list()
      return sendJson(reply, 200, { status: 'ok' }, 'application/json; charset=utf-8')
    },
  }
}
