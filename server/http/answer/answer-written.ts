import type { FastifyReply, FastifyRequest } from 'fastify'
import { formatETag } from '#fhir/etag.ts'
import { httpDate } from '#fhir/instant.ts'
import { isLive, resourceOf } from '#server/binaries/resource.ts'
import type { Version } from '#server/store/binaries.ts'
import type { ContentStore, OpenContent } from '#server/store/contents.ts'
import { ContentDamaged } from '#server/store/errors.ts'
import { success, toProblem, warning } from '../errors.ts'
import { parsePrefer } from '../request/headers.ts'
import { nextTurn } from '../turns.ts'
import { FHIR_JSON, logDamage, sendJson, sendStreamed } from './answer.ts'
import { binaryJsonBody, inPieces } from './resource-stream.ts'

interface Written {
  version: Version
  status: 200 | 201
  /** Absolute, ends in `/Binary`. */
  typeUrl: string
  /** Whether the bytes were sent raw: the answer then leaves them out. */
  raw: boolean
  /** Whether the content may be an old one, which the answer's first byte waits for. */
  mayBeOld: boolean
  contents: ContentStore
}

/** Answers create, update and patch as `Prefer` asks (https://hl7.org/fhir/R4/http.html#ops). */
export async function answerWritten(
  request: FastifyRequest,
  reply: FastifyReply,
  { version, status, typeUrl, raw, mayBeOld, contents }: Written,
): Promise<FastifyReply> {
  reply
    .header('location', `${typeUrl}/${version.id}/_history/${version.versionId}`)
    .header('etag', formatETag(version.versionId))
    .header('last-modified', httpDate(version.lastUpdated))
  const prefer = parsePrefer(request.headers.prefer)
  if (prefer.return === 'minimal' || !isLive(version)) return reply.code(status).send()
  if (prefer.return === 'OperationOutcome') {
    return sendJson(reply, status, success(said(version)))
  }
  const resource = resourceOf(version)
  const { content } = version.body
  if (raw || !content) return sendJson(reply, status, resource)
  let opened: OpenContent
  try {
    opened = await contents.open(content, { ahead: mayBeOld })
  } catch (error) {
    if (!(error instanceof ContentDamaged)) throw error
    // What was asked for is done: only its content can't be shown.
    logDamage(request, error)
    return sendJson(
      reply,
      status,
      warning('exception', `${said(version)} ${toProblem(error).message}`),
    )
  }
  reply.header('content-type', FHIR_JSON)
  const json = await inPieces(resource, () => nextTurn(request))
  const body = binaryJsonBody(json, { size: content.size, opened })
  return sendStreamed(request, reply, status, body)
}

function said({ id, versionId }: Version): string {
  return `Binary/${id} is stored as version ${versionId}.`
}
