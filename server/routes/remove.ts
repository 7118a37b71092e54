import type { RouteOptions } from 'fastify'
import { formatETag } from '#fhir/etag.ts'
import { checkId } from '#server/binaries/fields.ts'
import { deleteBinary } from '#server/binaries/write.ts'
import { requireAccess } from '#server/http/guard.ts'
import { versionsOf } from '#server/http/request/headers.ts'
import type { Deps } from './deps.ts'

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
