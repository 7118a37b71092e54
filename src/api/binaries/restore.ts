import { readBinary } from '#fhir/read-binary.ts'
import { blobSource } from '#formats/content-source.ts'
import type { BytesAnswer, Client } from '../transport/client.ts'
import { endpoints } from '../transport/endpoints.ts'
import { isJsonAnswer } from '../transport/read-answer.ts'
import type { ApiRequest } from '../transport/request.ts'
import { scanStream } from '../transport/scan-stream.ts'
import { unexpected } from './read-resource.ts'
import type { LiveBinary, RestoreVariables } from './types.ts'
import { matching, MINIMAL, written } from './writes.ts'

/**
 * Makes an earlier version the current one again, fields and content. The resource goes back as it came, without being
 * decoded, so that nothing of it can be lost on the way and its size does not matter.
 */
export async function restoreVersion(
  client: Client,
  org: string,
  { id, versionId, ifMatch }: RestoreVariables,
): Promise<LiveBinary> {
  const source: ApiRequest = { method: 'GET', path: endpoints.version(org, id, versionId) }
  const body = await sendable(source, await client.bytes(source), id)
  const request: ApiRequest = {
    method: 'PUT',
    path: endpoints.instance(org, id),
    headers: { ...MINIMAL, ...matching(ifMatch) },
    body,
  }
  return written(client, org, request, await client.upload(request, () => undefined), id)
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
    'The server does not hand out this version as a resource. Download it and upload it as a new version.',
  )
}

async function binaryIn(blob: Blob) {
  const { json } = await scanStream(blobSource(blob).stream(), false)
  try {
    return readBinary(JSON.parse(json))
  } catch {
    return undefined
  }
}
