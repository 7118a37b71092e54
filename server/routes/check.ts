import type { RouteOptions } from 'fastify'
import { PLAIN_JSON, sendJson } from '#server/http/answer/answer.ts'
import { requireAccess } from '#server/http/guard.ts'
import type { Deps } from './deps.ts'

/** For admins: which versions of this organization have content that is damaged or missing, and when that was looked at. */
export function checkRoute({ stores }: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/organizations/:org/check',
    config: { interaction: 'check', adminOnly: true },
    handler: async (request, reply) => {
      const { organization } = requireAccess(request)
      const { last, current } = await stores.check.state()
      const found = await stores.check.ofOrganization(organization.id, MOST)
      // What the server has altogether is nothing of one organization's.
      const body = {
        ...(last && { last: { started: last.started, finished: last.finished } }),
        ...(current && { current: { started: current.started } }),
        ...found,
      }
      return sendJson(reply, 200, body, PLAIN_JSON)
    },
  }
}

/** Versions that are named. */
const MOST = 1000
