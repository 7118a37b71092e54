import type { RouteOptions } from 'fastify'
import { parseBinaryCriteria } from '#fhir/search-params.ts'
import { createBinary, findExisting } from '#server/binaries/write.ts'
import { answerWritten } from '#server/http/answer/answer-written.ts'
import { withBinaryBody } from '#server/http/body/binary-request.ts'
import { Problem } from '#server/http/errors.ts'
import { requireAccess } from '#server/http/guard.ts'
import { typeUrl } from '#server/http/request/address.ts'
import { joined } from '#server/http/request/headers.ts'
import type { BinaryCriteria } from '#server/store/binaries.ts'
import type { Deps } from './deps.ts'

/** https://hl7.org/fhir/R4/http.html#create */
export function createRoute({ stores, config, newId }: Deps): RouteOptions {
  const { binaries, contents, uploads } = stores
  return {
    method: 'POST',
    url: '/organizations/:org/fhir/4/Binary',
    config: { interaction: 'create', writes: true },
    handler: async (request, reply) => {
      const { context, organization } = requireAccess(request)
      const answer = { typeUrl: typeUrl(request, config), contents }
      const ifNoneExist = readIfNoneExist(joined(request.headers['if-none-exist']))
      if (ifNoneExist) {
        const version = await findExisting(binaries, organization.id, ifNoneExist)
        if (version) {
          context.audit.id = version.id
          context.audit.versionId = version.versionId
          return answerWritten(request, reply, { ...answer, version, status: 200, raw: true })
        }
      }
      const into = { contents, uploads, maxBytes: config.maxBytes }
      return withBinaryBody(request, reply, into, async (received) => {
        const target = { organizationId: organization.id, id: newId() }
        const { version, created } = await createBinary(
          binaries,
          context,
          target,
          received,
          ifNoneExist,
        )
        const status = created ? 201 : 200
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

/**
 * The search in an `If-None-Exist`, with or without what precedes its `?`.
 * @throws Problem when it can't be understood: ignoring a part of it would store a file twice
 */
export function readIfNoneExist(header: string | undefined): BinaryCriteria | undefined {
  if (header === undefined) return undefined
  const params = new URLSearchParams(header.slice(header.indexOf('?') + 1))
  for (const name of params.keys()) {
    if (name !== '_id' && name !== '_language') {
      throw new Problem('invalid-request', 'If-None-Exist can search by _id and _language only.')
    }
  }
  const criteria = parseBinaryCriteria(params)
  if (criteria.ids.length + criteria.languages.length > 0) return criteria
  throw new Problem('invalid-request', 'If-None-Exist must be a search such as _id=a1.')
}
