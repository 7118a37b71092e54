import type { RouteOptions } from 'fastify'
import type { Parameter } from '#fhir/search/parse.ts'
import { sendJson } from '#server/http/answer/answer.ts'
import { Problem } from '#server/http/errors.ts'
import { requireAccess } from '#server/http/guard.ts'
import { fhirUrl, queryOf } from '#server/http/request/address.ts'
import { jsonType } from '#server/http/request/negotiate.ts'
import type { Deps } from '../deps.ts'

interface Described {
  name: Parameter
  type: 'token' | 'date' | 'string' | 'reference'
  /** R4's own definition; what has none is defined here, or by a later release of FHIR. */
  definition?: string
  own?: { expression?: string; modifier?: string[] }
  documentation: string
}

/** What a search can ask for: all of it is declared, described and answered. */
const PARAMETERS: readonly Described[] = [
  {
    name: '_id',
    type: 'token',
    definition: 'http://hl7.org/fhir/SearchParameter/Resource-id',
    documentation: 'Ids, compared exactly.',
  },
  {
    name: '_language',
    type: 'token',
    documentation: 'Languages, compared whole and without regard to case.',
  },
  {
    name: '_lastUpdated',
    type: 'date',
    definition: 'http://hl7.org/fhir/SearchParameter/Resource-lastUpdated',
    documentation:
      'With eq, ne, gt, lt, ge, le, sa or eb. Days, and times without a zone, are UTC’s.',
  },
  {
    name: '_tag',
    type: 'token',
    definition: 'http://hl7.org/fhir/SearchParameter/Resource-tag',
    documentation: 'code, system|code, system| or |code, compared exactly.',
  },
  {
    name: '_content',
    type: 'string',
    definition: 'http://hl7.org/fhir/SearchParameter/Resource-content',
    documentation:
      'Each word must occur in the name of the file or in the text of its content: three letters or more anywhere, one or two where a word begins.',
  },
  {
    name: 'name',
    type: 'string',
    own: {
      expression: `Binary.meta.tag.where(system = 'https://binnacle.dev/fhir/filename').code`,
      modifier: ['contains', 'exact'],
    },
    documentation: 'The file’s name, or a word in it, begins so; without case and accents.',
  },
  {
    name: 'security-context',
    type: 'reference',
    own: { expression: 'Binary.securityContext', modifier: ['missing'] },
    documentation:
      'A reference such as Patient/123, its id alone, an identifier as value or system|value, or a part of the display.',
  },
  {
    name: 'content-type',
    type: 'token',
    own: { expression: 'Binary.contentType' },
    documentation: 'A media type without its parameters; image/* takes all of a type.',
  },
  {
    name: 'find',
    type: 'string',
    own: {},
    documentation:
      'Each word must occur in the file’s name or in its security context, or begin its id or a part of it.',
  },
]

/** As the CapabilityStatement lists them. @param url where the FHIR API of the organization is */
export function declaredParameters(url: string): object[] {
  return PARAMETERS.map(({ name, type, definition, own, documentation }) => {
    const canonical = own ? definitionUrl(url, name) : definition
    return { name, ...(canonical !== undefined && { definition: canonical }), type, documentation }
  })
}

/** The definitions of those that R4 does not define. https://hl7.org/fhir/R4/searchparameter.html */
export function searchParameterRoute({ config }: Deps): RouteOptions {
  return {
    method: ['GET', 'HEAD'],
    url: '/organizations/:org/fhir/4/SearchParameter/:parameter',
    config: { interaction: 'search-parameter' },
    handler: async (request, reply) => {
      requireAccess(request)
      const contentType = jsonType(request.headers.accept, queryOf(request.raw.url).get('_format'))
      const { parameter } = request.params as { parameter: string }
      const described = PARAMETERS.find(({ name, own }) => own && idOf(name) === parameter)
      if (!described) throw new Problem('not-found', 'There is no such SearchParameter.')
      return sendJson(reply, 200, resourceOf(described, fhirUrl(request, config)), contentType)
    },
  }
}

function resourceOf({ name, type, own, documentation }: Described, url: string): object {
  return {
    resourceType: 'SearchParameter',
    id: idOf(name),
    url: definitionUrl(url, name),
    name: idOf(name)
      .split('-')
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(''),
    status: 'active',
    description: documentation,
    code: name,
    base: ['Binary'],
    type,
    ...own,
  }
}

function definitionUrl(url: string, name: string): string {
  return `${url}/SearchParameter/${idOf(name)}`
}

function idOf(name: string): string {
  return `binary-${name}`
}
