import type { RouteOptions } from 'fastify'
import { formatETag } from '#fhir/etag.ts'
import { checkId } from '#server/binaries/fields.ts'
import { checkConditions, deleteBinary, replaceBinary } from '#server/binaries/write.ts'
import { answerWritten } from '#server/http/answer/answer-written.ts'
import { withBinaryBody } from '#server/http/body/binary-request.ts'
import { Problem } from '#server/http/errors.ts'
import { requireAccess } from '#server/http/guard.ts'
import { typeUrl } from '#server/http/request/address.ts'
import { versionsOf } from '#server/http/request/headers.ts'
import type { Deps } from './deps.ts'

/**
 * https://hl7.org/fhir/R4/http.html#update. It replaces the whole Binary; fields alone are changed by a patch.
 */
export function updateRoute({ stores, config }: Deps): RouteOptions {
  const { binaries, contents, uploads } = stores
  return {
    method: 'PUT',
    url: '/organizations/:org/fhir/4/Binary/:id',
    config: { interaction: 'update', writes: true },
    handler: async (request, reply) => {
      const { context, organization } = requireAccess(request)
      const { id } = request.params as { id: string }
      checkId(id)
      const answer = { typeUrl: typeUrl(request, config), contents }
      const ifMatch = versionsOf('If-Match', request.headers['if-match'])
      const ifNoneMatch = versionsOf('If-None-Match', request.headers['if-none-match'])
      if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
        throw new Problem(
          'invalid-request',
          'If-None-Match on an update can only be *: create, but never replace.',
        )
      }
      const conditions = { ifMatch, ifNoneMatch }
      checkConditions(await binaries.current(organization.id, id), conditions)
      const into = { contents, uploads, maxBytes: config.maxBytes }
      return withBinaryBody(request, reply, into, async (received) => {
        const target = { organizationId: organization.id, id }
        const version = await replaceBinary(binaries, context, target, received, conditions)
        const status = version.status === '201' ? 201 : 200
        return answerWritten(request, reply, {
          ...answer,
          version,
          status,
          raw: received.raw || received.apart === true,
        })
      })
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
