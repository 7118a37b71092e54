import type { FastifyReply, RouteOptions } from 'fastify'
import { Problem } from '#server/http/errors.ts'
import { fhirUrl } from '#server/http/request/address.ts'
import {
  bytesHeader,
  checkTusVersion,
  TUS_CHECKSUMS,
  TUS_EXTENSIONS,
  TUS_VERSION,
  uploadMetadata,
} from '#server/http/request/tus.ts'
import type { UploadLimits } from '#server/store/uploads.ts'
import type { Deps } from '../deps.ts'
import { expiry, keyOf, noUpload, sayState } from './answers.ts'
import { partRoute } from './part.ts'

/**
 * Content in parts that survive a cut (https://tus.io/protocols/resumable-upload, version 1.0.0). A complete one becomes a
 * Binary by the create or update that names it, see `withBinaryBody`. Below `$`, where no interaction of FHIR can be.
 */
export function uploadRoutes(deps: Deps): RouteOptions[] {
  const routes = [beginRoute(deps), lookRoute(deps), partRoute(deps), endRoute(deps)]
  const options = [UPLOADS, UPLOAD].map((url) => optionsRoute(url, deps))
  return [...routes, ...options].map((route) => ({
    ...route,
    // Also on what is refused.
    onSend: async (_request, reply: FastifyReply, payload: unknown) => {
      reply.header('tus-resumable', TUS_VERSION)
      return payload
    },
  }))
}

const UPLOADS = '/organizations/:org/fhir/4/$uploads'
const UPLOAD = `${UPLOADS}/:upload`

/** https://tus.io/protocols/resumable-upload#post */
function beginRoute({ stores, config, clock, newId }: Deps): RouteOptions {
  return {
    method: 'POST',
    url: UPLOADS,
    config: { interaction: 'upload-begin', writes: true },
    handler: async (request, reply) => {
      checkTusVersion(request.headers)
      if (request.headers['upload-defer-length'] !== undefined) {
        throw new Problem('invalid-request', 'Say the Upload-Length at the beginning.')
      }
      const length = bytesHeader(request.headers, 'Upload-Length')
      checkLength(length, Math.min(config.maxBytes, config.uploadMaxBytes))
      const metadata = uploadMetadata(request.headers)
      const limits = { count: config.uploadCount, bytes: config.uploadMaxBytes }
      // What has expired makes room.
      await stores.uploads.expire()
      const key = keyOf(request, newId())
      const expires = expiry(clock(), config.uploadHours)
      const begun = await stores.uploads.begin({ ...key, length, metadata, expires }, limits)
      if (begun.kind === 'refused') throw refusal(begun.by, limits)
      reply.header('location', `${fhirUrl(request, config)}/$uploads/${key.id}`)
      sayState(reply, begun.upload)
      return reply.code(201).send()
    },
  }
}

function checkLength(length: number, maxBytes: number): void {
  if (length <= maxBytes) return
  throw new Problem('too-large', `The content is larger than the ${maxBytes} bytes allowed.`, {
    headers: { 'tus-max-size': String(maxBytes) },
  })
}

function refusal(by: keyof UploadLimits, { count, bytes }: UploadLimits): Problem {
  const bound = by === 'count' ? `${count}` : `${bytes} bytes of`
  return new Problem(
    'too-many',
    `There may be ${bound} unfinished uploads of this token here. Finish or end one, or wait until one expires.`,
    { headers: { 'retry-after': '60' } },
  )
}

/** https://tus.io/protocols/resumable-upload#head: where it goes on. */
function lookRoute({ stores }: Deps): RouteOptions {
  return {
    method: 'HEAD',
    url: UPLOAD,
    config: { interaction: 'upload-look' },
    handler: async (request, reply) => {
      checkTusVersion(request.headers)
      const upload = await stores.uploads.find(keyOf(request))
      if (!upload) throw noUpload()
      reply.header('upload-length', String(upload.length))
      if (upload.metadata !== '') reply.header('upload-metadata', upload.metadata)
      sayState(reply, upload)
      return reply.code(200).send()
    },
  }
}

/** https://tus.io/protocols/resumable-upload#termination */
function endRoute({ stores }: Deps): RouteOptions {
  return {
    method: 'DELETE',
    url: UPLOAD,
    config: { interaction: 'upload-end', writes: true, makesRoom: true },
    handler: async (request, reply) => {
      checkTusVersion(request.headers)
      const key = keyOf(request)
      if (await stores.uploads.end(key)) return reply.code(204).send()
      const upload = await stores.uploads.find(key)
      if (!upload?.became) throw noUpload()
      const { id, versionId } = upload.became
      throw new Problem('conflict', `It is version ${versionId} of Binary/${id} already.`)
    },
  }
}

/** https://tus.io/protocols/resumable-upload#options */
function optionsRoute(url: string, { config }: Deps): RouteOptions {
  return {
    method: 'OPTIONS',
    url,
    config: { interaction: 'upload-options' },
    handler: async (_request, reply) =>
      reply
        .code(204)
        .headers({
          'tus-version': TUS_VERSION,
          'tus-extension': TUS_EXTENSIONS,
          'tus-max-size': String(Math.min(config.maxBytes, config.uploadMaxBytes)),
          'tus-checksum-algorithm': TUS_CHECKSUMS.join(','),
        })
        .send(),
  }
}
