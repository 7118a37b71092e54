import { finished, Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { Caller } from '#server/binaries/outcomes.ts'
import type { AuditDraft, AuditRecord, AuditStore } from '#server/store/audit.ts'
import { StoreAway, StoreBusy, StoreFull } from '#server/store/errors.ts'
import { Problem } from './errors.ts'

/** A request that leaves an audit record. */
export interface Audited {
  readonly audit: Caller['audit']
  /** The record as known by now, without what came of the request. */
  draft(): AuditDraft
}

interface Trail {
  audit: AuditStore
  /** Whether nothing is answered that can't be recorded. */
  required: boolean
}

/**
 * Writes the audit record of a request that is about to be answered, unless a commit wrote it already. What hands
 * something out is on the disk before its first byte is sent; where an answer is long, the record is completed when it is
 * over, with the time it took, and the bytes that were sent of one that broke off. A refusal hands out nothing, so that
 * nobody waits for its record.
 * @param payload of the answer
 * @param done called once nothing more will be written
 * @throws Problem when it can't be recorded: then this is the answer
 */
export async function recordAnswer(
  { audit, required }: Trail,
  request: Audited,
  reply: FastifyReply,
  payload: unknown,
  done: () => void,
): Promise<void> {
  const waits = required && reply.statusCode < 400 && !request.audit.written
  const key = waits ? await recordNow(audit, request, reply, payload) : undefined
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
    if (key === undefined) record(audit, request, reply)
    else void complete(audit, key, request, reply)
    done()
  })
}

async function complete(
  audit: AuditStore,
  key: number,
  request: Audited,
  reply: FastifyReply,
): Promise<void> {
  const { duration, bytes } = request.draft()
  try {
    await audit.complete(key, { duration, bytes })
  } catch (error) {
    reply.log.error({ err: error }, 'an audit record could not be completed')
  }
}

/**
 * Records what may be done only once it is on the disk.
 * @throws Problem when it can't be recorded
 */
export async function recordFirst(
  { audit, required }: Trail,
  request: Audited,
  reply: FastifyReply,
): Promise<void> {
  if (required) await recordNow(audit, request, reply)
  else record(audit, request, reply)
}

/** @throws Problem when it can't be recorded */
async function recordNow(
  audit: AuditStore,
  request: Audited,
  reply: FastifyReply,
  payload?: unknown,
): Promise<number> {
  try {
    const key = await audit.appendNow(recordOf(request, reply))
    request.audit.written = true
    return key
  } catch (error) {
    if (payload instanceof Readable) payload.destroy()
    reply.log.error({ err: error }, 'an access could not be recorded, so it was refused')
    throw unrecorded(error)
  }
}

function unrecorded(error: unknown): Problem {
  if (error instanceof StoreFull) {
    return new Problem(
      'disk-full',
      'The server has no disk space left to record who reads what, so it answers nothing. Whoever runs it has to make room.',
    )
  }
  if (error instanceof StoreBusy) {
    return new Problem(
      'try-again',
      'Others write for too long, so that this access can not be recorded now. Try again.',
    )
  }
  if (error instanceof StoreAway) {
    const { message } = error
    return new Problem('unavailable', `${message} What can not be recorded is not answered.`)
  }
  return new Problem(
    'unavailable',
    'This access can not be recorded, so it is refused. The log of the server says why, under the X-Request-Id of this answer.',
  )
}

/** The record of what needs no waiting, or was a part of a request, and has an outcome of its own. */
export function record(
  audit: AuditStore,
  request: Audited,
  reply: Pick<FastifyReply, 'statusCode' | 'log'>,
): void {
  if (request.audit.written) return
  request.audit.written = true
  audit.append(recordOf(request, reply)).catch((error: unknown) => lost(reply, error))
}

function recordOf(request: Audited, { statusCode }: Pick<FastifyReply, 'statusCode'>): AuditRecord {
  const { id, versionId } = request.audit
  return {
    ...request.draft(),
    ...(id !== undefined && { id: id.slice(0, 256) }),
    ...(versionId !== undefined && { versionId: versionId.slice(0, 256) }),
    status: statusCode,
  }
}

function lost(reply: Pick<FastifyReply, 'log'>, error: unknown): void {
  reply.log.error({ err: error }, 'an audit record was lost')
}
