import type { RouteOptions } from 'fastify'
import { isResourceId } from '#fhir/ids.ts'
import { admitted } from '#server/http/guard.ts'
import { Problem } from '#server/http/problem.ts'
import { answerRead } from '#server/http/read-answer.ts'
import type { Deps } from './deps.ts'

/** https://hl7.org/fhir/R4/http.html#read, and the bytes themselves as https://hl7.org/fhir/R4/binary.html#rest has it. */
export function readRoute({ store }: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/organizations/:org/fhir/4/Binary/:id',
    config: { interaction: 'read' },
    handler: async (request, reply) => {
      const { call, organization } = admitted(request)
      const { id } = request.params as { id: string }
      if (id === '_search') {
        throw new Problem(405, 'Search by POST here, or by GET one level up.', {
          headers: { allow: 'POST' },
        })
      }
      const version = isResourceId(id)
        ? await store.binaries.current(organization.id, id)
        : undefined
      if (!version) throw notFound()
      const { contents } = store
      return answerRead(request, reply, version, { contents, call, immutable: false })
    },
  }
}

/** https://hl7.org/fhir/R4/http.html#vread */
export function vreadRoute({ store }: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/organizations/:org/fhir/4/Binary/:id/_history/:versionId',
    config: { interaction: 'vread' },
    handler: async (request, reply) => {
      const { call, organization } = admitted(request)
      const { id, versionId } = request.params as { id: string; versionId: string }
      const { binaries, contents } = store
      const version =
        isResourceId(id) && isResourceId(versionId)
          ? await binaries.version(organization.id, id, versionId)
          : undefined
      if (version) return answerRead(request, reply, version, { contents, call, immutable: true })
      const known = isResourceId(id) && (await binaries.current(organization.id, id))
      throw known ? new Problem(404, 'There is no such version of this Binary.') : notFound()
    },
  }
}

/** It never existed, or it is another organization's: nobody learns which. */
export function notFound(): Problem {
  return new Problem(404, 'There is no Binary of this id here.')
}
