import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { parseMediaType } from '#fhir/media-type.ts'
import { parseJsonPatch } from '#fhir/patch/parse-json-patch.ts'
import { checkId } from '#server/binaries/fields.ts'
import { patchBinary, type Patch } from '#server/binaries/patch.ts'
import { answerWritten } from '#server/http/answer/answer-written.ts'
import {
  limitsFor,
  readLongJson,
  refuseEncoding,
  sendContinue,
  type BodyLimits,
} from '#server/http/body/read-body.ts'
import { Problem } from '#server/http/errors.ts'
import { requireAccess } from '#server/http/guard.ts'
import { typeUrl } from '#server/http/request/address.ts'
import { versionsOf } from '#server/http/request/headers.ts'
import type { Deps } from './deps.ts'

/** https://hl7.org/fhir/R4/http.html#patch with RFC 6902: all or nothing, and always a new version. */
export function patchRoute({ stores, config, memory }: Deps): RouteOptions {
  const { maxBytes, patchMaxBytes, fieldsMaxBytes } = config
  return {
    method: 'PATCH',
    url: '/organizations/:org/fhir/4/Binary/:id',
    config: { interaction: 'patch', writes: true },
    handler: async (request, reply) => {
      const { context, organization } = requireAccess(request)
      const { id } = request.params as { id: string }
      checkId(id)
      const answer = { typeUrl: typeUrl(request, config), contents: stores.contents }
      const ifMatch = versionsOf('If-Match', request.headers['if-match'])
      const work = limitsFor(reply, memory, patchMaxBytes)
      const read = await readPatch(request, reply, work)
      const by = context.token?.subject ?? ''
      const patch = { by, organizationId: organization.id, id, ifMatch, ...read }
      const limits = { maxBytes, patchMaxBytes, fieldsMaxBytes, hold: work.held, turn: work.turn }
      const version = await patchBinary({ ...stores, ...limits }, context, patch)
      const written = { version, status: 200, raw: false, mayBeOld: true } as const
      return answerWritten(request, reply, { ...answer, ...written })
    },
  }
}

/** @throws Problem; NotAJsonPatch; BodyError */
async function readPatch(
  request: FastifyRequest,
  reply: FastifyReply,
  limits: BodyLimits,
): Promise<Pick<Patch, 'operations' | 'texts'>> {
  refuseEncoding(request)
  const type = parseMediaType(request.headers['content-type'] ?? '')
  const charset = type?.parameters.charset?.toLowerCase() ?? 'utf-8'
  if (type?.essence !== PATCH_TYPE || charset !== 'utf-8') {
    const message = `A patch must be a JSON Patch, sent as ${PATCH_TYPE}.`
    throw new Problem('unsupported-type', message, { headers: { 'accept-patch': PATCH_TYPE } })
  }
  sendContinue(request, reply, limits.bytes)
  const { value, texts } = await readLongJson(request.raw, { ...limits, json: PATCH_LIMITS })
  return { operations: parseJsonPatch(value, (text) => texts.of(text) !== undefined), texts }
}

/** Beside long texts, of which only data can be one: with it, a patch is bounded by the setting. */
const PATCH_LIMITS = { bytes: 1024 ** 2, values: 100_000 }
const PATCH_TYPE = 'application/json-patch+json'
