import type { FastifyReply, FastifyRequest } from 'fastify'
import { formatETag } from '#fhir/etag.ts'
import { formatLogCdata } from '#fhir/log-cdata.ts'
import type { Change, Committed, ContentStore, Store, Version } from '#server/store/store.ts'
import { sendJson, sendOutcome, sendStreamed } from './answer.ts'
import { auditRecord } from './call.ts'
import type { Call } from './call.ts'
import { binaryJsonBody } from './content-out.ts'
import { httpDate } from './header-text.ts'
import { names } from './preconditions.ts'
import { parsePrefer } from './prefer.ts'
import { outcomeOf, Problem } from './problem.ts'
import { isLive, resourceOf } from './resource.ts'

/** Who writes, why and when, as every change carries it. */
export function signature(call: Call): Pick<Change, 'author' | 'reason' | 'at'> {
  const reason = formatLogCdata(call.logCdata ?? {}, 'kv')
  return {
    author: call.token?.name ?? '',
    at: call.at.toISOString(),
    ...(reason !== '' && { reason }),
  }
}

/** What a commit has to show: a version, or that there was nothing to do. */
export type Done = Exclude<Committed, { outcome: 'stale' | 'ambiguous' }>

/** Commits with the audit record in the same transaction. @throws Problem 412 */
export async function commitAudited(store: Store, call: Call, change: Change): Promise<Done> {
  const committed = await tryCommit(store, call, change)
  if (committed.outcome === 'stale') throw stale(committed.version)
  return committed
}

/**
 * The same, but a failed precondition is the caller's to answer, and leaves no record yet.
 * @throws Problem 412 when `If-None-Exist` is ambiguous
 */
export async function tryCommit(
  store: Store,
  call: Call,
  change: Change,
): Promise<Exclude<Committed, { outcome: 'ambiguous' }>> {
  const committed = await store.binaries.commit({
    ...change,
    audit: (result) => {
      const status = statusOf(result)
      if (status === 412) return undefined
      describe(call, result)
      return auditRecord(call, status)
    },
  })
  if (committed.outcome === 'ambiguous') throw ambiguous()
  if (committed.outcome !== 'stale') call.audited = true
  return committed
}

/**
 * Refuses what is already known to be in vain before the body is taken in: a stale `If-Match` need not wait for a
 * gigabyte. The commit checks again, and its word counts.
 * @throws Problem 412
 */
export function checkEarly(
  current: Version | undefined,
  ifMatch: string[] | '*' | undefined,
): void {
  if (ifMatch === undefined) return
  const versionId = ifMatch === '*' && !current?.body ? undefined : current?.versionId
  if (!names(ifMatch, versionId)) throw stale(current)
}

export function stale(current: Version | undefined): Problem {
  const now = current
    ? `The current version is ${formatETag(current.versionId)}.`
    : 'There is no such Binary.'
  return new Problem(412, `The precondition does not hold. ${now} Nothing was changed.`, {
    ...(current && { headers: { etag: formatETag(current.versionId) } }),
  })
}

export function ambiguous(): Problem {
  return new Problem(412, 'If-None-Exist matches more than one Binary. Nothing was changed.')
}

interface Written {
  version: Version
  status: 200 | 201
  /** Absolute, ends in `/Binary`. */
  typePath: string
  /** Whether the bytes came raw: the answer then leaves them out. */
  raw: boolean
  contents: ContentStore
}

/** Answers create, update and patch as `Prefer` wants it (https://hl7.org/fhir/R4/http.html#ops). */
export function answerWritten(
  request: FastifyRequest,
  reply: FastifyReply,
  { version, status, typePath, raw, contents }: Written,
): FastifyReply {
  reply
    .header('location', `${typePath}/${version.id}/_history/${version.versionId}`)
    .header('etag', formatETag(version.versionId))
    .header('last-modified', httpDate(version.lastUpdated))
  const prefer = parsePrefer(request.headers.prefer)
  if (prefer.return === 'minimal' || !isLive(version)) return reply.code(status).send()
  if (prefer.return === 'OperationOutcome') {
    const said = `Binary/${version.id} is stored as version ${version.versionId}.`
    return sendOutcome(reply, status, outcomeOf(status, said))
  }
  const resource = resourceOf(version)
  const { content } = version.body
  if (raw || !content) return sendJson(reply, status, resource)
  reply.header('content-type', 'application/fhir+json; charset=utf-8')
  return sendStreamed(reply, status, binaryJsonBody(resource, content, contents))
}

function describe(call: Call, committed: Committed): void {
  if (!('version' in committed) || !committed.version) return
  call.id = committed.version.id
  call.versionId = committed.version.versionId
}

/** What the answer will say. */
function statusOf(committed: Committed): number {
  switch (committed.outcome) {
    case 'created':
    case 'updated':
    case 'deleted':
      return Number(committed.version.status)
    case 'exists':
      return 200
    case 'unchanged':
      return 204
    case 'stale':
    case 'ambiguous':
      return 412
  }
}
