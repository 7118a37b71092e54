import { createWorkerPool, WorkerUnavailable } from '#lib/worker-pool.ts'
import { scanBody, type ScannedBody, type ScanTask } from './scan-body.ts'

/** Up to here a body is scanned where it is: a worker would take longer to start. Bytes. */
const SMALL_BODY = 256 * 1024

/** None waits for another: an answer that nobody reads would be taken for one that has broken off. */
const pool = createWorkerPool<ScanTask>({
  create: () => new Worker(new URL('./scan-worker.ts', import.meta.url), { type: 'module' }),
  running: Infinity,
  kept: 2,
})

/**
 * Reads a JSON body of any size; a large one off the main thread, where there are workers.
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
      if (next.done === true) return await scanBody(joined(first), wantsContent)
      first.push(next.value)
      size += next.value.length
    }
    if (typeof Worker === 'undefined') return await scanBody(joined(first, rest), wantsContent)
    return await inWorker(first, rest, wantsContent, signal)
  } finally {
    await rest.return?.()
  }
}

async function inWorker(
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
    // Nothing of the body is lost yet, and that a part of the console can't be loaded is no fault of the server's.
    if (!(error instanceof WorkerUnavailable) || hasBegun) throw error
    return scanBody(joined(untouched, rest), wantsContent)
  }
}

/** Does not end `rest`: whoever owns it does. */
async function* joined(
  first: Uint8Array<ArrayBuffer>[],
  rest?: AsyncIterator<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield* first
  for (;;) {
    const next = await rest?.next()
    if (next === undefined || next.done === true) return
    yield next.value
  }
}
