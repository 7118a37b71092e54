import { readBinary } from '#fhir/binary/read-binary.ts'
import { formatETag } from '#fhir/etag.ts'
import { isOperationOutcome } from '#fhir/outcome.ts'
import type { Binary } from '#fhir/types.ts'
import { endpoints } from '../transport/addresses.ts'
import type { Client } from '../transport/client.ts'
import { EXPOSE_ADVICE } from '../transport/cross-origin-refusal.ts'
import { isApiError } from '../transport/errors.ts'
import type { JsonAnswer } from '../transport/read-answer.ts'
import type { ApiRequest } from '../transport/request.ts'
import { idOfLocation, liveBinary, unexpected, versionOfLocation } from './read-resource.ts'
import { readDetail, readWithoutContent } from './reads.ts'
import type {
  PatchVariables,
  RemoveVariables,
  Replaced,
  UpdateVariables,
  WrittenBinary,
} from './types.ts'

/** A representation would carry the content back that was just sent. */
export const MINIMAL = { Prefer: 'return=minimal' }

export async function createBinary(
  client: Client,
  org: string,
  binary: Binary,
): Promise<WrittenBinary> {
  const request: ApiRequest = {
    method: 'POST',
    path: endpoints.type(org),
    headers: MINIMAL,
    body: JSON.stringify(binary),
  }
  return written(client, org, request, await client.upload(request, () => undefined))
}

export async function updateBinary(
  client: Client,
  org: string,
  { id, binary, ifMatch }: UpdateVariables,
): Promise<WrittenBinary> {
  const request: ApiRequest = {
    method: 'PUT',
    path: endpoints.instance(org, id),
    headers: { ...MINIMAL, ...matching(ifMatch) },
    body: JSON.stringify({ ...binary, id }),
  }
  return written(client, org, request, await client.upload(request, () => undefined), id)
}

export async function patchBinary(
  client: Client,
  org: string,
  { id, operations, ifMatch }: PatchVariables,
): Promise<WrittenBinary> {
  const request: ApiRequest = {
    method: 'PATCH',
    path: endpoints.instance(org, id),
    headers: {
      'Content-Type': 'application/json-patch+json',
      ...MINIMAL,
      ...matching(ifMatch),
    },
    body: JSON.stringify(operations),
  }
  return written(client, org, request, await client.json(request), id)
}

/** Done also when it was gone already: servers differ in whether they say so. */
export async function removeBinary(
  client: Client,
  org: string,
  { id, ifMatch }: RemoveVariables,
): Promise<{ versionId?: string }> {
  const request: ApiRequest = {
    method: 'DELETE',
    path: endpoints.instance(org, id),
    headers: matching(ifMatch),
  }
  try {
    const { headers } = await client.json(request)
    const versionId = versionOf(headers)
    return versionId === undefined ? {} : { versionId }
  } catch (error) {
    if (isApiError(error, 'gone', 'not-found')) return {}
    throw error
  }
}

/**
 * What must still be current for a change to be made: the version or the deletion that the user saw. A deletion without
 * a version of its own must still be one.
 */
export function precondition({ state, versionId }: Replaced): Record<string, string> {
  if (versionId !== undefined && versionId !== '') return matching(versionId)
  return state === 'deleted' ? { 'If-None-Match': '*' } : {}
}

/** `If-Match` of the version that the change was made from; left out only where no version is known. */
export function matching(versionId: string | undefined): Record<string, string> {
  return versionId === undefined || versionId === '' ? {} : { 'If-Match': formatETag(versionId) }
}

/** The state after a write: from the answer where it has it, else asked for. */
export async function written(
  client: Client,
  org: string,
  request: ApiRequest,
  answer: JsonAnswer,
  knownId?: string,
): Promise<WrittenBinary> {
  const { headers, body } = answer
  const id = knownId ?? readBinary(body)?.id ?? idOfLocation(headers.get('Location'))
  if (id === undefined) {
    if (client.crossOrigin) throw unexpected('cross-origin', request, answer, EXPOSE_ADVICE)
    throw unexpected(
      'not-fhir',
      request,
      answer,
      'The server stored it, but sent neither its id nor its address.',
    )
  }
  if (readBinary(body) && !isOperationOutcome(body)) {
    const state = liveBinary(answer, request, id)
    return { ...state, ...made(state.versionId) }
  }
  const versionId = versionOf(headers)
  const state = await readWritten(client, org, id, versionId)
  if (state?.state === 'live') return { ...state, ...made(versionId) }
  // Somebody deleted it between the write and the look at it: the write was done all the same.
  return {
    state: 'live',
    binary: { resourceType: 'Binary', id },
    ...(versionId !== undefined && { versionId }),
    ...made(versionId),
  }
}

function made(versionId: string | undefined): { madeVersionId?: string } {
  return versionId === undefined ? {} : { madeVersionId: versionId }
}

/** The version that was written, since somebody may have written another by now. A failure here must not read as one of the write. */
async function readWritten(client: Client, org: string, id: string, versionId?: string) {
  try {
    return versionId === undefined
      ? await readDetail(client, org, id)
      : await readWithoutContent(client, endpoints.version(org, id, versionId), id)
  } catch {
    return undefined
  }
}

function versionOf(headers: Headers): string | undefined {
  const etag = /"([^"]+)"/.exec(headers.get('ETag') ?? '')?.[1]
  return etag ?? versionOfLocation(headers.get('Location'))
}
