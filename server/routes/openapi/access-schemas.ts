/** Who may do what, see `schemas.ts`. */
export const ACCESS_SCHEMAS = {
  Code: {
    type: 'object',
    required: ['code'],
    properties: { code: { type: 'string', description: 'What follows `#code=` in the link.' } },
  },
  Session: {
    type: 'object',
    required: ['token'],
    additionalProperties: false,
    properties: {
      token: { type: 'string', description: 'A bearer token, for twelve hours at most.' },
    },
  },
  Organizations: {
    type: 'object',
    required: ['organizations'],
    properties: {
      organizations: {
        type: 'array',
        items: {
          type: 'object',
          required: ['id', 'slug', 'name'],
          additionalProperties: false,
          properties: {
            id: { type: 'string' },
            slug: { type: 'string' },
            name: { type: 'string' },
            access: {
              enum: ['read', 'write'],
              description: 'What the token may do there.',
            },
          },
        },
      },
      caller: {
        description: 'Whose the token is; another token of the same subject is the same person’s.',
        type: 'object',
        required: ['subject', 'name'],
        additionalProperties: false,
        properties: {
          subject: { type: 'string' },
          name: { type: 'string' },
          expires: { type: 'string', format: 'date-time' },
        },
      },
    },
  },
} as const
