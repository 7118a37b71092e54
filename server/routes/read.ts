import type { RouteOptions } from 'fastify'
import { readCurrent, readVersion } from '#server/binaries/read.ts'
import { answerRead } from '#server/http/answer/answer-read.ts'
import { Problem } from '#server/http/errors.ts'
import { requireAccess } from '#server/http/guard.ts'
import type { Deps } from './deps.ts'

/** https://hl7.org/fhir/R4/http.html#read, and the bytes themselves as https://hl7.org/fhir/R4/binary.html#rest has it. */
export function readRoute({ stores: { binaries, contents }, memory }: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/organizations/:org/fhir/4/Binary/:id',
    config: { interaction: 'read' },
    handler: async (request, reply) => {
      const { context: caller, organization } = requireAccess(request)
      const { id } = request.params as { id: string }
      if (id === '_search') {
        throw new Problem('method-not-allowed', 'Search by POST here, or by GET one level up.', {
          headers: { allow: 'POST' },
        })
      }
      const version = await readCurrent(binaries, organization.id, id)
      return answerRead(request, reply, version, { contents, memory, caller, immutable: false })
    },
  }
}

/** https://hl7.org/fhir/R4/http.html#vread */
export function vreadRoute({ stores: { binaries, contents }, memory }: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/organizations/:org/fhir/4/Binary/:id/_history/:versionId',
    config: { interaction: 'vread' },
    handler: async (request, reply) => {
      const { context: caller, organization } = requireAccess(request)
      const { id, versionId } = request.params as { id: string; versionId: string }
      const version = await readVersion(binaries, organization.id, id, versionId)
      return answerRead(request, reply, version, { contents, memory, caller, immutable: true })
    },
  }
}
