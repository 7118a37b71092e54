import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { contentSize } from '#fhir/binary.ts'
import { entriesOf } from '#fhir/bundle.ts'
import { isInlineSafe } from '#fhir/media-type.ts'
import { readBinary } from '#fhir/read-binary.ts'
import { keys } from '../keys.ts'
import { capabilitiesOptions } from '../organizations/organizations.ts'
import type { BytesAnswer, Client } from '../transport/client.ts'
import { endpoints, withQuery } from '../transport/endpoints.ts'
import { isAbort, isApiError } from '../transport/errors.ts'
import type { JsonAnswer, OnProgress } from '../transport/read-answer.ts'
import type { ApiRequest } from '../transport/request.ts'
import { READ } from '../transport/retry.ts'
import { bundleOf, ELEMENTS, liveBinary, unexpected } from './read-resource.ts'
import { stripContent } from './strip-content.ts'
import type { BinaryState, Content, DeletedBinary, LiveBinary } from './types.ts'

/** A Binary as it stands now; a deleted one is a state, not an error. */
export function detailOptions(client: Client, org: string, id: string) {
  return queryOptions({
    ...READ,
    queryKey: keys.detail(org, id),
    staleTime: 10_000,
    queryFn: ({ signal }) => readDetail(client, org, id, signal),
  })
}

/** One version, which never changes any more. */
export function versionOptions(client: Client, org: string, id: string, versionId: string) {
  return queryOptions({
    ...READ,
    queryKey: keys.version(org, id, versionId),
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<BinaryState> => {
      try {
        const path = endpoints.version(org, id, versionId)
        const state = await readWithoutContent(client, path, id, signal)
        return { ...state, versionId: state.versionId ?? versionId }
      } catch (error) {
        if (isApiError(error, 'gone')) return { state: 'deleted', versionId }
        throw error
      }
    },
  })
}

/**
 * The original bytes, of a version or as they stand now. They leave the cache a minute after the last use.
 * @param onProgress is told of what has come, by whichever caller's request is the one that goes out
 */
export function contentOptions(
  client: Client,
  org: string,
  id: string,
  versionId?: string,
  onProgress?: OnProgress,
) {
  const path =
    versionId === undefined ? endpoints.instance(org, id) : endpoints.version(org, id, versionId)
  return queryOptions({
    ...READ,
    queryKey:
      versionId === undefined ? keys.currentContent(org, id) : keys.content(org, id, versionId),
    staleTime: versionId === undefined ? 0 : Infinity,
    gcTime: 60_000,
    // A comparison of megabytes of bytes would find what the version already says.
    structuralSharing: false,
    queryFn: ({ signal, client: queryClient }) =>
      readContent(client, queryClient, { org, path }, signal, onProgress),
  })
}

/** As it stands now, straight from the server. */
export async function readDetail(
  client: Client,
  org: string,
  id: string,
  signal?: AbortSignal,
): Promise<BinaryState> {
  try {
    return await readWithoutContent(client, endpoints.instance(org, id), id, signal)
  } catch (error) {
    if (!isApiError(error, 'gone', 'not-found')) throw error
    // Some servers answer 404 for what was deleted: its history knows.
    const deletion = await newestDeletion(client, org, id, signal)
    if (deletion) return deletion
    if (isApiError(error, 'gone')) return { state: 'deleted' }
    throw error
  }
}

/** A Binary at a path, without its content. */
export async function readWithoutContent(
  client: Client,
  path: string,
  id: string,
  signal?: AbortSignal,
): Promise<LiveBinary> {
  const trimmed: ApiRequest = { method: 'GET', path: withQuery(path, { _elements: ELEMENTS }) }
  const whole: ApiRequest = { method: 'GET', path }
  try {
    return liveBinary(await client.json(trimmed, signal), trimmed, id)
  } catch (error) {
    if (!isApiError(error, 'bad-request')) throw error
    // A server that refuses parameters it does not know.
    return liveBinary(await client.json(whole, signal), whole, id)
  }
}

async function newestDeletion(
  client: Client,
  org: string,
  id: string,
  signal?: AbortSignal,
): Promise<DeletedBinary | undefined> {
  const path = withQuery(endpoints.history(org, id), { _count: '1', _elements: ELEMENTS })
  const request: ApiRequest = { method: 'GET', path }
  try {
    const [newest] = entriesOf(bundleOf(await client.json(request, signal), request, 'history'), id)
    if (newest?.kind !== 'deletion') return undefined
    const { versionId, lastUpdated } = newest
    return {
      state: 'deleted',
      ...(versionId === undefined ? {} : { versionId }),
      ...(lastUpdated === undefined ? {} : { lastUpdated }),
    }
  } catch (error) {
    if (isAbort(error) || isApiError(error, 'unauthorized')) throw error
    return undefined
  }
}

/** Asks for bytes in words that name no JSON type. */
const ANY_BYTES = { Accept: 'application/octet-stream, */*;q=0.9' }

async function readContent(
  client: Client,
  queryClient: QueryClient,
  { org, path }: { org: string; path: string },
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<Content> {
  const raw: ApiRequest = { method: 'GET', path, headers: ANY_BYTES }
  const capabilities = await queryClient.ensureQueryData(capabilitiesOptions(client, org))
  if (capabilities.raw) return asContent(await client.bytes(raw, signal, onProgress))
  const request: ApiRequest = { method: 'GET', path }
  const answer = await client.content(request, signal, onProgress)
  if ('blob' in answer) return asContent(answer)
  const decoded = await decode(request, answer)
  // Some servers answer a Binary that holds JSON with that JSON: then the bytes are what they send.
  return decoded ?? asContent(await client.bytes(raw, signal, onProgress))
}

async function decode(request: ApiRequest, answer: JsonAnswer): Promise<Content | undefined> {
  const binary = readBinary(answer.body)
  if (!binary) return undefined
  const blob = answer.content ?? new Blob([await small(request, answer, binary.data)])
  const { data: _, ...announced } = binary
  const size = contentSize(announced)
  if (size !== undefined && size !== blob.size) {
    throw unexpected(
      'content-mismatch',
      request,
      answer,
      `The server announced ${size} bytes and sent ${blob.size}.`,
    )
  }
  return typed(blob, stripContent(binary).contentType)
}

async function small(
  request: ApiRequest,
  answer: JsonAnswer,
  data = '',
): Promise<Uint8Array<ArrayBuffer>> {
  const { decodeBase64 } = await import('#fhir/base64.ts')
  try {
    return decodeBase64(data)
  } catch (cause) {
    throw unexpected('invalid-base64', request, answer, String(cause))
  }
}

function asContent({ blob, headers }: BytesAnswer): Content {
  return typed(blob, headers.get('Content-Type') ?? undefined)
}

/** An object URL of a page or a drawing would run its scripts as ours, so the Blob itself never says that it is one. */
function typed(blob: Blob, contentType: string | undefined): Content {
  const type =
    contentType !== undefined && isInlineSafe(contentType)
      ? contentType
      : 'application/octet-stream'
  return {
    blob: blob.slice(0, blob.size, type),
    ...(contentType === undefined ? {} : { contentType }),
  }
}
