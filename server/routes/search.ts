import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { parseMediaType, isFhirJson } from '#fhir/media-type.ts'
import { escapeSearchValue } from '#fhir/search/values.ts'
import type { OperationOutcome } from '#fhir/types.ts'
import { isRecord } from '#lib/is-record.ts'
import { pageBundle } from '#server/binaries/bundle.ts'
import { notABinary } from '#server/binaries/fields.ts'
import { sendBundle } from '#server/http/answer/answer.ts'
import {
  limitsFor,
  readSmallBody,
  readSmallJson,
  refuseEncoding,
  sendContinue,
  type BodyLimits,
} from '#server/http/body/read-body.ts'
import { Problem, warning } from '#server/http/errors.ts'
import { requireAccess } from '#server/http/guard.ts'
import { queryOf, typeUrl } from '#server/http/request/address.ts'
import { parsePrefer } from '#server/http/request/headers.ts'
import { jsonType } from '#server/http/request/negotiate.ts'
import { pageLinks, parsePageQuery, readWalk } from '#server/http/request/page-query.ts'
import { nextTurn } from '#server/http/turns.ts'
import type { Deps } from './deps.ts'

/** https://hl7.org/fhir/R4/http.html#search */
export function searchRoute(deps: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/organizations/:org/fhir/4/Binary',
    config: { interaction: 'search' },
    handler: (request, reply) => answerSearch(request, reply, deps, queryOf(request.raw.url)),
  }
}

/** The same with the criteria in the body; those in the address count as well. */
export function searchPostRoute(deps: Deps): RouteOptions {
  return {
    method: 'POST',
    url: '/organizations/:org/fhir/4/Binary/_search',
    config: { interaction: 'search' },
    handler: async (request, reply) => {
      const params = queryOf(request.raw.url)
      const limits = limitsFor(reply, deps.memory, deps.config.searchMaxBytes)
      const body = await readCriteria(request, reply, limits)
      for (const [name, value] of body) params.append(name, value)
      // Each step of a search for thousands of ids is a piece of its own.
      await nextTurn(request)
      return answerSearch(request, reply, deps, params)
    },
  }
}

async function answerSearch(
  request: FastifyRequest,
  reply: FastifyReply,
  { config, stores, memory, ...deps }: Deps,
  params: URLSearchParams,
): Promise<FastifyReply> {
  const { context, organization } = requireAccess(request)
  const walks = deps.walks.of(organization.id, context)
  const base = typeUrl(request, config)
  const contentType = jsonType(request.headers.accept, params.get('_format'))
  const { strict } = parsePrefer(request.headers.prefer)
  const walk = await readWalk(params, walks)
  // As the body is that named the same.
  if (walk) memory.for(reply).add(walk.query.length)
  const query = parsePageQuery(params, 'search', { strict, walk })
  // Asked before: what is indexed meanwhile may not be among what is found.
  const isLong = query.criteria.ids.flat().length > MANY_IDS
  const isByWords = query.criteria.words.length > 0
  const unread = isByWords ? wordOutcome(await stores.words.pending(organization.id)) : undefined
  if (isLong) await nextTurn(request)
  const page = await stores.binaries.search(organization.id, query.criteria, query, gone(reply))
  const outcome =
    unread ?? (query.total === 'accurate' && page.total === undefined ? UNCOUNTED : undefined)
  if (isLong) await nextTurn(request)
  const links = await pageLinks(query, page.next, { path: base, walks })
  const { shape } = query
  const source = { binaries: stores.binaries, organizationId: organization.id }
  const bundle = pageBundle('searchset', page, source, { shape, links, typePath: base, outcome })
  return sendBundle(request, reply, bundle, { contentType, contents: stores.contents, memory })
}

/** Aborts when the caller has hung up: nobody reads what is still looked for. */
function gone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => controller.abort())
  return controller.signal
}

/** To read and to write so many costs about as much as a small request. */
const MANY_IDS = 200

const UNCOUNTED = warning(
  'too-costly',
  'Too many files may match to count them. Narrow the search, or ask for an estimate.',
)

/** @throws Problem; Refusal; BodyError */
async function readCriteria(
  request: FastifyRequest,
  reply: FastifyReply,
  limits: BodyLimits,
): Promise<URLSearchParams> {
  const { 'content-type': contentType, 'content-length': length } = request.headers
  const chunked = request.headers['transfer-encoding'] !== undefined
  if (!chunked && (length === undefined || length === '0')) return new URLSearchParams()
  refuseEncoding(request)
  const isForm = parseMediaType(contentType ?? '')?.essence === FORM
  if (!isForm && !isFhirJson(contentType)) {
    throw new Problem(
      'unsupported-type',
      `Send the criteria as ${FORM}, or a Binary as application/fhir+json.`,
    )
  }
  sendContinue(request, reply, limits.bytes)
  if (isForm) return formOf(await readSmallBody(request.raw, limits))
  return criteriaOf(await readSmallJson(request.raw, { ...limits, json: FEW_VALUES }))
}

/** The body is a Binary. */
const FEW_VALUES = { values: 10_000 }
const FORM = 'application/x-www-form-urlencoded'

/** @throws Problem for more parameters than any search has, before they are made */
function formOf(body: Buffer): URLSearchParams {
  let parameters = 1
  for (let at = body.indexOf(AND); at !== -1; at = body.indexOf(AND, at + 1)) parameters += 1
  if (parameters > MOST_PARAMETERS)
    throw new Problem('limits', `A search may have ${MOST_PARAMETERS} parameters.`)
  return new URLSearchParams(body.toString())
}

/** `&` */
const AND = 0x26
const MOST_PARAMETERS = 30_000

/** The documented body is a Binary: its id and language are the criteria. */
function criteriaOf(json: unknown): URLSearchParams {
  if (!isRecord(json) || json.resourceType !== 'Binary') {
    throw notABinary()
  }
  const params = new URLSearchParams()
  for (const [name, field] of [
    ['_id', 'id'],
    ['_language', 'language'],
  ] as const) {
    const value = json[field]
    if (value === undefined) continue
    if (typeof value !== 'string' || value.trim() === '') {
      throw new Problem('invalid-request', `${field} must be a string.`, {
        expression: `Binary.${field}`,
      })
    }
    params.append(name, escapeSearchValue(value))
  }
  return params
}

/**
 * What has to be said beside the files that a search found by their words, where there may be more: some are not indexed
 * yet, or none are. `undefined` where all were searched that have words to be read.
 * @param pending `undefined` where words are not indexed
 */
function wordOutcome(pending: number | undefined): OperationOutcome | undefined {
  if (pending === undefined)
    return incomplete(
      'Only the names of files were searched: this server does not index their words.',
    )
  if (pending === 0) return undefined
  const files = pending === 1 ? '1 file is' : `${pending} files are`
  return incomplete(`The words of ${files} not yet indexed.`)
}

/** https://hl7.org/fhir/R4/valueset-issue-type.html#issue-type-incomplete */
function incomplete(diagnostics: string): OperationOutcome {
  return warning('incomplete', diagnostics)
}
