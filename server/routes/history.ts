import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { isResourceId } from '#fhir/ids.ts'
import { pageBundle } from '#server/http/bundle.ts'
import { admitted } from '#server/http/guard.ts'
import { jsonType } from '#server/http/negotiate.ts'
import { parsePageQuery } from '#server/http/page-query.ts'
import type { PageQuery } from '#server/http/page-query.ts'
import { parsePrefer } from '#server/http/prefer.ts'
import { queryOf } from '#server/http/request-url.ts'
import { sendBundle } from '#server/http/send-bundle.ts'
import type { Page } from '#server/store/store.ts'
import type { Deps } from './deps.ts'
import { notFound } from './read.ts'
import { typePath } from './type-path.ts'

/** https://hl7.org/fhir/R4/http.html#history of one Binary. */
export function instanceHistoryRoute(deps: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/organizations/:org/fhir/4/Binary/:id/_history',
    config: { interaction: 'history-instance' },
    handler: (request, reply) => {
      const { organization } = admitted(request)
      const { id } = request.params as { id: string }
      return answerHistory(request, reply, deps, `/${id}/_history`, async (query) =>
        isResourceId(id)
          ? deps.store.binaries.instanceHistory(organization.id, id, query)
          : undefined,
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
      const { organization } = admitted(request)
      return answerHistory(request, reply, deps, '/_history', (query) =>
        deps.store.binaries.typeHistory(organization.id, query),
      )
    },
  }
}

async function answerHistory(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  below: string,
  load: (query: PageQuery) => Promise<Page | undefined>,
): Promise<FastifyReply> {
  const base = typePath(request, deps)
  const params = queryOf(request.raw.url)
  const contentType = jsonType(request.headers.accept, params.get('_format'))
  const query = parsePageQuery(params, 'history', parsePrefer(request.headers.prefer).strict)
  const page = await load(query)
  if (!page) throw notFound()
  const bundle = pageBundle('history', page, query, { path: base + below, typePath: base })
  return sendBundle(request, reply, bundle, { contentType, contents: deps.store.contents })
}
