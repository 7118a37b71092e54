import type { RouteOptions } from 'fastify'
import { RAW_CONTENT_EXTENSION, RESUMABLE_UPLOADS_EXTENSION } from '#fhir/binary/binary.ts'
import { JSON_TYPES } from '#fhir/media-type.ts'
import { sendJson } from '#server/http/answer/answer.ts'
import { fhirUrl, queryOf } from '#server/http/request/address.ts'
import { jsonType } from '#server/http/request/negotiate.ts'
import { VERSION } from '#server/version.ts'
import type { Deps } from '../deps.ts'
import { declaredParameters } from './search-parameters.ts'
import { declaredSecurity } from './smart.ts'

/** https://hl7.org/fhir/R4/http.html#capabilities */
export function metadataRoute({ config, elsewhere }: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/organizations/:org/fhir/4/metadata',
    config: { interaction: 'capabilities' },
    handler: async (request, reply) => {
      const contentType = jsonType(request.headers.accept, queryOf(request.raw.url).get('_format'))
      const url = fhirUrl(request, config)
      return sendJson(reply, 200, capabilityStatement(url, elsewhere), contentType)
    },
  }
}

const INTERACTIONS = [
  'create',
  'read',
  'vread',
  'update',
  'patch',
  'delete',
  'history-instance',
  'history-type',
  'search-type',
]

/** @param url where the FHIR API of the organization is */
function capabilityStatement(url: string, elsewhere: Deps['elsewhere']): object {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-27',
    kind: 'instance',
    software: { name: 'Binnacle', version: VERSION },
    implementation: { description: 'Binnacle: the Binary resources of an organization', url },
    fhirVersion: '4.0.1',
    format: JSON_TYPES,
    patchFormat: ['application/json-patch+json'],
    rest: [
      {
        mode: 'server',
        security: declaredSecurity(elsewhere),
        resource: [
          {
            extension: [
              { url: RAW_CONTENT_EXTENSION, valueBoolean: true },
              // Relative, so that it holds behind every proxy.
              { url: RESUMABLE_UPLOADS_EXTENSION, valueUrl: '$uploads' },
            ],
            type: 'Binary',
            profile: 'http://hl7.org/fhir/StructureDefinition/Binary',
            interaction: INTERACTIONS.map((code) => ({ code })),
            versioning: 'versioned',
            readHistory: true,
            updateCreate: true,
            conditionalCreate: true,
            conditionalRead: 'full-support',
            conditionalUpdate: false,
            conditionalDelete: 'not-supported',
            searchParam: declaredParameters(url),
          },
        ],
        interaction: [
          { code: 'batch', documentation: 'Creates and updates of Binary, each on its own.' },
        ],
      },
    ],
  }
}
