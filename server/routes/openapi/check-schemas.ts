const INSTANT = { type: 'string', format: 'date-time' }
const COUNT = { type: 'integer', minimum: 0 }

/** What `GET /organizations/{org}/check` answers. */
export const CHECK_SCHEMAS = {
  ContentCheck: {
    type: 'object',
    required: ['damaged', 'missing', 'versions', 'more'],
    additionalProperties: false,
    properties: {
      last: {
        description: 'The check before, which came to its end.',
        type: 'object',
        required: ['started', 'finished'],
        additionalProperties: false,
        properties: { started: INSTANT, finished: INSTANT },
      },
      current: {
        description: 'The one under way.',
        type: 'object',
        required: ['started'],
        additionalProperties: false,
        properties: { started: INSTANT },
      },
      damaged: { ...COUNT, description: 'Contents; several versions may have the same.' },
      missing: COUNT,
      versions: {
        description: 'Those whose content is damaged or missing, the newest first.',
        type: 'array',
        items: { $ref: '#/components/schemas/FaultyVersion' },
      },
      more: { description: 'Whether there are more than these.', type: 'boolean' },
    },
  },
  FaultyVersion: {
    type: 'object',
    required: ['id', 'versionId', 'current', 'fault', 'sha256', 'noticed'],
    additionalProperties: false,
    properties: {
      id: { type: 'string' },
      versionId: { type: 'string' },
      current: { description: 'Whether it is the current version.', type: 'boolean' },
      fault: { enum: ['damaged', 'missing'] },
      sha256: { description: 'Of the content that was stored.', type: 'string' },
      noticed: INSTANT,
    },
  },
}
