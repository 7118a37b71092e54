import type { ContentSource } from './content-source.ts'

/** What readers need of a content that they read here and there: a Blob is one. */
export interface ByteRanges {
  /** Bytes. */
  readonly size: number
  slice(start?: number, end?: number): { arrayBuffer(): Promise<ArrayBuffer> }
}

/** How a worker reaches a content that only the page can read. */
export interface SourcePort {
  port: MessagePort
  size: number
}

interface Ask {
  id: number
  start: number
  end: number
}

type Given = { id: number } & (
  | { ok: true; bytes: Uint8Array<ArrayBuffer> }
  | { ok: false; message: string }
)

/** In words for the reader: what exactly went wrong is of no use among the remarks of an archive. */
export const PART_MISSING =
  'A part of the file could not be loaded. Open the file again to try once more.'

/**
 * Answers a worker's reads of a content, until the signal ends it.
 * @returns to be posted to the worker, with `port` among what is transferred
 */
export function offerSource(source: ContentSource, signal: AbortSignal): SourcePort {
  const { port1, port2 } = new MessageChannel()
  port1.addEventListener('message', ({ data }: MessageEvent<Ask>) => {
    const { id, start, end } = data
    source.slice(start, end, signal).then(
      (bytes) => port1.postMessage({ id, ok: true, bytes } satisfies Given, [bytes.buffer]),
      () => port1.postMessage({ id, ok: false, message: PART_MISSING } satisfies Given),
    )
  })
  port1.start()
  signal.addEventListener('abort', () => port1.close(), { once: true })
  return { port: port2, size: source.size }
}

/** In the worker: the content behind a port. @throws (from its reads) Error in the page's words */
export function rangesOfPort({ port, size }: SourcePort): ByteRanges {
  const waiting = new Map<number, PromiseWithResolvers<ArrayBuffer>>()
  let next = 0
  port.addEventListener('message', ({ data }: MessageEvent<Given>) => {
    const ask = waiting.get(data.id)
    waiting.delete(data.id)
    if (data.ok) ask?.resolve(data.bytes.buffer)
    else ask?.reject(new Error(data.message))
  })
  port.start()
  return {
    size,
    slice: (start = 0, end = size) => ({
      arrayBuffer() {
        next += 1
        const asked = Promise.withResolvers<ArrayBuffer>()
        waiting.set(next, asked)
        port.postMessage({ id: next, start, end } satisfies Ask)
        return asked.promise
      },
    }),
  }
}

/** Bytes that are read at a time. */
const STEP = 4 << 20

/** A part of a content as a Blob, read in steps. @throws Error in words; the signal's reason */
export async function partOf(
  source: ContentSource,
  start: number,
  end: number,
  signal: AbortSignal,
): Promise<Blob> {
  if (source.here !== undefined) return source.here.slice(start, end)
  const parts: BlobPart[] = []
  for (let at = start; at < Math.min(end, source.size); at += STEP) {
    const read = source.slice(at, Math.min(end, at + STEP), signal)
    parts.push(
      await read.catch((cause: unknown) => {
        signal.throwIfAborted()
        throw new Error(PART_MISSING, { cause })
      }),
    )
  }
  return new Blob(parts)
}
