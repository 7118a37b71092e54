import type { RouteOptions } from 'fastify'
import { isResourceId } from '#fhir/ids.ts'
import { parseInstant } from '#fhir/instant.ts'
import { PLAIN_JSON, sendJson } from '#server/http/answer/answer.ts'
import { Problem } from '#server/http/errors.ts'
import { requireAccess } from '#server/http/guard.ts'
import { baseUrl, queryOf } from '#server/http/request/address.ts'
import { DEFAULT_COUNT, given, MAX_COUNT } from '#server/http/request/page-query.ts'
import type { Deps } from './deps.ts'

/** Who did what here, newest first: `records`, and `next` while there are older ones. */
export function auditRoute(deps: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/organizations/:org/audit',
    config: { interaction: 'audit', adminOnly: true },
    handler: async (request, reply) => {
      const { organization } = requireAccess(request)
      const { org } = request.params as { org: string }
      const params = queryOf(request.raw.url)
      const filter = readFilter(params)
      const page = await deps.audit.list({ organization: organization.id, ...filter })
      const { records, next } = page
      const base = baseUrl(request, deps.config)
      if (next !== undefined) params.set('_cursor', next)
      const link = `${base}/organizations/${encodeURIComponent(org)}/audit?${params.toString()}`
      const body = { records, ...(next !== undefined && { next: link }) }
      return sendJson(reply, 200, body, PLAIN_JSON)
    },
  }
}

function readFilter(params: URLSearchParams) {
  const count = given(params, '_count') ?? String(DEFAULT_COUNT)
  if (!/^[1-9]\d*$/.test(count)) {
    throw new Problem('invalid-request', '_count must be a whole number, 1 or more.')
  }
  const id = given(params, 'id')
  if (id !== null && !isResourceId(id)) {
    throw new Problem('invalid-request', 'id must be the id of a Binary.')
  }
  const cursor = params.get('_cursor')
  const [from, to] = [instant(params, 'from'), instant(params, 'to')]
  return {
    count: Math.min(Number(count), MAX_COUNT),
    ...(id !== null && { id }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(cursor !== null && { cursor }),
  }
}

function instant(params: URLSearchParams, name: string): string | undefined {
  const text = given(params, name)
  if (text === null) return undefined
  const date = parseInstant(text.trim().replace(/ /g, '+'))
  if (date) return date.toISOString()
  throw new Problem('invalid-request', `${name} must be an instant with a time zone.`)
}
