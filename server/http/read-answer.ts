import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { fileName } from '#fhir/binary.ts'
import { formatETag } from '#fhir/etag.ts'
import type { ContentRef, ContentStore, Version } from '#server/store/store.ts'
import { addVary, sendJson, sendStreamed } from './answer.ts'
import type { Call } from './call.ts'
import { binaryJsonBody } from './content-out.ts'
import { contentDisposition } from './disposition.ts'
import { httpDate } from './header-text.ts'
import { representation } from './negotiate.ts'
import { notModified } from './preconditions.ts'
import { Problem } from './problem.ts'
import { parseRange, rangeHolds } from './range.ts'
import { queryOf } from './request-url.ts'
import { isLive, resourceOf } from './resource.ts'
import type { LiveVersion } from './resource.ts'
import { parseShape, shapeResource, wantsData } from './shape.ts'

interface ReadOptions {
  contents: ContentStore
  call: Call
  /** A named version never changes; the current one may. */
  immutable: boolean
}

/**
 * Answers read and vread: the resource, or its bytes, by what the caller takes.
 * @throws Problem 410 for a deletion
 */
export function answerRead(
  request: FastifyRequest,
  reply: FastifyReply,
  version: Version,
  { contents, call, immutable }: ReadOptions,
): FastifyReply {
  call.versionId = version.versionId
  if (!isLive(version)) throw gone(version)
  const reference = version.body.fields.securityContext?.reference
  if (reference !== undefined) call.securityContext = reference
  const query = queryOf(request.raw.url)
  const { shape, summary } = parseShape(query)
  if (summary === 'count') throw new Problem(400, '_summary=count is for searches and histories.')
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
  if (form.kind === 'raw') return answerRaw(request, reply, version, { contents, call })
  const resource = shapeResource(resourceOf(version), shape)
  reply.header('content-type', form.contentType)
  const { content } = version.body
  if (!content || !wantsData(shape)) return sendJson(reply, 200, resource, form.contentType)
  call.bytes = request.method === 'HEAD' ? 0 : content.size
  return sendStreamed(reply, 200, binaryJsonBody(resource, content, contents))
}

/** What is left of a deleted Binary: when, and which version says so. */
export function gone(version: Version): Problem {
  return new Problem(
    410,
    `Binary/${version.id} was deleted at ${version.lastUpdated}. Its history is still there, and a PUT brings it back.`,
    {
      headers: {
        etag: formatETag(version.versionId),
        'last-modified': httpDate(version.lastUpdated),
      },
    },
  )
}

const FOR_EVER = 'private, max-age=31536000, immutable'
/** The bytes, in a form that no browser takes for a page of ours. */
function answerRaw(
  request: FastifyRequest,
  reply: FastifyReply,
  version: LiveVersion,
  { contents, call }: Pick<ReadOptions, 'contents' | 'call'>,
): FastifyReply {
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
  // Range counts for GET alone (RFC 9110 §14.2).
  const applies =
    request.method === 'GET' && rangeHolds(header(ifRange), httpDate(version.lastUpdated))
  const part = parseRange(applies ? header(range) : undefined, size)
  if (part.kind === 'unsatisfiable') {
    throw new Problem(416, `The content has ${size} bytes, and the range asks for none of them.`, {
      headers: { 'content-range': `bytes */${size}` },
    })
  }
  if (part.kind === 'part') {
    reply.code(206).header('content-range', `bytes ${part.start}-${part.end}/${size}`)
  }
  const length = part.kind === 'part' ? part.end - part.start + 1 : size
  reply.header('content-length', length)
  if (request.method === 'HEAD') return reply.send(null)
  call.bytes = length
  return reply.send(bytes(contents, content, part.kind === 'part' ? part : undefined))
}

function bytes(
  contents: ContentStore,
  content: ContentRef | undefined,
  range: { start: number; end: number } | undefined,
): Readable | Buffer {
  if (!content || content.size === 0) return Buffer.alloc(0)
  return Readable.from(contents.read(content.sha256, range), { objectMode: false })
}

/** A reference may hold what a header can't. */
function asciiReference(reference: string): string {
  return reference.toWellFormed().replace(/[^\x21-\x7e]+/g, (text) => encodeURIComponent(text))
}

function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value
}
