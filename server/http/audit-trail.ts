import { finished, Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Caller } from '#server/binaries/outcomes.ts'
import type { AuditDraft, AuditStore } from '#server/store/audit.ts'

/** A request that leaves an audit record. */
export interface Audited {
  readonly audit: Caller['audit']
  /** The record as known by now, without what came of the request. */
  draft(): AuditDraft
}

/**
 * Writes the audit record of a request that is about to be answered, unless a commit wrote it already. The store has
 * it before a short answer is sent, and the disk a moment later, which no reader need wait for. A long answer is
 * recorded when it is over, with the time it took; one that broke off, with no more bytes than were sent.
 * @param payload of the answer
 * @param done called once the record is with the store
 */
export function recordAnswer(
  audit: AuditStore,
  request: Audited,
  reply: FastifyReply,
  payload: unknown,
  done: () => void,
): void {
  if (!(payload instanceof Readable)) {
    record(audit, request, reply)
    done()
    return
  }
  const { raw } = reply
  const { socket } = raw
  const before = socket?.bytesWritten ?? 0
  finished(raw, (error) => {
    const sent = (socket?.bytesWritten ?? 0) - before
    if (error) request.audit.bytes = Math.min(request.audit.bytes, sent)
    record(audit, request, reply)
    done()
  })
}

/** The same for what was a part of a request, and has an outcome of its own. */
export function record(
  audit: AuditStore,
  request: Audited,
  reply: Pick<FastifyReply, 'statusCode' | 'log'>,
): void {
  const { id, versionId, written } = request.audit
  if (written) return
  request.audit.written = true
  const record = {
    ...request.draft(),
    ...(id !== undefined && { id: id.slice(0, 256) }),
    ...(versionId !== undefined && { versionId: versionId.slice(0, 256) }),
    status: reply.statusCode,
  }
  audit.append(record).catch((error: unknown) => {
    reply.log.error({ err: error }, 'an audit record was lost')
  })
}
