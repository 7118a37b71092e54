import { createBodyScan, type ScannedBody } from './body-scan.ts'
import type { ScanMessage } from './scan-worker.ts'

/** Up to here a body is scanned where it is: a worker would take longer to start. */
const SMALL_BODY = 256 * 1024

/** Reads a body of any size; a large one off the main thread. */
export async function scanStream(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  keepContent: boolean,
): Promise<ScannedBody> {
  const first: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  let worker: ScanWorker | undefined
  try {
    for await (const chunk of chunks) {
      if (worker) await worker.push(chunk)
      else {
        first.push(chunk)
        size += chunk.length
        // Where there are no module workers (Node), the main thread has to do.
        if (size <= SMALL_BODY || typeof Worker === 'undefined') continue
        worker = startWorker(keepContent)
        for (const one of first.splice(0)) await worker.push(one)
      }
    }
    if (worker) return await worker.end()
  } finally {
    worker?.stop()
  }
  const scan = createBodyScan(keepContent)
  for (const chunk of first) scan.push(chunk)
  return scan.end()
}

interface ScanWorker {
  /** Resolves when the worker can take more: no queue builds up in front of it. */
  push(chunk: Uint8Array<ArrayBuffer>): Promise<void>
  end(): Promise<ScannedBody>
  stop(): void
}

function startWorker(keepContent: boolean): ScanWorker {
  const worker = new Worker(new URL('./scan-worker.ts', import.meta.url), { type: 'module' })
  const ask = <Reply>(message: ScanMessage, transfer: Transferable[] = []) =>
    new Promise<Reply>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Reply>) => resolve(data)
      worker.onerror = (event) => reject(new Error(event.message || 'The worker could not start.'))
      worker.postMessage(message, transfer)
    })
  worker.postMessage({ keepContent } satisfies ScanMessage)
  return {
    push: (chunk) => ask(chunk, [chunk.buffer]),
    end: () => ask('end'),
    stop: () => worker.terminate(),
  }
}
