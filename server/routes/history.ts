import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { pageBundle } from '#server/binaries/bundle.ts'
import { readHistory } from '#server/binaries/read.ts'
import { sendBundle } from '#server/http/answer/answer.ts'
import { requireAccess } from '#server/http/guard.ts'
import { queryOf, typeUrl } from '#server/http/request/address.ts'
import { parsePrefer } from '#server/http/request/headers.ts'
import { jsonType } from '#server/http/request/negotiate.ts'
import { pageLinks, parsePageQuery, readWalk } from '#server/http/request/page-query.ts'
import type { PageQuery } from '#server/http/request/page-query.ts'
import type { Page } from '#server/store/binaries.ts'
import type { Deps } from './deps.ts'

/** https://hl7.org/fhir/R4/http.html#history of one Binary. */
export function instanceHistoryRoute(deps: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/organizations/:org/fhir/4/Binary/:id/_history',
    config: { interaction: 'history-instance' },
    handler: (request, reply) => {
      const { organization } = requireAccess(request)
      const { id } = request.params as { id: string }
      return answerHistory(request, reply, deps, `/${id}/_history`, (query) =>
        readHistory(deps.stores.binaries, organization.id, id, query),
      )
    },
  }
}

/** The same of all Binaries of the organization. */
export function typeHistoryRoute(deps: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/organizations/:org/fhir/4/Binary/_history',
    config: { interaction: 'history-type' },
    handler: (request, reply) => {
      const { organization } = requireAccess(request)
      return answerHistory(request, reply, deps, '/_history', (query) =>
        deps.stores.binaries.typeHistory(organization.id, query),
      )
    },
  }
}

async function answerHistory(
  request: FastifyRequest,
  reply: FastifyReply,
  { config, stores, memory, ...deps }: Deps,
  path: string,
  load: (query: PageQuery) => Promise<Page>,
): Promise<FastifyReply> {
  const { context, organization } = requireAccess(request)
  const walks = deps.walks.of(organization.id, context)
  const base = typeUrl(request, config)
  const params = queryOf(request.raw.url)
  const contentType = jsonType(request.headers.accept, params.get('_format'))
  const { strict } = parsePrefer(request.headers.prefer)
  const query = parsePageQuery(params, 'history', { strict, walk: await readWalk(params, walks) })
  const page = await load(query)
  const links = await pageLinks(query, page.next, { path: base + path, walks })
  const { shape } = query
  const source = {
    binaries: stores.binaries,
    organizationId: organization.id,
  }
  const bundle = pageBundle('history', page, source, { shape, links, typePath: base })
  return sendBundle(request, reply, bundle, { contentType, contents: stores.contents, memory })
}
