import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { JsonBounds, type JsonLimits } from '#fhir/json/json-bounds.ts'
import { parseChecked } from '#fhir/json/parse-bounded.ts'
import { ScanError } from '#fhir/json/scan-error.ts'
import { Problem } from '../errors.ts'
import type { HeldMemory } from '../memory-budget.ts'
import { BodyError, bodyErrorOf } from './body-error.ts'
import { discardRest } from './discard-rest.ts'

/** What a body may weigh that is held in memory. */
export interface BodyLimits {
  /** Bytes. */
  bytes: number
  /** Where what it takes is counted. */
  held: HeldMemory
}

/**
 * A body that fits into memory, such as a search's form.
 * @throws BodyError `too-large` or `client-gone`; MemoryFull
 */
export function readSmallBody(stream: Readable, limits: BodyLimits): Promise<Buffer> {
  return readingBody(stream, undefined, (chunks) => gather(chunks, limits))
}

/**
 * The value of a JSON body, as `JSON.parse` builds it. What passes the bounds is refused as soon as they are passed.
 * @throws BodyError; MemoryFull
 */
export function readSmallJson(
  stream: Readable,
  limits: BodyLimits & { json: JsonLimits },
): Promise<unknown> {
  return readingBody(stream, undefined, async (chunks) => {
    const { held } = limits
    const bounds = new JsonBounds(limits.json)
    const bytes = await gather(chunks, limits, (chunk) => bounds.push(chunk))
    held.add(bounds.values * BYTES_OF_A_VALUE)
    const value = parseChecked(bytes)
    held.shrink(bytes.length * (COPIES - 1))
    return value
  })
}

/** Of bytes, while they become a text, and that becomes values. */
const COPIES = 3
const BYTES_OF_A_VALUE = 64

/** Tells a caller that waits for it (`Expect: 100-continue`) to send the body: only now is it known to be wanted. */
export function sendContinue(request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers.expect !== undefined) reply.raw.writeContinue()
}

/** @throws Problem for a compressed body */
export function refuseEncoding(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (encoding !== 'identity' && encoding !== '') {
    throw new Problem('unsupported-type', 'Send the body without a Content-Encoding.')
  }
}

/**
 * Lets `read` go through a request's body. Whatever it throws, the connection stays open for the answer, and the rest
 * of the body is discarded.
 * @param signal destroys the stream when it aborts
 * @throws BodyError; the signal's reason; what else `read` throws
 */
export async function readingBody<T>(
  stream: Readable,
  signal: AbortSignal | undefined,
  read: (chunks: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const abort = () => {
    stream.destroy()
  }
  signal?.addEventListener('abort', abort, { once: true })
  try {
    if (signal?.aborted === true) abort()
    signal?.throwIfAborted()
    return await read(chunksOf(stream))
  } catch (error) {
    discardRest(stream)
    signal?.throwIfAborted()
    throw error instanceof ScanError ? bodyErrorOf(error) : error
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}

/** @param look sees each chunk first */
async function gather(
  chunks: AsyncIterable<Uint8Array>,
  { bytes: limit, held }: BodyLimits,
  look?: (chunk: Uint8Array) => void,
): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > limit) {
      throw new BodyError('too-large', `The body is larger than the ${limit} bytes allowed here.`)
    }
    held.add(chunk.length * COPIES)
    look?.(chunk)
    parts.push(chunk)
  }
  return Buffer.concat(parts, size)
}

/** The stream's chunks; stopping early does not destroy it, since an answer is still due on the same connection. */
async function* chunksOf(stream: Readable): AsyncGenerator<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = stream.iterator({ destroyOnReturn: false })
  try {
    while (true) {
      const next = await nextOf(chunks)
      if (next.done === true) return
      yield next.value
    }
  } finally {
    await chunks.return?.()
  }
}

async function nextOf(chunks: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
  try {
    return await chunks.next()
  } catch (cause) {
    const message = 'The connection closed before the body was complete.'
    throw new BodyError('client-gone', message, { cause })
  }
}
