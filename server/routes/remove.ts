import type { RouteOptions } from 'fastify'
import { formatETag } from '#fhir/etag.ts'
import { admitted } from '#server/http/guard.ts'
import { versionsOf } from '#server/http/preconditions.ts'
import { checkEarly, commitAudited, signature } from '#server/http/write.ts'
import type { Deps } from './deps.ts'
import { checkId } from './update.ts'

/** https://hl7.org/fhir/R4/http.html#delete: 204 also for what is gone already or never was. */
export function removeRoute({ store }: Deps): RouteOptions {
  return {
    method: 'DELETE',
    url: '/organizations/:org/fhir/4/Binary/:id',
    config: { interaction: 'delete', writes: true },
    handler: async (request, reply) => {
      const { call, organization } = admitted(request)
      const { id } = request.params as { id: string }
      checkId(id)
      const ifMatch = versionsOf('If-Match', request.headers['if-match'])
      const current = await store.binaries.current(organization.id, id)
      const reference = current?.body?.fields.securityContext?.reference
      if (reference !== undefined) call.securityContext = reference
      checkEarly(current, ifMatch)
      const committed = await commitAudited(store, call, {
        kind: 'delete',
        organizationId: organization.id,
        id,
        ...signature(call),
        ...(ifMatch && { ifMatch }),
      })
      if ('version' in committed && committed.version) {
        reply.header('etag', formatETag(committed.version.versionId))
      }
      return reply.code(204).send()
    },
  }
}
