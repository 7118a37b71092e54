import { finished } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { formatLogCdata } from '#fhir/log-cdata.ts'
import type { LogCdata } from '#fhir/log-cdata.ts'
import { isOfSession, type Authenticate, type Principal } from '#server/auth/authenticate.ts'
import { permitsInteraction } from '#server/auth/oidc/scopes.ts'
import type { Caller } from '#server/binaries/outcomes.ts'
import type { AuditStore } from '#server/store/audit.ts'
import type { Organization, OrganizationStore, Place, Room } from '#server/store/store.ts'
import { recordAnswer } from './audit-trail.ts'
import type { Audited } from './audit-trail.ts'
import { connectionOf } from './connections/connection.ts'
import { Problem } from './errors.ts'
import type { Interaction } from './interactions.ts'
import { hasBrokenEncoding, pathSegments } from './request/address.ts'
import { readLogCdata } from './request/headers.ts'
import { Strangers } from './strangers/strangers.ts'
import { nextTurn } from './turns.ts'

export interface Guarded {
  organizations: OrganizationStore
  audit: AuditStore
  /** Whether nothing is answered that can't be recorded. */
  auditRequired: boolean
  room: Room
  place: Place
  authenticate: Authenticate
  clock: () => Date
}

/** One request under `/organizations`: who asks, for what, and what its audit record will say. */
export interface RequestContext extends Caller, Audited {
  token?: Principal
  organization?: Organization
  logCdata?: LogCdata
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Present on every request under `/organizations`. */
    context: RequestContext | undefined
  }
  interface FastifyContextConfig {
    /** Its name in the audit log. Every route under `/organizations` has one. */
    interaction?: Interaction
    /** Whether it changes data, which a read-only token may not. */
    writes?: boolean
    /** Whether what it changes is less afterwards, so that it is done on a full disk, too. */
    makesRoom?: boolean
    /** Whether only an admin token may. */
    adminOnly?: boolean
    /** Whether anybody may, so that nobody is asked who they are. */
    open?: boolean
    /** The name of what it refuses strangers, of a route that is for them. */
    refusesAs?: string
  }
}

/**
 * Precedes everything under `/organizations`, unknown routes included: checks who asks, whether they may, and that
 * their `log-cdata` can be stored. Each request leaves one audit record, refused ones too: here, unless the transaction
 * that changed something wrote it already (see `recordAnswer`).
 */
export function addGuard(app: FastifyInstance, guarded: Guarded): void {
  /** Requests whose record is not written yet: the store must not close before that. */
  const open = new Set<RequestContext>()
  const strangers = new Strangers({
    audit: guarded.audit,
    now: () => guarded.clock().getTime(),
    failed: (error) => app.log.error({ err: error }, 'refused requests could not be counted'),
  })
  let whenDone: (() => void) | undefined
  app.decorateRequest('context', undefined)
  app.addHook('onRequest', async (request, reply) => {
    const segments = pathSegments(request.raw.url)
    const { interaction = 'unknown', open: forAll } = request.routeOptions.config
    if (forAll) return
    if (interaction === 'unknown' && segments[0] !== 'organizations') return
    checkPlace(guarded.place)
    const context = newContext(request, reply, interaction, segments[1], guarded.clock())
    request.context = context
    open.add(context)
    reply.header('cache-control', 'no-store')
    try {
      await authorize(context, request, segments[1], guarded)
      keepInUse(request, reply, guarded)
    } finally {
      // Whoever sends many requests at once, or refused ones, waits behind who sends one.
      await nextTurn(request)
    }
    const { writes, makesRoom } = request.routeOptions.config
    if (writes && !makesRoom) await guarded.room.check()
  })
  app.addHook('onSend', async (request, reply, payload) => {
    const { context } = request
    if (!context) {
      const { refusesAs } = request.routeOptions.config
      if (refusesAs !== undefined && REFUSED.has(reply.statusCode)) {
        const refused = newContext(request, reply, refusesAs, undefined, guarded.clock())
        strangers.record(refused, reply.statusCode, request.socket.remoteAddress)
      }
      return payload
    }
    if (context.token === undefined && reply.statusCode >= 400) {
      strangers.record(context, reply.statusCode, request.socket.remoteAddress)
      open.delete(context)
      if (open.size === 0) whenDone?.()
      return payload
    }
    const trail = { audit: guarded.audit, required: guarded.auditRequired }
    await recordAnswer(trail, context, reply, payload, () => {
      open.delete(context)
      if (open.size === 0) whenDone?.()
    })
    return payload
  })
  app.addHook('onClose', async () => {
    if (open.size > 0) await new Promise<void>((resolve) => void (whenDone = resolve))
    await strangers.close()
  })
}

/** What a stranger is told who tries what is not theirs, or tries too often. */
const REFUSED = new Set([401, 429])

/** A session is in use for as long as a request takes, such as an upload of hours: told well within the least idle time. */
function keepInUse({ headers }: FastifyRequest, { raw }: FastifyReply, { authenticate }: Guarded) {
  if (!isOfSession(headers.authorization)) return
  const use = () => void authenticate(headers.authorization).catch(() => undefined)
  const using = setInterval(use, 60_000).unref()
  finished(raw, () => clearInterval(using))
}

/** Nothing is looked at without the data: whose token it is would not be known, nor be recorded. */
function checkPlace({ state }: Place): void {
  if (state.kind === 'away')
    throw new Problem('unavailable', state.reason, { headers: { 'retry-after': '5' } })
}

/** Who asks, and the organization that they may use. */
export function requireAccess(request: FastifyRequest): {
  context: RequestContext
  organization: Organization
} {
  const { context } = request
  if (!context?.organization) throw new Error('This route is not behind the guard.')
  return { context, organization: context.organization }
}

/** On the same caller's behalf, one of the things that a request asks for, with an audit record of its own. */
export function partOf(context: RequestContext, interaction: string, id?: string): PartContext {
  const audit: PartContext['audit'] = { bytes: 0, written: false, ...(id !== undefined && { id }) }
  const draft = () => ({
    ...context.draft(),
    interaction,
    bytes: audit.bytes,
    ...(audit.securityContext !== undefined && { securityContext: audit.securityContext }),
  })
  return { audit, draft, sign: () => ({ ...context.sign(), audit: draft() }) }
}

export type PartContext = Caller & Audited

function newContext(
  request: FastifyRequest,
  reply: FastifyReply,
  interaction: string,
  organizationText: string | undefined,
  at: Date,
): RequestContext {
  const { id, versionId } = request.params as { id?: string; versionId?: string }
  const context: RequestContext = {
    audit: {
      bytes: 0,
      written: false,
      ...(id !== undefined && { id }),
      ...(versionId !== undefined && { versionId }),
    },
    draft: () => {
      const { audit, token, logCdata } = context
      const organization = context.organization?.id ?? organizationText?.slice(0, 256)
      return {
        at: at.toISOString(),
        requestId: request.id,
        ...(token && { token: token.name }),
        ...(organization !== undefined && { organization }),
        interaction,
        duration: Math.round(reply.elapsedTime * 1000) / 1000,
        bytes: audit.bytes,
        ...(audit.securityContext !== undefined && { securityContext: audit.securityContext }),
        ...(logCdata && { logCdata }),
      }
    },
    sign: () => {
      const { token, logCdata } = context
      const reason = logCdata ? formatLogCdata(logCdata, 'kv') : ''
      return {
        author: token?.name ?? '',
        at: at.toISOString(),
        ...(reason !== '' && { reason }),
        audit: context.draft(),
      }
    },
  }
  return context
}

async function authorize(
  context: RequestContext,
  request: FastifyRequest,
  named: string | undefined,
  { organizations, authenticate }: Guarded,
): Promise<void> {
  const logCdata = readLogCdata(request.headers)
  if (!(logCdata instanceof Problem) && logCdata) context.logCdata = logCdata
  const organization = named === undefined ? undefined : await organizations.find(named)
  // Known before the caller is, so that refused requests are found under it, too.
  if (organization) context.organization = organization
  const token = await authenticate(request.headers.authorization)
  context.token = token
  connectionOf(request.raw)?.know()
  if (named !== undefined) checkRight(token, organization)
  const { interaction = 'unknown', writes, adminOnly } = request.routeOptions.config
  if (!permitsInteraction(token.permits, interaction))
    throw new Problem('forbidden', 'The scopes of this token do not permit this.')
  if (writes && token.access !== 'write') {
    throw new Problem('forbidden', 'This token may only read.')
  }
  if (adminOnly && !token.admin) {
    throw new Problem('forbidden', 'Only an admin token may ask for this.')
  }
  if (logCdata instanceof Problem) throw logCdata
  if (hasBrokenEncoding(request.raw)) {
    throw new Problem(
      'bad-request',
      'The address holds a "%" that is not followed by the code of a character.',
    )
  }
}

/** The same answer whether the organization exists or not, except to who may see them all. */
function checkRight(token: Principal, organization: Organization | undefined): void {
  if (token.organizations === 'all') {
    if (!organization) throw new Problem('not-found', 'There is no such organization.')
  } else if (!organization || !token.organizations.includes(organization.id)) {
    throw new Problem('forbidden', 'This token gives no access to this organization.')
  }
}
