import { createWorkerPool, WorkerUnavailable } from '#lib/worker-pool.ts'
import type { ScannedBody, ScanTask } from './scan-body.ts'

/** Up to here a body is small enough to be one string. Bytes. */
const SMALL_BODY = 256 * 1024

/** None waits for another: an answer that nobody reads would be taken for one that has broken off. */
const pool = createWorkerPool<ScanTask>({
  create: () => new Worker(new URL('./scan-worker.ts', import.meta.url), { type: 'module' }),
  running: Infinity,
  kept: 2,
})

/**
 * Reads a JSON body of any size; a large one off the main thread, where there are workers. The JSON of a small one has
 * not been looked at yet, and may be broken.
 * @throws ScanError (see `isScanError`); what `chunks` throws
 */
export async function scanStream(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  wantsContent: boolean,
  signal?: AbortSignal,
): Promise<ScannedBody> {
  const rest = chunks[Symbol.asyncIterator]()
  const first: Uint8Array<ArrayBuffer>[] = []
  try {
    for (let size = 0; size <= SMALL_BODY;) {
      const next = await rest.next()
      if (next.done === true) return { json: textOf(first).trim(), sizes: [] }
      first.push(next.value)
      size += next.value.length
    }
    if (typeof Worker === 'undefined') return await scanHere(joined(first, rest), wantsContent)
    return await scanInWorker(first, rest, wantsContent, signal)
  } finally {
    await rest.return?.()
  }
}

/** Not by a Blob, which asks another process for what is here already. */
function textOf(chunks: Uint8Array<ArrayBuffer>[]): string {
  const decoder = new TextDecoder()
  return `${chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('')}${decoder.decode()}`
}

/** The scanner is not a part of the first load, which reads nothing that is large. */
async function scanHere(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  wantsContent: boolean,
): Promise<ScannedBody> {
  const { scanBody } = await import('./scan-body.ts')
  return scanBody(chunks, wantsContent)
}

async function scanInWorker(
  first: Uint8Array<ArrayBuffer>[],
  rest: AsyncIterator<Uint8Array<ArrayBuffer>>,
  wantsContent: boolean,
  signal: AbortSignal | undefined,
): Promise<ScannedBody> {
  const untouched = [...first]
  let hasBegun = false
  async function* watched() {
    hasBegun = true
    yield* joined(first, rest)
  }
  try {
    return await pool.run(
      { wantsContent },
      { signal, chunks: watched(), transferOf: (chunk) => [chunk.buffer] },
    )
  } catch (error) {
    // Nothing of the body is lost yet, and it is not the server's fault that a part of the console can't be loaded.
    if (!(error instanceof WorkerUnavailable) || hasBegun) throw error
    return scanHere(joined(untouched, rest), wantsContent)
  }
}

/** Does not end `rest`: whoever owns it does. */
async function* joined(
  first: Uint8Array<ArrayBuffer>[],
  rest: AsyncIterator<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield* first
  for (;;) {
    const next = await rest.next()
    if (next.done === true) return
    yield next.value
  }
}
