import { ACCESS_SCHEMAS } from './access-schemas.ts'
import { AUDIT_SCHEMAS } from './audit-schemas.ts'
import { BATCH_SCHEMAS } from './batch-schemas.ts'

/** The shapes of requests and answers, as JSON Schema 2020-12, which OpenAPI 3.1 speaks. */
export const SCHEMAS = {
  Binary: {
    description: 'https://hl7.org/fhir/R4/binary.html',
    type: 'object',
    required: ['resourceType'],
    properties: {
      resourceType: { const: 'Binary' },
      id: { $ref: '#/components/schemas/Id' },
      meta: { $ref: '#/components/schemas/Meta' },
      implicitRules: { type: 'string' },
      language: { type: 'string', examples: ['en-GB'] },
      contentType: { type: 'string', examples: ['application/pdf'] },
      securityContext: { $ref: '#/components/schemas/Reference' },
      data: { type: 'string', contentEncoding: 'base64' },
      _data: {
        description:
          'Size and checksums of the content, also where the content itself is left out.',
        type: 'object',
        properties: { extension: { $ref: '#/components/schemas/Extensions' } },
      },
    },
  },
  Id: { type: 'string', pattern: '^[A-Za-z0-9\\-.]{1,64}$' },
  Meta: {
    type: 'object',
    properties: {
      versionId: { type: 'string' },
      lastUpdated: { type: 'string', format: 'date-time' },
      source: { type: 'string' },
      profile: { type: 'array', items: { type: 'string' } },
      security: { type: 'array', items: { $ref: '#/components/schemas/Coding' } },
      tag: {
        description:
          'The file’s name is the code of a tag of the system https://binnacle.dev/fhir/filename.',
        type: 'array',
        items: { $ref: '#/components/schemas/Coding' },
      },
      extension: { $ref: '#/components/schemas/Extensions' },
    },
  },
  Coding: {
    type: 'object',
    properties: {
      system: { type: 'string' },
      version: { type: 'string' },
      code: { type: 'string' },
      display: { type: 'string' },
      userSelected: { type: 'boolean' },
    },
  },
  Reference: {
    type: 'object',
    properties: {
      reference: { type: 'string', examples: ['Patient/1'] },
      type: { type: 'string' },
      identifier: { type: 'object' },
      display: { type: 'string' },
    },
  },
  Extensions: {
    type: 'array',
    items: { type: 'object', required: ['url'], properties: { url: { type: 'string' } } },
  },
  Bundle: {
    description: 'https://hl7.org/fhir/R4/bundle.html',
    type: 'object',
    required: ['resourceType', 'type', 'total', 'link'],
    properties: {
      resourceType: { const: 'Bundle' },
      type: { enum: ['history', 'searchset'] },
      total: { type: 'integer', minimum: 0 },
      link: {
        type: 'array',
        items: {
          type: 'object',
          required: ['relation', 'url'],
          properties: {
            relation: { enum: ['self', 'next'] },
            url: { type: 'string', format: 'uri' },
          },
        },
      },
      entry: { type: 'array', minItems: 1, items: { $ref: '#/components/schemas/BundleEntry' } },
    },
  },
  BundleEntry: {
    type: 'object',
    required: ['fullUrl'],
    properties: {
      fullUrl: { type: 'string', format: 'uri' },
      resource: { $ref: '#/components/schemas/Binary' },
      search: { type: 'object', properties: { mode: { const: 'match' } } },
      request: {
        type: 'object',
        required: ['method', 'url'],
        properties: { method: { enum: ['POST', 'PUT', 'DELETE'] }, url: { type: 'string' } },
      },
      response: {
        type: 'object',
        required: ['status', 'etag', 'lastModified'],
        properties: {
          status: { enum: ['200', '201', '204'] },
          location: { type: 'string', format: 'uri' },
          etag: { type: 'string' },
          lastModified: { type: 'string', format: 'date-time' },
          extension: { $ref: '#/components/schemas/Extensions' },
        },
      },
    },
  },
  ...BATCH_SCHEMAS,
  OperationOutcome: {
    description: 'https://hl7.org/fhir/R4/operationoutcome.html',
    type: 'object',
    required: ['resourceType', 'issue'],
    properties: {
      resourceType: { const: 'OperationOutcome' },
      issue: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['severity', 'code', 'diagnostics'],
          properties: {
            severity: { enum: ['fatal', 'error', 'warning', 'information'] },
            code: { type: 'string' },
            diagnostics: { type: 'string' },
            expression: { type: 'array', items: { type: 'string' } },
          },
        },
      },
    },
  },
  CapabilityStatement: {
    description: 'https://hl7.org/fhir/R4/capabilitystatement.html',
    type: 'object',
    required: ['resourceType', 'status', 'date', 'kind', 'fhirVersion', 'format', 'rest'],
    properties: {
      resourceType: { const: 'CapabilityStatement' },
      fhirVersion: { const: '4.0.1' },
      rest: { type: 'array', minItems: 1, items: { type: 'object' } },
    },
  },
  SearchParameter: {
    description: 'https://hl7.org/fhir/R4/searchparameter.html',
    type: 'object',
    required: ['resourceType', 'url', 'name', 'status', 'description', 'code', 'base', 'type'],
    properties: { resourceType: { const: 'SearchParameter' } },
  },
  JsonPatch: {
    description: 'RFC 6902',
    type: 'array',
    items: {
      type: 'object',
      required: ['op', 'path'],
      properties: {
        op: { enum: ['add', 'remove', 'replace', 'move', 'copy', 'test'] },
        path: { type: 'string' },
        from: { type: 'string' },
        value: true,
      },
    },
  },
  ...ACCESS_SCHEMAS,
  ...AUDIT_SCHEMAS,
  Health: { type: 'object', required: ['status'], properties: { status: { const: 'ok' } } },
  Readiness: {
    type: 'object',
    required: ['status', 'checks'],
    properties: {
      status: { enum: ['ok', 'failed'] },
      checks: {
        type: 'object',
        additionalProperties: {
          oneOf: [
            { const: 'ok' },
            { type: 'object', required: ['warning'], properties: { warning: { type: 'string' } } },
            { type: 'object', required: ['failed'], properties: { failed: { type: 'string' } } },
          ],
        },
      },
    },
  },
} as const
