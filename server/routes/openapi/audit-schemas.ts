/** The same for the audit log. */
export const AUDIT_SCHEMAS = {
  AuditPage: {
    type: 'object',
    required: ['records'],
    additionalProperties: false,
    properties: {
      records: { type: 'array', items: { $ref: '#/components/schemas/AuditRecord' } },
      next: { description: 'Where the older ones are.', type: 'string', format: 'uri' },
    },
  },
  AuditRecord: {
    type: 'object',
    required: ['at', 'requestId', 'interaction', 'status', 'duration', 'bytes'],
    additionalProperties: false,
    properties: {
      at: { type: 'string', format: 'date-time' },
      requestId: { type: 'string' },
      token: { description: 'Its name, never its text.', type: 'string' },
      organization: { type: 'string' },
      interaction: { type: 'string' },
      id: { type: 'string' },
      versionId: { type: 'string' },
      status: { type: 'integer' },
      duration: { description: 'Milliseconds.', type: 'number' },
      bytes: { description: 'Of content, received or sent.', type: 'integer' },
      securityContext: { type: 'string' },
      logCdata: {
        type: 'object',
        additionalProperties: { type: ['string', 'number', 'boolean'] },
      },
      folded: { $ref: '#/components/schemas/FoldedRecord' },
    },
  },
  FoldedRecord: {
    description: 'Of a record that stands for several: all else in it is the first one’s.',
    type: 'object',
    required: ['kind', 'until', 'count'],
    additionalProperties: false,
    properties: {
      kind: { enum: ['refused', 'dropped'] },
      address: { description: 'From where, or “others”.', type: 'string' },
      from: { type: 'string', format: 'date-time' },
      until: { type: 'string', format: 'date-time' },
      count: { type: 'integer', minimum: 1 },
    },
  },
} as const
