import type { RouteOptions } from 'fastify'
import { formatETag } from '#fhir/etag.ts'
import { checkId } from '#server/binaries/fields.ts'
import { deleteBinary } from '#server/binaries/write.ts'
import { answerWritten } from '#server/http/answer/answer-written.ts'
import { withBinaryBody } from '#server/http/body/binary-request.ts'
import { requireAccess } from '#server/http/guard.ts'
import { typeUrl } from '#server/http/request/address.ts'
import { versionsOf } from '#server/http/request/headers.ts'
import type { Deps } from './deps.ts'
import { writeVersion } from './write.ts'

/**
 * https://hl7.org/fhir/R4/http.html#update. It replaces the whole Binary; fields alone are changed by a patch.
 */
export function updateRoute(deps: Deps): RouteOptions {
  const { stores, config } = deps
  const { contents, uploads } = stores
  return {
    method: 'PUT',
    url: '/organizations/:org/fhir/4/Binary/:id',
    config: { interaction: 'update', writes: true },
    handler: async (request, reply) => {
      const { context, organization } = requireAccess(request)
      const { id } = request.params as { id: string }
      checkId(id)
      const answer = { typeUrl: typeUrl(request, config), contents }
      const { maxBytes, fieldsMaxBytes } = config
      const into = { contents, uploads, maxBytes, fieldsMaxBytes }
      const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = request.headers
      const written = await writeVersion(
        {
          deps,
          by: context,
          organizationId: organization.id,
          receive: (work) => withBinaryBody(request, reply, into, work),
        },
        id,
        { ifMatch, ifNoneMatch },
      )
      return answerWritten(request, reply, { ...answer, ...written, mayBeOld: false })
    },
  }
}

/** https://hl7.org/fhir/R4/http.html#delete: 204 also for what is deleted already or never existed. */
export function removeRoute({ stores }: Deps): RouteOptions {
  return {
    method: 'DELETE',
    url: '/organizations/:org/fhir/4/Binary/:id',
    config: { interaction: 'delete', writes: true },
    handler: async (request, reply) => {
      const { context, organization } = requireAccess(request)
      const { id } = request.params as { id: string }
      checkId(id)
      const ifMatch = versionsOf('If-Match', request.headers['if-match'])
      const target = { organizationId: organization.id, id }
      const version = await deleteBinary(stores.binaries, context, target, { ifMatch })
      if (version) reply.header('etag', formatETag(version.versionId))
      return reply.code(204).send()
    },
  }
}
