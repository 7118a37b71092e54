import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseLogCdata } from '#fhir/log-cdata.ts'
import type { LogCdata } from '#fhir/log-cdata.ts'
import type { Organization, Store, Token } from '#server/store/store.ts'
import { AuditTrail } from './audit-trail.ts'
import type { Authenticate } from './authenticate.ts'
import type { Call } from './call.ts'
import { headerText, joined } from './header-text.ts'
import { Problem } from './problem.ts'
import { hasBrokenEncoding, pathSegments } from './request-url.ts'

interface Guarded {
  store: Store
  authenticate: Authenticate
  clock: () => Date
}

/**
 * What stands before everything under `/organizations`, unknown routes included: who calls, whether they may, and that
 * their `log-cdata` can be kept. Each request leaves one audit record, refused ones too: here, unless the transaction
 * that changed something wrote it already. It is written before the first byte of an answer goes out, so that nothing
 * is handed out unrecorded.
 */
export function addGuard(app: FastifyInstance, { store, authenticate, clock }: Guarded): void {
  app.decorateRequest('call', undefined)
  const trail = new AuditTrail(store.audit)
  app.addHook('onRequest', async (request, reply) => {
    const segments = pathSegments(request.raw.url)
    const { interaction } = request.routeOptions.config
    if (interaction === undefined && segments[0] !== 'organizations') return
    const call: Call = {
      requestId: request.id,
      at: clock(),
      started: performance.now(),
      interaction: interaction ?? 'unknown',
      bytes: 0,
      audited: false,
      ...(segments[1] !== undefined && { organizationText: segments[1] }),
    }
    request.call = call
    trail.begin(call)
    reply.header('cache-control', 'no-store')
    describe(call, request)
    await admit(call, request, { store, authenticate })
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.call) trail.end(request.call, reply, payload)
    return payload
  })
  app.addHook('onClose', () => trail.idle())
}

/** The organization that the guard let the caller into. */
export function admitted(request: FastifyRequest): { call: Call; organization: Organization } {
  const { call } = request
  if (!call?.organization) throw new Error('A route outside of the guard.')
  return { call, organization: call.organization }
}

function describe(call: Call, request: FastifyRequest): void {
  const { id, versionId } = request.params as { id?: string; versionId?: string }
  if (id !== undefined) call.id = id
  if (versionId !== undefined) call.versionId = versionId
}

async function admit(
  call: Call,
  request: FastifyRequest,
  { store, authenticate }: Omit<Guarded, 'clock'>,
): Promise<void> {
  const logCdata = readLogCdata(request)
  if (!(logCdata instanceof Problem) && logCdata) call.logCdata = logCdata
  const named = call.organizationText
  const organization = named === undefined ? undefined : await store.organizations.find(named)
  // Known before the caller is, so that the refused are found under it, too.
  if (organization) call.organization = organization
  const token = await authenticate(request.headers.authorization)
  call.token = token
  if (named !== undefined) checkRight(token, organization)
  const { writes, adminOnly } = request.routeOptions.config
  if (writes && token.access !== 'write') throw new Problem(403, 'This token may only read.')
  if (adminOnly && !token.admin) {
    throw new Problem(403, 'Only an admin token may read the audit log.')
  }
  if (logCdata instanceof Problem) throw logCdata
  if (hasBrokenEncoding(request.raw)) {
    throw new Problem(
      400,
      'The address holds a "%" that is not followed by the code of a character.',
    )
  }
}

/** The same answer whether there is such an organization or not, save to who may see them all. */
function checkRight(token: Token, organization: Organization | undefined): void {
  if (token.organizations === 'all') {
    if (!organization) throw new Problem(404, 'There is no such organization.')
  } else if (!organization || !token.organizations.includes(organization.id)) {
    throw new Problem(403, 'This token gives no right to this organization.')
  }
}

function readLogCdata(request: FastifyRequest): LogCdata | Problem | undefined {
  const format = joined(request.headers['log-cdata-format'])?.trim() ?? 'kv'
  if (format !== 'kv' && format !== 'json') {
    return new Problem(400, 'log-cdata-format must be kv or json.')
  }
  const text = joined(request.headers['log-cdata'])
  if (text === undefined) return undefined
  const parsed = parseLogCdata(headerText(text), format)
  return parsed.ok ? parsed.value : new Problem(400, parsed.problem)
}
