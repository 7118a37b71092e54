import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ContentStore } from '#server/store/store.ts'
import { sendJson, sendStreamed } from './answer.ts'
import type { PageBundle } from './bundle.ts'
import { bundleJsonBody } from './content-out.ts'

/** Answers with a Bundle, its contents spliced in on the way. */
export function sendBundle(
  request: FastifyRequest,
  reply: FastifyReply,
  { bundle, contents: refs }: PageBundle,
  { contentType, contents }: { contentType: string; contents: ContentStore },
): FastifyReply {
  if (!refs.some((ref) => ref)) return sendJson(reply, 200, bundle, contentType)
  if (request.call && request.method !== 'HEAD') {
    request.call.bytes = refs.reduce((sum, ref) => sum + (ref?.size ?? 0), 0)
  }
  reply.header('content-type', contentType)
  return sendStreamed(reply, 200, bundleJsonBody(bundle, refs, contents))
}
