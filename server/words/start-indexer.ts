import { Worker } from 'node:worker_threads'
import type { StorePlaces } from '#server/store/places.ts'
import { endWorker } from './end-worker.ts'

/** The index of words in the making, beside all else that the process does. */
export interface Indexer {
  /** Ends it after the step under way; what is left is done at the next start. */
  stop(): Promise<void>
}

/** Milliseconds: after a failure, such as a full disk, before it is tried again. */
const AGAIN = 10_000

/**
 * @param places of a store that is open
 * @param onFailure hears why it stopped; it starts again by itself
 */
export function startIndexer(
  places: string | StorePlaces,
  onFailure: (error: unknown) => void,
): Indexer {
  let worker: Worker | undefined
  let timer: NodeJS.Timeout | undefined
  let isStopping = false
  const start = () => {
    const started = new Worker(new URL('./indexer-worker.ts', import.meta.url), {
      workerData: { places },
    })
    started.unref()
    started.on('error', onFailure)
    started.on('exit', () => {
      worker = undefined
      if (!isStopping) timer = setTimeout(start, AGAIN).unref()
    })
    worker = started
  }
  start()
  return {
    async stop() {
      isStopping = true
      clearTimeout(timer)
      if (worker) await endWorker(worker)
    },
  }
}
