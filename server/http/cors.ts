import type { FastifyInstance } from 'fastify'
import { addVary } from './answer/answer.ts'

/**
 * Lets pages of the named origins, and of no other, call the API (https://fetch.spec.whatwg.org/#http-cors-protocol); by
 * hand, see docs/decisions/0012-console-files-and-cors-by-hand.md.
 */
export function addCors(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return
  app.addHook('onRequest', async (request, reply) => {
    addVary(reply, 'Origin')
    const { origin } = request.headers
    if (origin === undefined || !origins.includes(origin)) return
    reply.header('access-control-allow-origin', origin)
    reply.header('access-control-expose-headers', EXPOSED.join(', '))
    const asks = request.headers['access-control-request-method'] !== undefined
    if (request.method !== 'OPTIONS' || !asks) return
    reply.header('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE')
    reply.header('access-control-allow-headers', ALLOWED.join(', '))
    reply.header('access-control-max-age', '600')
    return reply.code(204).send()
  })
}

const EXPOSED = [
  'Date',
  'ETag',
  'Location',
  'Last-Modified',
  'X-Request-Id',
  'Content-Disposition',
  'Content-Range',
  'Content-Length',
  'Accept-Ranges',
  'X-Security-Context',
  'Retry-After',
  'WWW-Authenticate',
  'Tus-Resumable',
  'Tus-Version',
  'Tus-Extension',
  'Tus-Max-Size',
  'Tus-Checksum-Algorithm',
  'Upload-Offset',
  'Upload-Length',
  'Upload-Metadata',
  'Upload-Expires',
]

const ALLOWED = [
  'Authorization',
  'Content-Type',
  'Accept',
  'log-cdata',
  'log-cdata-format',
  'If-Match',
  'If-None-Match',
  'If-None-Exist',
  'If-Modified-Since',
  'Prefer',
  'Content-Disposition',
  'Content-Language',
  'X-Security-Context',
  'Range',
  'If-Range',
  'Tus-Resumable',
  'Upload-Offset',
  'Upload-Length',
  'Upload-Metadata',
  'Upload-Checksum',
  'X-HTTP-Method-Override',
]
