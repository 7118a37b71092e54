import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PageBundle } from '#server/binaries/bundle.ts'
import type { ContentStore } from '#server/store/contents.ts'
import { bundleJsonBody } from './resource-stream.ts'
import type { StreamedBody } from './resource-stream.ts'

export const FHIR_JSON = 'application/fhir+json; charset=utf-8'
export const PLAIN_JSON = 'application/json; charset=utf-8'

/** JSON that fits in memory. */
export function sendJson(
  reply: FastifyReply,
  status: number,
  body: object,
  contentType = FHIR_JSON,
): FastifyReply {
  return reply.code(status).header('content-type', contentType).send(JSON.stringify(body))
}

/** A body that is produced while it is sent. Its length is known, so that a truncated answer is noticed. */
export function sendStreamed(
  reply: FastifyReply,
  status: number,
  body: StreamedBody,
): FastifyReply {
  reply.code(status).header('content-length', body.length)
  return reply.send(reply.request.method === 'HEAD' ? null : body.stream())
}

/** A Bundle, whose contents are inserted while it is sent. */
export function sendBundle(
  request: FastifyRequest,
  reply: FastifyReply,
  { bundle, contents: refs }: PageBundle,
  { contentType, contents }: { contentType: string; contents: ContentStore },
): FastifyReply {
  if (!refs.some((ref) => ref)) return sendJson(reply, 200, bundle, contentType)
  if (request.context && request.method !== 'HEAD') {
    request.context.audit.bytes = refs.reduce((sum, ref) => sum + (ref?.size ?? 0), 0)
  }
  reply.header('content-type', contentType)
  return sendStreamed(reply, 200, bundleJsonBody(bundle, refs, contents))
}

/** Adds to `Vary` what another part of the server may have begun. */
export function addVary(reply: FastifyReply, names: string): void {
  const before = reply.getHeader('vary')
  reply.header('vary', typeof before === 'string' ? `${before}, ${names}` : names)
}
