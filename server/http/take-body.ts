import type { FastifyReply, FastifyRequest } from 'fastify'
import { withFileName, withFolder } from '#fhir/binary.ts'
import { isFhirJson, parseMediaType } from '#fhir/media-type.ts'
import { languageProblem } from '#fhir/validate.ts'
import type { BinaryFields, ContentStore, StagedContent } from '#server/store/store.ts'
import { readBinaryFields, readContentType, readReference } from './binary-fields.ts'
import { readBinaryBody } from './content-in.ts'
import { dispositionFileName, dispositionFolder } from './disposition.ts'
import { headerText } from './header-text.ts'
import { Problem } from './problem.ts'

/** A Binary as it came in; its content is on the disk, and not yet any version's. */
export interface TakenBinary {
  fields: BinaryFields
  /** The body's own `id`, whatever it is; a raw body has none. */
  id: unknown
  content?: StagedContent
  /** Whether the bytes themselves were sent. */
  raw: boolean
  /** Bytes of content. */
  size: number
}

/**
 * Takes in a body, JSON or raw, and drops its content again unless `work` has made a version need it.
 * @throws Problem 415, 422; BodyError
 */
export async function withBinaryBody<Result>(
  request: FastifyRequest,
  reply: FastifyReply,
  { contents, maxBytes }: { contents: ContentStore; maxBytes: number },
  work: (taken: TakenBinary) => Promise<Result>,
): Promise<Result> {
  const contentType = bodyType(request)
  const rawFields = isFhirJson(contentType) ? undefined : fieldsOfHeaders(request, contentType)
  const length = request.headers['content-length']
  goOn(request, reply)
  const body = await readBinaryBody(request.raw, {
    contentType,
    contents,
    maxBytes,
    ...(length !== undefined && { contentLength: Number(length) }),
  })
  const { content, size } = body
  try {
    const resource = body.kind === 'json' ? body.resource : {}
    const fields = rawFields ?? readBinaryFields(resource)
    const raw = rawFields !== undefined
    return await work({ fields, id: resource.id, raw, size, ...(content && { content }) })
  } finally {
    await content?.drop()
  }
}

/** Tells a caller that waits for it (`Expect: 100-continue`) to send the body: only now is it known to be wanted. */
export function goOn(request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers.expect !== undefined) reply.raw.writeContinue()
}

/** @throws Problem 415 */
export function refuseEncoding(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (encoding !== 'identity' && encoding !== '') {
    throw new Problem(415, 'Send the body without a Content-Encoding.')
  }
}

const JSON_TYPES = new Set(['application/json', 'application/fhir+json', 'application/json+fhir'])

function bodyType(request: FastifyRequest): string {
  refuseEncoding(request)
  const contentType = request.headers['content-type']
  const essence = contentType === undefined ? undefined : parseMediaType(contentType)?.essence
  if (contentType === undefined || essence === undefined) {
    throw new Problem(
      415,
      'Say with a Content-Type what the body is: application/fhir+json for a resource, any other type for the bytes themselves.',
    )
  }
  if (JSON_TYPES.has(essence) && !isFhirJson(contentType)) {
    throw new Problem(415, 'A JSON body must be in UTF-8 and of FHIR version 4.0.')
  }
  return contentType
}

/** What R4 and RFC 6266 let a raw body say beside its bytes. */
function fieldsOfHeaders(request: FastifyRequest, contentType: string): BinaryFields {
  const { headers } = request
  const context = first(headers['x-security-context'])
  const language = first(headers['content-language'])
  const disposition = headers['content-disposition']
  const named = withFileName({ resourceType: 'Binary' }, dispositionFileName(disposition) ?? '')
  const { meta } = withFolder(named, dispositionFolder(disposition) ?? '')
  const wrong = language === undefined ? undefined : languageProblem(language)
  if (wrong !== undefined) {
    throw new Problem(422, `Content-Language must name one language. ${wrong}`, {
      expression: 'Binary.language',
    })
  }
  const securityContext =
    context === undefined
      ? undefined
      : readReference({ reference: decoded(headerText(context)) }, 'Binary.securityContext')
  return {
    resourceType: 'Binary',
    ...(meta && { meta }),
    ...(language !== undefined && { language }),
    contentType: readContentType(contentType),
    ...(securityContext && { securityContext }),
  }
}

/** The counterpart of how the server writes the header: only what is no plain ASCII comes encoded. */
function decoded(reference: string): string {
  return reference.replace(/(?:%[89A-F][0-9A-F])+/gi, (text) => {
    try {
      return decodeURIComponent(text)
    } catch {
      return text
    }
  })
}

function first(header: string | string[] | undefined): string | undefined {
  const value = [header].flat()[0]?.trim()
  return value === '' ? undefined : value
}
