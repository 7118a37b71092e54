import type { FastifyReply, FastifyRequest } from 'fastify'
import { httpDate } from '#fhir/instant.ts'
import { Problem } from '#server/http/errors.ts'
import { requireAccess } from '#server/http/guard.ts'
import type { Upload, UploadKey } from '#server/store/uploads.ts'

/** Names the upload in the address, for nobody but whoever asks. */
export function keyOf(request: FastifyRequest, id?: string): UploadKey {
  const { context, organization } = requireAccess(request)
  const { upload = '' } = request.params as { upload?: string }
  return { organizationId: organization.id, owner: context.token?.subject ?? '', id: id ?? upload }
}

export function sayState(
  reply: FastifyReply,
  { offset, expires }: Pick<Upload, 'offset' | 'expires'>,
): void {
  reply.header('upload-offset', String(offset)).header('upload-expires', httpDate(expires))
}

/** An instant. */
export function expiry(now: Date, hours: number): string {
  return new Date(now.getTime() + hours * 3_600_000).toISOString()
}

/** It never existed, has expired, was ended, or is somebody else's: the answer is the same. */
export function noUpload(): Problem {
  return new Problem('not-found', 'There is no such upload. It may have expired: begin another.')
}
