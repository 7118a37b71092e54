import type { RouteOptions } from 'fastify'
import { parseBinaryCriteria } from '#fhir/search-params.ts'
import { admitted } from '#server/http/guard.ts'
import { joined } from '#server/http/header-text.ts'
import { Problem } from '#server/http/problem.ts'
import { withBinaryBody } from '#server/http/take-body.ts'
import { ambiguous, answerWritten, commitAudited, signature } from '#server/http/write.ts'
import type { BinaryCriteria } from '#server/store/store.ts'
import type { Deps } from './deps.ts'
import { typePath } from './type-path.ts'

/** https://hl7.org/fhir/R4/http.html#create */
export function createRoute(deps: Deps): RouteOptions {
  const { store, config, newId } = deps
  return {
    method: 'POST',
    url: '/organizations/:org/fhir/4/Binary',
    config: { interaction: 'create', writes: true },
    handler: async (request, reply) => {
      const { call, organization } = admitted(request)
      const path = typePath(request, deps)
      const { contents } = store
      const answer = { typePath: path, contents }
      const ifNoneExist = readIfNoneExist(joined(request.headers['if-none-exist']))
      if (ifNoneExist) {
        // The commit looks again: this only spares the body when the answer is clear already.
        const found = await store.binaries.search(organization.id, ifNoneExist, { count: 2 })
        const [version] = found.versions
        if (found.total > 1) throw ambiguous()
        if (version) {
          call.id = version.id
          call.versionId = version.versionId
          return answerWritten(request, reply, { ...answer, version, status: 200, raw: true })
        }
      }
      return withBinaryBody(
        request,
        reply,
        { contents, maxBytes: config.maxBytes },
        async (taken) => {
          call.bytes = taken.size
          const reference = taken.fields.securityContext?.reference
          if (reference !== undefined) call.securityContext = reference
          const content = await taken.content?.keep()
          const committed = await commitAudited(store, call, {
            kind: 'create',
            organizationId: organization.id,
            id: newId(),
            body: { fields: taken.fields, ...(content && { content }) },
            ...signature(call),
            ...(ifNoneExist && { ifNoneExist }),
          })
          if (!('version' in committed) || !committed.version)
            throw new Error('A create left nothing.')
          const { version, outcome } = committed
          const status = outcome === 'exists' ? 200 : 201
          return answerWritten(request, reply, { ...answer, version, status, raw: taken.raw })
        },
      )
    },
  }
}

/**
 * The search in an `If-None-Exist`, with or without what stands before its `?`.
 * @throws Problem 400 when it does not say one: ignoring a part of it would store a file twice
 */
function readIfNoneExist(header: string | undefined): BinaryCriteria | undefined {
  if (header === undefined) return undefined
  const params = new URLSearchParams(header.slice(header.indexOf('?') + 1))
  for (const name of params.keys()) {
    if (name !== '_id' && name !== '_language') {
      throw new Problem(400, 'If-None-Exist can search by _id and _language only.')
    }
  }
  const criteria = parseBinaryCriteria(params)
  if (criteria.ids.length + criteria.languages.length > 0) return criteria
  throw new Problem(400, 'If-None-Exist must be a search such as _id=a1.')
}
