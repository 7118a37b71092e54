import type { FastifyReply } from 'fastify'
import type { OperationOutcome } from '#fhir/types.ts'
import type { StreamedBody } from './content-out.ts'

/** JSON that fits in memory. */
export function sendJson(
  reply: FastifyReply,
  status: number,
  body: object,
  contentType = 'application/fhir+json; charset=utf-8',
): FastifyReply {
  return reply.code(status).header('content-type', contentType).send(JSON.stringify(body))
}

export function sendOutcome(
  reply: FastifyReply,
  status: number,
  outcome: OperationOutcome,
): FastifyReply {
  return sendJson(reply, status, outcome)
}

/** A body that is produced while it is sent. Its length is known, so that a broken answer shows as one. */
export function sendStreamed(
  reply: FastifyReply,
  status: number,
  body: StreamedBody,
): FastifyReply {
  reply.code(status).header('content-length', body.length)
  return reply.send(reply.request.method === 'HEAD' ? null : body.stream())
}

/** Adds to `Vary` what another part of the server may have begun. */
export function addVary(reply: FastifyReply, names: string): void {
  const before = reply.getHeader('vary')
  reply.header('vary', typeof before === 'string' ? `${before}, ${names}` : names)
}
