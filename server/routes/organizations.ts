import type { RouteOptions } from 'fastify'
import { PLAIN_JSON, sendJson } from '#server/http/answer/answer.ts'
import type { Deps } from './deps.ts'

/** The organizations that the token may open; an admin's sees the names of all. */
export function organizationsRoute({ stores }: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/organizations',
    config: { interaction: 'organizations' },
    handler: async (request, reply) => {
      const token = request.context?.token
      const all = await stores.organizations.list()
      const seen = all.filter(
        ({ id }) =>
          token?.admin || token?.organizations === 'all' || token?.organizations.includes(id),
      )
      const organizations = seen.map(({ id, slug, name }) => ({ id, slug, name }))
      return sendJson(reply, 200, { organizations }, PLAIN_JSON)
    },
  }
}
