import type { Worker } from 'node:worker_threads'

/** Milliseconds that a step is given to end. */
const PATIENCE = 5000

/** Has a thread end after the step that it is at, of which any message tells it; one that takes too long is ended. */
export async function endWorker(worker: Worker): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  worker.on('exit', () => resolve())
  worker.postMessage('stop')
  const cut = setTimeout(() => void worker.terminate(), PATIENCE)
  await promise
  clearTimeout(cut)
}
