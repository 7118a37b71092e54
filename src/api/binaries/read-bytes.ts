import { contentSize } from '#fhir/binary/binary.ts'
import { readBinary } from '#fhir/binary/read-binary.ts'
import { isInlineSafe } from '#fhir/media-type.ts'
import type { BytesAnswer, Client } from '../transport/client.ts'
import type { JsonAnswer, OnProgress } from '../transport/read-answer.ts'
import type { ApiRequest } from '../transport/request.ts'
import { stripContent, unexpected } from './read-resource.ts'
import type { Content } from './types.ts'

/** Asks for bytes in words that name no JSON type. */
export const ANY_BYTES = { Accept: 'application/octet-stream, */*;q=0.9' }

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
