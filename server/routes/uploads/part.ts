import type { FastifyRequest, RouteOptions } from 'fastify'
import { parseMediaType } from '#fhir/media-type.ts'
import { readingBody, refuseEncoding, sendContinue } from '#server/http/body/read-body.ts'
import { connectionOf } from '#server/http/connections/connection.ts'
import { Problem } from '#server/http/errors.ts'
import { requireAccess } from '#server/http/guard.ts'
import type { RequestContext } from '#server/http/guard.ts'
import { bytesHeader, checkTusVersion, PART_TYPE, partChecksum } from '#server/http/request/tus.ts'
import type { PartChecksum } from '#server/http/request/tus.ts'
import type { UploadKey, UploadStore, UploadWriter } from '#server/store/uploads.ts'
import type { Deps } from '../deps.ts'
import { expiry, keyOf, noUpload, sayState } from './answers.ts'

/**
 * https://tus.io/protocols/resumable-upload#patch. What arrived before a cut is kept, except where a checksum was
 * announced, which nobody can check then.
 */
export function partRoute({ stores, config, clock }: Deps): RouteOptions {
  return {
    method: 'PATCH',
    url: '/organizations/:org/fhir/4/$uploads/:upload',
    config: { interaction: 'upload-part', writes: true },
    handler: async (request, reply) => {
      checkTusVersion(request.headers)
      checkType(request)
      const { context } = requireAccess(request)
      const at = bytesHeader(request.headers, 'Upload-Offset')
      const checksum = partChecksum(request.headers)
      const opening = openWriter(stores.uploads, keyOf(request), at, !checksum)
      // A browser that repeats a part by itself sees the answer only once all is sent, or the connection ends.
      const writer = await opening.catch((error: unknown) => {
        connectionOf(request.raw)?.lingersBriefly()
        throw error
      })
      const expires = () => expiry(clock(), config.uploadHours)
      const part = { context, writer, checksum, expires }
      const offset = await receive(request, part, () => sendContinue(request, reply))
      sayState(reply, { offset, expires: expires() })
      return reply.code(204).send()
    },
  }
}

function checkType(request: FastifyRequest): void {
  refuseEncoding(request)
  const contentType = request.headers['content-type']
  if (contentType !== undefined && parseMediaType(contentType)?.essence === PART_TYPE) return
  throw new Problem('unsupported-type', `Send the bytes as Content-Type: ${PART_TYPE}.`)
}

async function openWriter(
  uploads: UploadStore,
  key: UploadKey,
  at: number,
  steadily: boolean,
): Promise<UploadWriter> {
  const opened = await uploads.open(key, at, { steadily })
  switch (opened.kind) {
    case 'opened':
      return opened.writer
    case 'missing':
      throw noUpload()
    case 'locked':
      throw new Problem('locked', 'Another request sends bytes of this upload right now.', {
        headers: { 'retry-after': '1' },
      })
    case 'elsewhere':
      throw new Problem('conflict', `This upload goes on at the offset ${opened.offset}.`, {
        headers: { 'upload-offset': String(opened.offset) },
      })
  }
}

interface Part {
  context: RequestContext
  writer: UploadWriter
  checksum: PartChecksum | undefined
  expires: () => string
}

/** @returns the offset at which the upload goes on */
async function receive(request: FastifyRequest, part: Part, begin: () => void): Promise<number> {
  const { writer, checksum } = part
  let keeps = checksum === undefined
  try {
    if (Number(request.headers['content-length'] ?? 0) > writer.missing) throw tooMany()
    begin()
    await readingBody(request.raw, writer.signal, async (chunks) => {
      for await (const chunk of chunks) {
        if (chunk.length > writer.missing) {
          keeps = false
          throw tooMany()
        }
        part.context.audit.bytes += chunk.length
        checksum?.update(chunk)
        await writer.write(chunk)
      }
    })
    checksum?.check()
    keeps = true
  } catch (error) {
    await writer.close(keeps ? part.expires() : undefined).catch(() => undefined)
    throw writer.signal.aborted ? interrupted() : error
  }
  return writer.close(part.expires())
}

/** Nobody should believe that a file of another length is stored. */
function tooMany(): Problem {
  return new Problem('too-large', 'There are more bytes than Upload-Length announced.')
}

function interrupted(): Problem {
  return new Problem('conflict', 'This upload goes on by another request, or was ended.')
}
