import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PageBundle } from '#server/binaries/bundle.ts'
import type { ContentStore } from '#server/store/contents.ts'
import { bundleJson } from './resource-stream.ts'
import type { StreamedBody } from './resource-stream.ts'

export const FHIR_JSON = 'application/fhir+json; charset=utf-8'
export const PLAIN_JSON = 'application/json; charset=utf-8'

/** JSON that fits in memory. */
export function sendJson(
  reply: FastifyReply,
  status: number,
  body: object,
  contentType = FHIR_JSON,
): FastifyReply {
  return reply.code(status).header('content-type', contentType).send(JSON.stringify(body))
}

/** A body that is produced while it is sent. Its length is known, so that a truncated answer is noticed. */
export function sendStreamed(
  reply: FastifyReply,
  status: number,
  body: StreamedBody,
): FastifyReply {
  reply.code(status).header('content-length', body.length)
  return reply.send(reply.request.method === 'HEAD' ? null : body.stream())
}

/**
 * A Bundle that is made while it is sent. A short one is whole before its first byte goes out, with its length; the end
 * of a longer one is the last chunk, so that a truncated one is noticed as well.
 */
export async function sendBundle(
  request: FastifyRequest,
  reply: FastifyReply,
  bundle: PageBundle,
  { contentType, contents }: { contentType: string; contents: ContentStore },
): Promise<FastifyReply> {
  const audit = request.method === 'HEAD' ? undefined : request.context?.audit
  const chunks = bundleJson(bundle, contents, (bytes) => {
    if (audit) audit.bytes += bytes
  })
  const { begun, ended } = await begin(chunks)
  reply.code(200).header('content-type', contentType)
  if (ended) {
    reply.header('content-length', begun.length)
    return reply.send(request.method === 'HEAD' ? null : begun)
  }
  if (request.method === 'HEAD') {
    await chunks.return(undefined)
    return reply.send(null)
  }
  const stream = Readable.from(joined(begun, chunks), { objectMode: false })
  // Also where it is broken off before the first chunk was asked for: a file may be open.
  stream.once('close', () => void chunks.return(undefined).catch(() => undefined))
  return reply.send(stream)
}

/** What comes first of an answer, and whether that is all. */
async function begin(chunks: AsyncGenerator<Buffer>): Promise<{ begun: Buffer; ended: boolean }> {
  const first: Buffer[] = []
  let bytes = 0
  while (bytes < SHORT) {
    const next = await chunks.next()
    if (next.done === true) return { begun: Buffer.concat(first), ended: true }
    first.push(next.value)
    bytes += next.value.length
  }
  return { begun: Buffer.concat(first), ended: false }
}

/** Bytes: what is held of an answer before it is sent. */
const SHORT = 1 << 17

async function* joined(begun: Buffer, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield begun
  yield* chunks
}

/** Adds to `Vary` what another part of the server may have begun. */
export function addVary(reply: FastifyReply, names: string): void {
  const before = reply.getHeader('vary')
  reply.header('vary', typeof before === 'string' ? `${before}, ${names}` : names)
}
