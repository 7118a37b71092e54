import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { parseMediaType, isFhirJson } from '#fhir/media-type.ts'
import { escapeSearchValue } from '#fhir/search-params.ts'
import { isRecord } from '#lib/is-record.ts'
import { pageBundle } from '#server/http/bundle.ts'
import { admitted } from '#server/http/guard.ts'
import { jsonType } from '#server/http/negotiate.ts'
import { parsePageQuery } from '#server/http/page-query.ts'
import { parsePrefer } from '#server/http/prefer.ts'
import { Problem } from '#server/http/problem.ts'
import { queryOf } from '#server/http/request-url.ts'
import { sendBundle } from '#server/http/send-bundle.ts'
import { readSmallBody, readSmallJson } from '#server/http/small-body.ts'
import { goOn, refuseEncoding } from '#server/http/take-body.ts'
import type { Deps } from './deps.ts'
import { typePath } from './type-path.ts'

/** https://hl7.org/fhir/R4/http.html#search */
export function searchRoute(deps: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/organizations/:org/fhir/4/Binary',
    config: { interaction: 'search' },
    handler: (request, reply) => answerSearch(request, reply, deps, queryOf(request.raw.url)),
  }
}

/** The same with the criteria in the body, and in the address too where there are some. */
export function searchPostRoute(deps: Deps): RouteOptions {
  return {
    method: 'POST',
    url: '/organizations/:org/fhir/4/Binary/_search',
    config: { interaction: 'search' },
    handler: async (request, reply) => {
      const params = queryOf(request.raw.url)
      const body = await readCriteria(request, reply, deps.config.searchMaxBytes)
      for (const [name, value] of body) params.append(name, value)
      return answerSearch(request, reply, deps, params)
    },
  }
}

async function answerSearch(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  params: URLSearchParams,
): Promise<FastifyReply> {
  const { organization } = admitted(request)
  const base = typePath(request, deps)
  const contentType = jsonType(request.headers.accept, params.get('_format'))
  const query = parsePageQuery(params, 'search', parsePrefer(request.headers.prefer).strict)
  const page = await deps.store.binaries.search(organization.id, query.criteria, query)
  const bundle = pageBundle('searchset', page, query, { path: base, typePath: base })
  return sendBundle(request, reply, bundle, { contentType, contents: deps.store.contents })
}

/** @throws Problem 400, 415; BodyError */
async function readCriteria(
  request: FastifyRequest,
  reply: FastifyReply,
  limit: number,
): Promise<URLSearchParams> {
  const { 'content-type': contentType, 'content-length': length } = request.headers
  const chunked = request.headers['transfer-encoding'] !== undefined
  if (!chunked && (length === undefined || length === '0')) return new URLSearchParams()
  refuseEncoding(request)
  const isForm = parseMediaType(contentType ?? '')?.essence === FORM
  if (!isForm && !isFhirJson(contentType)) {
    throw new Problem(415, `Send the criteria as ${FORM}, or a Binary as application/fhir+json.`)
  }
  goOn(request, reply)
  if (isForm) return new URLSearchParams((await readSmallBody(request.raw, limit)).toString())
  return criteriaOf(await readSmallJson(request.raw, limit))
}

const FORM = 'application/x-www-form-urlencoded'

/** The documented body is a Binary: its id and language are the criteria. */
function criteriaOf(json: unknown): URLSearchParams {
  if (!isRecord(json) || json.resourceType !== 'Binary') {
    throw new Problem(400, 'The body must be a resource with "resourceType": "Binary".', {
      expression: 'Binary.resourceType',
    })
  }
  const params = new URLSearchParams()
  for (const [name, field] of [
    ['_id', 'id'],
    ['_language', 'language'],
  ] as const) {
    const value = json[field]
    if (value === undefined) continue
    if (typeof value !== 'string' || value.trim() === '') {
      throw new Problem(400, `${field} must be a string.`, { expression: `Binary.${field}` })
    }
    params.append(name, escapeSearchValue(value))
  }
  return params
}
