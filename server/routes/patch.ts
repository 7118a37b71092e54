import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { parseMediaType } from '#fhir/media-type.ts'
import { parseJsonPatch } from '#fhir/patch/json-patch.ts'
import type { PatchOperation } from '#fhir/types.ts'
import type { Call } from '#server/http/call.ts'
import { admitted } from '#server/http/guard.ts'
import { patchVersion } from '#server/http/patch-version.ts'
import { names, versionsOf } from '#server/http/preconditions.ts'
import { Problem } from '#server/http/problem.ts'
import { gone } from '#server/http/read-answer.ts'
import { isLive } from '#server/http/resource.ts'
import { readSmallJson } from '#server/http/small-body.ts'
import { goOn, refuseEncoding } from '#server/http/take-body.ts'
import { answerWritten, signature, stale, tryCommit } from '#server/http/write.ts'
import type { Version } from '#server/store/store.ts'
import type { Deps } from './deps.ts'
import { notFound } from './read.ts'
import { typePath } from './type-path.ts'
import { checkId } from './update.ts'

/** https://hl7.org/fhir/R4/http.html#patch with RFC 6902: all or nothing, and always a new version. */
export function patchRoute(deps: Deps): RouteOptions {
  const { store, config } = deps
  return {
    method: 'PATCH',
    url: '/organizations/:org/fhir/4/Binary/:id',
    config: { interaction: 'patch', writes: true },
    handler: async (request, reply) => {
      const { call } = admitted(request)
      const { id } = request.params as { id: string }
      checkId(id)
      const path = typePath(request, deps)
      const ifMatch = versionsOf('If-Match', request.headers['if-match'])
      const operations = await readPatch(request, reply, config.patchMaxBytes)
      const version = await patchCurrent(deps, call, { id, ifMatch, operations })
      const { contents } = store
      return answerWritten(request, reply, {
        version,
        status: 200,
        typePath: path,
        raw: false,
        contents,
      })
    },
  }
}

interface Patch {
  id: string
  ifMatch: string[] | '*' | undefined
  operations: PatchOperation[]
}

/**
 * Applies the patch to the current version. When somebody else writes between reading and committing, it starts again
 * on theirs, unless `If-Match` forbids it: so concurrent patches of different fields all hold.
 */
async function patchCurrent({ store, config }: Deps, call: Call, patch: Patch): Promise<Version> {
  const organizationId = call.organization?.id ?? ''
  for (;;) {
    const current = await store.binaries.current(organizationId, patch.id)
    if (patch.ifMatch && !(current && holds(patch.ifMatch, current))) throw stale(current)
    if (!current) throw notFound()
    if (!isLive(current)) throw gone(current)
    const patched = await patchVersion(current, patch.operations, store.contents, config)
    try {
      const content = patched.content ?? (await patched.staged?.keep())
      const reference = patched.fields.securityContext?.reference
      if (reference !== undefined) call.securityContext = reference
      call.bytes = patched.staged ? (content?.size ?? 0) : 0
      const committed = await tryCommit(store, call, {
        kind: 'update',
        organizationId,
        id: patch.id,
        body: { fields: patched.fields, ...(content && { content }) },
        ...signature(call),
        ifMatch: [current.versionId],
      })
      if (committed.outcome === 'updated') return committed.version
    } finally {
      await patched.staged?.drop()
    }
  }
}

function holds(ifMatch: string[] | '*', current: Version): boolean {
  return ifMatch === '*' ? isLive(current) : names(ifMatch, current.versionId)
}

/** @throws Problem 415; NotAJsonPatch; BodyError */
async function readPatch(
  request: FastifyRequest,
  reply: FastifyReply,
  limit: number,
): Promise<PatchOperation[]> {
  refuseEncoding(request)
  const type = parseMediaType(request.headers['content-type'] ?? '')
  const charset = type?.parameters.charset?.toLowerCase() ?? 'utf-8'
  if (type?.essence !== PATCH_TYPE || charset !== 'utf-8') {
    throw new Problem(415, `A patch must be a JSON Patch, sent as ${PATCH_TYPE}.`, {
      headers: { 'accept-patch': PATCH_TYPE },
    })
  }
  goOn(request, reply)
  return parseJsonPatch(await readSmallJson(request.raw, limit))
}

const PATCH_TYPE = 'application/json-patch+json'
