import type { CHECK_SCHEMAS } from './check-schemas.ts'
import type { SCHEMAS } from './schemas.ts'

/** The pieces that operations are put together from. */
export type SchemaName = keyof typeof SCHEMAS | keyof typeof CHECK_SCHEMAS

export const PARAMETERS = {
  org: path('org', 'The organization’s id or slug.'),
  id: path('id', 'The logical id of the Binary.'),
  versionId: path('versionId', 'The version, as `meta.versionId` and the ETag name it.'),
  logCdata: header('log-cdata', 'The caller’s own data for the audit log, up to 2,048 characters.'),
  logCdataFormat: header(
    'log-cdata-format',
    '`kv`: `key=value` pairs separated by `;` or `,`. `json`: an object.',
    { enum: ['kv', 'json'], default: 'kv' },
  ),
  ifMatch: header('If-Match', 'The ETag that the change is based on; a stale one is refused.'),
  ifNoneMatch: header('If-None-Match', 'On a read: 304 for this version. On an update: only `*`.'),
  ifNoneExist: header(
    'If-None-Exist',
    'A search by `_id`, `_language` or `_tag`: created where none matches.',
  ),
  prefer: header('Prefer', '`return=representation|minimal|OperationOutcome`, `handling=strict`.'),
  range: header('Range', 'A range of bytes of raw content.'),
  securityContext: header('X-Security-Context', 'For a raw body: the reference to keep.'),
  contentLanguage: header('Content-Language', 'For a raw body: its language.'),
  contentDisposition: header('Content-Disposition', 'For a raw body: the file’s name.'),
  upload: path('upload', 'The upload, as its `Location` names it.'),
  tusResumable: { ...header('Tus-Resumable', 'Always `1.0.0`.'), required: true },
  uploadLength: { ...header('Upload-Length', 'Bytes of the whole.'), required: true },
  uploadOffset: {
    ...header('Upload-Offset', 'Where the bytes belong: where the upload goes on.'),
    required: true,
  },
  uploadMetadata: header('Upload-Metadata', 'Pairs of a key and a base64 value, between commas.'),
  uploadChecksum: header('Upload-Checksum', '`sha256` or `sha1` of the part, and it in base64.'),
  _id: query('_id', 'Ids, comma-separated (any of them); repeat to narrow down.'),
  _language: query(
    '_language',
    'Languages, comma-separated, compared whole and without regard to case.',
  ),
  _lastUpdated: query(
    '_lastUpdated',
    'A date or time, with `eq`, `ne`, `gt`, `lt`, `ge`, `le`, `sa` or `eb` in front; days are UTC’s.',
  ),
  _tag: query('_tag', '`code`, `system|code`, `system|` or `|code`, compared exactly.'),
  _content: query(
    '_content',
    'Words, each of which must occur in the file’s name or in the text of its content.',
  ),
  name: query('name', 'How the file’s name, or a word in it, begins.'),
  nameContains: query('name:contains', 'A part of the file’s name.'),
  nameExact: query('name:exact', 'The whole name, to the letter.'),
  securityContextParameter: query(
    'security-context',
    'A reference, its id alone, an identifier (`value` or `system|value`), or a part of the display.',
  ),
  securityContextMissing: query('security-context:missing', 'Whether there is none.', {
    type: 'boolean',
  }),
  contentType: query('content-type', 'A media type without parameters, or `image/*`.'),
  find: query(
    'find',
    'Words, each of which must occur in the name or the security context, or begin the id or a part of it.',
  ),
  _sort: query('_sort', 'One key; `-_lastUpdated` unless another is given.', {
    enum: ['_lastUpdated', '-_lastUpdated', 'name', '-name', 'size', '-size'],
  }),
  _total: query('_total', 'Whether to count, and how exactly.', {
    enum: ['none', 'estimate', 'accurate'],
  }),
  parameter: path('parameter', 'As the CapabilityStatement’s `definition` names it.'),
  _count: query('_count', 'Entries of a page: 50 by default, at most 500; 0 for the total alone.', {
    type: 'integer',
    minimum: 0,
  }),
  _since: query('_since', 'Changes at or after this instant.', {
    type: 'string',
    format: 'date-time',
  }),
  _elements: query('_elements', 'Only these elements, comma-separated.'),
  _summary: query('_summary', 'How much of each resource.', {
    enum: ['true', 'text', 'data', 'count', 'false'],
  }),
  _format: query('_format', 'Takes precedence over `Accept`: `json` or a media type.'),
  _cursor: query('_cursor', 'Part of the links: opaque.'),
  auditId: query('id', 'Only what was done with this Binary.'),
  from: query('from', 'At or after this instant.', { type: 'string', format: 'date-time' }),
  to: query('to', 'Before this instant.', { type: 'string', format: 'date-time' }),
} as const

export type ParameterName = keyof typeof PARAMETERS

/** One operation in short; `openapi.ts` writes it out. */
export interface Operation {
  method: 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options'
  path: string
  id: string
  summary: string
  parameters?: ParameterName[]
  body?: 'binary' | 'batch' | 'patch' | 'criteria' | 'part' | 'code'
  /** What the good answers hold: a schema, `raw` for a Binary or its bytes, or nothing. */
  answers: Record<number, SchemaName | 'raw' | 'written' | 'nothing'>
  /** What a good status means here, where it is not what it means elsewhere. */
  says?: Record<number, string>
  /** Of the good answers. */
  headers?: readonly string[]
  refusals?: number[]
  /** Everything but what says whether the server lives and what it can do. */
  open?: boolean
}

/** What the statuses mean here, beside the ones that an operation explains itself. */
const STATUS: Record<number, string> = {
  304: 'It is still the version that the caller has.',
  400: 'The request can not be understood.',
  401: 'There is no token or code, or it is unknown, used or expired.',
  403: 'The token does not allow this.',
  404: 'It does not exist.',
  406: 'The caller does not accept JSON.',
  409: 'What it names is at another point, or something else by now; nothing was changed.',
  410: 'It is deleted.',
  412: 'The precondition does not hold; nothing was changed.',
  413: 'It is larger than the server accepts.',
  415: 'The server can not read a body of this type.',
  416: 'The content does not have this range.',
  422: 'It is understood, but can not be stored as it is.',
  423: 'Another request is at work on it; `Retry-After` says when to try again.',
  429: 'There are too many of them; `Retry-After` says when to try again.',
  460: 'The bytes do not have the checksum that was announced; none was kept.',
  501: 'The body is in a `Transfer-Encoding` that the server does not undo; it does `chunked`.',
  503: 'The server can not do it just now; `Retry-After` says when to try again.',
  507: 'The server has no disk space left; nothing was changed.',
}

/** Responses that are OperationOutcomes, or nothing for 304. */
export function refusals(statuses: readonly number[]): Record<string, object> {
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: STATUS[status] ?? '',
        ...(status !== 304 && { content: content('OperationOutcome', ['application/fhir+json']) }),
      },
    ]),
  )
}

export function content(schema: SchemaName, types: readonly string[]): Record<string, object> {
  return Object.fromEntries(types.map((type) => [type, { schema: schemaRef(schema) }]))
}

export function schemaRef(name: SchemaName): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` }
}

export function parameterRefs(names: readonly ParameterName[]): { $ref: string }[] {
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }))
}

function path(name: string, description: string): object {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } }
}

function header(name: string, description: string, schema: object = { type: 'string' }): object {
  return { name, in: 'header', description, schema }
}

function query(name: string, description: string, schema: object = { type: 'string' }): object {
  return { name, in: 'query', description, schema }
}
