import type { RouteOptions } from 'fastify'
import { isResourceId } from '#fhir/ids.ts'
import { admitted } from '#server/http/guard.ts'
import { versionsOf } from '#server/http/preconditions.ts'
import { Problem } from '#server/http/problem.ts'
import { withBinaryBody } from '#server/http/take-body.ts'
import { answerWritten, checkEarly, commitAudited, signature, stale } from '#server/http/write.ts'
import type { Deps } from './deps.ts'
import { typePath } from './type-path.ts'

/**
 * https://hl7.org/fhir/R4/http.html#update. It replaces the whole: without `data` the new version has no content, and
 * tags that do not come along are gone. Fields alone are changed by a patch.
 */
export function updateRoute(deps: Deps): RouteOptions {
  const { store, config } = deps
  return {
    method: 'PUT',
    url: '/organizations/:org/fhir/4/Binary/:id',
    config: { interaction: 'update', writes: true },
    handler: async (request, reply) => {
      const { call, organization } = admitted(request)
      const { id } = request.params as { id: string }
      checkId(id)
      const path = typePath(request, deps)
      const ifMatch = versionsOf('If-Match', request.headers['if-match'])
      const ifNoneMatch = versionsOf('If-None-Match', request.headers['if-none-match'])
      if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
        throw new Problem(
          400,
          'If-None-Match on an update can only be *: create, but never replace.',
        )
      }
      const current = await store.binaries.current(organization.id, id)
      checkEarly(current, ifMatch)
      if (ifNoneMatch && current?.body) throw stale(current)
      const { contents } = store
      return withBinaryBody(
        request,
        reply,
        { contents, maxBytes: config.maxBytes },
        async (taken) => {
          if (!taken.raw && taken.id !== id) throw otherId(taken.id)
          call.bytes = taken.size
          const reference = taken.fields.securityContext?.reference
          if (reference !== undefined) call.securityContext = reference
          const content = await taken.content?.keep()
          const committed = await commitAudited(store, call, {
            kind: 'update',
            organizationId: organization.id,
            id,
            body: { fields: taken.fields, ...(content && { content }) },
            ...signature(call),
            ...(ifMatch && { ifMatch }),
            ...(ifNoneMatch && { ifNoneMatch }),
          })
          if (!('version' in committed) || !committed.version)
            throw new Error('An update left nothing.')
          const { version } = committed
          const status = version.status === '201' ? 201 : 200
          return answerWritten(request, reply, {
            version,
            status,
            typePath: path,
            raw: taken.raw,
            contents,
          })
        },
      )
    },
  }
}

/** @throws Problem 400 for what can be nobody's id */
export function checkId(id: string): void {
  if (isResourceId(id)) return
  throw new Problem(400, 'An id is 1 to 64 letters, digits, hyphens and dots.', {
    expression: 'Binary.id',
  })
}

function otherId(id: unknown): Problem {
  const problem = id === undefined ? 'The body must name its id' : 'The body names another id'
  return new Problem(400, `${problem}: the same as in the address.`, { expression: 'Binary.id' })
}
