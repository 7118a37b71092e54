import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { entryOfOutcome } from '#server/binaries/bundle.ts'
import type { PageBundle } from '#server/binaries/bundle.ts'
import type { ContentStore } from '#server/store/contents.ts'
import { ContentDamaged } from '#server/store/errors.ts'
import { toProblem } from '../errors.ts'
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

/** A body that is produced while it is sent. Where its length is known, a truncated answer is noticed by that. */
export async function sendStreamed(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  body: StreamedBody,
): Promise<FastifyReply> {
  reply.code(status)
  if (body.length !== undefined) reply.header('content-length', body.length)
  if (request.method !== 'HEAD') return reply.send(tellDamage(request, body.stream()))
  await body.close()
  // Not `null`: without a length of its own it would get one.
  return reply.send(body.length === undefined ? Readable.from([]) : null)
}

/** Content that turns out to be damaged ends the connection before its last byte; the log says which it is. */
export function tellDamage(request: FastifyRequest, stream: Readable): Readable {
  stream.on('error', (error) => {
    if (error instanceof ContentDamaged) logDamage(request, error)
  })
  return stream
}

/** What the log says of it, which names nobody. */
export function logDamage({ log }: FastifyRequest, { content, fault }: ContentDamaged): void {
  log.error({ content, fault }, 'a stored content can not be handed out')
}

/** A Bundle, whose contents are inserted while it is sent. */
export async function sendBundle(
  request: FastifyRequest,
  reply: FastifyReply,
  { bundle, contents: refs }: PageBundle,
  { contentType, contents }: { contentType: string; contents: ContentStore },
): Promise<FastifyReply> {
  if (!refs.some((ref) => ref)) return sendJson(reply, 200, bundle, contentType)
  if (request.context && request.method !== 'HEAD') {
    request.context.audit.bytes = refs.reduce((sum, ref) => sum + (ref?.size ?? 0), 0)
  }
  reply.header('content-type', contentType)
  const body = bundleJsonBody(bundle, {
    contents,
    of: refs,
    instead: (entry, damaged) => {
      logDamage(request, damaged)
      return entryOfOutcome(bundle, entry, toProblem(damaged).outcome)
    },
  })
  return sendStreamed(request, reply, 200, body)
}

/** Adds to `Vary` what another part of the server may have begun. */
export function addVary(reply: FastifyReply, names: string): void {
  const before = reply.getHeader('vary')
  reply.header('vary', typeof before === 'string' ? `${before}, ${names}` : names)
}
