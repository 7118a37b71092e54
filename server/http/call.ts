import type { LogCdata } from '#fhir/log-cdata.ts'
import type { AuditRecord, Organization, Token } from '#server/store/store.ts'

/** One request under `/organizations`, and what has become known of it: its audit record is made of this. */
export interface Call {
  readonly requestId: string
  readonly at: Date
  /** Of `performance.now()`. */
  readonly started: number
  interaction: string
  token?: Token
  organization?: Organization
  /** What the address says, for the record, where there is no such organization. */
  organizationText?: string
  id?: string
  versionId?: string
  bytes: number
  securityContext?: string
  logCdata?: LogCdata
  /** Set once its record is written: there is one for each request. */
  audited: boolean
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Present on every request under `/organizations`. */
    call: Call | undefined
  }
  interface FastifyContextConfig {
    /** The word for the audit log. Every route under `/organizations` has one. */
    interaction?: string
    /** Whether it changes data, which a read-only token may not. */
    writes?: boolean
    /** Whether only an admin token may. */
    adminOnly?: boolean
  }
}

/** @param status HTTP's, of the answer */
export function auditRecord(call: Call, status: number): AuditRecord {
  const organization = call.organization?.id ?? call.organizationText?.slice(0, 256)
  return {
    at: call.at.toISOString(),
    requestId: call.requestId,
    ...(call.token && { token: call.token.name }),
    ...(organization !== undefined && { organization }),
    interaction: call.interaction,
    ...(call.id !== undefined && { id: call.id.slice(0, 256) }),
    ...(call.versionId !== undefined && { versionId: call.versionId.slice(0, 256) }),
    status,
    duration: Math.round((performance.now() - call.started) * 1000) / 1000,
    bytes: call.bytes,
    ...(call.securityContext !== undefined && { securityContext: call.securityContext }),
    ...(call.logCdata && { logCdata: call.logCdata }),
  }
}
