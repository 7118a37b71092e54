import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { JsonBounds, parseChecked, type JsonLimits } from '#fhir/json/json-bounds.ts'
import { TextReader, type LongTexts } from '#fhir/json/long-texts.ts'
import { ScanError } from '#fhir/json/scan-error.ts'
import { brokenBody } from '../connections/broken-body.ts'
import { Problem } from '../errors.ts'
import type { HeldMemory, MemoryBudget } from '../memory-budget.ts'
import { nextTurn } from '../turns.ts'
import { BodyError, bodyErrorOf } from './body-error.ts'

/** What a body may weigh that is held in memory. */
export interface BodyLimits {
  /** Bytes. */
  bytes: number
  /** Where what it takes is counted. */
  held: HeldMemory
  /** Awaited before each piece of a larger one. */
  turn: () => Promise<void>
}

/** @param bytes of the body, for whom `reply` is */
export function limitsFor(reply: FastifyReply, memory: MemoryBudget, bytes: number): BodyLimits {
  return { bytes, held: memory.for(reply), turn: () => nextTurn(reply.request) }
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
    if (bytes.length > SMALL) await limits.turn()
    const value = parseChecked(bytes)
    held.shrink(bytes.length * (COPIES - 1))
    return value
  })
}

/**
 * The same of a body that may hold long texts, which are taken out of it as they come: they are held once, and no piece of
 * work grows with them.
 * @returns the value, and the texts that have something else in their place
 * @throws BodyError; MemoryFull
 */
export function readLongJson(
  stream: Readable,
  limits: BodyLimits & { json: JsonLimits },
): Promise<{ value: unknown; texts: LongTexts }> {
  return readingBody(stream, undefined, async (chunks) => {
    const { held } = limits
    const reader = new TextReader(limits.json, `${randomUUID()}:`)
    let counted = 0
    const count = (bytes: number) => {
      held.add(bytes - counted)
      counted = bytes
    }
    for await (const chunk of paced(chunks, limits, ({ length }) => count(counted + length))) {
      reader.push(chunk)
      count(reader.kept * COPIES + reader.weight)
    }
    held.add(reader.values * BYTES_OF_A_VALUE)
    if (reader.kept > SMALL) await limits.turn()
    const value = reader.end()
    count(reader.kept + reader.weight)
    return { value, texts: reader.texts }
  })
}

/** Of bytes, while they become a whole, then a text, and that becomes values. */
const COPIES = 4
const BYTES_OF_A_VALUE = 64
/** Chunks that are held as they came. */
const MANY_PARTS = 1000
/** Bytes that cost no more than a request as such. */
export const SMALL = 16 * 1024

/**
 * Tells a caller that waits for it (`Expect: 100-continue`) to send the body: only now is it known to be wanted.
 * @param limit bytes; a body that says that it is longer is not sent
 * @throws BodyError
 */
export function sendContinue(
  request: FastifyRequest,
  reply: FastifyReply,
  limit = Number.POSITIVE_INFINITY,
): void {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
  // Who speaks HTTP/1.0 does not know it (RFC 9110 §10.1.1).
  const knows = request.raw.httpVersionMajor > 1 || request.raw.httpVersionMinor >= 1
  if (knows && request.headers.expect !== undefined) reply.raw.writeContinue()
}

function tooLarge(limit: number): BodyError {
  return new BodyError('too-large', `The body is larger than the ${limit} bytes allowed here.`)
}

/** @throws Problem for a compressed body, whichever header says so: nothing here unpacks it, so it would be stored as it came */
export function refuseEncoding(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  if (encoding !== 'identity' && encoding !== '') {
    throw new Problem('unsupported-type', 'Send the body without a Content-Encoding.')
  }
  // Node's parser takes any coding that ends in `chunked`, and undoes that one alone (RFC 9112 §6.1).
  const coding = request.headers['transfer-encoding']?.trim().toLowerCase() ?? 'chunked'
  if (coding !== 'chunked') {
    throw new Problem('unsupported-coding', 'Send the body in no Transfer-Encoding but chunked.')
  }
}

/**
 * Lets `read` go through a request's body. Whatever it throws, the connection stays open for the answer, and the rest
 * of the body is discarded.
 * @param signal ends the reading when it aborts, while the answer can still be given
 * @throws BodyError; the signal's reason; what else `read` throws
 */
export async function readingBody<T>(
  stream: Readable,
  signal: AbortSignal | undefined,
  read: (chunks: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  try {
    signal?.throwIfAborted()
    return await read(chunksOf(stream, signal))
  } catch (error) {
    stream.resume()
    signal?.throwIfAborted()
    throw error instanceof ScanError ? bodyErrorOf(error) : error
  }
}

/** @param look sees each chunk first */
async function gather(
  chunks: AsyncIterable<Uint8Array>,
  limits: BodyLimits,
  look?: (chunk: Uint8Array) => void,
): Promise<Buffer> {
  let parts: Uint8Array[] = []
  const count = ({ length }: Uint8Array) => limits.held.add(length * COPIES)
  for await (const chunk of paced(chunks, limits, count)) {
    look?.(chunk)
    parts.push(chunk)
    // A body may come byte by byte, and each part weighs more than that.
    if (parts.length === MANY_PARTS) parts = [Buffer.concat(parts)]
  }
  return Buffer.concat(parts)
}

/**
 * Each chunk in a turn of its own, once a body is no small one.
 * @param came told of each before that
 * @throws BodyError for a body that is too large
 */
async function* paced(
  chunks: AsyncIterable<Uint8Array>,
  { bytes: limit, turn }: BodyLimits,
  came: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > limit) throw tooLarge(limit)
    came(chunk)
    if (size > SMALL) await turn()
    yield chunk
  }
}

/** The stream's chunks; stopping early does not destroy it, since an answer is still due on the same connection. */
async function* chunksOf(
  stream: Readable,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const broken = brokenBody(stream)
  let wake = () => {}
  const woken = () => wake()
  for (const event of EVENTS) stream.on(event, woken)
  signal?.addEventListener('abort', woken)
  broken.addEventListener('abort', woken)
  try {
    while (true) {
      signal?.throwIfAborted()
      const chunk = stream.read() as Uint8Array | null
      if (chunk !== null) yield chunk
      else if (stream.readableEnded) return
      else if (stream.destroyed) throw clientGone(stream.errored)
      else if (broken.aborted) throw notAsAnnounced(broken.reason)
      else await new Promise<void>((resolve) => void (wake = resolve))
    }
  } finally {
    for (const event of EVENTS) stream.off(event, woken)
    signal?.removeEventListener('abort', woken)
    broken.removeEventListener('abort', woken)
    // The answer is due: that the sender fails now changes nothing.
    stream.on('error', () => undefined)
  }
}

const EVENTS = ['readable', 'end', 'error', 'close']

function clientGone(cause: unknown): BodyError {
  return new BodyError('client-gone', 'The connection closed before the body was complete.', {
    cause,
  })
}

function notAsAnnounced(cause: unknown): BodyError {
  return new BodyError('client-gone', 'The body ended early, or is not as its headers say.', {
    cause,
  })
}
