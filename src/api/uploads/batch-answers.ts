import { readBinary } from '#fhir/binary/read-binary.ts'
import { isOperationOutcome } from '#fhir/outcome.ts'
import { isRecord } from '#lib/is-record.ts'
import { idOfLocation } from '../binaries/read-resource.ts'
import { isApiError, kindOfStatus, type ApiError } from '../transport/errors.ts'
import { failure, type JsonAnswer } from '../transport/read-answer.ts'
import type { ApiRequest } from '../transport/request.ts'

/** What came of one of those that went together. */
export type BatchOutcome =
  | { kind: 'answered'; answer: JsonAnswer }
  | { kind: 'failed'; error: ApiError }
  /** The answer does not tell, or this one can be taken alone at best: it is sent again alone. */
  | { kind: 'untold' }
  /** The same, and so will be every other one. */
  | { kind: 'refused' }

/** Asked for by its own id, so that a repeat is recognized. */
export interface Asked {
  id: string
  request: ApiRequest
}

/**
 * What a batch's answer says of each of its entries, which come in the same order.
 * @returns undefined for an answer that is none
 */
export function batchOutcomes(
  answer: JsonAnswer,
  asked: readonly Asked[],
): BatchOutcome[] | undefined {
  const { body } = answer
  const entries = entriesOf(body)
  if (entries?.length !== asked.length) return undefined
  return asked.map((one, at) => outcomeOf(entries[at] ?? {}, one, answer))
}

/** Entries that can't be read keep their places. */
function entriesOf(body: unknown): Record<string, unknown>[] | undefined {
  if (!isRecord(body) || body.resourceType !== 'Bundle') return undefined
  if (body.type !== 'batch-response' || !Array.isArray(body.entry)) return undefined
  return body.entry.map((entry) => (isRecord(entry) ? entry : {}))
}

function outcomeOf(
  entry: Record<string, unknown>,
  { id, request }: Asked,
  { sizes }: JsonAnswer,
): BatchOutcome {
  const response = isRecord(entry.response) ? entry.response : {}
  const status = Number(/^\s*([1-5]\d\d)(?!\d)/.exec(String(response.status))?.[1])
  const headers = headersOf(response)
  if (status >= 200 && status < 300) {
    const resource = readBinary(entry.resource)
    const body = resource?.resourceType === 'Binary' ? resource : undefined
    // Of another Binary: the entries are in another order, and nothing can be said by it.
    const named = [idOfLocation(headers.get('Location')), body?.id]
    if (named.some((name) => name !== undefined && name !== id)) return { kind: 'untold' }
    return { kind: 'answered', answer: { status, headers, body, sizes } }
  }
  if (UNKNOWN_REQUEST.has(status)) return { kind: 'refused' }
  if (!(status >= 400) || ALONE.has(status)) return { kind: 'untold' }
  const { method, path } = request
  const refused = { method, path, response: new Response(null, { status, headers }) }
  const said = [response.outcome, entry.resource].find(isOperationOutcome)
  return { kind: 'failed', error: failure(refused, kindOfStatus(status), { outcome: said }) }
}

/** The server knows no such request. */
const UNKNOWN_REQUEST = new Set([404, 405, 501])
/** What says that a request can't be understood or is too much: in another form it may not be. */
const ALONE = new Set([400, 406, 413, 415, 422])

/**
 * Whether the request of all is what the server, or something before it, does not take or can't answer: what was in it
 * is sent alone, by the ids that tell what was stored of it all the same. A 403 may be of the request alone as well.
 */
export function isBatchRefused(error: unknown): boolean {
  if (!isApiError(error) || error.unsent) return false
  const status = error.status ?? 0
  return (
    error.kind === 'not-fhir' || status === 403 || ALONE.has(status) || UNKNOWN_REQUEST.has(status)
  )
}

function headersOf({ location, etag, lastModified }: Record<string, unknown>): Headers {
  const headers = new Headers()
  const set = (name: string, value: unknown) => {
    // What can't stand in a header is left out.
    if (typeof value === 'string' && /^[\x20-\x7e]+$/.test(value)) headers.set(name, value)
  }
  set('Location', location)
  set('ETag', etag)
  set('Last-Modified', lastModified)
  return headers
}
