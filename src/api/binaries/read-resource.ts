import { CONTENT_EXTENSION, contentSize, SUBSETTED } from '#fhir/binary/binary.ts'
import { readBinary } from '#fhir/binary/read-binary.ts'
import { parseBundle, WrongBundle } from '#fhir/bundle.ts'
import { versionOfETag } from '#fhir/etag.ts'
import { isOperationOutcome } from '#fhir/outcome.ts'
import type { Binary, Bundle, Coding } from '#fhir/types.ts'
import { ApiError } from '../transport/errors.ts'
import type { JsonAnswer } from '../transport/read-answer.ts'
import type { ApiRequest } from '../transport/request.ts'
import type { LiveBinary } from './types.ts'

/** What the API's base path asks of every read of a Binary: all but its content. */
export const ELEMENTS = 'id,meta,language,contentType,securityContext'

/** A Binary as an answer has it; what the body leaves out is taken from the headers. */
export function liveBinary(answer: JsonAnswer, request: ApiRequest, id: string): LiveBinary {
  const { headers, body, sizes } = answer
  if (isOperationOutcome(body)) {
    throw unexpected(
      'not-fhir',
      request,
      answer,
      'The server answered with an OperationOutcome only.',
    )
  }
  const contentType = headers.get('Content-Type') ?? undefined
  // Some servers answer a Binary that holds JSON with that JSON, whatever was asked for.
  const read = readBinary(body) ?? {
    resourceType: 'Binary' as const,
    ...(contentType === undefined ? {} : { contentType }),
  }
  const binary = { ...stripContent(read, sizes), id: read.id ?? id }
  const etag = headers.get('ETag') ?? undefined
  const versionId =
    binary.meta?.versionId ??
    versionOfETag(etag) ??
    versionOfLocation(headers.get('Content-Location'))
  const lastUpdated = binary.meta?.lastUpdated ?? instantOf(headers.get('Last-Modified'))
  return {
    state: 'live',
    binary,
    ...(etag === undefined ? {} : { etag }),
    ...(versionId === undefined ? {} : { versionId }),
    ...(lastUpdated === undefined ? {} : { lastUpdated }),
  }
}

/** The Bundle of an answer, its Binaries without content. @throws ApiError `wrong-bundle`, `not-fhir` */
export function bundleOf(
  answer: JsonAnswer,
  request: ApiRequest,
  expected: 'history' | 'searchset',
): Bundle {
  try {
    const bundle = parseBundle(answer.body, expected)
    const entry = bundle.entry?.map((one) =>
      one.resource?.resourceType === 'Binary'
        ? { ...one, resource: stripContent(one.resource, answer.sizes) }
        : one,
    )
    return entry ? { ...bundle, entry } : bundle
  } catch (error) {
    if (!(error instanceof WrongBundle)) throw error
    throw new ApiError(error.reason, {
      ...facts(request, answer),
      outcome: error.outcome,
      message: error.message,
      cause: error,
    })
  }
}

export function unexpected(
  kind: 'not-fhir' | 'content-mismatch' | 'invalid-base64' | 'cross-origin',
  request: ApiRequest,
  answer: { headers: Headers; status?: number },
  message: string,
): ApiError {
  return new ApiError(kind, { ...facts(request, answer), message })
}

function facts(request: ApiRequest, answer: { headers: Headers; status?: number }) {
  return {
    method: request.method,
    path: request.path.split('?', 1)[0] ?? request.path,
    status: answer.status,
    requestId: answer.headers.get('X-Request-Id') ?? undefined,
  }
}

export function versionOfLocation(location: string | null): string | undefined {
  return /\/_history\/([^/?#]+)/.exec(location ?? '')?.[1]
}

export function idOfLocation(location: string | null): string | undefined {
  return /(?:^|\/)Binary\/([^/?#]+)/.exec(location ?? '')?.[1]
}

function instantOf(httpDate: string | null): string | undefined {
  const time = Date.parse(httpDate ?? '')
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

/**
 * The Binary without its content, whose size stays known: what lists and caches hold. Servers that trim say so with a
 * tag, which is a fact about the answer and not a field of the Binary, so it is removed, too.
 * @param sizes bytes of the large `data` that the scan took out, by their number
 */
export function stripContent(binary: Binary, sizes: readonly (number | undefined)[] = []): Binary {
  const { data, meta, ...rest } = binary
  const number = /^@data:(\d+)$/.exec(data ?? '')?.[1]
  const size = number === undefined ? contentSize(binary) : sizes[Number(number)]
  const kept: Binary = { ...rest, ...(meta ? { meta: withoutSubsetted(meta) } : {}) }
  if (size === undefined || contentSize(kept) !== undefined) return kept
  const extension = [
    ...(kept._data?.extension ?? []),
    { url: CONTENT_EXTENSION, valueAttachment: { size } },
  ]
  return { ...kept, _data: { ...kept._data, extension } }
}

function withoutSubsetted(meta: NonNullable<Binary['meta']>): NonNullable<Binary['meta']> {
  const { tag, ...rest } = meta
  const kept = tag?.filter((coding) => !isSubsetted(coding))
  return kept && kept.length > 0 ? { ...rest, tag: kept } : rest
}

/** R3 and R4 name the code's system differently. */
function isSubsetted(coding: Coding): boolean {
  return coding.code === SUBSETTED.code && /ObservationValue/.test(coding.system ?? '')
}
