import type { RouteOptions } from 'fastify'
import { JSON_TYPES } from '#fhir/media-type.ts'
import { PLAIN_JSON, sendJson } from '#server/http/answer/answer.ts'
import { PART_TYPE } from '#server/http/request/tus.ts'
import { VERSION } from '#server/version.ts'
import { CHECK_SCHEMAS } from './check-schemas.ts'
import { OPERATIONS } from './operations.ts'
import { content, PARAMETERS, parameterRefs, refusals, schemaRef } from './parts.ts'
import type { Operation, ParameterName } from './parts.ts'
import { SCHEMAS } from './schemas.ts'

/** The API described for machines (https://spec.openapis.org/oas/v3.1.1.html); HEAD works wherever GET does. */
export function openApiRoute(): RouteOptions {
  const document = openApiDocument()
  return {
    method: ['GET', 'HEAD'],
    url: '/openapi.json',
    handler: async (_request, reply) => sendJson(reply, 200, document, PLAIN_JSON),
  }
}

function openApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: described(operation) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Binnacle',
      version: VERSION,
      description: 'The FHIR R4 Binary resources of organizations: the files that they keep.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      parameters: PARAMETERS,
      schemas: { ...SCHEMAS, ...CHECK_SCHEMAS },
    },
  }
}

function described(operation: Operation): object {
  const { id, summary, parameters = [], body, answers, open = false } = operation
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as ParameterName)
  const common: ParameterName[] = open ? [] : ['logCdata', 'logCdataFormat']
  const always = open ? [] : [400, 401, 403, ...(inPath.length > 0 ? [404] : [])]
  // Nobody undoes another transfer coding than `chunked`.
  const ofBodies = body ? [501] : []
  return {
    operationId: id,
    summary,
    ...(open && { security: [] }),
    parameters: parameterRefs([...inPath, ...parameters, ...common]),
    ...(body && { requestBody: { required: body !== 'criteria', content: BODIES[body] } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, holds]) => [
          status,
          answer(Number(status), holds, operation),
        ]),
      ),
      ...refusals(
        [...always, ...ofBodies, ...(operation.refusals ?? [])].toSorted((a, b) => a - b),
      ),
    },
  }
}

const BODIES = {
  binary: { ...content('Binary', JSON_TYPES), '*/*': { schema: {} } },
  batch: content('Batch', JSON_TYPES),
  patch: content('JsonPatch', ['application/json-patch+json']),
  criteria: {
    'application/x-www-form-urlencoded': { schema: { type: 'object' } },
    ...content('Binary', JSON_TYPES),
  },
  part: { [PART_TYPE]: { schema: {} } },
  code: content('Code', ['application/json']),
}

const SAID: Record<number, string> = {
  200: 'Done.',
  201: 'Created; `Location` names the version.',
  204: 'It is gone.',
  206: 'The range that was asked for.',
}

function answer(
  status: number,
  holds: Operation['answers'][number],
  { says, headers = [] }: Operation,
): object {
  const description = says?.[status] ?? SAID[status] ?? ''
  if (holds === 'nothing') {
    const described = headers.map((name) => [name, { schema: { type: 'string' } }])
    return { description, ...(headers.length > 0 && { headers: Object.fromEntries(described) }) }
  }
  if (holds === 'raw') {
    return { description, content: { ...content('Binary', JSON_TYPES), '*/*': { schema: {} } } }
  }
  if (holds === 'written') {
    const schema = { oneOf: [schemaRef('Binary'), schemaRef('OperationOutcome')] }
    return {
      description,
      headers: WRITTEN_HEADERS,
      content: { 'application/fhir+json': { schema } },
    }
  }
  const plain = PLAIN.has(holds)
  return { description, content: content(holds, plain ? ['application/json'] : JSON_TYPES) }
}

const WRITTEN_HEADERS = {
  ETag: { schema: { type: 'string', examples: ['W/"2"'] } },
  Location: { schema: { type: 'string' } },
  'Last-Modified': { schema: { type: 'string' } },
}

/** Shapes that are not FHIR's. */
const PLAIN: ReadonlySet<string> = new Set([
  'Organizations',
  'AuditPage',
  'ContentCheck',
  'Session',
  'Health',
  'Readiness',
])
