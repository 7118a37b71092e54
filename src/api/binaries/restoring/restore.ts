import { readBinary } from '#fhir/binary/read-binary.ts'
import { blobSource } from '#formats/content-source.ts'
import { parseExactly } from '#lib/json/parse-exactly.ts'
import { endpoints } from '../../transport/addresses.ts'
import type { BytesAnswer, Client } from '../../transport/client.ts'
import { isApiError } from '../../transport/errors.ts'
import { isJsonAnswer } from '../../transport/read-answer.ts'
import type { ApiRequest } from '../../transport/request.ts'
import { scanStream } from '../../transport/scan/scan-stream.ts'
import { unexpected } from '../read-resource.ts'
import { readDetail } from '../reads.ts'
import type { LiveBinary, RestoreVariables } from '../types.ts'
import { MINIMAL, precondition, written } from '../writes.ts'

/**
 * Makes an earlier version the current one again, fields and content. The resource is sent as it came, without being
 * decoded, so that nothing of it can be lost on the way and its size does not matter.
 * @throws ApiError `precondition-failed` where something else is current than was thought; `not-found` where the server
 *   does not store anything under the id of what was deleted, see `copyVersion`
 */
export async function restoreVersion(
  client: Client,
  org: string,
  { id, versionId, replaces }: RestoreVariables,
): Promise<LiveBinary> {
  const body = await versionBody(client, org, id, versionId)
  const put = async (headers: Record<string, string>) => {
    const path = endpoints.instance(org, id)
    const request: ApiRequest = { method: 'PUT', path, headers: { ...MINIMAL, ...headers }, body }
    return written(client, org, request, await client.upload(request, () => undefined), id)
  }
  try {
    return await put(precondition(replaces))
  } catch (error) {
    if (replaces.state === 'live' || !isApiError(error, 'precondition-failed')) throw error
    // For RFC 9110 (§13.1.1) no If-Match holds where nothing lives: servers that keep to it refuse the deletion's own version.
    const now = await readDetail(client, org, id)
    if (now.state === 'live' || now.versionId !== replaces.versionId) throw error
    return await put(precondition({ state: 'deleted' }))
  }
}

/** The content and fields of a version as a new Binary with an id of its own. */
export async function copyVersion(
  client: Client,
  org: string,
  { id, versionId }: { id: string; versionId: string },
): Promise<LiveBinary> {
  const body = await versionBody(client, org, id, versionId)
  const request: ApiRequest = { method: 'POST', path: endpoints.type(org), headers: MINIMAL, body }
  return written(client, org, request, await client.upload(request, () => undefined))
}

async function versionBody(client: Client, org: string, id: string, versionId: string) {
  const source: ApiRequest = { method: 'GET', path: endpoints.version(org, id, versionId) }
  return sendable(source, await client.bytes(source), id)
}

/** Checks that it is that Binary: a body without its fields would take its security context away. */
async function sendable(source: ApiRequest, answer: BytesAnswer, id: string): Promise<Blob> {
  const { blob, headers } = answer
  const binary = isJsonAnswer(headers) ? await binaryIn(blob) : undefined
  if (binary?.id === id) return blob
  if (binary?.id === undefined && binary) {
    const start = (await blob.slice(0, 1024).text()).indexOf('{') + 1
    return new Blob([`{"id":${JSON.stringify(id)},`, blob.slice(start)])
  }
  throw unexpected(
    'not-fhir',
    source,
    answer,
    'The server does not provide this version as a resource. Download it and upload it as a new version.',
  )
}

async function binaryIn(blob: Blob) {
  const { json } = await scanStream(blobSource(blob).stream(), false)
  try {
    return readBinary(parseExactly(json))
  } catch {
    return undefined
  }
}
