import type { FastifyReply, FastifyRequest } from 'fastify'
import { formatETag } from '#fhir/etag.ts'
import { httpDate } from '#fhir/instant.ts'
import { isLive, resourceOf } from '#server/binaries/resource.ts'
import type { Version } from '#server/store/binaries.ts'
import type { ContentStore } from '#server/store/contents.ts'
import { success } from '../errors.ts'
import { parsePrefer } from '../request/headers.ts'
import { FHIR_JSON, sendJson, sendStreamed } from './answer.ts'
import { binaryJsonBody } from './resource-stream.ts'

interface Written {
  version: Version
  status: 200 | 201
  /** Absolute, ends in `/Binary`. */
  typeUrl: string
  /** Whether the bytes were sent raw: the answer then leaves them out. */
  raw: boolean
  contents: ContentStore
}

/** Answers create, update and patch as `Prefer` asks (https://hl7.org/fhir/R4/http.html#ops). */
export function answerWritten(
  request: FastifyRequest,
  reply: FastifyReply,
  { version, status, typeUrl, raw, contents }: Written,
): FastifyReply {
  reply
    .header('location', `${typeUrl}/${version.id}/_history/${version.versionId}`)
    .header('etag', formatETag(version.versionId))
    .header('last-modified', httpDate(version.lastUpdated))
  const prefer = parsePrefer(request.headers.prefer)
  if (prefer.return === 'minimal' || !isLive(version)) return reply.code(status).send()
  if (prefer.return === 'OperationOutcome') {
    const said = `Binary/${version.id} is stored as version ${version.versionId}.`
    return sendJson(reply, status, success(said))
  }
  const resource = resourceOf(version)
  const { content } = version.body
  if (raw || !content) return sendJson(reply, status, resource)
  reply.header('content-type', FHIR_JSON)
  return sendStreamed(reply, status, binaryJsonBody(resource, content, contents))
}
