/**
 * The bytes of a Binary. One request serves all who want the same ones, and ends when the last of them no longer does:
 * the cache counts its observers, so whoever wants a content observes it, and stops by leaving.
 */
import { QueryObserver, queryOptions, type QueryClient } from '@tanstack/react-query'
import { contentSize } from '#fhir/binary/binary.ts'
import { readBinary } from '#fhir/binary/read-binary.ts'
import { isInlineSafe } from '#fhir/media-type.ts'
import { keys } from '../keys.ts'
import { knownCapabilities } from '../organizations/organizations.ts'
import { endpoints } from '../transport/addresses.ts'
import type { BytesAnswer, Client } from '../transport/client.ts'
import type { JsonAnswer, OnProgress } from '../transport/read-answer.ts'
import type { ApiRequest } from '../transport/request.ts'
import { READ } from '../transport/retry.ts'
import { unexpected } from './read-resource.ts'
import { stripContent } from './read-resource.ts'
import type { Content } from './types.ts'

/** Which bytes: of one version, or of whatever is current. */
export interface ContentOf {
  org: string
  id: string
  versionId?: string | undefined
}

/** Milliseconds. */
export const CONTENT_KEPT = 60_000

/** The original bytes. They leave the cache a minute after the last use. */
export function contentOptions(client: Client, progress: ContentProgress, of: ContentOf) {
  const { org, id, versionId } = of
  const path =
    versionId === undefined ? endpoints.instance(org, id) : endpoints.version(org, id, versionId)
  return queryOptions({
    ...READ,
    queryKey: keyOf(of),
    staleTime: versionId === undefined ? 0 : Infinity,
    gcTime: CONTENT_KEPT,
    // A comparison of megabytes of bytes would find what the version already says.
    structuralSharing: false,
    queryFn: async ({ signal, client: queryClient }) => {
      try {
        const report = progress.report(of)
        return await readContent(client, queryClient, { org, path }, signal, report)
      } finally {
        progress.end(of)
      }
    },
  })
}

/**
 * The bytes, for a caller outside of React: asked for together with whoever else wants them.
 * @throws ApiError; the signal's reason, which leaves the request to the others, and ends it where there are none
 */
export async function loadContent(
  queryClient: QueryClient,
  options: ReturnType<typeof contentOptions>,
  signal: AbortSignal,
): Promise<Content> {
  signal.throwIfAborted()
  const observer = new QueryObserver(queryClient, options)
  let leave = () => {}
  try {
    return await new Promise<Content>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      leave = observer.subscribe(({ isFetching, data, error }) => {
        if (isFetching) return
        if (error) reject(error)
        else if (data) resolve(data)
      })
      // What is in the cache already is not told again.
      const { isFetching, data } = observer.getCurrentResult()
      if (!isFetching && data) resolve(data)
    })
  } finally {
    leave()
  }
}

/** Bytes that have come, and of how many where that is known. */
export interface Loaded {
  loaded: number
  total?: number
}

/** How far each content is that is on its way, for all who wait for it. */
export interface ContentProgress {
  get: (of: ContentOf) => Loaded | undefined
  subscribe: (listener: () => void) => () => void
  /** @returns what the request tells its progress to */
  report: (of: ContentOf) => OnProgress
  end: (of: ContentOf) => void
}

/** Milliseconds between two reports: pieces come by the thousand. */
const REPORT_EVERY = 100

export function createContentProgress(): ContentProgress {
  const known = new Map<string, Loaded>()
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  return {
    get: (of) => known.get(JSON.stringify(keyOf(of))),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    report: (of) => {
      let told = 0
      return (progress) => {
        const now = performance.now()
        if (now - told < REPORT_EVERY) return
        told = now
        known.set(JSON.stringify(keyOf(of)), progress)
        tell()
      }
    },
    end: (of) => {
      if (known.delete(JSON.stringify(keyOf(of)))) tell()
    },
  }
}

function keyOf({ org, id, versionId }: ContentOf) {
  return versionId === undefined ? keys.currentContent(org, id) : keys.content(org, id, versionId)
}

/** Asks for bytes in words that name no JSON type. */
export const ANY_BYTES = { Accept: 'application/octet-stream, */*;q=0.9' }

async function readContent(
  client: Client,
  queryClient: QueryClient,
  { org, path }: { org: string; path: string },
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<Content> {
  const { raw } = await knownCapabilities(queryClient, client, org)
  return readBytes(client, { path, raw }, signal, onProgress)
}

/** The bytes at a path, as a server gives them. @param of `raw` as in `Capabilities` @throws ApiError */
export async function readBytes(
  client: Client,
  { path, raw }: { path: string; raw: boolean },
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<Content> {
  const bytes: ApiRequest = { method: 'GET', path, headers: ANY_BYTES }
  if (raw) return asContent(await client.bytes(bytes, signal, onProgress))
  const request: ApiRequest = { method: 'GET', path }
  const answer = await client.content(request, signal, onProgress)
  if ('blob' in answer) return asContent(answer)
  const decoded = await decode(request, answer)
  // Some servers answer a Binary that holds JSON with that JSON: then the bytes are what they send.
  return decoded ?? asContent(await client.bytes(bytes, signal, onProgress))
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
  return typedContent(blob, stripContent(binary).contentType)
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
  return typedContent(blob, headers.get('Content-Type') ?? undefined)
}

/** An object URL of a page or a drawing would run its scripts as ours, so the Blob itself never says that it is one. */
export function typedContent(blob: Blob, contentType: string | undefined): Content {
  const type =
    contentType !== undefined && isInlineSafe(contentType)
      ? contentType
      : 'application/octet-stream'
  return {
    blob: blob.slice(0, blob.size, type),
    ...(contentType === undefined ? {} : { contentType }),
  }
}
