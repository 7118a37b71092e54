import { failure, type JsonAnswer } from '#api/transport/read-answer.ts'
import type { ApiRequest } from '#api/transport/request.ts'
import type { Binary } from '#fhir/types.ts'

/** What `ModelServer` stores and answers. */

export interface Version {
  id: string
  versionId: string
  lastUpdated: string
  method: string
  binary: Binary
  sha256: string
}

export function bundleOf(versions: Version[]): object {
  return {
    resourceType: 'Bundle',
    type: 'history',
    entry: versions.toReversed().map(({ binary, method }) => ({
      resource: binary,
      request: { method, url: `Binary/${binary.id}` },
    })),
  }
}

export function answer(body: unknown, status = 200, headers = new Headers()): JsonAnswer {
  return { status, headers, body, sizes: [] }
}

export function answerOf(status: number, { id, versionId }: Version): JsonAnswer {
  const location = `Binary/${id}/_history/${versionId}`
  return answer(undefined, status, new Headers({ Location: location, ETag: `W/"${versionId}"` }))
}

export function refusal(method: string, path: string, status: 404 | 405 | 412): Error {
  const kinds = { 404: 'not-found', 405: 'bad-request', 412: 'precondition-failed' } as const
  return failure({ method, path, response: new Response(null, { status }) }, kinds[status])
}

export function lost(request: ApiRequest): Error {
  return failure(request, 'offline')
}

export function busy(request: ApiRequest): Error {
  return failure({ ...request, response: new Response(null, { status: 503 }) }, 'server')
}
