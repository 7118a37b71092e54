import type { FastifyReply, FastifyRequest } from 'fastify'
import { fileName } from '#fhir/binary/binary.ts'
import { formatETag } from '#fhir/etag.ts'
import { httpDate } from '#fhir/instant.ts'
import { deleted } from '#server/binaries/outcomes.ts'
import type { Caller } from '#server/binaries/outcomes.ts'
import { isLive, resourceOf } from '#server/binaries/resource.ts'
import type { LiveVersion } from '#server/binaries/resource.ts'
import { shapeResource, wantsData } from '#server/binaries/shape.ts'
import type { Version } from '#server/store/binaries.ts'
import type { ContentStore } from '#server/store/contents.ts'
import { Problem } from '../errors.ts'
import type { MemoryBudget } from '../memory-budget.ts'
import { queryOf } from '../request/address.ts'
import { contentDisposition } from '../request/disposition.ts'
import { joined, notModified } from '../request/headers.ts'
import { representation } from '../request/negotiate.ts'
import { parseShape } from '../request/page-query.ts'
import { parseRange, rangeHolds } from '../request/range.ts'
import { nextTurn } from '../turns.ts'
import { addVary, COPIES, sendStreamed, tellDamage } from './answer.ts'
import { binaryJsonBody, inPieces, streamUntil } from './resource-stream.ts'

interface ReadOptions {
  contents: ContentStore
  memory: MemoryBudget
  caller: Caller
  /** A named version never changes; the current one may. */
  immutable: boolean
}

/**
 * Answers read and vread: the resource, or its bytes, by what the caller accepts.
 * @throws Refusal for a deletion; Problem; ContentDamaged for what is known of the content before its first byte is sent
 */
export async function answerRead(
  request: FastifyRequest,
  reply: FastifyReply,
  version: Version,
  { contents, memory, caller, immutable }: ReadOptions,
): Promise<FastifyReply> {
  caller.audit.versionId = version.versionId
  if (!isLive(version)) throw deleted(version)
  const reference = version.body.fields.securityContext?.reference
  if (reference !== undefined) caller.audit.securityContext = reference
  const query = queryOf(request.raw.url)
  const { shape, summary } = parseShape(query)
  if (summary === 'count') {
    throw new Problem('invalid-request', '_summary=count is for searches and histories.')
  }
  const form = representation(
    request.headers.accept,
    query.get('_format'),
    version.body.fields.contentType,
  )
  addVary(reply, 'Accept, Authorization')
  reply
    .header('cache-control', immutable ? FOR_EVER : 'private, no-cache')
    .header('etag', formatETag(version.versionId))
    .header('last-modified', httpDate(version.lastUpdated))
  if (notModified(request.headers, version)) return reply.code(304).send()
  if (form.kind === 'raw') return answerRaw(request, reply, version, { contents, caller })
  const shaped = shapeResource(resourceOf(version), shape)
  const resource = await inPieces(shaped, () => nextTurn(request))
  const weight = resource.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0)
  memory.for(reply).add(weight * COPIES)
  reply.header('content-type', form.contentType)
  const { content } = version.body
  if (!content || !wantsData(shape))
    return resource.length > 1
      ? sendStreamed(request, reply, 200, binaryJsonBody(resource, undefined))
      : reply.send(resource[0])
  const opened = await contents.open(content)
  caller.audit.bytes = request.method === 'HEAD' ? 0 : content.size
  const body = binaryJsonBody(resource, { size: content.size, opened })
  return sendStreamed(request, reply, 200, body)
}

const FOR_EVER = 'private, max-age=31536000, immutable'

/** The bytes, sent so that no browser treats them as a page of this origin. */
async function answerRaw(
  request: FastifyRequest,
  reply: FastifyReply,
  version: LiveVersion,
  { contents, caller }: Pick<ReadOptions, 'contents' | 'caller'>,
): Promise<FastifyReply> {
  const { fields, content } = version.body
  const contentType = fields.contentType ?? 'application/octet-stream'
  reply.headers({
    'content-type': contentType,
    'content-disposition': contentDisposition(contentType, fileName(fields)),
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'accept-ranges': 'bytes',
  })
  const reference = fields.securityContext?.reference
  if (reference !== undefined) reply.header('x-security-context', asciiReference(reference))
  if (fields.language !== undefined && /^[\w-]+$/.test(fields.language)) {
    reply.header('content-language', fields.language)
  }
  const size = content?.size ?? 0
  const { range, 'if-range': ifRange } = request.headers
  // Range applies to GET alone (RFC 9110 §14.2).
  const applies =
    request.method === 'GET' && rangeHolds(joined(ifRange), httpDate(version.lastUpdated))
  const part = parseRange(applies ? joined(range) : undefined, size)
  if (part.kind === 'unsatisfiable') {
    throw new Problem(
      'range-not-satisfiable',
      `The content has ${size} bytes, and the range covers none of them.`,
      { headers: { 'content-range': `bytes */${size}` } },
    )
  }
  const opened =
    content && (await contents.open(content, { range: part.kind === 'part' ? part : undefined }))
  if (part.kind === 'part') {
    reply.code(206).header('content-range', `bytes ${part.start}-${part.end}/${size}`)
  }
  const length = part.kind === 'part' ? part.end - part.start + 1 : size
  reply.header('content-length', length)
  if (request.method === 'HEAD' || !opened) {
    await opened?.close()
    return reply.send(request.method === 'HEAD' ? null : Buffer.alloc(0))
  }
  caller.audit.bytes = length
  const stream = streamUntil(opened.bytes(), () => opened.close())
  return reply.send(tellDamage(request, stream))
}

/** A reference may hold characters that a header can't. */
function asciiReference(reference: string): string {
  return reference.toWellFormed().replace(/[^\x21-\x7e]+/g, (text) => encodeURIComponent(text))
}
