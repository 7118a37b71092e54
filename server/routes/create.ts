import type { RouteOptions } from 'fastify'
import { answerWritten } from '#server/http/answer/answer-written.ts'
import { withBinaryBody } from '#server/http/body/binary-request.ts'
import { requireAccess } from '#server/http/guard.ts'
import { typeUrl } from '#server/http/request/address.ts'
import { joined } from '#server/http/request/headers.ts'
import type { Deps } from './deps.ts'
import { writeNew } from './write.ts'

/** https://hl7.org/fhir/R4/http.html#create */
export function createRoute(deps: Deps): RouteOptions {
  const { stores, config } = deps
  const { contents, uploads } = stores
  return {
    method: 'POST',
    url: '/organizations/:org/fhir/4/Binary',
    config: { interaction: 'create', writes: true },
    handler: async (request, reply) => {
      const { context, organization } = requireAccess(request)
      const answer = { typeUrl: typeUrl(request, config), contents }
      const { maxBytes, fieldsMaxBytes } = config
      const into = { contents, uploads, maxBytes, fieldsMaxBytes }
      const written = await writeNew(
        {
          deps,
          by: context,
          organizationId: organization.id,
          receive: (work) => withBinaryBody(request, reply, into, work),
        },
        joined(request.headers['if-none-exist']),
      )
      return answerWritten(request, reply, { ...answer, ...written, mayBeOld: false })
    },
  }
}
