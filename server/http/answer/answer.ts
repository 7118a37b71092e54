import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { entryOfOutcome } from '#server/binaries/bundle.ts'
import type { PageBundle } from '#server/binaries/bundle.ts'
import type { ContentStore } from '#server/store/contents.ts'
import { ContentDamaged } from '#server/store/errors.ts'
import { Problem, toProblem } from '../errors.ts'
import type { MemoryBudget } from '../memory-budget.ts'
import { nextTurn } from '../turns.ts'
import { bundleJson, streamUntil } from './resource-stream.ts'
import type { StreamedBody } from './resource-stream.ts'

export const FHIR_JSON = 'application/fhir+json; charset=utf-8'
export const PLAIN_JSON = 'application/json; charset=utf-8'

const leaving = new WeakMap<FastifyReply, AbortSignal>()

/**
 * Aborts when the caller has hung up: nobody reads what is still looked for. One that only ends its side may be reading still, so
 * that it shows with the next bytes.
 */
export function gone(reply: FastifyReply): AbortSignal {
  const known = leaving.get(reply)
  if (known) return known
  const controller = new AbortController()
  reply.raw.once('close', () =>
    controller.abort(new Problem('client-gone', 'The caller has gone.')),
  )
  leaving.set(reply, controller.signal)
  return controller.signal
}

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
export async function sendStreamed(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  body: StreamedBody,
): Promise<FastifyReply> {
  reply.code(status).header('content-length', body.length)
  if (request.method !== 'HEAD') return reply.send(tellDamage(request, body.stream()))
  await body.close()
  return reply.send(null)
}

/** Content that turns out to be damaged ends the connection before its last byte; the log says which it is. */
export function tellDamage(request: FastifyRequest, stream: Readable): Readable {
  stream.on('error', (error) => {
    if (error instanceof ContentDamaged) logDamage(request, error)
  })
  return stream
}

/** What the log says of it, which names nobody. */
export function logDamage({ log }: FastifyRequest, { content, fault }: ContentDamaged): void {
  log.error({ content, fault }, 'a stored content can not be handed out')
}

interface BundleOptions {
  contentType: string
  contents: ContentStore
  memory: MemoryBudget
}

/**
 * A Bundle that is made while it is sent. A short one is whole before its first byte goes out, with its length; the end
 * of a longer one is the last chunk, so that a truncated one is noticed as well.
 * @throws MemoryFull
 */
export async function sendBundle(
  request: FastifyRequest,
  reply: FastifyReply,
  bundle: PageBundle,
  { contentType, contents, memory }: BundleOptions,
): Promise<FastifyReply> {
  memory.for(reply).add(bundle.heaviest * COPIES)
  const audit = request.method === 'HEAD' ? undefined : request.context?.audit
  const chunks = bundleJson(bundle, {
    contents,
    signal: gone(reply),
    turn: () => nextTurn(request),
    sending: (bytes) => {
      if (audit) audit.bytes += bytes
    },
    instead: (entry, damaged) => {
      logDamage(request, damaged)
      return entryOfOutcome(bundle.head, entry, toProblem(damaged).outcome)
    },
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
  const stream = streamUntil(joined(begun, chunks), () => chunks.return(undefined))
  return reply.send(tellDamage(request, stream))
}

/** Of fields while they are sent: as they are stored, as values, as text and as bytes. */
export const COPIES = 4

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
