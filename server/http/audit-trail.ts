import { finished, Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { AuditStore } from '#server/store/store.ts'
import { auditRecord } from './call.ts'
import type { Call } from './call.ts'

/**
 * Sees to it that each call leaves one record, unless the transaction that changed something wrote it already. The
 * store has it before a short answer goes out, and the disk a moment later, which no reader need wait for. A long
 * answer is recorded when it is over, with the time it took; one that broke off, with no more bytes than were sent.
 */
export class AuditTrail {
  readonly #audit: AuditStore
  readonly #open = new Set<Call>()
  #whenIdle: (() => void) | undefined

  constructor(audit: AuditStore) {
    this.#audit = audit
  }

  begin(call: Call): void {
    this.#open.add(call)
  }

  /** @param payload of the answer that is about to be sent */
  end(call: Call, reply: FastifyReply, payload: unknown): void {
    if (!(payload instanceof Readable)) {
      this.#record(call, reply)
      return
    }
    const { raw } = reply
    const { socket } = raw
    const before = socket?.bytesWritten ?? 0
    finished(raw, (error) => {
      if (error) call.bytes = Math.min(call.bytes, (socket?.bytesWritten ?? 0) - before)
      this.#record(call, reply)
    })
  }

  /** Resolves when no call is open: the store must not close under one that is about to write its record. */
  async idle(): Promise<void> {
    if (this.#open.size === 0) return
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve
    })
  }

  #record(call: Call, reply: FastifyReply): void {
    if (!call.audited) {
      call.audited = true
      this.#audit.append(auditRecord(call, reply.statusCode)).catch((error: unknown) => {
        reply.log.error({ err: error }, 'an audit record is lost')
      })
    }
    this.#open.delete(call)
    if (this.#open.size === 0) this.#whenIdle?.()
  }
}
