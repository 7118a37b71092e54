import type { RouteOptions } from 'fastify'
import { PLAIN_JSON, sendJson } from '#server/http/answer/answer.ts'
import type { Deps } from './deps.ts'

/**
 * The organizations that the token may open; an admin's sees the names of all. `caller` says whose the token is, so that
 * a console knows whether another token is the same person's.
 */
export function organizationsRoute({ stores }: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/organizations',
    config: { interaction: 'organizations' },
    handler: async (request, reply) => {
      const token = request.context?.token
      const all = await stores.organizations.list()
      const opens = (id: string) =>
        token?.organizations === 'all' || token?.organizations.includes(id) === true
      const seen = all.filter(({ id }) => token?.admin || opens(id))
      const organizations = seen.map(({ id, slug, name }) => ({
        id,
        slug,
        name,
        // So that a console can say early what is not allowed.
        ...(opens(id) && { access: token?.access }),
      }))
      const caller = token && {
        subject: token.name,
        name: token.name,
        ...(token.expires !== undefined && { expires: token.expires }),
      }
      const answer = { organizations, ...(caller && { caller }) }
      return sendJson(reply, 200, answer, PLAIN_JSON)
    },
  }
}
