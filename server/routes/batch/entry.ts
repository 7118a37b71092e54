import { STATUS_CODES } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { formatETag } from '#fhir/etag.ts'
import type { LongTexts } from '#fhir/json/long-texts.ts'
import type { BundleEntry } from '#fhir/types.ts'
import { isRecord } from '#lib/is-record.ts'
import { receivedBytes } from '#server/binaries/field-weight.ts'
import { checkId, notABinary } from '#server/binaries/fields.ts'
import { isLive, resourceOf } from '#server/binaries/resource.ts'
import { stageData } from '#server/binaries/stage-data.ts'
import type { ReceivedBinary } from '#server/binaries/write.ts'
import { explained } from '#server/http/answer/error-answers.ts'
import { record } from '#server/http/audit-trail.ts'
import { withReceived } from '#server/http/body/binary-request.ts'
import { Problem, success, toProblem } from '#server/http/errors.ts'
import { partOf, requireAccess, type PartContext } from '#server/http/guard.ts'
import { parsePrefer } from '#server/http/request/headers.ts'
import { nextTurn } from '#server/http/turns.ts'
import type { StagedContent } from '#server/store/contents.ts'
import type { Deps } from '../deps.ts'
import { writeNew, writeVersion, type Written } from '../write.ts'

export interface EntryDeps extends Deps {
  request: FastifyRequest
  /** Where the Binaries are, absolute. */
  typeUrl: string
  /** The long texts in all entries. */
  texts: LongTexts
  /** To be awaited between the keeping of the content and the commit. */
  kept: () => Promise<void>
}

/** What one entry asks for. */
interface Asked {
  /** Of an update; a create gets one. */
  id: string | undefined
  request: Record<string, unknown>
  resource: Record<string, unknown>
}

/** The id that an entry names, whatever else is wrong with it. */
export function idOfEntry(entry: unknown): string | undefined {
  const request = isRecord(entry) ? entry.request : undefined
  const url = isRecord(request) && typeof request.url === 'string' ? request.url : ''
  return url.startsWith(INSTANCE) ? url.slice(INSTANCE.length) : undefined
}

/** Does what one entry of a batch asks for. Never rejects: what is wrong is in its answer. */
export async function answerEntry(entry: unknown, deps: EntryDeps): Promise<BundleEntry> {
  const { request } = deps
  const { context } = requireAccess(request)
  const id = idOfEntry(entry)
  const part = partOf(context, id === undefined ? 'create' : 'update', id?.slice(0, 64))
  let status = 500
  try {
    const done = await carryOut(asked(entry, deps.texts), part, deps)
    status = done.status
    return answerOf(done, deps)
  } catch (error) {
    const problem = await explained(toProblem(error), deps.stores.place)
    status = problem.status
    if (status >= 500) request.log.error({ err: error }, 'entry of a batch failed')
    const { etag } = problem.headers
    return {
      response: {
        status: statusLine(status),
        ...(etag !== undefined && { etag }),
        outcome: problem.outcome,
      },
    }
  } finally {
    record(deps.audit, part, { statusCode: status, log: request.log })
  }
}

async function carryOut(asked: Asked, by: PartContext, deps: EntryDeps): Promise<Written> {
  const { id, request, resource } = asked
  const organizationId = requireAccess(deps.request).organization.id
  const receive = (work: (received: ReceivedBinary) => Promise<Written>) =>
    withContent(resource, deps, work)
  const of = { deps, by, organizationId, receive }
  if (id === undefined) return writeNew(of, condition(request, 'ifNoneExist'))
  return writeVersion(of, id, {
    ifMatch: condition(request, 'ifMatch'),
    ifNoneMatch: condition(request, 'ifNoneMatch'),
  })
}

/** @throws Problem for what no batch of this server does */
function asked(entry: unknown, texts: LongTexts): Asked {
  const said = isRecord(entry) ? entry.request : undefined
  if (!isRecord(entry) || !isRecord(said)) {
    throw new Problem('invalid-request', 'An entry must say its request: a method and a url.')
  }
  // What else is in it is not read, however long it is.
  const request = Object.fromEntries(MEMBERS.map((name) => [name, said[name]]))
  if (!texts.restore(request, LONGEST_REQUEST)) {
    throw new Problem(
      'too-large',
      `The request of an entry has over ${LONGEST_REQUEST} characters.`,
    )
  }
  const { method, url } = request
  if (typeof method !== 'string' || typeof url !== 'string') {
    throw new Problem('invalid-request', 'method and url of an entry must be strings.')
  }
  if (method !== 'POST' && method !== 'PUT') {
    throw new Problem('method-not-allowed', 'A batch takes POST and PUT alone.')
  }
  const id = idOfEntry({ request })
  if (method === 'POST' ? url !== 'Binary' : id === undefined) {
    const due = method === 'POST' ? 'Binary' : 'Binary/ and its id'
    throw new Problem('not-found', `The url of this entry must be ${due}, without a server.`)
  }
  if (id !== undefined) checkId(id)
  if (!isRecord(entry.resource)) throw notABinary()
  return { id, request, resource: entry.resource }
}

/** What a header says elsewhere. @throws Problem */
function condition(request: Record<string, unknown>, name: string): string | undefined {
  const value = request[name]
  if (value === undefined || typeof value === 'string') return value
  throw new Problem('invalid-request', `${name} must be a string.`)
}

/** Stages the content of an entry. @throws Problem; Refusal; InvalidBase64 */
async function withContent(
  { data, ...resource }: Record<string, unknown>,
  deps: EntryDeps,
  work: (received: ReceivedBinary) => Promise<Written>,
): Promise<Written> {
  const { request, kept, texts, stores, config } = deps
  const { maxBytes, fieldsMaxBytes } = config
  const most = receivedBytes(fieldsMaxBytes)
  await nextTurn(request)
  if (!texts.restore(resource, most) || JSON.stringify(resource).length > most) {
    throw new Problem(
      'too-large',
      `The resource without its \`data\` is larger than ${most} bytes.`,
    )
  }
  let content: StagedContent | undefined
  let size = 0
  if (data !== undefined) {
    const expression = 'Binary.data'
    if (typeof data !== 'string') {
      throw new Problem('invalid-data', '`data` must be a string.', { expression })
    }
    const organizationId = requireAccess(request).organization.id
    const turn = () => nextTurn(request)
    const into = { contents: stores.contents, organizationId, texts, maxBytes, turn }
    ;({ staged: content, size } = await stageData(data, into))
  }
  const came = { resource, size, ...(content && { content }) }
  const bounds = { uploads: stores.uploads, maxBytes, fieldsMaxBytes }
  return withReceived(request, bounds, came, async (received) => {
    await received.content?.keep()
    await kept()
    return work(received)
  })
}

/** As `Prefer` asks; the resource without the content that was just sent. */
function answerOf({ version, status }: Written, { request, typeUrl }: EntryDeps): BundleEntry {
  const { return: wanted } = parsePrefer(request.headers.prefer)
  const response = {
    status: statusLine(status),
    location: `${typeUrl}/${version.id}/_history/${version.versionId}`,
    etag: formatETag(version.versionId),
    lastModified: version.lastUpdated,
  }
  if (wanted === 'OperationOutcome') {
    const said = `Binary/${version.id} is stored as version ${version.versionId}.`
    return { response: { ...response, outcome: success(said) } }
  }
  const isShown = wanted === 'representation' && isLive(version)
  return { ...(isShown && { resource: resourceOf(version) }), response }
}

/** https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.response.status */
function statusLine(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd()
}

const INSTANCE = 'Binary/'
/** Of an entry's request, what a create or an update goes by. */
const MEMBERS = ['method', 'url', 'ifMatch', 'ifNoneMatch', 'ifNoneExist']
/** Characters of the long texts among them. */
const LONGEST_REQUEST = 32 * 1024
