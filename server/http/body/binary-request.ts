import type { FastifyReply, FastifyRequest } from 'fastify'
import { UPLOAD_LOCATION_EXTENSION, withFileName, withFolder } from '#fhir/binary/binary.ts'
import { isFhirJson, JSON_TYPES, parseMediaType } from '#fhir/media-type.ts'
import { isOtherForm } from '#fhir/resource-form.ts'
import { languageProblem } from '#fhir/validate.ts'
import { isRecord } from '#lib/is-record.ts'
import { checkWeight, receivedBytes, weightOf } from '#server/binaries/field-weight.ts'
import { readBinaryFields, readContentType, readReference } from '#server/binaries/fields.ts'
import { invalidField } from '#server/binaries/outcomes.ts'
import type { ReceivedBinary } from '#server/binaries/write.ts'
import type { BinaryFields } from '#server/store/binaries.ts'
import type { ContentStore, StagedContent } from '#server/store/contents.ts'
import type { Upload, UploadStore } from '#server/store/uploads.ts'
import { Problem } from '../errors.ts'
import { requireAccess } from '../guard.ts'
import { dispositionFileName, dispositionFolder } from '../request/disposition.ts'
import { headerText } from '../request/headers.ts'
import { nextTurn } from '../turns.ts'
import { readBinaryBody, refuseTooLarge } from './binary-body.ts'
import { refuseEncoding, sendContinue } from './read-body.ts'

/**
 * Reads a body, JSON or raw, and drops its content again unless a version needs it after `work`. A resource may name a
 * complete upload in the place of `data`.
 * @throws Problem; Refusal; BodyError
 */
export async function withBinaryBody<Result>(
  request: FastifyRequest,
  reply: FastifyReply,
  { contents, uploads, maxBytes, fieldsMaxBytes }: Into,
  work: (received: ReceivedBinary) => Promise<Result>,
): Promise<Result> {
  const contentType = bodyType(request)
  const rawFields = isFhirJson(contentType) ? undefined : fieldsOfHeaders(request, contentType)
  const bounds = { contentType, maxBytes, maxJsonBytes: receivedBytes(fieldsMaxBytes) }
  refuseTooLarge(request.headers['content-length'], bounds)
  sendContinue(request, reply)
  const body = await readBinaryBody(request.raw, {
    ...bounds,
    turn: () => nextTurn(request),
    contents,
    organizationId: requireAccess(request).organization.id,
  })
  const resource = body.kind === 'json' ? body.resource : {}
  const into = { uploads, maxBytes, fieldsMaxBytes }
  return withReceived(request, into, { ...body, resource, rawFields }, work)
}

/** What came of a Binary: in a request of its own, or in an entry of a batch. */
interface Came {
  /** Without `data`. */
  resource: Record<string, unknown>
  content?: StagedContent
  /** Bytes of content. */
  size: number
  /** The fields, where the bytes themselves were sent. */
  rawFields?: BinaryFields | undefined
}

/**
 * Reads the fields of what came, and drops its content again unless a version needs it after `work`.
 * @throws Problem; Refusal
 */
export async function withReceived<Result>(
  request: FastifyRequest,
  { uploads, maxBytes, fieldsMaxBytes }: Pick<Into, 'uploads' | 'maxBytes' | 'fieldsMaxBytes'>,
  { resource, size, rawFields, ...came }: Came,
  work: (received: ReceivedBinary) => Promise<Result>,
): Promise<Result> {
  let { content } = came
  try {
    const fields = rawFields ?? readBinaryFields(resource)
    checkWeight(weightOf(fields), fieldsMaxBytes)
    const raw = rawFields !== undefined
    const received = { fields, id: resource.id, raw, size }
    const named = namedUpload(resource)
    if (named === undefined) return await work({ ...received, ...(content && { content }) })
    if (content) throw invalidField('Binary.data', 'Send data, or name an upload: not both.')
    const upload = await completeUpload(request, uploads, named)
    checkLength(upload.length, maxBytes)
    const { became } = upload
    if (!became) content = uploads.content(upload)
    return await work({
      ...received,
      size: upload.length,
      apart: true,
      ...(became ? { became } : content && { content }),
    })
  } finally {
    await content?.drop()
  }
}

/** Where content comes from or goes to. */
interface Into {
  contents: ContentStore
  uploads: UploadStore
  maxBytes: number
  fieldsMaxBytes: number
}

/** The id of the upload that a resource names. @throws Refusal */
function namedUpload({ _data: data }: Record<string, unknown>): string | undefined {
  const extensions = isRecord(data) && Array.isArray(data.extension) ? data.extension : []
  const named = extensions.filter((one) => isRecord(one) && one.url === UPLOAD_LOCATION_EXTENSION)
  const [first, second] = named as { valueUrl?: unknown }[]
  if (!first) return undefined
  const url = typeof first.valueUrl === 'string' ? first.valueUrl : ''
  const id = /(?:^|\/)\$uploads\/([\w-]{1,64})$/.exec(url)?.[1]
  if (id !== undefined && !second) return id
  throw invalidField('Binary.data.extension', 'valueUrl must be the Location of one upload.')
}

/** @throws Problem; in words that say what to do, since the bytes may be sent again or further */
async function completeUpload(
  request: FastifyRequest,
  uploads: UploadStore,
  id: string,
): Promise<Upload> {
  const { context, organization } = requireAccess(request)
  const owner = context.token?.subject ?? ''
  const upload = await uploads.find({ organizationId: organization.id, owner, id })
  if (!upload) {
    throw new Problem('conflict', 'There is no such upload. It may have expired: begin another.')
  }
  if (upload.offset === upload.length) return upload
  throw new Problem(
    'conflict',
    `The upload has ${upload.offset} of ${upload.length} bytes: send the others first.`,
    { headers: { 'upload-offset': String(upload.offset) } },
  )
}

function checkLength(length: number, maxBytes: number): void {
  if (length <= maxBytes) return
  throw new Problem('too-large', `The content is larger than the ${maxBytes} bytes allowed.`)
}

function bodyType(request: FastifyRequest): string {
  refuseEncoding(request)
  const contentType = request.headers['content-type']
  const essence = contentType === undefined ? undefined : parseMediaType(contentType)?.essence
  if (contentType === undefined || essence === undefined) {
    throw new Problem(
      'unsupported-type',
      'Send a Content-Type: application/fhir+json for a resource, any other type for the bytes themselves.',
    )
  }
  if (JSON_TYPES.includes(essence) && !isFhirJson(contentType)) {
    throw new Problem('unsupported-type', 'A JSON body must be in UTF-8 and of FHIR version 4.0.')
  }
  if (isOtherForm(contentType)) {
    throw new Problem(
      'unsupported-type',
      'This type means a resource in another form than JSON, which this server does not read. Send the resource as application/fhir+json. To store a file of this type, send it in JSON, with its contentType and data; an XML file also as application/xml.',
    )
  }
  return contentType
}

/** The fields that R4 and RFC 6266 let headers give for a raw body. */
function fieldsOfHeaders(request: FastifyRequest, contentType: string): BinaryFields {
  const { headers } = request
  const context = first(headers['x-security-context'])
  const language = first(headers['content-language'])
  const disposition = headers['content-disposition']
  const named = withFileName({ resourceType: 'Binary' }, dispositionFileName(disposition) ?? '')
  const { meta } = withFolder(named, dispositionFolder(disposition) ?? '')
  const wrong = language === undefined ? undefined : languageProblem(language)
  if (wrong !== undefined) {
    throw invalidField('Binary.language', `Content-Language must name one language. ${wrong}`)
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

/** The counterpart of how the server writes the header: only what is not plain ASCII is encoded. */
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
