import { createWorkerPool, WorkerUnavailable } from '#lib/worker-pool.ts'
import { type ScannedBody, type ScanTask, scanBody } from './scan-body.ts'

/** None waits for another: an answer that nobody reads would be taken for one that has broken off. */
const pool = createWorkerPool<ScanTask>({
  create: () => new Worker(new URL('./scan-worker.ts', import.meta.url), { type: 'module' }),
  running: Infinity,
  kept: 2,
})

/** A body of which a part was read already, and what is still to come. */
export interface BegunBody {
  first: readonly Uint8Array<ArrayBuffer>[]
  /** Is not ended here: whoever owns it does. */
  rest: AsyncIterator<Uint8Array<ArrayBuffer>>
}

/**
 * Reads a large JSON body off the main thread, where there are workers.
 * @throws ScanError (see `isScanError`); what `rest` throws
 */
export async function scanLarge(
  { first, rest }: BegunBody,
  wantsContent: boolean,
  signal: AbortSignal | undefined,
): Promise<ScannedBody> {
  if (typeof Worker === 'undefined') return scanBody(joined(first, rest), wantsContent)
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
    return scanBody(joined(first, rest), wantsContent)
  }
}

async function* joined(
  first: readonly Uint8Array<ArrayBuffer>[],
  rest: AsyncIterator<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield* first
  for (;;) {
    const next = await rest.next()
    if (next.done === true) return
    yield next.value
  }
}
