/** A batch and its answer, see `schemas.ts`. */
export const BATCH_SCHEMAS = {
  Batch: {
    description: 'https://hl7.org/fhir/R4/http.html#transaction',
    type: 'object',
    required: ['resourceType', 'type'],
    properties: {
      resourceType: { const: 'Bundle' },
      type: { const: 'batch' },
      entry: {
        type: 'array',
        items: {
          type: 'object',
          required: ['request', 'resource'],
          properties: {
            fullUrl: { type: 'string' },
            resource: { $ref: '#/components/schemas/Binary' },
            request: {
              type: 'object',
              required: ['method', 'url'],
              properties: {
                method: { enum: ['POST', 'PUT'] },
                url: { type: 'string', examples: ['Binary', 'Binary/a1'] },
                ifMatch: { type: 'string' },
                ifNoneMatch: { const: '*' },
                ifNoneExist: { type: 'string' },
              },
            },
          },
        },
      },
    },
  },
  BatchResponse: {
    description: 'https://hl7.org/fhir/R4/http.html#transaction-response',
    type: 'object',
    required: ['resourceType', 'type'],
    properties: {
      resourceType: { const: 'Bundle' },
      type: { const: 'batch-response' },
      entry: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['response'],
          properties: {
            resource: { $ref: '#/components/schemas/Binary' },
            response: {
              type: 'object',
              required: ['status'],
              properties: {
                status: { type: 'string', pattern: '^[1-5][0-9]{2} ' },
                location: { type: 'string', format: 'uri' },
                etag: { type: 'string' },
                lastModified: { type: 'string', format: 'date-time' },
                outcome: { $ref: '#/components/schemas/OperationOutcome' },
              },
            },
          },
        },
      },
    },
  },
} as const
