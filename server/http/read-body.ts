import type { Readable } from 'node:stream'
import { ScanError } from '#fhir/json/scan-error.ts'
import { BodyError, bodyErrorOf } from './body-error.ts'
import { discardRest } from './discard-rest.ts'

/**
 * Lets `read` go through a request's body. Whatever it throws, the connection stays open for the answer, and what is
 * left of the body is discarded.
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
